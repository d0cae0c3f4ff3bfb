import type { ColumnKey, Register } from './columns.ts';
import { type ColumnKind, columnOf } from './columnTable.ts';
import { formatIsoDay, isNullDate } from './dates.ts';
import type { CivilDay, DocumentLine, GstinCell } from './line.ts';
import { formatPaise, readMoney } from './money.ts';
import { formatPercent } from './numbers.ts';
import { readPartyGstin } from './partyGstin.ts';
import { isBlank, isZeros } from './reading.ts';
import { formatPeriod } from './returnPeriod.ts';

/** A column's value on a line as JSON, '' for blank; `text` is the cell's own text. */
export type WriteValue = (line: DocumentLine, text: string) => string;

type FieldName = Exclude<keyof DocumentLine, 'register' | 'row' | 'values' | 'notes'>;

const SHARED_FIELDS: Partial<Record<ColumnKey, FieldName>> = {
  documentType: 'type',
  documentNumber: 'number',
  documentDate: 'date',
  returnFilingMonth: 'period',
  placeOfSupply: 'placeOfSupply',
  customerTaxpayerType: 'taxpayerType',
  ecommerceGstin: 'ecommerce',
  applicableTaxRate: 'applicableRate',
  isBillOfSupply: 'isBillOfSupply',
  isReverseCharge: 'isReverseCharge',
  isTdsDeducted: 'isTdsDeducted',
  isSupplierCompositionDealer: 'isSupplierComposition',
  isLinkedInvoicePreGst: 'isLinkedInvoicePreGst',
  isDocumentCancelled: 'isCancelled',
  isDocumentDeleted: 'isDeleted',
  linkedAdvanceDocumentNumber: 'advanceNumber',
  linkedAdvanceDocumentDate: 'advanceDate',
  linkedAdvanceAdjustmentAmount: 'advanceAmount',
  originalDocumentNumber: 'originalNumber',
  originalDocumentDate: 'originalDate',
  originalDocumentCustomerGstin: 'originalParty',
  linkedInvoiceNumber: 'linkedNumber',
  linkedInvoiceDate: 'linkedDate',
  linkedInvoiceCustomerGstin: 'linkedParty',
  itemCategory: 'itemCategory',
  hsnSacCode: 'hsn',
  itemQuantity: 'quantity',
  itemUnitCode: 'unit',
  itemTaxableAmount: 'taxable',
  itemDiscount: 'discount',
  zeroTaxCategory: 'zeroTaxCategory',
  gstRate: 'gstRate',
  cgstRate: 'cgstRate',
  sgstRate: 'sgstRate',
  igstRate: 'igstRate',
  cessRate: 'cessRate',
  cgstAmount: 'cgst',
  sgstAmount: 'sgst',
  igstAmount: 'igst',
  cessAmount: 'cess',
  documentCgstAmount: 'documentCgst',
  documentSgstAmount: 'documentSgst',
  documentIgstAmount: 'documentIgst',
  documentCessAmount: 'documentCess',
  documentTotalAmount: 'documentTotal',
  exportType: 'exportType',
  exportBillNumber: 'billNumber',
  exportBillDate: 'billDate',
  exportPortCode: 'portCode',
  importType: 'importType',
  importBillNumber: 'billNumber',
  importBillDate: 'billDate',
  importPortCode: 'portCode',
  itcClaimType: 'itcClaimType',
  itcClaimCgstAmount: 'itcCgst',
  itcClaimSgstAmount: 'itcSgst',
  itcClaimIgstAmount: 'itcIgst',
  itcClaimCessAmount: 'itcCess',
  goodsReceiptNoteDate: 'grnDate',
  vendorCode: 'vendorCode',
  voucherNumber: 'voucherNumber',
  voucherDate: 'voucherDate',
};
const FIELDS: Readonly<Record<Register, Partial<Record<ColumnKey, FieldName>>>> = {
  sales: {
    ...SHARED_FIELDS,
    supplierGstin: 'own',
    customerGstin: 'party',
    customerName: 'partyName',
    customerState: 'partyState',
  },
  purchase: {
    ...SHARED_FIELDS,
    customerGstin: 'own',
    supplierGstin: 'party',
    supplierName: 'partyName',
    supplierState: 'partyState',
  },
};

/** How a register's column is written: normalised where it was read, its own text where it was not or could not be. */
export function valueWriter(register: Register, column: ColumnKey): WriteValue {
  const { kind } = columnOf(column);
  const field = FIELDS[register][column];
  if (field === undefined) {
    return kind === 'amount' || kind === 'quantity'
      ? (_line, text) => bareNumber(text)
      : (_line, text) => quoted(text);
  }
  if (field === 'applicableRate')
    return (line) => (line.applicableRate === null ? '' : String(line.applicableRate));
  return FIELD_WRITERS[kind](field);
}

const FIELD_WRITERS: Readonly<Record<ColumnKind, (field: FieldName) => WriteValue>> = {
  text: textWriter,
  number: codeWriter,
  hsn: codeWriter,
  enum: textWriter,
  state: textWriter,
  unit: textWriter,
  flag: (field) => (line, text) => {
    if (line[field] === true) return 'true';
    return text !== 'N' && isBlank(text) ? '' : 'false';
  },
  gstin: (field) => (line, text) => {
    // Of an original customer alone, which makes no amendment, only the body knows.
    const cell =
      field === 'originalParty' && line.originalParty === null
        ? readPartyGstin(text, true).value
        : (line[field] as GstinCell);
    return cell === null ? '' : quoted('gstin' in cell ? cell.gstin : text);
  },
  date: (field) => (line, text) => {
    const day = line[field] as CivilDay | null;
    if (day !== null) return `"${isoDay(day)}"`;
    return isNullDate(text) ? '' : unread(text);
  },
  period: (field) => (line, text) => {
    const month = line[field] as number | null;
    return month === null ? unread(text) : `"${formatPeriod(month)}"`;
  },
  amount: numberWriter(2, formatPaise),
  percent: numberWriter(3, formatPercent),
  quantity: numberWriter(3, formatPercent),
};

function textWriter(field: FieldName): WriteValue {
  return (line, text) => {
    const value = line[field] as string | null;
    return value === null || value === '' ? unread(text) : quoted(value);
  };
}

/** Of a number or code noughts say nothing. */
function codeWriter(field: FieldName): WriteValue {
  const write = textWriter(field);
  return (line, text) => (line[field] === '' && isZeros(text) ? '' : write(line, text));
}

/** The cell's own digits where they are the value already, which is the rule; else the value that was read. */
function numberWriter(places: number, format: (value: number) => string): (field: FieldName) => WriteValue {
  return (field) => (line, text) => {
    const end = plainEnd(text, places);
    if (end > 0) return end === text.length ? text : text.slice(0, end);
    const value = line[field] as number | null;
    return value === null ? unread(text) : format(value);
  };
}

/** Nothing is lost of a cell that was given but could not be read. */
function unread(text: string): string {
  return isBlank(text) ? '' : quoted(text);
}

/** Amounts and quantities that no rule reads: all their decimals are kept. */
function bareNumber(text: string): string {
  const end = plainEnd(text, 15);
  if (end > 0) return text.slice(0, end);
  const { value, note } = readMoney(text);
  return value === null || note !== null ? unread(text) : formatPaise(value);
}

/**
 * Where a plain decimal, such as `1234.50`, ends as JSON writes it without trailing zeros; 0 where the text is none or has
 * more than `places` decimals.
 */
function plainEnd(text: string, places: number): number {
  const { length } = text;
  if (length === 0 || length > 15) return 0;
  let point = -1;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 46 && point === -1 && index > 0) point = index;
    else if (code < 48 || code > 57) return 0;
  }
  const whole = point === -1 ? length : point;
  if (whole > 1 && text.charCodeAt(0) === 48) return 0;
  if (point === -1) return length;
  if (length - point - 1 > places) return 0;
  let end = length;
  while (text.charCodeAt(end - 1) === 48) end -= 1;
  return end === point + 1 ? point : end;
}

/** A text as JSON. */
export function quoted(text: string): string {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd800 && code < 0xe000))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}

const DAYS_KEPT = 20_000;
const days = new Map<CivilDay, string>();

/** `yyyy-mm-dd`, remembered: a register says the same few dates over and over. */
export function isoDay(day: CivilDay): string {
  let text = days.get(day);
  if (text === undefined) {
    text = formatIsoDay(day);
    if (days.size >= DAYS_KEPT) days.clear();
    days.set(day, text);
  }
  return text;
}
