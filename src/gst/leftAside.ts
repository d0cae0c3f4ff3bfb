import { COLUMNS_OF, type ColumnKey, type Register } from './columns.ts';
import { isDecisive, OWN_GSTIN } from './columnTable.ts';
import { type HeaderMatch, namesByColumn, normaliseHeader } from './header.ts';
import { differenceOf } from './nearestHeader.ts';
import { isOfOtherTemplate } from './otherRegister.ts';

/** A column of the file that no column of the register is read from. */
export interface LeftAside {
  /** As the file writes it. */
  readonly header: string;
  readonly index: number;
  /** A column that the file lacks and that may be meant. */
  readonly nearest: ColumnKey | null;
  /** A column that the header does name, but that is read from another cell. */
  readonly readElsewhere: ColumnKey | null;
  /** Whether tax, parties or cancellation may hang on it: `nearest` is such a column, or it is a total of taxes. */
  readonly isDecisive: boolean;
}

/** A sheet may be formatted to its last column: only so many headers are compared letter by letter. */
const MOST_COMPARED = 50;
const LARGEST_DIFFERENCE = 0.34;
const LONGEST_HEADER = 150;
/** Purchases have their own columns for what is claimed of a tax. */
const CLAIM = /\bitc\b/;
/** But `Output CGST @9%` heads amounts. */
const RATE = /(?<!\d )percent|\brate|slab/;
const TAX_WORD = /igst|cgst|sgst|utgst|gstin/;
/** The kinds of tax in one sum. */
const TAX_TOTAL = /^(?:total)?(?:gst|tax)(?:total|amount|value)?$/;
/** As often one thing as another: proposing a column would mislead. */
const AMBIGUOUS: ReadonlySet<string> = new Set([
  'rate',
  'amount',
  'value',
  'total',
  'name',
  'code',
  'type',
  'state',
]);

type Family = readonly [words: RegExp, key: (register: Register, words: string) => ColumnKey];

/** What a header most likely is that has these words in it. */
const FAMILIES: readonly Family[] = [
  [/\bgstin|\bgst (?:no|num|number)\b/, gstinKey],
  [/\bigst|\bintegrated (?:tax|gst)/, taxKey('igst')],
  [/\bcgst|\bcentral (?:tax|gst)/, taxKey('cgst')],
  [/\bsgst|\butgst|\bstate (?:ut )?(?:tax|gst)/, taxKey('sgst')],
  [/\bcess\b/, taxKey('cess')],
  [/cancel/, () => 'isDocumentCancelled'],
  [/\bdelet/, () => 'isDocumentDeleted'],
  [/\breverse ?charge|\brcm\b/, () => 'isReverseCharge'],
  [/\bbill of supply/, () => 'isBillOfSupply'],
  [/\b(?:gst|tax)\b.*(?:rate|percent|slab)/, () => 'gstRate'],
];
const PARTY_GSTIN: Readonly<Record<Register, ColumnKey>> = {
  sales: 'customerGstin',
  purchase: 'supplierGstin',
};

const ECOMMERCE = /\be ?com|\beco\b|\boperator/;
const OWN_SIDE: Readonly<Record<Register, RegExp>> = {
  sales: /\b(?:suppl|sell|my|own|our|company)/,
  purchase: /\b(?:customer|buyer|recipient|my|own|our|company)/,
};
const TAX_AMOUNTS: ReadonlySet<ColumnKey> = new Set(['igstAmount', 'cgstAmount', 'sgstAmount']);

interface Known {
  readonly key: ColumnKey;
  readonly names: readonly string[];
  readonly isThere: boolean;
}

/**
 * The columns of a file that are left aside, in its order, each with what it may have been meant for. A column that the
 * file has already is never proposed.
 */
export function leftAside(register: Register, match: HeaderMatch): LeftAside[] {
  if (match.unknown.length === 0) return [];
  const names = namesByColumn(register);
  const known = COLUMNS_OF[register].map(
    (key, column): Known => ({
      key,
      names: names[column] ?? [],
      isThere: (match.columnOf[column] ?? -1) !== -1,
    }),
  );
  const hasTaxes = known.some(({ key, isThere }) => isThere && TAX_AMOUNTS.has(key));
  return match.unknown.map(({ header, index }, place) => {
    const name = normaliseHeader(header);
    const readElsewhere = known.find((column) => column.isThere && column.names.includes(name))?.key ?? null;
    const isTotal = !hasTaxes && TAX_TOTAL.test(name);
    const isNamed = AMBIGUOUS.has(name) || isOfOtherTemplate(register, name);
    if (readElsewhere !== null || isNamed || TAX_TOTAL.test(name))
      return { header, index, nearest: null, readElsewhere, isDecisive: isTotal };
    const absent = known.filter(({ isThere }) => !isThere);
    const family = familyOf(register, wordsOf(header));
    const near = family ?? (place < MOST_COMPARED ? nearestOf(name, absent) : null);
    const nearest = absent.some(({ key }) => key === near) ? near : null;
    return {
      header,
      index,
      nearest,
      readElsewhere,
      isDecisive: nearest !== null && isDecisive(register, nearest),
    };
  });
}

function familyOf(register: Register, words: string): ColumnKey | null {
  if (CLAIM.test(words)) return null;
  return FAMILIES.find(([pattern]) => pattern.test(words))?.[1](register, words) ?? null;
}

function nearestOf(name: string, absent: readonly Known[]): ColumnKey | null {
  let nearest: ColumnKey | null = null;
  let least = LARGEST_DIFFERENCE;
  for (const { key, names } of absent) {
    for (const known of names) {
      // CGST and SGST are one letter apart, and never meant for each other.
      if (TAX_WORD.exec(known)?.[0] !== TAX_WORD.exec(name)?.[0]) continue;
      const difference = differenceOf(known, name);
      if (difference >= least) continue;
      least = difference;
      nearest = key;
    }
  }
  return nearest;
}

function gstinKey(register: Register, words: string): ColumnKey {
  if (ECOMMERCE.test(words)) return 'ecommerceGstin';
  return OWN_SIDE[register].test(words) ? OWN_GSTIN[register] : PARTY_GSTIN[register];
}

function taxKey(tax: 'igst' | 'cgst' | 'sgst' | 'cess'): Family[1] {
  return (_register, words) => (RATE.test(words) ? `${tax}Rate` : `${tax}Amount`);
}

function wordsOf(header: string): string {
  return header
    .slice(0, LONGEST_HEADER)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('%', ' percent ')
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}
