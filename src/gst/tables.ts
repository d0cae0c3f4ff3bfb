import type { HsnList } from './hsnList.ts';
import type { CivilDay, MilliPercent } from './line.ts';

/** Something that holds from a day on, until and including another; null = open. */
export interface Dated {
  readonly from: CivilDay | null;
  readonly until: CivilDay | null;
  readonly source: string;
}

export interface RateEntry extends Dated {
  readonly rate: MilliPercent;
  /** HSN prefixes that the rate is confined to in that span; empty for any. */
  readonly hsn: readonly string[];
}

export interface CessEntry extends Dated {
  /** HSN prefixes on which compensation cess is due in that span; empty for any. */
  readonly hsn: readonly string[];
}

export interface StateEntry {
  /** Two digits. */
  readonly code: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** For a retired code, the one that stands for it now. */
  readonly replacedBy: string | null;
}

export interface UnitEntry {
  /** Unique quantity code of three letters. */
  readonly code: string;
  readonly aliases: readonly string[];
}

/** What changes by notification rather than by release: shipped with a date and a source, replaceable by a file. */
export interface RuleTables {
  readonly rates: readonly RateEntry[];
  readonly cess: readonly CessEntry[];
  /** HSN prefixes valued by retail price, with their span. */
  readonly retailPrice: readonly CessEntry[];
  readonly states: readonly StateEntry[];
  readonly units: readonly UnitEntry[];
  /** Named single figures in the unit that the name says, e.g. `taxToleranceErrorPaise`. */
  readonly limits: Readonly<Record<string, number>>;
  /** Codes of the official list; null where none is installed: then codes are judged by their form alone. */
  readonly hsn: HsnList | null;
}
