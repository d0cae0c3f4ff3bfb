import { type BiffRecords, u16 } from './biffRecords.ts';

/** What a formula came to as its record tells ([MS-XLS] 2.5.133); `number` and `empty` of one that came to nothing yet. */
export type FormulaResult = 'number' | 'text' | 'boolean' | 'error' | 'empty';

/** The result of FORMULA lies behind row, column and format; its flags behind that. */
export const RESULT_AT = 6;
const FLAGS_AT = 14;
const NO_NUMBER = 0xffff;
const KINDS: readonly FormulaResult[] = ['text', 'boolean', 'error', 'empty'];
/** Excel neither writes nor heeds it; Apache POI and others tell by it that the value is still to come. */
const CALCULATE_ON_LOAD = 2;

/** Of the formula at hand. */
export function formulaResult({ bytes, at }: BiffRecords): FormulaResult {
  if (u16(bytes, at + RESULT_AT + 6) !== NO_NUMBER) return 'number';
  return KINDS[bytes[at + RESULT_AT] as number] ?? 'empty';
}

/** Whether its writer left the formula at hand for others to calculate: with the value 0 or none. */
export function isLeftToCalculate({ bytes, at, length }: BiffRecords): boolean {
  if (length < FLAGS_AT + 2 || (u16(bytes, at + FLAGS_AT) & CALCULATE_ON_LOAD) === 0) return false;
  return u16(bytes, at + RESULT_AT + 6) === NO_NUMBER
    ? KINDS[bytes[at + RESULT_AT] as number] === 'empty'
    : bytes.readDoubleLE(at + RESULT_AT) === 0;
}
