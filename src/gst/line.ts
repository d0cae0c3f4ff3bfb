import type { ColumnKey, Register } from './columns.ts';
import type { GstinFault, ParsedGstin } from './gstin.ts';

/** One row of a register as it came: the known columns' texts in the order of `COLUMNS_OF[register]`, '' for blank. */
export interface SourceRow {
  readonly row: number;
  readonly values: readonly string[];
  /**
   * Places in `values` of identifiers that a spreadsheet program changed before the file came: it holds a number as a date,
   * or the last digits are gone. Absent for nearly all rows.
   */
  readonly ruined?: readonly number[] | undefined;
}

/** Days since 1970-01-01: civil, without a time zone. */
export type CivilDay = number;
/** `year * 12 + month - 1`. */
export type PeriodMonth = number;
/** Hundredths of a rupee; a whole number. */
export type Paise = number;
/** Percent times 1,000: 2.5 % is 2500; a whole number. */
export type MilliPercent = number;

export type DocumentType =
  | 'invoice'
  | 'creditNote'
  | 'debitNote'
  | 'billOfSupply'
  | 'advance'
  | 'refundVoucher';
export type TaxpayerType =
  | 'regular'
  | 'composition'
  | 'sez'
  | 'deemedExport'
  | 'uin'
  | 'unregistered'
  | 'overseas';
export type ZeroTaxCategory = 'nilRated' | 'exempted' | 'nonGst' | 'zeroRated';
export type ExportType = 'withPayment' | 'withoutPayment' | 'sezWithPayment' | 'sezWithoutPayment' | 'deemed';
export type ImportType = 'goods' | 'services' | 'sez';
export type ItcClaimType = 'inputs' | 'inputServices' | 'capitalGoods' | 'ineligible';

/** A GSTIN cell: null blank (also URP, NA, -, 0, null and the like), parsed, or what is wrong with it. */
export type GstinCell = ParsedGstin | { readonly fault: GstinFault } | null;

/** Why a cell that is not blank has no value, or has one that needs a word. Rules turn these into findings. */
export interface CellNote {
  readonly column: ColumnKey;
  readonly kind:
    | 'unreadable'
    | 'formulaError'
    /** 1.23E+14, or a number that Excel turned into a date. */
    | 'ruinedByExcel'
    /** An amount with a third decimal that is more than the noise of binary fractions (over 0.0005): it was rounded to paise. */
    | 'rounded'
    /**
     * Read by a retired code (states 25, 28), kept as OTH (units), read as unregistered (GSTINs), or without the words around
     * it (quantities, codes); an Export Type that has no value because its tax has to
     * say whether it was paid.
     */
    | 'replaced'
    /** A date with contrary evidence: the month part is over 12 under the day-month order of the workspace. */
    | 'wrongOrder';
}

/**
 * One row, parsed once. `own` and `party` are supplier and customer on sales, customer and supplier on purchases. A blank
 * cell is null; so is one that could not be read, and then `notes` says why.
 */
export interface DocumentLine {
  readonly register: Register;
  readonly row: number;
  /** Trimmed texts in the order of `COLUMNS_OF[register]`. */
  readonly values: readonly string[];
  /** As the row has it. */
  readonly ruined?: readonly number[] | undefined;
  /** Empty for most lines: then always the same array. */
  readonly notes: readonly CellNote[];

  readonly type: DocumentType | null;
  /** Upper case, outer blanks gone; '' for blank. */
  readonly number: string;
  readonly date: CivilDay | null;
  readonly period: PeriodMonth | null;
  readonly own: GstinCell;
  readonly party: GstinCell;
  readonly partyName: string;
  readonly partyState: string | null;
  readonly ecommerce: GstinCell;
  /** Two digits, 96 for abroad. */
  readonly placeOfSupply: string | null;
  readonly taxpayerType: TaxpayerType | null;

  readonly isBillOfSupply: boolean;
  readonly isReverseCharge: boolean | null;
  readonly isTdsDeducted: boolean;
  readonly isSupplierComposition: boolean;
  readonly isLinkedInvoicePreGst: boolean;
  readonly isCancelled: boolean;
  readonly isDeleted: boolean;

  readonly advanceNumber: string;
  readonly advanceDate: CivilDay | null;
  readonly advanceAmount: Paise | null;
  readonly originalNumber: string;
  readonly originalDate: CivilDay | null;
  readonly originalParty: GstinCell;
  readonly linkedNumber: string;
  readonly linkedDate: CivilDay | null;
  readonly linkedParty: GstinCell;

  /** G or S as given. */
  readonly itemCategory: 'goods' | 'services' | null;
  /** Digits; dots and blanks dropped; '' for blank. */
  readonly hsn: string;
  /** Thousandths of a unit. */
  readonly quantity: number | null;
  readonly unit: string | null;
  readonly taxable: Paise | null;
  readonly discount: Paise | null;
  readonly zeroTaxCategory: ZeroTaxCategory | null;
  /** 65 or null. */
  readonly applicableRate: number | null;
  readonly gstRate: MilliPercent | null;
  readonly cgstRate: MilliPercent | null;
  readonly sgstRate: MilliPercent | null;
  readonly igstRate: MilliPercent | null;
  readonly cessRate: MilliPercent | null;
  readonly cgst: Paise | null;
  readonly sgst: Paise | null;
  readonly igst: Paise | null;
  readonly cess: Paise | null;
  readonly documentCgst: Paise | null;
  readonly documentSgst: Paise | null;
  readonly documentIgst: Paise | null;
  readonly documentCess: Paise | null;
  readonly documentTotal: Paise | null;

  readonly exportType: ExportType | null;
  /** Shipping bill on sales, bill of entry on purchases. */
  readonly billNumber: string;
  readonly billDate: CivilDay | null;
  readonly portCode: string;
  readonly importType: ImportType | null;
  readonly itcClaimType: ItcClaimType | null;
  readonly itcCgst: Paise | null;
  readonly itcSgst: Paise | null;
  readonly itcIgst: Paise | null;
  readonly itcCess: Paise | null;
  readonly grnDate: CivilDay | null;
  readonly vendorCode: string;
  readonly voucherNumber: string;
  readonly voucherDate: CivilDay | null;
}
