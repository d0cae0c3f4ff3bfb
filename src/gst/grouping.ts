import { cached } from './cellCache.ts';
import type { ColumnKey, Register } from './columns.ts';
import { documentKey } from './documentKey.ts';
import { cleanGstin } from './gstin.ts';
import { cleanDocumentNumber } from './identifiers.ts';
import type { DocumentLine, GstinCell } from './line.ts';
import { readGstin } from './readLine.ts';
import type { Supply } from './supply.ts';

/** Own GSTIN, document number, and what stands in for the number on purchases. */
export const GROUP_COLUMNS: Readonly<Record<Register, readonly ColumnKey[]>> = {
  sales: ['supplierGstin', 'documentNumber'],
  purchase: ['customerGstin', 'documentNumber', 'importBillNumber', 'voucherNumber'],
};

/**
 * Builds the function that says which rows may be of one document: own GSTIN and number, both cleaned as rows are read. It
 * is coarser than the documents are: any row of purchases with a bill or voucher number but no document number has a key,
 * though only imports and advances take it for their number.
 *
 * @param standIn the GSTIN that a blank own one stands for, '' for none
 */
export function createGroupKey(standIn: string): (texts: readonly string[]) => string {
  const ownOf = cached((text) => cleanGstin(readGstin(text, true) === null ? standIn : text));
  return (texts) => {
    for (let index = 1; index < texts.length; index += 1) {
      const number = cleanDocumentNumber(texts[index] ?? '');
      if (number !== '') return `${ownOf(texts[0] ?? '')}\n${number}`;
    }
    return '';
  };
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

/** The documents that rows of one own GSTIN and number make up, in the order of their first rows. */
export function splitByKey(supplies: readonly Supply[]): readonly (readonly Supply[])[] {
  const first = supplies[0];
  if (first === undefined || supplies.every((other) => isAlike(first.line, other.line))) return [supplies];
  const documents = new Map<string, Supply[]>();
  for (const supply of supplies) {
    const { type, financialYear, isAmendment, party } = documentKey(supply);
    gather(documents, `${type} ${financialYear} ${isAmendment} ${party}`, supply);
  }
  return [...documents.values()];
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
