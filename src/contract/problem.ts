import { type Static, Type } from 'typebox';

/** RFC 9457 problem details, on every path that is neither Clear's nor S3's. */
export const Problem = Type.Object({
  type: Type.String({ description: 'A stable URI for the kind of problem.' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String({ description: 'What is wrong and what to do about it.' }),
  code: Type.String(),
  requestId: Type.String(),
});
export type Problem = Static<typeof Problem>;

export const Health = Type.Object({
  status: Type.Literal('ok'),
  version: Type.String(),
  mode: Type.Optional(Type.Literal('emulator', { description: 'Absent on a real server.' })),
});

export const Readiness = Type.Object({
  status: Type.Union([Type.Literal('ready'), Type.Literal('not ready')]),
  failing: Type.Array(Type.String(), { description: 'Names of the checks that fail.' }),
  degraded: Type.Optional(
    Type.Array(Type.String(), {
      description: 'What fails and leaves the rest working; absent where nothing does.',
    }),
  ),
});
