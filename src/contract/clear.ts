import { type Static, Type } from 'typebox';

/** The enum of Clear's published page. */
export const ClearErrorCode = Type.Union([
  Type.Literal('AUTHORIZATION_FAILED'),
  Type.Literal('LICENSE_EXPIRED'),
  Type.Literal('API_QUOTA_EXCEEDED'),
  Type.Literal('PERMISSION_DENIED'),
  Type.Literal('INTERNAL_ERROR'),
]);
export type ClearErrorCode = Static<typeof ClearErrorCode>;

/** Every answer of `generatePreSign` but the 500: exactly four keys, in this order. */
export const PresignResponse = Type.Object(
  {
    status: Type.Union([Type.Literal('CREATED'), Type.Literal('FAILED'), Type.Null()], {
      description: 'CREATED: the URL is generated. FAILED: it is not. null beside 401 and 403.',
    }),
    preSignedS3Url: Type.Union([Type.String({ maxLength: 2048 }), Type.Null()], {
      description: 'Valid for 10 minutes from generation.',
    }),
    errorCode: Type.Union([ClearErrorCode, Type.Null()]),
    errorMessage: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type PresignResponse = Static<typeof PresignResponse>;

/** One entry of the array that Clear answers with status 500: exactly five keys, in this order. */
export const ClearErrorEntry = Type.Object(
  {
    errorCode: ClearErrorCode,
    errorMessage: Type.String(),
    errorField: Type.Union([Type.String(), Type.Null()]),
    errorValues: Type.Union([Type.Array(Type.String()), Type.Null()]),
    errorResolution: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type ClearErrorEntry = Static<typeof ClearErrorEntry>;

/** What `authz/token` answers with 200: exactly two keys, in this order. */
export const AccessToken = Type.Object(
  {
    access_token: Type.String({ maxLength: 256 }),
    valid_till: Type.Union([Type.String(), Type.Null()], {
      description: 'UTC, as `2026-04-30T18:29:59+00:00`; null for never.',
    }),
  },
  { additionalProperties: false },
);
export type AccessToken = Static<typeof AccessToken>;

/** What `authz/token` answers otherwise. */
export const AccessTokenErrors = Type.Object(
  {
    errors: Type.Array(
      Type.Object(
        {
          error_code: ClearErrorCode,
          error_message: Type.String(),
          error_source: Type.Literal('CLEAR'),
          error_id: Type.String({ description: 'The request id: name it when you ask for help.' }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
);
export type AccessTokenErrors = Static<typeof AccessTokenErrors>;

export const ClearErrorArray = Type.Array(ClearErrorEntry, { minItems: 1 });
export type ClearErrorArray = Static<typeof ClearErrorArray>;
