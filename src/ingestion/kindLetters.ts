import type { CellKind } from '../sheet/rows.ts';

/** What the cells of a row are, a letter each, as the marks beside an error file have it. */
export const KIND_LETTERS: Readonly<Record<CellKind, string>> = {
  blank: ' ',
  text: 't',
  number: 'n',
  percent: 'p',
  date: 'd',
  boolean: 'b',
  error: 'e',
};
