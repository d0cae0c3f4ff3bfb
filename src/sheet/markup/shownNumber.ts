import { doubleText, percentText } from '../cells/numberText.ts';
import type { CellValue } from './markupRow.ts';

/** A number as cells show it: digits in groups, a currency sign or minus before them, no needless zero in front. */
const AMOUNT = /^[-−(]?(?:₹|Rs\.?|INR|[$€£])?-?(?:0|[1-9][\d,]*)?(?:\.\d*)?(?:E[+-]?\d+)?\)?$/i;
const TOO_NARROW = /^#+$/;

/**
 * The number of a cell that gives it beside what it shows (`x:num` of Excel's pages, `sdval` of LibreOffice's): what is
 * shown may be rounded, cut to `1.2E+11`, or `####` in a column that is too narrow. Null where something else than a plain
 * number is shown, a date or a code with leading zeros: that is what the cell says.
 */
export function shownNumber(shown: string, raw: string): CellValue | null {
  const value = raw.trim() === '' ? Number.NaN : Number(raw);
  if (!Number.isFinite(value)) return null;
  const plain = shown.replaceAll(' ', '');
  if (plain.endsWith('%') && AMOUNT.test(plain.slice(0, -1))) {
    return { text: percentText(value), kind: 'percent' };
  }
  if (plain === '' || !(AMOUNT.test(plain) || TOO_NARROW.test(plain))) return null;
  return { text: doubleText(value), kind: 'number' };
}
