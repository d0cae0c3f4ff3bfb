import { RULES } from '../gst/rules/index.ts';
import type { Cell, Row, WorkbookColumn } from '../sheet/workbook/model.ts';
import type { GstinStats } from './activity.ts';
import {
  BAD_STYLE,
  COUNT_STYLE,
  HEAD_STYLE,
  HELD_STYLE,
  SECTION_STYLE,
  TITLE_STYLE,
  WRAPPED_STYLE,
} from './bookStyles.ts';
import type { CountedRule } from './findingTally.ts';
import { SURPLUS_CELLS } from './surplusCells.ts';

/** For both tables. */
const WIDTHS = [19, 12, 12, 26, 52, 52, 42];
const LINE_POINTS = 15;
const RULES_HEAD = [
  'Rule',
  'Severity',
  'Count',
  'First rows in your file',
  'Example',
  'What it is about',
  'Source',
];
const GSTINS_HEAD = ['GSTIN', 'Documents taken in', 'Rows taken in', 'Rows refused'];

export const SUMMARY_COLUMNS: readonly WorkbookColumn[] = WIDTHS.map((width) => ({ width }));

export interface Summary {
  readonly fileName: string;
  readonly refusedRows: number;
  /** Of these, the rows that have no error themselves. */
  readonly heldRows: number;
  readonly errors: readonly CountedRule[];
  readonly warnings: readonly CountedRule[];
  readonly stats: readonly GstinStats[];
  readonly notices: readonly string[];
  /** Set where not every cell that is wrong has a comment: so many have. */
  readonly commentsEndAt: number | null;
}

/** What came of a file, for whoever has to mend it. */
export function* summaryRows(summary: Summary): Generator<Row> {
  yield { style: TITLE_STYLE, cells: [`What is wrong in ${summary.fileName}`] };
  yield* howTo(summary);
  yield* section('What was found', RULES_HEAD, [
    ...summary.errors.map((rule) => ruleRow(rule, 'error')),
    ...summary.warnings.map((rule) => ruleRow(rule, 'warning')),
  ]);
  yield* section('By GSTIN', GSTINS_HEAD, summary.stats.map(statsRow));
  if (summary.notices.length > 0) {
    yield [];
    yield { style: SECTION_STYLE, cells: ['About the file'] };
    for (const notice of summary.notices) yield [notice];
  }
}

function* howTo({ refusedRows, heldRows, commentsEndAt }: Summary): Generator<Row> {
  const held =
    heldRows === 0
      ? ''
      : ` ${heldRows} of them ${heldRows === 1 ? 'is' : 'are'} right, but belong to a document of which another row is wrong.`;
  yield [
    `${refusedRows} ${refusedRows === 1 ? 'row was' : 'rows were'} refused and stand on the sheet Errors.${held}`,
  ];
  yield [
    'Correct them there, save, and send this workbook again: its last two columns may stay. All other rows are taken in already. Row numbers are those of the file that was sent.',
  ];
  yield [
    { value: 'Red', style: BAD_STYLE },
    'This cell is wrong: point at it to read why, or see the last column of its row.',
  ];
  yield [
    { value: 'Grey', style: HELD_STYLE },
    'Nothing is wrong with this row: it is taken in with its document, once the other rows of it are right.',
  ];
  if (commentsEndAt !== null) {
    yield [
      `Only the first ${commentsEndAt} red cells say why when they are pointed at, since more would make the workbook slow. The last column says it of every row.`,
    ];
  }
}

function* section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): Generator<Row> {
  if (rows.length === 0) return;
  yield [];
  yield { style: SECTION_STYLE, cells: [title] };
  yield { style: HEAD_STYLE, cells: head };
  for (const cells of rows) yield { style: WRAPPED_STYLE, height: heightOf(cells), cells };
}

function ruleRow({ code, count, example, rows }: CountedRule, severity: string): Cell[] {
  const { about, source } = aboutOf(code);
  const more = count > rows.length ? ', …' : '';
  return [
    ...[code, severity, counted(count)],
    rows.length === 0 ? '' : rows.join(', ') + more,
    ...[example, about, source],
  ];
}

/** Programs do not all make room for wrapped text by themselves. */
function heightOf(cells: readonly Cell[]): number {
  const lines = cells.map((cell, column) =>
    typeof cell === 'string' ? Math.ceil(cell.length / (WIDTHS[column] ?? 1)) : 1,
  );
  return LINE_POINTS * Math.max(1, ...lines);
}

/** @returns what a rule looks for, and why it may, in words */
function aboutOf(code: string): { readonly about: string; readonly source: string } {
  if (code === SURPLUS_CELLS)
    return { about: 'Text stands beyond the last column of the header', source: 'how a table is written' };
  const rule = RULES.find((each) => each.code === code);
  const { condition = '', source = '' } = rule ?? {};
  return { about: condition.charAt(0).toUpperCase() + condition.slice(1), source };
}

function statsRow({ gstin, totalDocumentCount, validRows, invalidRows }: GstinStats): Cell[] {
  return [gstin, ...[totalDocumentCount, validRows, invalidRows].map(counted)];
}

function counted(value: number): Cell {
  return { value, style: COUNT_STYLE };
}
