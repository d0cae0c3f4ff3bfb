import type { CellValue } from '../sheet/workbook/model.ts';
import { KIND_LETTERS } from './kindLetters.ts';

/** More than a double surely holds stays text: no spreadsheet program shows them. */
const MOST_DIGITS = 15;
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * A cell as the user's file had it, from its text and kind. What would not be read as the very same text again stays text.
 *
 * @param kind a letter of `KIND_LETTERS`, undefined where the file knows texts alone
 * @param isNumeric whether the column holds numbers: then a file of texts may mean one
 */
export function typedCell(text: string, kind: string | undefined, isNumeric: boolean): CellValue {
  switch (kind) {
    case undefined:
      return isNumeric ? numberOr(text) : text;
    case KIND_LETTERS.number:
      return numberOr(text);
    case KIND_LETTERS.percent:
      return percentOr(text);
    case KIND_LETTERS.date:
      return { date: text };
    case KIND_LETTERS.boolean:
      return text === 'TRUE' || text === 'FALSE' ? text === 'TRUE' : text;
    default:
      return text;
  }
}

function numberOr(text: string): number | string {
  return isPlain(text) ? Number(text) : text;
}

function percentOr(text: string): CellValue {
  const number = text.slice(0, -1);
  // By the text, since a division would leave a trace: 7.35 / 100.
  return text.endsWith('%') && isPlain(number) ? { percent: Number(`${number}e-2`) } : text;
}

function isPlain(text: string): boolean {
  return PLAIN_NUMBER.test(text) && text.replace(/[-.]/g, '').length <= MOST_DIGITS;
}
