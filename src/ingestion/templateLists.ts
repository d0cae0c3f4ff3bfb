import { choicesOf } from '../gst/choices.ts';
import { COLUMNS_OF, type ColumnKey, type Register } from '../gst/columns.ts';
import { columnOf, headerOf } from '../gst/columnTable.ts';
import type { RuleTables } from '../gst/tables.ts';

/** A column of the sheet of lists. */
export interface TemplateList {
  readonly title: string;
  readonly values: readonly (string | number)[];
  /** What the values mean, where they do not speak for themselves: a further column behind them. */
  readonly meanings?: readonly string[];
}

const YES_OR_NO = 'Y or N';
const STATES = 'States';
const UNITS = 'Units';
const RATES = 'GST rates';
const REDUCED = 'Applicable Tax Rate';

/** All lists that a register's columns choose from, each once. */
export function listsOf(register: Register, tables: RuleTables): TemplateList[] {
  const lists = new Map<string, TemplateList>();
  for (const key of COLUMNS_OF[register]) {
    const title = listTitleOf(register, key);
    if (title !== null && !lists.has(title)) lists.set(title, { title, ...valuesOf(key, tables) });
  }
  return [...lists.values()];
}

/** The title of the list that a column chooses from; null where it has none. */
export function listTitleOf(register: Register, key: ColumnKey): string | null {
  switch (columnOf(key).kind) {
    case 'enum':
      return headerOf(register, key);
    case 'flag':
      return YES_OR_NO;
    case 'state':
      return STATES;
    case 'unit':
      return UNITS;
    case 'percent':
      if (key === 'applicableTaxRate') return REDUCED;
      return key === 'gstRate' || key === 'igstRate' ? RATES : null;
    default:
      return null;
  }
}

function valuesOf(key: ColumnKey, { states, units, rates }: RuleTables): Omit<TemplateList, 'title'> {
  const choices = choicesOf(key);
  if (choices !== null) return { values: choices };
  const { kind } = columnOf(key);
  if (kind === 'state') {
    const current = states.filter(({ replacedBy }) => replacedBy === null);
    return { values: current.map(({ code, name }) => `${code}-${name}`) };
  }
  if (kind === 'unit') {
    return { values: units.map(({ code }) => code), meanings: units.map(({ aliases }) => aliases[0] ?? '') };
  }
  if (key === 'applicableTaxRate') return { values: [65] };
  return { values: [...new Set(rates.map(({ rate }) => rate / 1000))].sort((a, b) => a - b) };
}
