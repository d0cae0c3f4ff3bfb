import { quoted, valueWriter, type WriteValue } from './bodyValues.ts';
import { COLUMNS_OF, type ColumnKey, type Register } from './columns.ts';
import { OWN_GSTIN } from './columnTable.ts';
import type { Supply } from './supply.ts';

/** Rises when the order of the columns changes: what was written before stays readable. */
const VERSION = 1;
const BLANK = '""';
const WORD = 32;

export type BodyValue = string | number | boolean;
export type BodyValues = Partial<Record<ColumnKey, BodyValue>>;

/** A stored document by Clear's JSON keys; blank columns are absent. */
export interface DocumentBody {
  /** What is said of the document as a whole and is the same on all its lines. */
  readonly header: BodyValues;
  readonly lines: readonly BodyValues[];
}

/**
 * Builds the writer of document bodies: `[version, line count, columns that all lines share, their values, columns that
 * differ, the values of each line…]`. Columns are bits, the first column the lowest bit of the first of three words.
 */
export function createBodyWriter(register: Register): (supplies: readonly Supply[]) => string {
  const columns = COLUMNS_OF[register];
  const writers: readonly WriteValue[] = columns.map((column) => valueWriter(register, column));
  const count = columns.length;
  const place = columns.indexOf('placeOfSupply');
  /** Columns with something to write even where the cell is blank. */
  const hasStandIn = columns.map(
    (column) => column === 'placeOfSupply' || column === 'documentNumber' || column === OWN_GSTIN[register],
  );
  const differs = new Uint8Array(count);

  const fragment = (supply: Supply, index: number): string => {
    const text = supply.line.values[index] ?? '';
    if (text === '' && !hasStandIn[index]) return '';
    if (index === place && supply.placeOfSupply !== null) return quoted(supply.placeOfSupply);
    return writers[index]?.(supply.line, text) ?? '';
  };

  return (supplies) => {
    const [first] = supplies;
    if (first === undefined) return `[${VERSION},0]`;
    const hasDiffering = supplies.length > 1 && compare(supplies, first, { differs, place });
    const shared = [0, 0, 0];
    const { values } = first.line;
    const parts: string[] = [];
    for (let index = 0; index < count; index += 1) {
      if ((values[index] === '' && !hasStandIn[index]) || (hasDiffering && differs[index] === 1)) continue;
      const value = fragment(first, index);
      if (value === '') continue;
      mark(shared, index);
      parts.push(value);
    }
    const start = `[${VERSION},${supplies.length},[${words(shared)}],[${parts.join()}]`;
    return hasDiffering ? `${start}${lineValues(supplies, differs, fragment)}]` : `${start}]`;
  };
}

/** Sets what differs between the lines, column by column; returns whether anything does. */
function compare(
  supplies: readonly Supply[],
  first: Supply,
  { differs, place }: { readonly differs: Uint8Array; readonly place: number },
): boolean {
  differs.fill(0);
  let hasDiffering = false;
  const { values } = first.line;
  for (let at = 1; at < supplies.length; at += 1) {
    const other = supplies[at];
    if (other === undefined) continue;
    const others = other.line.values;
    for (let index = 0; index < differs.length; index += 1) {
      if (others[index] === values[index]) continue;
      differs[index] = 1;
      hasDiffering = true;
    }
    if (other.placeOfSupply !== first.placeOfSupply) {
      differs[place] = 1;
      hasDiffering = true;
    }
  }
  return hasDiffering;
}

function lineValues(
  supplies: readonly Supply[],
  differs: Uint8Array,
  fragment: (supply: Supply, index: number) => string,
): string {
  const varying = [0, 0, 0];
  const indexes: number[] = [];
  for (let index = 0; index < differs.length; index += 1) {
    if (differs[index] !== 1) continue;
    mark(varying, index);
    indexes.push(index);
  }
  let text = `,[${words(varying)}]`;
  for (const supply of supplies) {
    const parts: string[] = [];
    for (const index of indexes) parts.push(fragment(supply, index) || BLANK);
    text += `,[${parts.join()}]`;
  }
  return text;
}

function mark(bits: number[], index: number): void {
  const word = index >>> 5;
  bits[word] = ((bits[word] ?? 0) | (1 << (index % WORD))) >>> 0;
}

function words(bits: readonly number[]): string {
  return `${bits[0]},${bits[1]},${bits[2]}`;
}

const OF_A_LINE =
  /^(?:item|hsn|zeroTax|gstRate|cgst|sgst|igst|cess|applicableTax|itcClaim|externalLineItem|linkedAdvanceAdjustment)/;

/**
 * Reads a body back. What describes an item stands on each line, also where all lines agree; what describes the document
 * stands in the header, or on the lines where they differ.
 *
 * @throws SyntaxError for a text that is no body of this register
 */
export function readDocumentBody(register: Register, body: string): DocumentBody {
  const stored: unknown = JSON.parse(body);
  const [version, count, sharedBits, sharedValues, varyingBits, ...lineValues] = Array.isArray(stored)
    ? stored
    : [];
  if (version !== VERSION || typeof count !== 'number') {
    throw new SyntaxError(`A document body of version ${String(version)} cannot be read by this release.`);
  }
  const shared = pairs(register, sharedBits, sharedValues);
  const header: BodyValues = {};
  const common: BodyValues = {};
  for (const [column, value] of shared) (OF_A_LINE.test(column) ? common : header)[column] = value;
  const lines = Array.from({ length: count }, (_, index) => ({
    ...common,
    ...Object.fromEntries(pairs(register, varyingBits, lineValues[index])),
  }));
  return { header, lines };
}

function pairs(register: Register, bits: unknown, values: unknown): [ColumnKey, BodyValue][] {
  if (!Array.isArray(bits) || !Array.isArray(values)) return [];
  const columns = COLUMNS_OF[register].filter(
    (_, index) => ((Number(bits[index >>> 5]) >>> (index % WORD)) & 1) === 1,
  );
  return columns.flatMap((column, index): [ColumnKey, BodyValue][] => {
    const value: BodyValue = values[index];
    return value === '' || value === undefined ? [] : [[column, value]];
  });
}
