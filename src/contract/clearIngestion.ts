import { type Static, Type } from 'typebox';
import { ClearErrorCode } from './clear.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
const exactly = { additionalProperties: false } as const;

/** What is wrong with a request, or with a file as a whole: exactly five keys, in this order. */
export const IngestionError = Type.Object(
  {
    errorCode: Type.String(),
    errorField: nullable(Type.String()),
    errorValues: nullable(Type.Array(Type.String())),
    errorMessage: Type.String(),
    errorResolution: nullable(Type.String()),
  },
  exactly,
);
export type IngestionError = Static<typeof IngestionError>;

/** The body of the trigger. Clients send more than we read: it is ignored. */
export const TriggerRequest = Type.Object({
  externalId: Type.Optional(
    nullable(Type.String({ maxLength: 1500, description: 'Deprecated. Echoed as it came.' })),
  ),
  userInputArgs: Type.Object({
    gstins: Type.Optional(
      nullable(
        Type.Array(Type.String(), {
          description: 'When not empty, no other own GSTIN is accepted in the file.',
        }),
      ),
    ),
    templateId: Type.String({
      pattern: '^[0-9a-fA-F]{24}$',
      description: 'Sales 618a5623836651c01c1498ad, purchase 60e5613ff71f4a7aeca4336b.',
    }),
  }),
  fileInfo: Type.Object({
    s3FileUrl: Type.String({ description: 'The URL of generatePreSign, with its query or without.' }),
    userFileName: Type.String({ minLength: 1, maxLength: 1500 }),
  }),
});
export type TriggerRequest = Static<typeof TriggerRequest>;

/** 201: exactly four keys, in this order. */
export const TriggerResponse = Type.Object(
  {
    activityId: Type.String({ pattern: '^[0-9a-f]{24}$' }),
    externalId: nullable(Type.String()),
    status: Type.Literal('ACTIVITY_CREATED'),
    errors: Type.Array(IngestionError, { maxItems: 0 }),
  },
  exactly,
);
export type TriggerResponse = Static<typeof TriggerResponse>;

/** 401, 403, 405 and 500 also say what pre-sign says of them. */
const TopLevelError = {
  errorCode: Type.Optional(ClearErrorCode),
  errorMessage: Type.Optional(Type.String()),
};

export const TriggerRefused = Type.Object(
  {
    activityId: Type.Null(),
    externalId: Type.Null(),
    status: Type.Null(),
    errors: Type.Array(IngestionError, { minItems: 1 }),
    ...TopLevelError,
  },
  exactly,
);
export type TriggerRefused = Static<typeof TriggerRefused>;

export const ActivityStatus = Type.Union(
  [
    Type.Literal('ACTIVITY_CREATED'),
    Type.Literal('ACTIVITY_QUEUED'),
    Type.Literal('ACTIVITY_COMPLETED'),
    Type.Literal('ACTIVITY_DISCARDED'),
    Type.Literal('SYSTEM_FEEDBACK'),
    Type.Literal('UNPLANNED_ERROR'),
  ],
  {
    description:
      'CREATED: triggered. QUEUED: waiting or in progress. COMPLETED: judged, with or without bad rows. DISCARDED: ' +
      'cancelled or undone by a user. SYSTEM_FEEDBACK: the file as a whole is wrong. UNPLANNED_ERROR: our fault.',
  },
);
export type ActivityStatus = Static<typeof ActivityStatus>;

export const ProcessingStats = Type.Object(
  {
    gstin: Type.String({ description: 'An own GSTIN; UNKNOWN stands last.' }),
    totalDocumentCount: Type.Integer({ description: 'Documents of the valid rows.' }),
    validRows: Type.Integer(),
    invalidRows: Type.Integer(),
  },
  exactly,
);

/** 200: exactly six keys, in this order. */
export const StatusResponse = Type.Object(
  {
    activityId: Type.String(),
    externalId: nullable(Type.String()),
    status: ActivityStatus,
    processingStats: Type.Union([Type.Array(ProcessingStats, { minItems: 1 }), Type.Null()], {
      description: 'null until ACTIVITY_COMPLETED, then never empty.',
    }),
    fileError: Type.Union(
      [
        Type.Object(
          {
            inputFileName: Type.String(),
            status: Type.Literal('DATA_VALIDATION_ERROR'),
            errorFileUrl: Type.String({
              description: 'To be fetched without a token; good for 7 days, and new in every answer.',
            }),
          },
          exactly,
        ),
        Type.Null(),
      ],
      { description: 'null when no row was refused.' },
    ),
    errors: Type.Array(IngestionError),
  },
  exactly,
);
export type StatusResponse = Static<typeof StatusResponse>;

export const StatusRefused = Type.Object(
  {
    activityId: Type.Null(),
    externalId: Type.Null(),
    status: Type.Null(),
    processingStats: Type.Null(),
    fileError: Type.Null(),
    errors: Type.Array(IngestionError, { minItems: 1 }),
    ...TopLevelError,
  },
  exactly,
);
export type StatusRefused = Static<typeof StatusRefused>;
