import { COLUMNS_OF, type ColumnKey, type Register } from '../../src/gst/columns.ts';
import { type ParsedGstin, parseGstin } from '../../src/gst/gstin.ts';
import type { DocumentLine } from '../../src/gst/line.ts';
import type { JudgeSettings } from '../../src/gst/verdict.ts';

/** Some columns' texts as they stand in the file. */
export type Texts = Partial<Record<ColumnKey, string>>;

/** A line on which every cell is blank but those that are given; `texts` fills `values`, nothing is parsed. */
export function lineFixture(
  register: Register,
  given: Partial<Omit<DocumentLine, 'register' | 'values'>> = {},
  texts: Texts = {},
): DocumentLine {
  return {
    register,
    row: 2,
    values: COLUMNS_OF[register].map((column) => texts[column] ?? ''),
    notes: [],
    type: null,
    number: '',
    date: null,
    period: null,
    own: null,
    party: null,
    partyName: '',
    partyState: null,
    ecommerce: null,
    placeOfSupply: null,
    taxpayerType: null,
    isBillOfSupply: false,
    isReverseCharge: null,
    isTdsDeducted: false,
    isSupplierComposition: false,
    isLinkedInvoicePreGst: false,
    isCancelled: false,
    isDeleted: false,
    advanceNumber: '',
    advanceDate: null,
    advanceAmount: null,
    originalNumber: '',
    originalDate: null,
    originalParty: null,
    linkedNumber: '',
    linkedDate: null,
    linkedParty: null,
    itemCategory: null,
    hsn: '',
    quantity: null,
    unit: null,
    taxable: null,
    discount: null,
    zeroTaxCategory: null,
    applicableRate: null,
    gstRate: null,
    cgstRate: null,
    sgstRate: null,
    igstRate: null,
    cessRate: null,
    cgst: null,
    sgst: null,
    igst: null,
    cess: null,
    documentCgst: null,
    documentSgst: null,
    documentIgst: null,
    documentCess: null,
    documentTotal: null,
    exportType: null,
    billNumber: '',
    billDate: null,
    portCode: '',
    importType: null,
    itcClaimType: null,
    itcCgst: null,
    itcSgst: null,
    itcIgst: null,
    itcCess: null,
    grnDate: null,
    vendorCode: '',
    voucherNumber: '',
    voucherDate: null,
    ...given,
  };
}

/** Settings that accept any valid own GSTIN; today is 24 November 2026. */
export function settingsFixture(given: Partial<JudgeSettings> = {}): JudgeSettings {
  return {
    register: 'sales',
    today: '2026-11-24',
    ownGstins: [],
    onlyGstins: [],
    sandboxGstins: false,
    monthFirst: false,
    sez: false,
    turnoverCrore: null,
    hsnMaster: false,
    hsnBlank: 'warn',
    ...given,
  };
}

/** A GSTIN that must be valid. */
export function gstinFixture(text: string): ParsedGstin {
  const parsed = parseGstin(text, { sandbox: false });
  if ('fault' in parsed) throw new Error(`${text} is not a valid GSTIN: ${parsed.fault}`);
  return parsed;
}

/** Days since 1970-01-01 of a `yyyy-mm-dd`. */
export function dayFixture(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000;
}
