import { choicesOf } from './choices.ts';
import type { ColumnKey, Register } from './columns.ts';
import { type ColumnKind, columnOf, MANDATORY } from './columnTable.ts';
import { columnTextOf } from './columnTexts.ts';

/** A column in plain words, for people who fill it in. */
export interface ColumnWords {
  /** What it holds, in one or two sentences. */
  readonly what: string;
  /** `always`, for which documents it is needed (`credit and debit notes`), or null where it may stay empty. */
  readonly needed: string | null;
  /** How a value is written. */
  readonly how: string;
  readonly example: string;
}

/** How each kind of value is best written; what else is read stands in docs/reference/columns.md. */
export const HOW_WRITTEN: Readonly<Record<ColumnKind, string>> = {
  text: 'Any text.',
  number: 'Letters and digits, as printed on the document.',
  enum: 'One of the words of the list.',
  flag: 'Y or N. Empty means N.',
  date: 'Day, month and year: 01-04-2026.',
  period: 'Month and year: 04-2026.',
  state: 'From the list. The code alone, or the name alone, will do as well.',
  gstin: '15 letters and digits.',
  hsn: '4, 6 or 8 digits, without dots. Zeros in front belong to the code.',
  unit: 'A unit of the list.',
  quantity: 'A number with up to three decimals, without the unit.',
  amount: 'Rupees with up to two decimals: 1234.50.',
  percent: 'Percent as a number: 18.',
};

/** What a column of a register is about. */
export function columnWordsOf(register: Register, key: ColumnKey): ColumnWords {
  const { what, neededFor = null, example } = columnTextOf(register, key);
  const { kind } = columnOf(key);
  return {
    what,
    needed: MANDATORY[register].includes(key) ? 'always' : neededFor,
    how: kind === 'enum' ? `${(choicesOf(key) ?? []).join(', ')}.` : HOW_WRITTEN[kind],
    example,
  };
}
