import { readQuotedCsv } from '../sheet/csv/quotedCsv.ts';
import type { Row, WorkbookSheet } from '../sheet/workbook/model.ts';
import { BOUNDS, type WorkbookBounds, writeWorkbook } from '../sheet/workbook/writeWorkbook.ts';
import type { GstinStats } from './activity.ts';
import { HEAD_STYLE, TEXT_STYLE } from './bookStyles.ts';
import { MESSAGE_SEPARATOR, rowThatHoldsBack } from './errorFile.ts';
import { ErrorSheet } from './errorSheet.ts';
import { FindingTally } from './findingTally.ts';
import { type MarkFacts, readFactsLine, readRowLine } from './markFile.ts';
import { ERRORS_SHEET, SUMMARY_SHEET, WARNINGS_SHEET } from './ownSheets.ts';
import { Pulled, readLines } from './pulled.ts';
import { readPlaces } from './refusedPlaces.ts';
import { SUMMARY_COLUMNS, summaryRows } from './summarySheet.ts';
import { SURPLUS_CELLS } from './surplusCells.ts';
import { WARNING_COLUMNS } from './warningFile.ts';

/** Programs become slow with more, and they are held in memory until the sheet is written. */
export const MOST_COMMENTS = 10_000;
/** By which our CLI knows a workbook of ours. */
export const ERROR_WORKBOOK_TITLE = 'gst-intake error workbook';

/** What was handed out of an activity, and what it came to. Files are opened when they are read. */
export interface WorkbookSources {
  readonly errors: () => AsyncIterable<Uint8Array>;
  /** Null where the file was judged before there were marks. */
  readonly marks: (() => AsyncIterable<Uint8Array>) | null;
  readonly warnings: (() => AsyncIterable<Uint8Array>) | null;
  readonly fileName: string;
  readonly stats: readonly GstinStats[];
  readonly notices: readonly string[];
  /** Errors and warnings by the code of their rule: for files without marks. */
  readonly ruleCounts: Readonly<Record<string, number>>;
  /** Whether what was not refused is taken in already: where the file was only checked, nothing is. */
  readonly isTakenIn: boolean;
}

/**
 * The error workbook, piece by piece in flat memory: the refused rows as the user wrote them with what is wrong shown in place,
 * our two columns last; what the rules found; what they warned of.
 */
export async function* writeErrorWorkbook(
  sources: WorkbookSources,
  bounds: WorkbookBounds = BOUNDS,
): AsyncGenerator<Uint8Array> {
  const tally: Tally = {
    ...{ errors: new FindingTally(), warnings: new FindingTally(), furtherSheets: [] },
    ...{ rows: 0, held: 0, comments: 0 },
  };
  const refused = await openRefusedRows(sources);
  try {
    const sheets = [
      errorSheet(refused, tally, bounds),
      summarySheet(sources, tally),
      ...(sources.warnings === null ? [] : [warningSheet(sources.warnings, tally.warnings)]),
    ];
    yield* writeWorkbook({ title: ERROR_WORKBOOK_TITLE, sheets }, bounds);
  } finally {
    await refused.close();
  }
}

interface Tally {
  readonly errors: FindingTally;
  readonly warnings: FindingTally;
  /** Names of the sheets that go on where `Errors` is full. */
  readonly furtherSheets: string[];
  rows: number;
  /** Of these, the rows that have no error themselves. */
  held: number;
  /** Asked for, written or not. */
  comments: number;
}

/** The error file and the marks beside it, opened as far as their first lines. */
interface RefusedRows {
  readonly header: readonly string[];
  readonly facts: MarkFacts | null;
  /** How many cells a row has beyond the header at most. */
  readonly beyond: number;
  /** Where in the file of marks rows stand; null where there is none. */
  readonly readPlaces: (() => ReturnType<typeof readPlaces>) | null;
  readonly rows: Pulled<string[]>;
  readonly marks: Pulled<string> | null;
  close(): Promise<void>;
}

async function openRefusedRows(sources: WorkbookSources): Promise<RefusedRows> {
  const rows = new Pulled(readQuotedCsv(sources.errors()));
  const marks = sources.marks === null ? null : new Pulled(readLines(sources.marks()));
  const close = async () => {
    await rows.close();
    await marks?.close();
  };
  try {
    const header = await rows.next();
    const line = await marks?.next();
    if (header === undefined) throw new Error('an error file has no header');
    const facts = line === undefined ? null : readFactsLine(line);
    const beyond = facts?.beyond ?? ((sources.ruleCounts[SURPLUS_CELLS] ?? 0) > 0 ? 1 : 0);
    const open = sources.marks;
    const places = open === null ? null : () => readPlaces(open());
    return { header, facts, beyond, readPlaces: places, rows, marks, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function errorSheet(
  { header, facts, beyond, rows, marks, readPlaces }: RefusedRows,
  tally: Tally,
  { sheetRows }: WorkbookBounds,
): WorkbookSheet {
  const mayComment = () => {
    tally.comments += 1;
    return tally.comments <= MOST_COMMENTS;
  };
  const sheet = new ErrorSheet(header, facts, { beyond, mayComment });
  let placeOf: Awaited<ReturnType<NonNullable<typeof readPlaces>>> | undefined;
  const heldBack = async (message: string): Promise<string> => {
    const row = rowThatHoldsBack(message);
    if (row === null || readPlaces === null) return message;
    placeOf ??= await readPlaces();
    // The head stands in front.
    const here = (placeOf(row) ?? Number.POSITIVE_INFINITY) + 1;
    return here > sheetRows || tally.furtherSheets.length > 0
      ? `Held back: row ${row} of your file has errors`
      : `Held back: row ${here} of this sheet (row ${row} of your file) has errors`;
  };
  async function* laidOut(): AsyncGenerator<Row> {
    for (;;) {
      const cells = rows.taken() ?? (await rows.next());
      if (cells === undefined) return;
      const line = marks?.taken() ?? (await marks?.next());
      if (marks !== null && line === undefined) throw new Error('an error file has more rows than marks');
      const marked = line === undefined ? null : readRowLine(line);
      tally.rows += 1;
      if (cells[0] === '0') {
        tally.held += 1;
        yield sheet.row({ cells, marks: marked, message: await heldBack(cells[1] ?? '') });
        continue;
      }
      const messages = (cells[1] ?? '').split(MESSAGE_SEPARATOR);
      for (const [place, { code, cell }] of marked?.findings.entries() ?? [])
        tally.errors.add(code, marked?.row ?? 0, (messages[place] ?? '') + sheet.callingOf(cell));
      yield sheet.row({ cells, marks: marked });
    }
  }
  return {
    name: ERRORS_SHEET,
    columns: sheet.columns(rows.ahead),
    head: [sheet.head],
    rows: laidOut(),
    hasFilter: true,
    tabColor: 'C00000',
    onContinued: (name) => void tally.furtherSheets.push(name),
  };
}

function summarySheet(
  { fileName, stats, notices, ruleCounts, isTakenIn }: WorkbookSources,
  tally: Tally,
): WorkbookSheet {
  function* laidOut(): Generator<Row> {
    const { errors, warnings, furtherSheets, rows, held, comments } = tally;
    const counted = errors.rules.length > 0 ? errors.rules : fromCounts(ruleCounts, warnings);
    yield* summaryRows({
      ...{ fileName, stats, notices, isTakenIn, furtherSheets, refusedRows: rows, heldRows: held },
      ...{ errors: counted, warnings: warnings.rules },
      commentsEndAt: comments > MOST_COMMENTS ? MOST_COMMENTS : null,
    });
  }
  return {
    ...{ name: SUMMARY_SHEET, columns: SUMMARY_COLUMNS, head: [], fitsPage: true, isWrittenLast: true },
    rows: { [Symbol.iterator]: laidOut },
  };
}

/** What is known of a file without marks: all findings less those that only warned. */
function fromCounts(ruleCounts: WorkbookSources['ruleCounts'], warnings: FindingTally) {
  return Object.entries(ruleCounts)
    .map(([code, count]) => ({ code, count: count - warnings.countOf(code), example: '', rows: [] }))
    .filter(({ count }) => count > 0);
}

function warningSheet(open: () => AsyncIterable<Uint8Array>, tally: FindingTally): WorkbookSheet {
  async function* laidOut(): AsyncGenerator<Row> {
    let isHeader = true;
    for await (const batch of readQuotedCsv(open())) {
      for (const cells of isHeader ? batch.slice(1) : batch) {
        const [row = '', number = '', column = '', value = '', code = '', message = ''] = cells;
        tally.add(code, Number(row), message);
        yield [
          Number(row),
          ...[number, column, value, code, message].map((text) => ({ value: text, style: TEXT_STYLE })),
        ];
      }
      isHeader = false;
    }
  }
  return {
    name: WARNINGS_SHEET,
    columns: [8, 22, 24, 28, 8, 100].map((width) => ({ width })),
    head: [{ style: HEAD_STYLE, cells: WARNING_COLUMNS }],
    rows: laidOut(),
    hasFilter: true,
    tabColor: 'FFC000',
  };
}
