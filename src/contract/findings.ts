import { type Static, Type } from 'typebox';
import { nullable } from './parts.ts';

const Example = Type.Object({
  row: Type.Integer({ description: "As the user's file numbers it." }),
  value: nullable(Type.String({ description: 'Of the cell to blame, where there is one; its beginning.' })),
  message: Type.String({ description: 'What is wrong.' }),
  hint: nullable(Type.String({ description: 'What to do, where that can be told apart.' })),
});

/** All findings of one rule in a file. */
export const FindingGroup = Type.Object({
  code: Type.String({ description: 'Of the rule, such as `G03`.' }),
  columns: Type.Array(Type.String(), {
    description: 'Headers of the cells to blame, as the file writes them.',
  }),
  count: Type.Integer({ description: 'Findings.' }),
  rows: nullable(
    Type.Integer({ description: 'Rows that have at least one; null where that was not noted.' }),
  ),
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
  isNoted: Type.Boolean({
    description:
      'False of a file judged before it was noted which row breaks which rule: groups then have counts alone, and rows cannot be asked for by rule.',
  }),
});
export type FindingGroups = Static<typeof FindingGroups>;

const facts = {
  column: nullable(Type.String({ description: 'Header of the cell to blame, as the file writes it.' })),
  value: nullable(Type.String({ description: 'Of the cell to blame; of a warning the beginning of it.' })),
  message: Type.String({ description: 'What is wrong.' }),
  hint: nullable(Type.String({ description: 'What to do, where that can be told apart.' })),
};

export const RowFinding = Type.Object({
  code: nullable(Type.String({ description: 'Of the rule; null where it was not noted.' })),
  cell: Type.Integer({ description: 'Index into `columns` and `cells`; -1 where no cell is to blame.' }),
  ...facts,
});
export type RowFinding = Static<typeof RowFinding>;

/** A refused row as the user wrote it. */
export const RefusedRow = Type.Object({
  row: nullable(Type.Integer({ description: "As the user's file numbers it; null where it was not noted." })),
  cells: Type.Array(Type.String()),
  findings: Type.Array(RowFinding, { description: 'None where the row is held back.' }),
  heldBackBy: nullable(Type.Integer({ description: 'The row that holds this good one back.' })),
  isCut: Type.Boolean({
    description: 'Long cells are shortened, as the page has become very large: errors.csv has them whole.',
  }),
});
export type RefusedRow = Static<typeof RefusedRow>;

/** `GET …/errors?offset=&limit=&rule=`: in the order of the file; fewer than `limit` at the end alone. */
export const RefusedRowPage = Type.Object({
  columns: Type.Array(Type.String(), { description: "The headers of the user's file." }),
  total: Type.Integer({ description: 'Rows, of that rule where one is asked for.' }),
  offset: Type.Integer({ description: 'Of the first row here among them, from 0.' }),
  rows: Type.Array(RefusedRow),
});
export type RefusedRowPage = Static<typeof RefusedRowPage>;

export const WarnedRow = Type.Object({
  row: Type.Integer(),
  documentNumber: Type.String(),
  finding: Type.Object({ code: Type.String(), ...facts }),
});
export type WarnedRow = Static<typeof WarnedRow>;

/** `GET …/warnings?offset=&limit=&rule=`: one entry for each warning, in the order of the file. */
export const WarningPage = Type.Object({
  total: Type.Integer(),
  offset: Type.Integer(),
  rows: Type.Array(WarnedRow),
});
export type WarningPage = Static<typeof WarningPage>;
