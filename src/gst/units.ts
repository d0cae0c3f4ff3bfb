import { BLANK, bare, isBlank, LONGEST_CELL, type Reading, wordKey } from './reading.ts';
import type { UnitEntry } from './tables.ts';

/** Reads the text of a cell to a unique quantity code. */
export type ReadUnit = (text: string) => Reading<string>;

const OTHERS: Reading<string> = { value: 'OTH', note: 'replaced' };

/** Builds the reader of units: codes, aliases, and both as in `NOS-NUMBERS`. An unknown unit is OTH with the note `replaced`. */
export function createUnitReader(units: readonly UnitEntry[]): ReadUnit {
  const byName = new Map<string, Reading<string>>();
  for (const { code, aliases } of units) {
    for (const each of [code, ...aliases]) byName.set(wordKey(each), { value: code, note: null });
  }
  return (text) => {
    if (text.length > LONGEST_CELL) return OTHERS;
    const cell = bare(text);
    if (isBlank(cell) || cell === '0') return BLANK;
    return byName.get(wordKey(cell)) ?? byName.get(wordKey(cell.split(/[-–(:]/, 1)[0] ?? '')) ?? OTHERS;
  };
}
