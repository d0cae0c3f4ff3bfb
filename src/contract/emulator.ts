import { type Static, Type } from 'typebox';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);

const switchFields = {
  call: Type.String({ description: 'presign, put, trigger, status, token or errorFile.' }),
  outcome: Type.String({ description: 'What the call comes to; which ones there are depends on the call.' }),
  workspace: Type.Optional(Type.String({ description: 'Only calls of the workspace with this id.' })),
  afterMs: Type.Optional(Type.Integer({ minimum: 0 })),
  errorCode: Type.Optional(Type.String({ description: 'Of system_feedback.' })),
};
const times = Type.Union([Type.Integer({ minimum: 1 }), Type.Literal('always')]);

/** What is sent to force an outcome. */
export const EmulatorSwitch = Type.Object(
  { ...switchFields, times: Type.Optional(times) },
  { additionalProperties: false },
);

export const EmulatorSwitches = Type.Object({
  switches: Type.Array(Type.Object({ id: Type.Integer(), ...switchFields, times })),
});

export const EmulatorClock = Type.Object({
  now: Type.String({ format: 'date-time' }),
  offsetSeconds: Type.Number({ description: "Ahead of the machine's clock; negative behind." }),
});

export const EmulatorRecording = Type.Object({
  name: Type.String(),
  exchanges: Type.Integer(),
  isRecording: Type.Boolean(),
  isFull: Type.Boolean({ description: 'More came than a recording holds.' }),
});

export const EmulatorReplay = Type.Object({
  name: Type.String(),
  served: Type.Integer(),
  total: Type.Integer(),
  isComplete: Type.Boolean({ description: 'Everything recorded was asked for, and nothing else.' }),
  difference: nullable(
    Type.Object(
      {
        request: Type.Integer({ description: 'From 1.' }),
        what: Type.String({ description: 'method, path, query, header, body or end.' }),
        header: Type.Optional(Type.String()),
        expected: Type.Unknown(),
        received: Type.Unknown(),
      },
      { description: 'The first thing that the client does otherwise than when it was recorded.' },
    ),
  ),
});

export const EmulatorState = Type.Object({
  mode: Type.Literal('emulator'),
  version: Type.String(),
  baseUrl: Type.String(),
  workspaceId: Type.String(),
  token: Type.String(),
  clientSecret: Type.String(),
  clock: EmulatorClock,
  switches: EmulatorSwitches.properties.switches,
  recordings: Type.Array(EmulatorRecording),
  replay: nullable(EmulatorReplay),
});
export type EmulatorState = Static<typeof EmulatorState>;
