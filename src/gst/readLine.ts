import { cached } from './cellCache.ts';
import { COLUMNS_OF, type ColumnKey, type Register } from './columns.ts';
import { readDate, readOptionalDate } from './dates.ts';
import {
  readDocumentType,
  readExportType,
  readFlag,
  readImportType,
  readItcClaimType,
  readItemCategory,
  readTaxpayerType,
  readZeroTaxCategory,
} from './enums.ts';
import { parseGstin } from './gstin.ts';
import { readHsn, readLink } from './identifiers.ts';
import type { DocumentLine, GstinCell, SourceRow } from './line.ts';
import { readPartyGstin } from './partyGstin.ts';
import { bare, isBlank } from './reading.ts';
import { readPeriod } from './returnPeriod.ts';
import { RowCells } from './rowCells.ts';
import { createStateReader } from './states.ts';
import type { StateEntry, UnitEntry } from './tables.ts';
import { createUnitReader } from './units.ts';

export interface LineReaderOptions {
  readonly register: Register;
  /** Whether `03/04/2026` means the 4th of March. */
  readonly monthFirst: boolean;
  /** Whether Clear's sandbox GSTINs pass. */
  readonly sandboxGstins: boolean;
  readonly states: readonly StateEntry[];
  readonly units: readonly UnitEntry[];
}

/** Parses one row; pure, but for what it remembers of earlier texts to be quick. */
export type ReadLine = (row: SourceRow) => DocumentLine;

/** Where a line's fields stand in a row's values: an index, or -1 where the register has no such column. */
type Places = Readonly<Record<ColumnKey, number>> & { readonly [role in RoleName]: number };

/** Fields that the registers take from columns of different names. */
const ROLES = {
  sales: {
    own: 'supplierGstin',
    party: 'customerGstin',
    partyName: 'customerName',
    partyState: 'customerState',
    billNumber: 'exportBillNumber',
    billDate: 'exportBillDate',
    portCode: 'exportPortCode',
  },
  purchase: {
    own: 'customerGstin',
    party: 'supplierGstin',
    partyName: 'supplierName',
    partyState: 'supplierState',
    billNumber: 'importBillNumber',
    billDate: 'importBillDate',
    portCode: 'importPortCode',
  },
} as const satisfies Record<Register, Record<string, ColumnKey>>;
type RoleName = keyof (typeof ROLES)['sales'];

/** What stands in the place of an own GSTIN that is not given; few, for a wrong one moves the whole document. */
const NO_OWN_GSTIN: ReadonlySet<string> = new Set(['URP', 'URD', '0', '0.0', 'NIL', 'UNREGISTERED', 'UNREG']);
const LONGEST_NO_GSTIN = 12;

/** The readers of texts that come again and again, each with its memory. */
function createReaders({ monthFirst, sandboxGstins, states, units }: LineReaderOptions) {
  const readState = createStateReader(states);
  return {
    own: cached((text) => readGstin(text, sandboxGstins)),
    gstin: cached((text) => readPartyGstin(text, sandboxGstins)),
    date: cached((text) => readOptionalDate(text, monthFirst)),
    documentDate: cached((text) => readDate(text, monthFirst)),
    period: cached((text) => readPeriod(text, monthFirst)),
    state: cached(readState),
    supplyState: cached(readState),
    unit: cached(createUnitReader(units)),
    type: cached(readDocumentType),
    taxpayer: cached(readTaxpayerType),
    category: cached(readItemCategory),
    zeroTax: cached(readZeroTaxCategory),
    export: cached(readExportType),
    import: cached(readImportType),
    itc: cached(readItcClaimType),
    flag: cached(readFlag),
    hsn: cached(readHsn),
  };
}

/** Builds the reader of one register's rows. */
export function createLineReader(options: LineReaderOptions): ReadLine {
  const { register } = options;
  const cells = new RowCells(register);
  const of = createReaders(options);
  const at = placesOf(register);
  // One literal makes every line of both registers an object of one shape: what reads them stays quick.
  const read: ReadLine = (source) => ({
    register,
    row: source.row,
    values: cells.take(source),
    ruined: source.ruined,

    type: cells.read(at.documentType, of.type),
    number: cells.identifier(at.documentNumber),
    date: cells.read(at.documentDate, of.documentDate),
    period: cells.read(at.returnFilingMonth, of.period),
    own: cells.gstin(at.own, of.own),
    party: cells.read(at.party, of.gstin),
    partyName: cells.text(at.partyName),
    partyState: cells.read(at.partyState, of.state),
    ecommerce: cells.read(at.ecommerceGstin, of.gstin),
    placeOfSupply: cells.read(at.placeOfSupply, of.supplyState),
    taxpayerType: cells.read(at.customerTaxpayerType, of.taxpayer),

    isBillOfSupply: cells.flag(at.isBillOfSupply, of.flag),
    isReverseCharge: cells.read(at.isReverseCharge, of.flag),
    isTdsDeducted: cells.flag(at.isTdsDeducted, of.flag),
    isSupplierComposition: cells.flag(at.isSupplierCompositionDealer, of.flag),
    isLinkedInvoicePreGst: cells.flag(at.isLinkedInvoicePreGst, of.flag),
    isCancelled: cells.flag(at.isDocumentCancelled, of.flag),
    isDeleted: cells.flag(at.isDocumentDeleted, of.flag),

    advanceNumber: cells.identifier(at.linkedAdvanceDocumentNumber, readLink),
    advanceDate: cells.read(at.linkedAdvanceDocumentDate, of.date),
    advanceAmount: cells.amount(at.linkedAdvanceAdjustmentAmount),
    originalNumber: cells.identifier(at.originalDocumentNumber, readLink),
    originalDate: cells.read(at.originalDocumentDate, of.date),
    originalParty: cells.read(at.originalDocumentCustomerGstin, of.gstin),
    linkedNumber: cells.identifier(at.linkedInvoiceNumber, readLink),
    linkedDate: cells.read(at.linkedInvoiceDate, of.date),
    linkedParty: cells.read(at.linkedInvoiceCustomerGstin, of.gstin),

    itemCategory: cells.read(at.itemCategory, of.category),
    hsn: cells.identifier(at.hsnSacCode, of.hsn),
    quantity: cells.quantity(at.itemQuantity),
    unit: cells.read(at.itemUnitCode, of.unit),
    taxable: cells.amount(at.itemTaxableAmount),
    discount: cells.amount(at.itemDiscount),
    zeroTaxCategory: cells.read(at.zeroTaxCategory, of.zeroTax),
    applicableRate: cells.applicableRate(at.applicableTaxRate),
    gstRate: cells.percent(at.gstRate),
    cgstRate: cells.percent(at.cgstRate),
    sgstRate: cells.percent(at.sgstRate),
    igstRate: cells.percent(at.igstRate),
    cessRate: cells.percent(at.cessRate),
    cgst: cells.amount(at.cgstAmount),
    sgst: cells.amount(at.sgstAmount),
    igst: cells.amount(at.igstAmount),
    cess: cells.amount(at.cessAmount),
    documentCgst: cells.amount(at.documentCgstAmount),
    documentSgst: cells.amount(at.documentSgstAmount),
    documentIgst: cells.amount(at.documentIgstAmount),
    documentCess: cells.amount(at.documentCessAmount),
    documentTotal: cells.amount(at.documentTotalAmount),

    exportType: cells.read(at.exportType, of.export),
    billNumber: cells.identifier(at.billNumber),
    billDate: cells.read(at.billDate, of.date),
    portCode: cells.text(at.portCode).toUpperCase(),
    importType: cells.read(at.importType, of.import),
    itcClaimType: cells.read(at.itcClaimType, of.itc),
    itcCgst: cells.amount(at.itcClaimCgstAmount),
    itcSgst: cells.amount(at.itcClaimSgstAmount),
    itcIgst: cells.amount(at.itcClaimIgstAmount),
    itcCess: cells.amount(at.itcClaimCessAmount),
    grnDate: cells.read(at.goodsReceiptNoteDate, of.date),
    vendorCode: cells.identifier(at.vendorCode),
    voucherNumber: cells.identifier(at.voucherNumber),
    voucherDate: cells.read(at.voucherDate, of.date),

    // After all cells have been read.
    notes: cells.notes(),
  });
  return (source) => settled(read(source));
}

/** The line without an original customer where number and date of the original are blank: that makes no amendment. */
function settled(line: DocumentLine): DocumentLine {
  // Programs copy the customer's GSTIN there.
  if (line.originalParty === null || line.originalNumber !== '' || line.originalDate !== null) return line;
  return { ...line, originalParty: null };
}

/** Reads the own GSTIN: null for blank and for the few words that stand for none. */
export function readGstin(text: string, sandbox: boolean): GstinCell {
  const cell = bare(text);
  if (isBlank(cell)) return null;
  if (cell.length <= LONGEST_NO_GSTIN && NO_OWN_GSTIN.has(cell.toUpperCase())) return null;
  return parseGstin(cell, { sandbox });
}

function placesOf(register: Register): Places {
  const known = new Map<string, number>(COLUMNS_OF[register].map((key, index) => [key, index]));
  const every = [...COLUMNS_OF.sales, ...COLUMNS_OF.purchase];
  const roles: readonly (readonly [string, ColumnKey])[] = Object.entries(ROLES[register]);
  return Object.fromEntries([
    ...every.map((key) => [key, known.get(key) ?? -1]),
    ...roles.map(([role, key]) => [role, known.get(key) ?? -1]),
  ]) as Places;
}
