import type { ColumnKey, Register } from './columns.ts';
import { documentKey } from './documentKey.ts';
import { cleanDocumentNumber } from './identifiers.ts';
import type { DocumentLine, GstinCell } from './line.ts';
import { isBlank } from './reading.ts';
import { textOf } from './rules/cells.ts';
import type { Supply } from './supply.ts';

/** The document number, and what stands in for it on purchases. */
export const GROUP_COLUMNS: Readonly<Record<Register, readonly ColumnKey[]>> = {
  sales: ['documentNumber'],
  purchase: ['documentNumber', 'importBillNumber', 'voucherNumber'],
};

/**
 * Which rows may be of one document: those of one number, cleaned as rows are read. The own GSTIN is left out: a row where it
 * is blank or mistyped must come together with the rows whose document it is torn from. It is coarser than the documents are
 * in another way too: any row of purchases with a bill or voucher number but no document number has a key, though only imports
 * and advances take it for their number.
 */
export function groupKey(texts: readonly string[]): string {
  for (const text of texts) {
    const number = cleanDocumentNumber(text);
    if (number !== '') return number;
  }
  return '';
}

/** The line with what stands in for a blank own GSTIN and, on imports and advances of purchases, for a blank number. */
export function withStandIns(line: DocumentLine, standIn: GstinCell): DocumentLine {
  const own = line.own ?? standIn;
  const takesNumber =
    line.number === '' &&
    line.register === 'purchase' &&
    (line.importType !== null || line.type === 'advance' || line.type === 'refundVoucher');
  if (own === line.own && !takesNumber) return line;
  return { ...line, own, number: takesNumber ? line.billNumber || line.voucherNumber : line.number };
}

/** Rows of one number together, rows without number each by itself. */
export function byNumber(supplies: readonly Supply[]): readonly (readonly Supply[])[] {
  const number = supplies[0]?.line.number ?? '';
  if (supplies.length === 1 || (number !== '' && supplies.every(({ line }) => line.number === number))) {
    return [supplies];
  }
  const groups = new Map<string | Supply, Supply[]>();
  for (const supply of supplies) gather(groups, supply.line.number || supply, supply);
  return [...groups.values()];
}

/** Whether a row leaves open whose document it is: its own GSTIN is blank, or none at all. */
export function isOwnerless({ line: { own } }: Supply): boolean {
  return own === null || 'fault' in own;
}

/** Rows of one number, parted by own GSTIN. Where they name only one, those that name none stay with its rows. */
export function byOwner(supplies: readonly Supply[]): readonly (readonly Supply[])[] {
  const [first] = supplies;
  if (supplies.every(({ line }) => line.own === first?.line.own)) return [supplies];
  const owners = new Map<string, Supply[]>();
  for (const supply of supplies) gather(owners, documentKey(supply).ownGstin, supply);
  const known = owners.size - (owners.has('') ? 1 : 0);
  return known <= 1 ? [supplies] : [...owners.values()];
}

/**
 * The documents that rows of one own GSTIN and number make up, in the order of their first rows. A row of purchases without
 * supplier is of the only supplier that the others name; where they name several, it says so of itself.
 */
export function splitByKey(supplies: readonly Supply[]): readonly (readonly Supply[])[] {
  const first = supplies[0];
  if (first === undefined || supplies.every((other) => isAlike(first.line, other.line))) return [supplies];
  const partiesOf = new Map<string, Set<string>>();
  const keyed = supplies.map((supply) => {
    const { type, financialYear, isAmendment, ...key } = documentKey(supply);
    const kind = `${type} ${financialYear} ${isAmendment}`;
    const party = key.party || (isSilentOnParty(supply.line) ? '' : NOBODY);
    const parties = partiesOf.get(kind) ?? new Set();
    if (party !== '') partiesOf.set(kind, parties.add(party));
    return { supply, kind, party };
  });
  const documents = new Map<string, Supply[]>();
  for (const { supply, kind, party } of keyed) {
    const [only = '', ...others] = party === '' ? (partiesOf.get(kind) ?? []) : [party];
    if (others.length === 0) gather(documents, `${kind} ${only}`, supply);
    else gather(documents, `${kind} `, { ...supply, isPartyOpen: true });
  }
  return [...documents.values()];
}

/** Stands for a supplier without GSTIN, code and name of whom the row says that he has none. */
const NOBODY = 'URP';

/** Whether nothing at all stands where purchases name the supplier; sales are not told apart by their customers. */
function isSilentOnParty(line: DocumentLine): boolean {
  return line.register === 'sales' || isBlank(textOf(line, 'supplierGstin'));
}

/** Whether everything that the key is made of is the same: enough to be of one document, quick to see. */
function isAlike(one: DocumentLine, other: DocumentLine): boolean {
  return (
    one === other ||
    (one.type === other.type &&
      one.date === other.date &&
      one.originalNumber === other.originalNumber &&
      one.originalDate === other.originalDate &&
      one.originalParty === other.originalParty &&
      (one.register === 'sales' ||
        (one.party === other.party &&
          one.vendorCode === other.vendorCode &&
          one.partyName === other.partyName)))
  );
}

function gather<K>(groups: Map<K, Supply[]>, key: K, supply: Supply): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [supply]);
  else group.push(supply);
}
