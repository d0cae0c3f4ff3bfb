import type { RefusedRow, RowFinding } from '../../../../client/nativeTypes.ts';

/** By the index of a cell, what is wrong with it; at -1 what lies in no cell. */
export function findingsByCell(findings: readonly RowFinding[]): ReadonlyMap<number, readonly RowFinding[]> {
  return Map.groupBy(findings, ({ cell }) => cell);
}

/** The wrong cells of a row from left to right, each once. */
export function badCells({ findings }: Pick<RefusedRow, 'findings'>): number[] {
  const cells = new Set(findings.map(({ cell }) => cell).filter((cell) => cell >= 0));
  return [...cells].sort((one, other) => one - other);
}

/** The cells that stand beyond the last column of the header come under a header of their own. */
export function columnCount(columns: readonly string[], rows: readonly Pick<RefusedRow, 'cells'>[]): number {
  return rows.reduce((most, { cells }) => Math.max(most, cells.length), columns.length);
}

/**
 * Where a column of the user's file stands among those of the table, from 1.
 * @param frozen the column that stands in front of all others, if one does
 */
export function columnPlace(index: number, frozen: number | null): number {
  if (index === frozen) return 2;
  return frozen !== null && index < frozen ? index + 4 : index + 3;
}

const BRIEF = 60;

/** The beginning of a text, where it is too long to be read in passing. */
export function briefly(text: string): string {
  const letters = [...text.slice(0, 2 * (BRIEF + 1))];
  return letters.length > BRIEF ? `${letters.slice(0, BRIEF - 1).join('')}…` : text;
}

const NARROWEST = 96;
const WIDEST = 264;
const PER_CHARACTER = 9;
/** With room for the sign of a wrong cell. */
const PADDING = 48;
const SAMPLE = 40;

/** Widths of the columns in pixels, as headers and the first rows ask for. */
export function columnWidths(
  columns: readonly string[],
  rows: readonly Pick<RefusedRow, 'cells'>[],
): number[] {
  const sample = rows.slice(0, SAMPLE);
  return Array.from({ length: columnCount(columns, rows) }, (_, column) => {
    const header = headerLength(columns[column] ?? '');
    const longest = sample.reduce((most, { cells }) => Math.max(most, cells[column]?.length ?? 0), header);
    return Math.min(WIDEST, Math.max(NARROWEST, longest * PER_CHARACTER + PADDING));
  });
}

/** Of its longer line in letters: it may break into two, between words. */
function headerLength(header: string): number {
  const longestWord = Math.max(...header.split(/\s/).map((word) => word.length));
  return Math.max(longestWord, Math.ceil(header.length * 0.6));
}
