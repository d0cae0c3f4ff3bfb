import type { ColumnKey } from '../../src/gst/columns.ts';
import { columnOf } from '../../src/gst/columnTable.ts';

/** A cell as Excel holds what was typed into it. */
export type TypedCell =
  | { readonly kind: 'text'; readonly text: string }
  /** Days since 30 December 1899. */
  | { readonly kind: 'date'; readonly value: number }
  | { readonly kind: 'number'; readonly value: number };

const NUMBERS: ReadonlySet<string> = new Set(['amount', 'percent', 'quantity']);
const DATE = /^(\d{2})-(\d{2})-(\d{4})$/;
const EPOCH = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;

/** Amounts, rates and quantities as numbers, dates as dates; whatever is none, such as a planted error, as text. Null for a blank. */
export function typedCell(key: ColumnKey, text: string | undefined): TypedCell | null {
  if (text === undefined || text === '') return null;
  const { kind } = columnOf(key);
  if (NUMBERS.has(kind) && Number.isFinite(Number(text))) return { kind: 'number', value: Number(text) };
  const [, day, month, year] = (kind === 'date' && DATE.exec(text)) || [];
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (year === undefined || Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day))
    return { kind: 'text', text };
  return { kind: 'date', value: (date.getTime() - EPOCH) / DAY_MS };
}
