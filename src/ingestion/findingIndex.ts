import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseQuotedRows } from '../sheet/csv/quotedCsv.ts';
import { findQuotedRows } from '../sheet/csv/quotedRows.ts';
import { readFactsLine, readRowLine } from './markFile.ts';
import { OrdinalList } from './ordinalList.ts';
import { RowPlaces } from './rowPlaces.ts';

type Open = () => AsyncIterable<Uint8Array>;

/** Where the rows lie that a rule has something to say of. */
export interface RuleRows {
  readonly code: string;
  /** Findings. */
  count: number;
  /** Rows of the user's file that have one. */
  rows: number;
  /** Ordinals of the first few of these rows. */
  readonly firsts: number[];
  /** Which rows of the error file these are, or which lines of the list of warnings. */
  readonly ordinals: OrdinalList;
  /** How often which header is to blame. */
  readonly columns: Map<string, number>;
}

/** What is known of an error file and the marks beside it without reading them again. */
export interface ErrorIndex {
  /** Headers of the user's file, as it writes them. */
  readonly columns: readonly string[];
  readonly places: RowPlaces;
  /** Rows that another one holds back. */
  readonly held: OrdinalList;
  /** Null where the file was judged before there were marks. */
  readonly marks: { readonly places: RowPlaces; readonly rules: ReadonlyMap<string, RuleRows> } | null;
}

export interface WarningIndex {
  readonly places: RowPlaces;
  readonly rules: ReadonlyMap<string, RuleRows>;
  /** Rows of the user's file that have one. */
  readonly rows: number;
}

const OWN_COLUMNS = 2;
/** As many as there are examples of a rule. */
const FIRSTS = 5;
const ZERO = 0x30;
/** Lines after which others have their turn: a few milliseconds' work. */
const LINES_A_TURN = 1_024;

/** Reads both files once. @throws Error where one is damaged, or they do not belong together */
export async function indexErrors(errors: Open, marks: Open | null): Promise<ErrorIndex> {
  let columns: string[] | undefined;
  const places = new RowPlaces();
  const held = new OrdinalList();
  for await (const { at, bytes, ends } of findQuotedRows(errors())) {
    let start = 0;
    for (const end of ends) {
      if (columns === undefined) {
        const [header = []] = parseQuotedRows(bytes.toString('utf8', start, end));
        columns = header.slice(OWN_COLUMNS);
      } else {
        // Its first field counts the errors of the row.
        if (bytes[start + 1] === ZERO) held.add(places.rows);
        places.add(at + start, at + end);
      }
      start = end;
    }
    await nextTurn();
  }
  if (columns === undefined) throw new Error('an error file has no header');
  if (marks === null) return { columns, places, held, marks: null };
  const noted = await indexMarks(marks, columns);
  if (noted.places.rows !== places.rows) throw new Error('an error file and its marks differ in their rows');
  return { columns, places, held, marks: noted };
}

async function indexMarks(open: Open, columns: readonly string[]): Promise<NonNullable<ErrorIndex['marks']>> {
  const places = new RowPlaces();
  const rules = new RuleTable();
  let isFacts = true;
  let lines = 0;
  for await (const { at, bytes, ends } of findQuotedRows(open())) {
    let start = 0;
    for (const end of ends) {
      const line = bytes.toString('latin1', start, end - 1);
      if (isFacts) readFactsLine(line);
      else {
        for (const { code, cell } of readRowLine(line).findings) {
          rules.note({ code, column: columns[cell], ordinal: places.rows, row: places.rows });
        }
        places.add(at + start, at + end);
      }
      isFacts = false;
      start = end;
      lines += 1;
      if (lines % LINES_A_TURN === 0) await nextTurn();
    }
  }
  return { places, rules: rules.rules };
}

/** Reads the list of warnings once. @throws Error where it is damaged */
export async function indexWarnings(warnings: Open): Promise<WarningIndex> {
  const places = new RowPlaces();
  const rules = new RuleTable();
  let rows = 0;
  let lastRow = -1;
  let isHeader = true;
  for await (const { at, bytes, ends } of findQuotedRows(warnings())) {
    const lines = ends.length === 0 ? [] : parseQuotedRows(bytes.toString('utf8', 0, ends.at(-1)));
    let start = 0;
    for (const [line, end] of ends.entries()) {
      const [number, , column = '', , code = ''] = lines[line] ?? [];
      if (!isHeader) {
        const row = Number(number);
        rules.note({ code, column, ordinal: places.rows, row });
        if (lastRow !== row) rows += 1;
        lastRow = row;
        places.add(at + start, at + end);
      }
      isHeader = false;
      start = end;
    }
    await nextTurn();
  }
  return { places, rules: rules.rules, rows };
}

/** Gathers findings as they stand in a file, rows rising. */
class RuleTable {
  readonly rules = new Map<string, RuleRows>();
  readonly #lastRows = new Map<string, number>();

  note(finding: {
    readonly code: string;
    readonly column: string | undefined;
    readonly ordinal: number;
    readonly row: number;
  }): void {
    const { code, column, ordinal, row } = finding;
    let rule = this.rules.get(code);
    if (rule === undefined) {
      rule = { code, count: 0, rows: 0, firsts: [], ordinals: new OrdinalList(), columns: new Map() };
      this.rules.set(code, rule);
    }
    rule.count += 1;
    rule.ordinals.add(ordinal);
    if (column) rule.columns.set(column, (rule.columns.get(column) ?? 0) + 1);
    if (this.#lastRows.get(code) === row) return;
    this.#lastRows.set(code, row);
    rule.rows += 1;
    if (rule.firsts.length < FIRSTS) rule.firsts.push(ordinal);
  }
}
