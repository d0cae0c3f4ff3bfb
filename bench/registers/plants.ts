import type { ColumnKey, Register } from '../../src/gst/columns.ts';
import { type Cells, rupees } from './documents.ts';
import { withCheck } from './parties.ts';

/** One way in which a document is spoiled, and the rule that must refuse it for that. */
export interface Plant {
  readonly rule: string;
  readonly registers: readonly Register[];
  /**
   * `row`: one row of any document. `single`: documents of one row, because the cell is part of what tells documents
   * apart. `several`: documents of two rows or more.
   */
  readonly on: 'row' | 'single' | 'several';
  /** Whether the row's own GSTIN no longer says whose it is: the row counts under UNKNOWN, the others of its document do not. */
  readonly isOwnerless?: boolean;
  /** The cells that change. */
  spoil(row: Cells): Cells;
}

const BOTH: readonly Register[] = ['sales', 'purchase'];
const SALES: readonly Register[] = ['sales'];
const PURCHASE: readonly Register[] = ['purchase'];

const ownOf = (row: Cells): 'supplierGstin' | 'customerGstin' =>
  row.vendorCode === undefined ? 'supplierGstin' : 'customerGstin';
const partyOf = (row: Cells): 'supplierGstin' | 'customerGstin' =>
  row.vendorCode === undefined ? 'customerGstin' : 'supplierGstin';

function isIntra(row: Cells): boolean {
  return row.igstRate === '0';
}

function changedCheck(gstin: string): string {
  return gstin.slice(0, 14) + (gstin.endsWith('7') ? '8' : '7');
}

/** Puts the tax of a row under the other head, rates and all. */
function swapHeads(row: Cells): Cells {
  if (isIntra(row)) {
    const none = { cgstRate: '0', cgstAmount: '0', sgstRate: '0', sgstAmount: '0' };
    return { ...none, igstRate: row.gstRate ?? '', igstAmount: rupees(paise(row.cgstAmount) * 2) };
  }
  const half = String(Number(row.gstRate) / 2);
  const amount = rupees(Math.round(paise(row.igstAmount) / 2));
  const intra = { cgstRate: half, cgstAmount: amount, sgstRate: half, sgstAmount: amount };
  return { ...intra, igstRate: '0', igstAmount: '0' };
}

function paise(text = '0'): number {
  return Math.round(Number(text) * 100);
}

/** Every kind of error that the generator plants. */
export const PLANTS: readonly Plant[] = [
  { rule: 'C01', registers: BOTH, on: 'row', spoil: () => ({ documentDate: '' }) },
  { rule: 'C01', registers: BOTH, on: 'single', spoil: () => ({ documentNumber: '' }) },
  { rule: 'C02', registers: BOTH, on: 'row', spoil: () => ({ documentType: 'Quotation' }) },
  { rule: 'C02', registers: BOTH, on: 'row', spoil: () => ({ isReverseCharge: 'Perhaps' }) },
  { rule: 'G02', registers: BOTH, on: 'row', spoil: (row) => ({ [partyOf(row)]: '29ABCDE12' }) },
  {
    rule: 'G03',
    registers: BOTH,
    on: 'row',
    spoil: (row) => ({ [partyOf(row)]: changedCheck(row[partyOf(row)] ?? '') }),
  },
  {
    rule: 'G04',
    registers: BOTH,
    on: 'row',
    spoil: (row) => ({ [partyOf(row)]: withCheck(`45${(row[partyOf(row)] ?? '').slice(2, 14)}`) }),
  },
  {
    rule: 'G05',
    registers: BOTH,
    on: 'single',
    isOwnerless: true,
    spoil: (row) => ({ [ownOf(row)]: withCheck('33AAACS9999Q1Z') }),
  },
  {
    rule: 'G03',
    registers: BOTH,
    on: 'single',
    isOwnerless: true,
    spoil: (row) => ({ [ownOf(row)]: changedCheck(row[ownOf(row)] ?? '') }),
  },
  {
    rule: 'G03',
    registers: BOTH,
    on: 'several',
    isOwnerless: true,
    spoil: (row) => ({ [ownOf(row)]: changedCheck(row[ownOf(row)] ?? '') }),
  },
  {
    rule: 'C01',
    registers: BOTH,
    on: 'several',
    isOwnerless: true,
    spoil: (row) => ({ [ownOf(row)]: '' }),
  },
  {
    rule: 'G06',
    registers: SALES,
    on: 'single',
    spoil: (row) => ({ customerGstin: row.supplierGstin ?? '' }),
  },
  {
    rule: 'D03',
    registers: SALES,
    on: 'single',
    spoil: (row) => ({ documentNumber: `${row.documentNumber}-A-TOO-LONG` }),
  },
  { rule: 'D05', registers: BOTH, on: 'single', spoil: () => ({ documentNumber: '1.23457E+14' }) },
  { rule: 'D06', registers: BOTH, on: 'row', spoil: () => ({ documentDate: '31-02-2026' }) },
  { rule: 'D07', registers: BOTH, on: 'row', spoil: () => ({ documentDate: '01-04-2031' }) },
  { rule: 'D10', registers: BOTH, on: 'row', spoil: () => ({ returnFilingMonth: '13-2026' }) },
  {
    rule: 'D12',
    registers: BOTH,
    on: 'several',
    spoil: () => ({ isReverseCharge: 'Y' }),
  },
  { rule: 'P01', registers: BOTH, on: 'row', spoil: () => ({ placeOfSupply: 'Atlantis' }) },
  {
    rule: 'P04',
    registers: BOTH,
    on: 'row',
    spoil: () => ({ cgstAmount: '900.00', sgstAmount: '900.00', igstAmount: '1800.00' }),
  },
  { rule: 'P05 or P06', registers: BOTH, on: 'row', spoil: swapHeads },
  {
    rule: 'P09',
    registers: SALES,
    on: 'single',
    spoil: () => ({ exportType: 'SEZ without payment', customerTaxpayerType: 'SEZ' }),
  },
  {
    rule: 'P12',
    registers: PURCHASE,
    on: 'row',
    spoil: () => ({ isSupplierCompositionDealer: 'Y' }),
  },
  { rule: 'P13', registers: PURCHASE, on: 'single', spoil: () => ({ supplierGstin: '' }) },
  { rule: 'A01', registers: BOTH, on: 'row', spoil: () => ({ itemTaxableAmount: 'as agreed' }) },
  { rule: 'A01', registers: BOTH, on: 'row', spoil: () => ({ itemTaxableAmount: '#REF!' }) },
  {
    rule: 'A02',
    registers: BOTH,
    on: 'single',
    spoil: (row) => negative(row, ['itemTaxableAmount', 'cgstAmount', 'sgstAmount', 'igstAmount']),
  },
  {
    rule: 'A04',
    registers: BOTH,
    on: 'row',
    spoil: (row) =>
      isIntra(row)
        ? { cgstAmount: raised(row.cgstAmount), sgstAmount: raised(row.sgstAmount) }
        : { igstAmount: raised(row.igstAmount) },
  },
  {
    rule: 'A05',
    registers: BOTH,
    on: 'row',
    spoil: (row) => ({ gstRate: '17', ...splitOf(row, 17) }),
  },
  { rule: 'A06', registers: BOTH, on: 'row', spoil: () => ({ gstRate: '28' }) },
  { rule: 'A09', registers: BOTH, on: 'row', spoil: () => ({ zeroTaxCategory: 'Nil rated' }) },
  { rule: 'H01', registers: BOTH, on: 'row', spoil: () => ({ hsnSacCode: 'STEEL' }) },
  { rule: 'X02', registers: PURCHASE, on: 'single', spoil: () => ({ importType: 'Goods' }) },
  {
    rule: 'I02',
    registers: PURCHASE,
    on: 'row',
    spoil: () => ({
      itcClaimCgstAmount: '99999999.00',
      itcClaimSgstAmount: '99999999.00',
      itcClaimIgstAmount: '99999999.00',
    }),
  },
];

/** By 500 rupees, far beyond what rounding explains. */
function raised(text: string | undefined): string {
  return rupees(paise(text) + 50_000);
}

function negative(row: Cells, keys: readonly ColumnKey[]): Cells {
  return Object.fromEntries(keys.map((key) => [key, paise(row[key]) === 0 ? '0.00' : `-${row[key]}`]));
}

function splitOf(row: Cells, rate: number): Cells {
  return isIntra(row)
    ? { cgstRate: String(rate / 2), sgstRate: String(rate / 2) }
    : { igstRate: String(rate) };
}
