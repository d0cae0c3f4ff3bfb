import { BLANK, bare, isBlank, LONGEST_CELL, type Reading, UNREADABLE, wordKey } from './reading.ts';
import type { StateEntry } from './tables.ts';

/** Reads the text of a cell to a state code of two digits. */
export type ReadState = (text: string) => Reading<string>;

const CODE = /^(\d{1,2})(?:\.0+)?$/;
/** `29-Karnataka`, `29 Karnataka`, `Karnataka (29)`, `KA-29`. */
const CODE_FIRST = /^(\d{1,2})\s{0,2}[-–:._/ ]\s{0,2}(\D.*)$/;
const CODE_LAST = /^(\D*[^\d\s(–:-])\s{0,2}[-–:( ]\s{0,2}(\d{1,2})\)?$/;

/**
 * Builds the reader of state names, aliases and codes. A code with a name beside it must mean the same state; a retired code
 * is read as its successor, with the note `replaced`.
 */
export function createStateReader(states: readonly StateEntry[]): ReadState {
  const byCode = new Map<string, Reading<string>>();
  const byName = new Map<string, Reading<string>>();
  for (const { code, name, aliases, replacedBy } of states) {
    const reading: Reading<string> = {
      value: replacedBy ?? code,
      note: replacedBy === null ? null : 'replaced',
    };
    byCode.set(code, reading);
    for (const each of [name, ...aliases]) byName.set(wordKey(each), reading);
  }
  const ofCode = (digits = ''): Reading<string> | undefined => byCode.get(digits.padStart(2, '0'));

  return (text) => {
    if (text.length > LONGEST_CELL) return UNREADABLE;
    const cell = bare(text);
    const code = CODE.exec(cell);
    if (code !== null) return ofCode(code[1]) ?? UNREADABLE;
    if (isBlank(cell)) return BLANK;
    const named = byName.get(wordKey(cell));
    if (named !== undefined) return named;

    const first = CODE_FIRST.exec(cell);
    const last = CODE_LAST.exec(cell);
    const both = first === null ? ofCode(last?.[2]) : ofCode(first[1]);
    const name = byName.get(wordKey(first?.[2] ?? last?.[1] ?? ''));
    return both !== undefined && name !== undefined && name.value === both.value ? both : UNREADABLE;
  };
}
