import type {
  DocumentType,
  ExportType,
  ImportType,
  ItcClaimType,
  TaxpayerType,
  ZeroTaxCategory,
} from './line.ts';
import { BLANK, bare, isBlank, LONGEST_CELL, type Reading, UNREADABLE, wordKey } from './reading.ts';

/** What a value goes by; compared without case, blanks and punctuation. */
type Words<T extends string> = Readonly<Record<T, readonly string[]>>;

/** Seen in clients' code and Clear's documentation: INVOICE, CREDIT, INV, CRN, PINV, CASH SALE, BILL; the rest is practice. */
export const readDocumentType = createWordReader<DocumentType>({
  invoice: [
    'Invoice',
    'Tax Invoice',
    'INV',
    'PINV',
    'SINV',
    'Sales Invoice',
    'Purchase Invoice',
    'Cash Sale',
    'Bill',
    'Vendor Bill',
    'Bill of Entry',
    'Self Invoice',
    'Sales',
    'Sale',
    'Sales Bill',
    'Purchase',
    'Purchase Bill',
    'Regular',
    'Regular Invoice',
    'Retail Invoice',
    'Revised Invoice',
    'Export Invoice',
    'Commercial Invoice',
    'GST Invoice',
    'Invoice-cum-Bill of Supply',
  ],
  // What a buyer sends back or is credited lowers the purchase, as the supplier's credit note does.
  creditNote: [
    'Credit Note',
    'Credit',
    'CRN',
    'CN',
    'C',
    'CR',
    'Credit Memo',
    'Sales Return',
    'Sales Credit Note',
    'Customer Credit Note',
    'Purchase Return',
    'Purchase Credit Note',
    'Vendor Credit',
    'Vendor Credit Note',
    'Supplier Credit Note',
  ],
  debitNote: [
    'Debit Note',
    'Debit',
    'DBN',
    'DN',
    'D',
    'DR',
    'Debit Memo',
    'Sales Debit Note',
    'Supplier Debit Note',
  ],
  billOfSupply: ['Bill of Supply', 'BOS'],
  advance: ['Advance', 'Receipt Voucher', 'Advance Receipt', 'Advance Payment', 'ADV'],
  refundVoucher: ['Refund Voucher', 'Advance Refund'],
});

export const readTaxpayerType = createWordReader<TaxpayerType>({
  regular: ['Regular', 'Registered', 'Registered Regular', 'R', 'B2B', 'Normal', 'Casual', 'ISD'],
  composition: ['Composition', 'Composition Dealer', 'Composite', 'Registered Composition'],
  sez: ['SEZ', 'SEZ Unit', 'SEZ Developer', 'Special Economic Zone', 'SEZ Unit/Developer'],
  deemedExport: ['Deemed Export', 'Deemed', 'DE', 'Deemed Exp', 'EOU'],
  uin: ['UIN', 'UIN Holder', 'UIN Holders', 'UN Body', 'Embassy', 'UN Body/Embassy'],
  unregistered: ['Unregistered', 'URP', 'URD', 'Unregistered Person', 'Consumer', 'B2C', 'End Consumer'],
  overseas: ['Overseas', 'Foreign', 'Export', 'Overseas Buyer', 'Foreign Customer'],
});

export const readZeroTaxCategory = createWordReader<ZeroTaxCategory>({
  nilRated: ['Nil Rated', 'Nil', 'Nil Rated Supply', 'Nil Rate'],
  exempted: ['Exempted', 'Exempt', 'Exempted Supply', 'Exempt Supply', 'Exempted Supplies'],
  nonGst: ['Non GST', 'Non GST Supply', 'NonGST Supplies', 'Out of Scope'],
  zeroRated: ['Zero Rated', 'Zero Rated Supply', 'Zero'],
});

const readExportWord = createWordReader<ExportType>(
  {
    withPayment: ['With Payment', 'WPAY', 'EXPWP', 'Export with Payment', 'With Payment of Tax', 'With IGST'],
    withoutPayment: [
      'Without Payment',
      'WOPAY',
      'EXPWOP',
      'Export without Payment',
      'Without Payment of Tax',
      'LUT',
      'Under LUT',
      'Under Bond',
      'LUT/Bond',
      'Export under LUT',
    ],
    sezWithPayment: [
      'SEZ with Payment',
      'SEZWP',
      'SEWP',
      'SEZ supplies with payment',
      'SEZ with Payment of Tax',
    ],
    sezWithoutPayment: [
      'SEZ without Payment',
      'SEZWOP',
      'SEWOP',
      'SEZ supplies without payment',
      'SEZ without Payment of Tax',
      'SEZ under LUT',
    ],
    deemed: ['Deemed', 'Deemed Export', 'DE', 'DEXP', 'Deemed Exp', 'Deemed Exports'],
  },
  ['Regular', 'Regular B2B', 'R', 'B2B', 'Not an Export', 'Not Applicable', 'No', 'N', 'Domestic', '0'],
);
/** What is exported, or that something is, without a word on the tax. */
const EXPORT_OF_SOMETHING: ReadonlySet<string> = new Set(
  ['Export', 'Exports', 'EXP', 'Goods', 'Services', 'Export of Goods', 'Export of Services', 'Overseas'].map(
    wordKey,
  ),
);
const EXPORT_UNSAID: Reading<ExportType> = { value: null, note: 'replaced' };

/** Reads the kind of an export. Of `Export` or `Goods` alone the note is `replaced`: its tax has to say whether it was paid. */
export function readExportType(text: string): Reading<ExportType> {
  const read = readExportWord(text);
  if (read.note === null || text.length > LONGEST_CELL) return read;
  return EXPORT_OF_SOMETHING.has(wordKey(text)) ? EXPORT_UNSAID : read;
}

export const readImportType = createWordReader<ImportType>(
  {
    goods: ['Goods', 'G', 'IMPG', 'Import of Goods', 'Good'],
    services: ['Services', 'Service', 'S', 'IMPS', 'Import of Services', 'Import of Service'],
    sez: ['SEZ', 'IMPGSEZ', 'Import from SEZ', 'Goods from SEZ', 'Import of Goods from SEZ', 'SEZ Goods'],
  },
  ['Not an Import', 'Not Applicable', 'No', 'N', 'Domestic', 'Regular', '0'],
);

/** GSTR-2 writes IP, IS, CP and NO. */
export const readItcClaimType = createWordReader<ItcClaimType>(
  {
    inputs: ['Input', 'Inputs', 'IP', 'Input Goods'],
    inputServices: ['Input Services', 'Input Service', 'IS'],
    capitalGoods: ['Capital Goods', 'Capital Good', 'CP', 'CG'],
    ineligible: ['Ineligible', 'NO', 'Not Eligible', 'In Eligible', 'Blocked'],
  },
  ['Not Selected', 'Not Applicable', '0'],
);

export const readItemCategory = createWordReader<'goods' | 'services'>({
  goods: ['G', 'Goods', 'Good'],
  services: ['S', 'Services', 'Service'],
});

const YES: Reading<boolean> = { value: true, note: null };
const NO: Reading<boolean> = { value: false, note: null };
const FLAGS: ReadonlyMap<string, Reading<boolean>> = new Map([
  ['y', YES],
  ['yes', YES],
  ['true', YES],
  ['t', YES],
  ['1', YES],
  ['n', NO],
  ['no', NO],
  ['false', NO],
  ['f', NO],
  ['0', NO],
  ['not applicable', NO],
  ['notapplicable', NO],
]);

/** Reads yes or no: Y, N, Yes, No, TRUE, FALSE, 1, 0; Not Applicable is no. */
export function readFlag(text: string): Reading<boolean> {
  if (text.length > LONGEST_CELL) return UNREADABLE;
  const cell = bare(text);
  if (isBlank(cell)) return BLANK;
  return FLAGS.get(cell.toLowerCase().replace(/\.0+$/, '')) ?? UNREADABLE;
}

function createWordReader<T extends string>(
  words: Words<T>,
  blank: readonly string[] = [],
): (text: string) => Reading<T> {
  const readings = new Map<string, Reading<T>>(blank.map((word) => [wordKey(word), BLANK]));
  for (const value of Object.keys(words) as T[]) {
    const reading: Reading<T> = { value, note: null };
    for (const word of [value, ...words[value]]) readings.set(wordKey(word), reading);
  }
  return (text) => {
    if (text.length > LONGEST_CELL) return UNREADABLE;
    const cell = bare(text);
    if (isBlank(cell)) return BLANK;
    return readings.get(wordKey(cell)) ?? UNREADABLE;
  };
}
