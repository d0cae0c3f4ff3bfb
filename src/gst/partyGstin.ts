import { parseGstin } from './gstin.ts';
import type { GstinCell } from './line.ts';
import { BLANK, bare, isBlank, isFormulaError, isUncalculated, type Reading, wordKey } from './reading.ts';

/** What ERP programs and people write for a party without registration; compared like the words of a list. */
const UNREGISTERED: ReadonlySet<string> = new Set(
  [
    'URP',
    'URD',
    'Nil',
    'None',
    'NA',
    'Not Applicable',
    'Not Available',
    'No GST',
    'No GSTIN',
    'Unreg',
    'Unregistered',
    'Unregistered Dealer',
    'Unregistered Person',
    'Unregistered Supplier',
    'Unregistered Vendor',
    'Unregistered Customer',
    'Unregistered Buyer',
    'Not Registered',
    'Non Registered',
    'B2C',
    'B2CS',
    'B2CL',
    'Consumer',
    'End Consumer',
    'Final Consumer',
    'Cash',
    'Cash Sale',
    'Cash Customer',
    'Walk-in Customer',
    'Export',
    'Overseas',
    'Foreign',
  ].map(wordKey),
);
const LONGEST_WORDS = 40;
const READ_AS_UNREGISTERED: Reading<never> = { value: null, note: 'replaced' };

/** A party's GSTIN, or what is wrong with it. */
export type PartyCell = NonNullable<GstinCell>;

/**
 * Reads the GSTIN of another party: blank for what stands for "unregistered". A cell without any digit, or with a formula
 * error, holds no GSTIN that was mistyped: it is blank with the note `replaced`. A formula without a value may hold one.
 */
export function readPartyGstin(text: string, sandbox: boolean): Reading<PartyCell> {
  const cell = bare(text);
  if (isBlank(cell)) return BLANK;
  // Nobody knows whether this party is registered.
  if (isUncalculated(cell)) return { value: parseGstin(cell, { sandbox }), note: null };
  if (isFormulaError(cell)) return READ_AS_UNREGISTERED;
  if (cell.length <= LONGEST_WORDS) {
    const words = wordKey(cell);
    if (UNREGISTERED.has(words) || /^0+$/.test(words)) return BLANK;
  }
  if (!/\d/.test(cell)) return READ_AS_UNREGISTERED;
  return { value: parseGstin(cell, { sandbox }), note: null };
}
