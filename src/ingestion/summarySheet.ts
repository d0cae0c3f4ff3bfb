import { RULES } from '../gst/rules/index.ts';
import type { Cell, Row, WorkbookColumn } from '../sheet/workbook/model.ts';
import type { GstinStats } from './activity.ts';
import {
  BAD_STYLE,
  COUNT_STYLE,
  GRAVE_STYLE,
  HEAD_STYLE,
  HELD_STYLE,
  SECTION_STYLE,
  TITLE_STYLE,
  WRAPPED_STYLE,
} from './bookStyles.ts';
import type { CountedRule } from './findingTally.ts';
import { SURPLUS_CELLS } from './surplusCells.ts';

/** For both tables. */
const WIDTHS = [19, 12, 12, 26, 64, 64];
const LINE_POINTS = 15;
const RULES_HEAD = ['Rule', 'Severity', 'Count', 'First rows in your file', 'Example', 'What it is about'];
const GSTINS_HEAD = ['GSTIN', 'Documents taken in', 'Rows taken in', 'Rows refused'];
/** Of a file that was only checked. */
const CHECKED_GSTINS_HEAD = [
  'GSTIN',
  'Documents that would be taken in',
  'Rows that would be taken in',
  'Rows that would be refused',
];

export const SUMMARY_COLUMNS: readonly WorkbookColumn[] = WIDTHS.map((width) => ({ width }));

export interface Summary {
  /** Whether all other rows are taken in; where the file was only checked, nothing is. */
  readonly isTakenIn: boolean;
  /** Names of the sheets that hold the rows for which `Errors` has no room. */
  readonly furtherSheets: readonly string[];
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
  yield* section(
    'By GSTIN',
    summary.isTakenIn ? GSTINS_HEAD : CHECKED_GSTINS_HEAD,
    summary.stats.map(statsRow),
  );
  if (summary.notices.length > 0) {
    yield [];
    yield { style: SECTION_STYLE, cells: ['About the file'] };
    for (const notice of summary.notices) yield [notice];
  }
}

const NEXT_STEPS: readonly Row[] = [
  ['Correct them there, save, and send this workbook again: our own columns at the end may stay.'],
  ['All other rows are taken in already.'],
];
const CHECKED_NEXT_STEPS: readonly Row[] = [
  ['Nothing was sent. All other rows would be taken in; they are not in this workbook.'],
  ['So correct these rows in your own file, check it once more and send it.'],
];

function* howTo({ refusedRows, heldRows, commentsEndAt, isTakenIn, furtherSheets }: Summary): Generator<Row> {
  const held =
    heldRows === 0
      ? ''
      : ` ${heldRows} of them ${heldRows === 1 ? 'is right, but belongs' : 'are right, but belong'} to a document of which another row is wrong.`;
  const rows = refusedRows === 1 ? 'row' : 'rows';
  const refused = isTakenIn ? `${refusedRows === 1 ? 'was' : 'were'} refused` : 'would be refused';
  const stand = refusedRows === 1 ? 'stands' : 'stand';
  yield [`${refusedRows} ${rows} ${refused} and ${stand} on the sheet Errors.${held}`];
  yield* isTakenIn ? NEXT_STEPS : CHECKED_NEXT_STEPS;
  yield [
    'Row numbers below are those of your file: on the sheet Errors, point at No. of Errors to see which of them a row is.',
  ];
  if (furtherSheets.length > 0) {
    yield {
      style: GRAVE_STYLE,
      cells: [
        `There are more rows than one sheet holds: ${furtherSheets.join(' and ')} ${furtherSheets.length === 1 ? 'holds' : 'hold'} the rest. When this workbook is sent, only its first sheet is read.`,
      ],
    };
    yield {
      style: GRAVE_STYLE,
      cells: ['Correct the error file errors.csv instead, which has all of them, and send that.'],
    };
  }
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
      `Only the first ${commentsEndAt} comments are there, since more would make the workbook slow: further down cells say nothing when they are pointed at. The last column says of every row what is wrong.`,
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
  yield { style: HEAD_STYLE, height: heightOf(head), cells: head };
  for (const cells of rows) yield { style: WRAPPED_STYLE, height: heightOf(cells), cells };
}

function ruleRow({ code, count, example, rows }: CountedRule, severity: string): Cell[] {
  const more = count > rows.length ? ', …' : '';
  return [
    ...[code, severity, counted(count)],
    rows.length === 0 ? '' : rows.join(', ') + more,
    ...[example, aboutOf(code)],
  ];
}

/** Programs do not all make room for wrapped text by themselves. */
function heightOf(cells: readonly Cell[]): number {
  const lines = cells.map((cell, column) =>
    typeof cell === 'string' ? Math.ceil(cell.length / (WIDTHS[column] ?? 1)) : 1,
  );
  return LINE_POINTS * Math.max(1, ...lines);
}

/** @returns what a rule looks for; where it comes from stands in docs/reference/rules.md */
function aboutOf(code: string): string {
  if (code === SURPLUS_CELLS) return 'Text stands beyond the last column of the header';
  const { condition = '' } = RULES.find((each) => each.code === code) ?? {};
  return condition.charAt(0).toUpperCase() + condition.slice(1);
}

function statsRow({ gstin, totalDocumentCount, validRows, invalidRows }: GstinStats): Cell[] {
  return [gstin, ...[totalDocumentCount, validRows, invalidRows].map(counted)];
}

function counted(value: number): Cell {
  return { value, style: COUNT_STYLE };
}
