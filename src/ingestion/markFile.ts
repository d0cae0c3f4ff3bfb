import { COLUMNS_OF, type ColumnKey, type Register } from '../gst/columns.ts';
import type { RefusedRow } from '../gst/verdict.ts';
import type { RegisterHeader } from './registerHeader.ts';
import { columnIndex } from './registerRows.ts';

/**
 * What the error file cannot say of its rows, set down beside it for the error workbook: a line of facts, then a line for each
 * row, in the same order. Nothing of it is the user's.
 */
export interface MarkFacts {
  readonly version: 1;
  readonly register: Register;
  /** Per cell of the error file's header behind our own two: the column that it fills, null for none. */
  readonly columns: readonly (ColumnKey | null)[];
  /** How many cells beyond the header a row had at most; left out where none had any, and by those who did not count yet. */
  readonly beyond?: number;
}

export interface RowMarks {
  /** As the user's file numbers it. */
  readonly row: number;
  /** A letter a cell, see `KIND_LETTERS`; '' where the file knows texts alone. */
  readonly kinds: string;
  /** One for each message of the row, in the same order; none where the row is held back. */
  readonly findings: readonly MarkedFinding[];
}

export interface MarkedFinding {
  readonly code: string;
  /** Index into `MarkFacts.columns`; -1 where no cell of the file is to blame. */
  readonly cell: number;
}

/** @param ownColumns cells of the user's file that the error file leaves out */
export function markFactsOf(
  { register, headerCells, ownColumns, columnOf }: RegisterHeader,
  beyond: number,
): MarkFacts {
  const keys: (ColumnKey | null)[] = headerCells.map(() => null);
  for (const [column, cell] of columnOf.entries()) {
    if (cell >= 0) keys[cell] = COLUMNS_OF[register][column] ?? null;
  }
  const columns = keys.filter((_, cell) => !ownColumns.includes(cell));
  return { version: 1, register, columns, ...(beyond > 0 ? { beyond } : {}) };
}

/** Says of the errors of rows in which cell of the error file each lies: `12:G03,-1:R01`. */
export class FindingMarks {
  readonly #register: Register;
  /** By column of the register. */
  readonly #cells: readonly number[];

  constructor({ register, columnOf, ownColumns }: RegisterHeader) {
    this.#register = register;
    this.#cells = columnOf.map((cell) => cell - ownColumns.filter((own) => own < cell).length);
  }

  of(errors: RefusedRow['errors']): string {
    let marks = '';
    for (const { column, code } of errors) {
      const cell = column === null ? -1 : (this.#cells[columnIndex(this.#register, column)] ?? -1);
      marks += `${marks === '' ? '' : ','}${cell}:${code}`;
    }
    return marks;
  }
}

export function factsLine(facts: MarkFacts): string {
  return `${JSON.stringify(facts)}\n`;
}

/** @param marks as `FindingMarks` has them */
export function rowLine(row: number, kinds: string, marks: string): string {
  return `${row}\t${kinds}\t${marks}\n`;
}

export function readFactsLine(line: string): MarkFacts {
  const facts = JSON.parse(line) as MarkFacts;
  if (facts.version !== 1) throw new Error(`marks of version ${facts.version}`);
  return facts;
}

export function readRowLine(line: string): RowMarks {
  const [row = '', kinds = '', marks = ''] = line.split('\t');
  const findings = marks === '' ? [] : marks.split(',').map(findingOf);
  return { row: Number(row), kinds, findings };
}

function findingOf(mark: string): MarkedFinding {
  const colon = mark.indexOf(':');
  return { cell: Number(mark.slice(0, colon)), code: mark.slice(colon + 1) };
}
