/** A, B, …, Z, AA. @param column from 0 */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

/** As formulas name a sheet. */
export function quotedSheet(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}
