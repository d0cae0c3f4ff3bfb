import type { CivilDay, DocumentLine, MilliPercent } from '../line.ts';
import type { CessEntry, Dated, RateEntry, RuleTables } from '../tables.ts';

const byTables = new WeakMap<RuleTables, ReadonlyMap<MilliPercent, readonly RateEntry[]>>();

/** The entries of a rate; undefined where no date knows it. Looked up in a map that is made once for each set of tables. */
export function entriesOfRate(tables: RuleTables, rate: MilliPercent): readonly RateEntry[] | undefined {
  let byRate = byTables.get(tables);
  if (byRate === undefined) {
    byRate = Map.groupBy(tables.rates, (entry) => entry.rate);
    byTables.set(tables, byRate);
  }
  return byRate.get(rate);
}

/** Whether an entry holds on a day, both ends included. */
export function holdsOn(entry: Dated, day: CivilDay): boolean {
  return (entry.from === null || entry.from <= day) && (entry.until === null || day <= entry.until);
}

/** Whether some entry holds on a day for an HSN. */
export function isInForce(entries: readonly CessEntry[], day: CivilDay, hsn: string): boolean {
  for (const entry of entries) if (holdsOn(entry, day) && mayCover(entry.hsn, hsn)) return true;
  return false;
}

/**
 * Whether the goods of an HSN may be among those of the prefixes. A shorter code than a prefix stands for all goods below it,
 * a blank one for any: what cannot be told apart is no fault. No prefixes at all cover everything.
 */
export function mayCover(prefixes: readonly string[], hsn: string): boolean {
  if (prefixes.length === 0 || hsn === '') return true;
  for (const prefix of prefixes) if (hsn.startsWith(prefix) || prefix.startsWith(hsn)) return true;
  return false;
}

/**
 * Whether some entry held on the day of the document or on that of one it refers to: notes, amendments and invoices after an
 * advance take the rate of the earlier day.
 */
export function heldForDocument(entries: readonly CessEntry[], line: DocumentLine): boolean {
  const { hsn, date, linkedDate, originalDate, advanceDate } = line;
  return (
    (date !== null && isInForce(entries, date, hsn)) ||
    (linkedDate !== null && isInForce(entries, linkedDate, hsn)) ||
    (originalDate !== null && isInForce(entries, originalDate, hsn)) ||
    (advanceDate !== null && isInForce(entries, advanceDate, hsn))
  );
}
