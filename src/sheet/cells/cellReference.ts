const LETTERS = 26;
const LAST_COLUMN = 16_384;
const REFERENCE = /^([A-Za-z]{1,3})([1-9]\d{0,6})$/;

export interface CellReference {
  /** From 0. */
  readonly column: number;
  /** From 1. */
  readonly row: number;
}

/** Reads `AB12`; null where it is no reference, or one beyond column XFD. */
export function readReference(text: string): CellReference | null {
  const [, letters, row] = REFERENCE.exec(text) ?? [];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * LETTERS + letter.charCodeAt(0) - 64;
  return column > LAST_COLUMN ? null : { column: column - 1, row: Number(row) };
}

/** A, B, …, Z, AA as spreadsheet programs name columns. @param column from 0 */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % LETTERS));
  return column < LETTERS ? letter : columnName(Math.floor(column / LETTERS) - 1) + letter;
}
