import { COLUMNS_OF, type ColumnKey } from '../columns.ts';
import type { CellNote, DocumentLine } from '../line.ts';

/** Whether something stands in a cell, readable or not; `value` is what was read of it. */
export function isGiven(
  line: DocumentLine,
  column: ColumnKey,
  value: string | number | object | null,
): boolean {
  return (value !== null && value !== '') || noteOn(line, column) !== undefined;
}

/** What reading a cell left to say. */
export function noteOn(line: DocumentLine, column: ColumnKey): CellNote | undefined {
  for (const note of line.notes) if (note.column === column) return note;
  return undefined;
}

/** The trimmed text of a cell; '' where the register has no such column. */
export function textOf(line: DocumentLine, column: ColumnKey): string {
  return line.values[COLUMNS_OF[line.register].indexOf(column)] ?? '';
}
