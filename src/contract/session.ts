import { type Static, Type } from 'typebox';
import { nullable, time } from './parts.ts';

/** `POST /api/v1/session`: an API token for a cookie, so that a page need not keep the token. */
export const SignInRequest = Type.Object({ token: Type.String() }, { additionalProperties: false });
export type SignInRequest = Static<typeof SignInRequest>;

/** Who is signed in, and where. */
export const SessionView = Type.Object({
  user: Type.Object({ userId: Type.String(), name: Type.String() }),
  workspace: Type.Object({
    workspaceId: Type.String(),
    name: Type.String(),
    gstins: Type.Array(Type.String(), { description: 'Its own GSTINs; none = any valid one is accepted.' }),
  }),
  permissions: Type.Array(Type.String()),
  expiresAt: Type.String(time),
  csrfToken: Type.String({
    description: 'Goes with every call of this session that changes something, as `x-gst-intake-csrf`.',
  }),
  limits: Type.Object({
    maxUploadBytes: Type.Integer(),
    quota: nullable(
      Type.Object(
        {
          limit: nullable(Type.Integer({ description: 'URLs in the window.' })),
          per: Type.String(),
          used: Type.Integer(),
        },
        { description: 'Null where the workspace has none.' },
      ),
    ),
    licenseUntil: nullable(Type.String({ format: 'date' })),
  }),
  server: Type.Object({
    version: Type.String(),
    retentionDays: Type.Integer({ description: 'So long files and error files are kept.' }),
    mode: nullable(Type.String({ description: '`emulator`: nothing here is real or kept.' })),
    publicUrl: Type.String({
      description:
        'Where it is published, without a slash at the end. A page that was opened at another origin may not be let send files.',
    }),
  }),
});
export type SessionView = Static<typeof SessionView>;
