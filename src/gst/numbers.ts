import { scaleDecimal } from './decimal.ts';
import type { MilliPercent } from './line.ts';
import {
  BLANK,
  bare,
  FORMULA_ERROR,
  isBlank,
  isFormulaError,
  LONGEST_CELL,
  type Reading,
  UNREADABLE,
} from './reading.ts';

const UNIT_AFTER = /\s*[a-z]{1,15}\.?$/i;
const PERCENT_SIGN = /\s*(?:%|percent|per cent)$/i;

/** Reads a rate: `18`, `18.00`, `18%`, `9 percent`; `Nil` is zero. `0.18` is 0.18 percent unless a `%` format made it 18. */
export function readPercent(text: string): Reading<MilliPercent> {
  const cell = bare(text);
  if (cell.toLowerCase() === 'nil') return { value: 0, note: null };
  return readScaled(cell.slice(0, LONGEST_CELL + 1).replace(PERCENT_SIGN, ''));
}

/** Reads a quantity to thousandths; of one with its unit, such as `1 NOS`, the number with the note `replaced`. */
export function readQuantity(text: string): Reading<number> {
  const cell = bare(text);
  const read = readScaled(cell);
  if (read.note !== 'unreadable' || cell.length > LONGEST_CELL) return read;
  const { value } = readScaled(cell.replace(UNIT_AFTER, ''));
  return value === null ? read : { value, note: 'replaced' };
}

/** Thousandths of a percent as people write a rate: 2500 is `2.5`. */
export function formatPercent(rate: MilliPercent): string {
  const digits = String(Math.abs(rate)).padStart(4, '0');
  const fraction = digits.slice(-3).replace(/0+$/, '');
  return `${rate < 0 ? '-' : ''}${digits.slice(0, -3)}${fraction === '' ? '' : `.${fraction}`}`;
}

function readScaled(cell: string): Reading<number> {
  if (cell.length > LONGEST_CELL) return UNREADABLE;
  if (isBlank(cell)) return BLANK;
  if (isFormulaError(cell)) return FORMULA_ERROR;
  const negative = cell.startsWith('-') || (cell.startsWith('(') && cell.endsWith(')'));
  const magnitude = negative ? cell.replace(/^[-(]\s*|\s*\)$/g, '') : cell;
  const value = scaleDecimal(magnitude, 3)?.value;
  if (value === undefined) return UNREADABLE;
  return { value: negative && value !== 0 ? -value : value, note: null };
}
