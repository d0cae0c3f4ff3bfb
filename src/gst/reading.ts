import type { CellNote } from './line.ts';

/** What one cell gave: its value, null for a blank or unreadable one, and what there is to say about it. */
export interface Reading<T> {
  readonly value: T | null;
  readonly note: CellNote['kind'] | null;
}

export const BLANK: Reading<never> = { value: null, note: null };
export const UNREADABLE: Reading<never> = { value: null, note: 'unreadable' };
export const FORMULA_ERROR: Reading<never> = { value: null, note: 'formulaError' };

/** Longer cells hold no date, amount or code: no pattern is tried on them. */
export const LONGEST_CELL = 100;

/** What ERP programs write for "nothing": SAP `null`, pandas `nan`, `NaT` and `None`, JavaScript `undefined`, people the rest. */
const BLANK_MARKS: ReadonlySet<string> = new Set([
  '',
  '-',
  '--',
  '–',
  '—',
  '.',
  'null',
  '(null)',
  'undefined',
  'nan',
  'nat',
  'none',
  'na',
  'n/a',
  'n.a.',
  'n.a',
]);
const LONGEST_MARK = 9;

/** Whether a trimmed text stands for an empty cell. */
export function isBlank(text: string): boolean {
  return text.length === 0 || (text.length <= LONGEST_MARK && BLANK_MARKS.has(text.toLowerCase()));
}

/** Whether a text is noughts only, as programs fill a column that says nothing: `0`, `0.0`, `00/00/0000`. */
export function isZeros(text: string): boolean {
  return text.charCodeAt(0) === 48 && text.length <= LONGEST_CELL && /^[0\s.:/-]+$/.test(text);
}

const FORMULA_ERRORS =
  /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|UNCALCULATED!)$/i;

/** `#N/A`, `#REF!`, `#DIV/0!` and their like, as spreadsheet programs save them; formulas that were never calculated. */
export function isFormulaError(text: string): boolean {
  return text.charCodeAt(0) === 35 && FORMULA_ERRORS.test(text);
}

/** The text of a formula whose workbook has no value for it, as readers of workbooks give it. */
export const UNCALCULATED = '#UNCALCULATED!';

/** Whether a trimmed text stands for a value that only its formula knows. */
export function isUncalculated(text: string): boolean {
  return text === UNCALCULATED;
}

/** Without outer blanks and the apostrophe that makes Excel keep a text. */
export function bare(text: string): string {
  const trimmed = text.trim();
  return trimmed.charCodeAt(0) === 39 ? trimmed.slice(1).trim() : trimmed;
}

/** What words are compared by: small letters and digits of any script, `&` read as "and". */
export function wordKey(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '');
}
