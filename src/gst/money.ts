import { scaleDecimal, scalePlain } from './decimal.ts';
import type { Paise } from './line.ts';
import {
  bare,
  FORMULA_ERROR,
  isBlank,
  isFormulaError,
  LONGEST_CELL,
  type Reading,
  UNREADABLE,
} from './reading.ts';

const ZERO: Reading<Paise> = { value: 0, note: null };
/** Accounting formats show zero as a dash, with or without the currency. */
const DASH = /^[-–—]+$/;
const CURRENCY_BEFORE = /^(?:₹|rs\.?|inr)\s*/i;
const CURRENCY_AFTER = /\s*(?:\/-|\/=|₹|rs\.?|inr)$/i;
/** The side of the ledger: which one is an increase depends on the account, so it says nothing about the sign. */
const LEDGER_SIDE = /\s*(?:cr|dr)\.?$/i;
const MINUS = /^[-−–]\s*/;
const MINUS_AFTER = /\s*[-−–]$/;
const BRACKETS = /^\(\s*(.*?)\s*\)$/;
const BLANK_BETWEEN_DIGITS = /(?<=\d)[\s\u00a0\u202f\u2009](?=\d)/g;
/** In thousandths of a paisa: less is what binary fractions leave behind, as in 1249.999999. */
const NOISE = 50;

/**
 * Reads an amount as Indian books write it: `1,23,456.00`, `₹1,234.50`, `Rs. 1,234/-`, `(1,234.00)`, `1,234.00-`,
 * `1,234.50 Cr`, `1.23456E+05`; a dash is zero. Rounded to paise, half away from zero; a third decimal that is not noise is
 * told.
 */
export function readMoney(text: string): Reading<Paise> {
  if (text.length > LONGEST_CELL) return UNREADABLE;
  const cell = bare(text);
  if (isFormulaError(cell)) return FORMULA_ERROR;
  if (DASH.test(cell)) return ZERO;
  if (isBlank(cell)) return { value: null, note: null };
  if (cell.toLowerCase() === 'nil') return ZERO;

  const plain = cell.charCodeAt(0) === 45 ? scalePlain(cell.slice(1), 2) : -1;
  if (plain > 0) return { value: -plain, note: null };
  const { magnitude, negative } = stripSign(cell);
  if (DASH.test(magnitude) && magnitude !== cell) return ZERO;
  const scaled = scaleDecimal(magnitude.replace(BLANK_BETWEEN_DIGITS, ','), 2);
  if (scaled === null) return UNREADABLE;
  const value = negative && scaled.value !== 0 ? -scaled.value : scaled.value;
  return { value, note: scaled.moved > NOISE ? 'rounded' : null };
}

/** Takes off what stands around the digits; a minus may stand before or after the currency, brackets around everything. */
function stripSign(cell: string): { magnitude: string; negative: boolean } {
  let rest = cell.replace(LEDGER_SIDE, '');
  let negative = false;
  const bracketed = BRACKETS.exec(rest)?.[1];
  if (bracketed !== undefined) {
    negative = true;
    // Some formats show both signs of one negative amount.
    rest = bracketed.replace(MINUS, '');
  }
  const takeMinus = (pattern: RegExp): void => {
    if (negative || rest.length < 2 || !pattern.test(rest)) return;
    negative = true;
    rest = rest.replace(pattern, '');
  };
  takeMinus(MINUS);
  rest = rest.replace(CURRENCY_AFTER, '').replace(CURRENCY_BEFORE, '');
  takeMinus(MINUS);
  takeMinus(MINUS_AFTER);
  if (rest.startsWith('+')) rest = rest.slice(1);
  return { magnitude: rest, negative };
}

/** Paise as plain rupees with two decimals, ungrouped: `-123456.00`. */
export function formatPaise(paise: Paise): string {
  const digits = String(Math.abs(paise)).padStart(3, '0');
  return `${paise < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
