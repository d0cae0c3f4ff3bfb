import { type Static, Type } from 'typebox';
import { Cursor, nullable } from './parts.ts';

const Example = Type.Object({
  row: Type.Integer({ description: "As the user's file numbers it." }),
  value: nullable(Type.String({ description: 'Of the cell to blame, where there is one.' })),
  message: Type.String(),
});

/** All findings of one rule in a file. */
export const FindingGroup = Type.Object({
  code: Type.String({ description: 'Of the rule, such as `G03`.' }),
  columns: Type.Array(Type.String(), {
    description: 'Headers of the cells to blame, as the file writes them.',
  }),
  count: Type.Integer({ description: 'Findings.' }),
  rows: Type.Integer({ description: 'Rows that have at least one.' }),
  examples: Type.Array(Example, { description: 'The first few rows, each once.' }),
});
export type FindingGroup = Static<typeof FindingGroup>;

/** `GET …/errors/groups` and `GET …/warnings/groups`: the most frequent rule first. */
export const FindingGroups = Type.Object({
  groups: Type.Array(FindingGroup),
  rows: Type.Integer({ description: 'Rows in all; of errors, with those that another row holds back.' }),
  heldBackRows: Type.Integer({
    description: 'Of these, good rows of a document another row of which has errors; 0 for warnings.',
  }),
});
export type FindingGroups = Static<typeof FindingGroups>;

export const RowFinding = Type.Object({
  code: Type.String(),
  cell: Type.Integer({ description: 'Index into `columns` and `cells`; -1 where no cell is to blame.' }),
  column: nullable(Type.String({ description: 'Its header, as the file writes it.' })),
  value: nullable(Type.String()),
  message: Type.String({ description: 'What is wrong.' }),
  hint: nullable(Type.String({ description: 'What to do, where that can be told apart.' })),
});
export type RowFinding = Static<typeof RowFinding>;

/** A refused row as the user wrote it. */
export const RefusedRow = Type.Object({
  row: Type.Integer({ description: "As the user's file numbers it." }),
  cells: Type.Array(Type.String()),
  findings: Type.Array(RowFinding, { description: 'None where the row is held back.' }),
  heldBackBy: nullable(Type.Integer({ description: 'The row that holds this good one back.' })),
});
export type RefusedRow = Static<typeof RefusedRow>;

/** `GET …/errors?offset=&limit=&rule=`: in the order of the file. */
export const RefusedRowPage = Type.Object({
  columns: Type.Array(Type.String(), { description: "The headers of the user's file." }),
  total: Type.Integer({ description: 'Rows, of that rule where one is asked for.' }),
  offset: Type.Integer({ description: 'Of the first row here among them, from 0.' }),
  rows: Type.Array(RefusedRow),
  next: nullable(Cursor),
});
export type RefusedRowPage = Static<typeof RefusedRowPage>;

export const WarnedRow = Type.Object({
  row: Type.Integer(),
  documentNumber: Type.String(),
  finding: RowFinding,
});
export type WarnedRow = Static<typeof WarnedRow>;

/** `GET …/warnings?offset=&limit=&rule=`: one entry for each warning, in the order of the file. */
export const WarningPage = Type.Object({
  total: Type.Integer(),
  offset: Type.Integer(),
  rows: Type.Array(WarnedRow),
  next: nullable(Cursor),
});
export type WarningPage = Static<typeof WarningPage>;
