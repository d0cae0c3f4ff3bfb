import type { CellNote } from './line.ts';
import { bare, FORMULA_ERROR, isBlank, isFormulaError, isZeros } from './reading.ts';

/** A document number or a code: its text is kept even where something is to be said about it. */
export interface IdentifierReading {
  readonly value: string;
  readonly note: CellNote['kind'] | null;
}

const NOTHING: IdentifierReading = { value: '', note: null };
const NEEDS_A_LOOK = /[^A-Z0-9/-]/;
/** A number column of a spreadsheet or of pandas: the digits after the twelfth or so are gone. */
const SCIENTIFIC = /^\d(?:\.\d{1,20})?E\+\d{1,3}$/;
const SURE_DIGITS = 15;
const LOST_DIGITS = /^[1-9]\d{14}0+$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** As workbooks, and pandas, write a date cell: no number of a document has a colon. */
const DATE_OR_TIME = /^(?:\d{4}-\d\d-\d\d[T ])?\d{1,5}:\d\d(?::\d\d(?:\.\d{1,9})?)?$/;
const FLOAT_COLUMN = /^(\d{1,20})\.0{1,6}$/;
/** What stands before the code names it, what stands after it begins with a letter: never more digits of the code. */
const CODE_AMONG_WORDS =
  /^((?:HSN|SAC)[A-Z/ ]{0,12}[\s:.-]*)?(\d[\d. ]{0,12}\d)(\s*[-–:,;(]\s*\p{L}.*|\s+\p{L}.*)?$/iu;
const ONE_ZERO_FRACTION = /^(\d{1,8})\.0+$/;

/** Reads a document number: blanks around it gone, upper case, the `.0` of a float column dropped; '' for blank. */
export function readIdentifier(text: string): IdentifierReading {
  if (text.length === 0) return NOTHING;
  const cell = bare(text);
  if (isBlank(cell)) return NOTHING;
  if (!NEEDS_A_LOOK.test(cell)) return { value: cell, note: null };
  if (isFormulaError(cell)) return { value: '', note: FORMULA_ERROR.note };
  const upper = cell.toUpperCase();
  if (SCIENTIFIC.test(upper) || DATE_OR_TIME.test(upper)) return { value: upper, note: 'ruinedByExcel' };
  return { value: FLOAT_COLUMN.exec(upper)?.[1] ?? upper, note: null };
}

/**
 * Whether a number cell's text is longer than what spreadsheet programs keep of a number, 15 digits, and has but noughts
 * from there on: what was typed there is gone.
 */
export function hasLostDigits(text: string): boolean {
  return text.length > SURE_DIGITS && LOST_DIGITS.test(text);
}

/**
 * A number that a workbook holds as a date, or without its last digits, as a text that says so: read back from a file of
 * texts, it is as ruined as it was.
 */
export function ruinedText(text: string): string {
  if (DAY.test(text)) return `${text}T00:00:00`;
  return LOST_DIGITS.test(text) ? Number(text).toExponential().replace('e', 'E') : text;
}

/** The document number by which rows are grouped: what `readIdentifier` reads. */
export function cleanDocumentNumber(text: string): string {
  return readIdentifier(text).value;
}

/** Reads the number of another document, which need not be there: noughts are blank. */
export function readLink(text: string): IdentifierReading {
  return isZeros(bare(text)) ? NOTHING : readIdentifier(text);
}

/**
 * Reads an HSN or SAC code: dots and blanks dropped, so is the `.0` of a float column; noughts are blank. Of a code with
 * words around it, such as `SAC 998314` or `84713010 - Laptop`, the code; other characters stay.
 */
export function readHsn(text: string): IdentifierReading {
  const cell = bare(text);
  if (isBlank(cell) || isZeros(cell)) return NOTHING;
  if (isFormulaError(cell)) return { value: '', note: FORMULA_ERROR.note };
  if (SCIENTIFIC.test(cell.toUpperCase())) return { value: cell, note: 'ruinedByExcel' };
  const [, before, code, after] = CODE_AMONG_WORDS.exec(cell) ?? [];
  if (code !== undefined && (before !== undefined || after !== undefined)) {
    return { value: code.replace(/[.\s]+/g, ''), note: 'replaced' };
  }
  return { value: ONE_ZERO_FRACTION.exec(cell)?.[1] ?? cell.replace(/[.\s]+/g, ''), note: null };
}
