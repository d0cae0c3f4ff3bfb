import { type Static, Type } from 'typebox';
import { ActivityStatus, IngestionError, ProcessingStats } from './clearIngestion.ts';
import { nullable, time } from './parts.ts';

/** How far an activity's running attempt is. */
export const ActivityProgress = Type.Object({
  phase: Type.Union(
    [
      Type.Literal('waiting'),
      Type.Literal('counting'),
      Type.Literal('judging'),
      Type.Literal('reporting'),
      Type.Literal('settling'),
      Type.Literal('done'),
    ],
    { description: 'counting and judging read the whole file, reporting its refused rows.' },
  ),
  bytesDone: Type.Integer({ description: "Of the phase's own pass over the file." }),
  bytesTotal: Type.Integer(),
  rowsRead: Type.Integer(),
  rowsPerSecond: nullable(Type.Integer()),
  etaSeconds: nullable(
    Type.Integer({ description: 'Until the activity has ended; null while that cannot be told.' }),
  ),
});

/** What people call the states of an import. */
export const ActivityState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('checking'),
  Type.Literal('done'),
  Type.Literal('done_with_errors'),
  Type.Literal('file_refused'),
  Type.Literal('failed'),
  Type.Literal('discarded'),
]);
export type ActivityState = Static<typeof ActivityState>;

/** An activity with all that the server tells of it. */
export const ActivityView = Type.Object({
  activityId: Type.String(),
  templateType: Type.Union([Type.Literal('sales'), Type.Literal('purchase')]),
  status: ActivityStatus,
  state: ActivityState,
  userFileName: Type.String(),
  externalId: nullable(Type.String()),
  user: Type.Object(
    {
      userId: Type.String(),
      name: nullable(Type.String({ description: 'Null where it is not known any more.' })),
    },
    { description: 'Who began it.' },
  ),
  fileContentType: Type.Union([Type.Literal('XLSX'), Type.Literal('XLS'), Type.Literal('CSV')], {
    description: 'As it was announced.',
  }),
  bytes: Type.Integer({ description: 'Of the file.' }),
  corrects: nullable(
    Type.String({ description: 'The activity whose refused rows this file sends again, corrected.' }),
  ),
  correctedBy: Type.Array(Type.String(), { description: 'Activities that correct this one, oldest first.' }),
  createdAt: Type.String(time),
  startedAt: nullable(Type.String(time)),
  endedAt: nullable(Type.String(time)),
  attempt: Type.Integer({ description: 'How many attempts were begun.' }),
  progress: ActivityProgress,
  processingStats: nullable(Type.Array(ProcessingStats, { minItems: 1 })),
  errors: Type.Array(IngestionError),
  ruleCounts: Type.Record(Type.String(), Type.Integer(), {
    description: 'Findings by the code of their rule, errors and warnings.',
  }),
  fileWarnings: Type.Array(Type.String(), { description: 'Notices about the file as a whole.' }),
  warningCount: Type.Integer(),
  links: Type.Object(
    {
      documents: nullable(Type.String()),
      errors: nullable(Type.String()),
      errorsWorkbook: nullable(Type.String()),
      warnings: nullable(Type.String()),
    },
    { description: 'Paths under the base URL; null where there is nothing to fetch (yet, or any more).' },
  ),
  filesExpired: Type.Boolean({
    description: 'There was an error file or a list of warnings, removed since because its time had passed.',
  }),
});
export type ActivityView = Static<typeof ActivityView>;

/** One line of `documents.ndjson`. */
export const IngestedDocument = Type.Object({
  register: Type.Union([Type.Literal('sales'), Type.Literal('purchase')]),
  ownGstin: Type.String(),
  number: Type.String(),
  financialYear: Type.Integer({ description: '2026: from April 2026 to March 2027.' }),
  type: Type.String(),
  isAmendment: Type.Boolean(),
  party: Type.String({ description: 'Purchases: who the supplier is; sales: empty.' }),
  date: Type.String({ format: 'date' }),
  lineCount: Type.Integer(),
  taxable: Type.Number({ description: 'Rupees.' }),
  tax: Type.Number({ description: 'Rupees: CGST, SGST, IGST and cess.' }),
  isDeleted: Type.Boolean(),
  isCancelled: Type.Boolean(),
  supersededBy: nullable(
    Type.String({ description: 'The activity whose version of this document counts now.' }),
  ),
  header: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  lines: Type.Array(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))),
});
export type IngestedDocument = Static<typeof IngestedDocument>;
