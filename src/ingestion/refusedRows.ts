import { parseQuotedRow } from '../sheet/csv/quotedCsv.ts';
import { MESSAGE_SEPARATOR, rowThatHoldsBack } from './errorFile.ts';
import type { ErrorIndex } from './findingIndex.ts';
import { type RowMarks, readRowLine } from './markFile.ts';
import { messageParts } from './messageParts.ts';
import { type OpenRange, readRowsAt } from './spanReader.ts';

/** UTF-16 units of cells that a page holds before it shortens long ones. */
const PAGE_CHARACTERS = 2_000_000;
const SHORTENED = 64;

export interface FindingFacts {
  readonly column: string | null;
  readonly value: string | null;
  readonly message: string;
  readonly hint: string | null;
}

export interface RowFinding extends FindingFacts {
  /** Null where it was not noted. */
  readonly code: string | null;
  /** Index into the row's cells; -1 where none is to blame. */
  readonly cell: number;
}

export interface PagedRow {
  /** As the user's file numbers it; null where it was not noted. */
  readonly row: number | null;
  readonly cells: readonly string[];
  readonly findings: readonly RowFinding[];
  readonly heldBackBy: number | null;
  /** Whether long cells were shortened. */
  readonly isCut: boolean;
}

/** The error file and the marks beside it, to be opened at a range. */
export interface RefusedRowFiles {
  readonly errors: OpenRange;
  readonly marks: OpenRange | null;
}

/** Reads refused rows as the user wrote them. @param ordinals within the error file, rising */
export async function readRefusedRows(
  index: ErrorIndex,
  files: RefusedRowFiles,
  ordinals: readonly number[],
): Promise<PagedRow[]> {
  const [written, marked] = await Promise.all([
    readWritten(index, files, ordinals),
    index.marks === null || files.marks === null
      ? undefined
      : readRowsAt({ places: index.marks.places, open: files.marks, keep: markedRow }, ordinals),
  ]);
  return written.map((row, place) => pagedRow(index, row, marked?.[place]));
}

interface WrittenRow {
  readonly message: string;
  readonly cells: readonly string[];
  readonly isCut: boolean;
}

function readWritten(
  { places }: ErrorIndex,
  { errors }: RefusedRowFiles,
  ordinals: readonly number[],
): Promise<WrittenRow[]> {
  let characters = 0;
  const keep = (text: string): WrittenRow => {
    const [, message = '', ...cells] = parseQuotedRow(text);
    const isFull = characters > PAGE_CHARACTERS;
    const kept = isFull ? cells.map(shortened) : cells;
    for (const cell of kept) characters += cell.length;
    return { message, cells: kept, isCut: isFull && kept.some((cell, at) => cell !== cells[at]) };
  };
  return readRowsAt({ places, open: errors, keep }, ordinals);
}

function markedRow(line: string): RowMarks {
  return readRowLine(line.trimEnd());
}

function shortened(cell: string): string {
  return cell.length <= SHORTENED ? cell : `${cell.slice(0, SHORTENED).toWellFormed()}…`;
}

function pagedRow(
  { columns }: ErrorIndex,
  { message, cells, isCut }: WrittenRow,
  marked: RowMarks | undefined,
): PagedRow {
  const row = marked?.row ?? null;
  const heldBackBy = rowThatHoldsBack(message);
  if (heldBackBy !== null) return { row, cells, findings: [], heldBackBy, isCut };
  const findings = message.split(MESSAGE_SEPARATOR).map((each, place): RowFinding => {
    const { code = null, cell = -1 } = marked?.findings[place] ?? {};
    const value = cell < 0 ? null : (cells[cell] ?? '');
    return { code, cell, column: columns[cell] ?? null, value, ...messageParts(each, cells) };
  });
  return { row, cells, findings, heldBackBy: null, isCut };
}
