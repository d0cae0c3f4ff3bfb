import type { DocumentLine, MilliPercent } from './line.ts';

/** A line with what several rules ask about it, worked out once. */
export interface Supply {
  readonly line: DocumentLine;
  /** Credit or debit note, refund voucher. */
  readonly isNote: boolean;
  readonly isExport: boolean;
  /** To or by a unit in a special economic zone. */
  readonly isSez: boolean;
  readonly isDeemedExport: boolean;
  /** Import of goods, import of services, or from a special economic zone; OIDAR suppliers count as import of services. */
  readonly isImport: boolean;
  /** Of an export or SEZ supply: with payment of tax; null where the file does not say. */
  readonly withPayment: boolean | null;
  readonly isReverseCharge: boolean;
  /** Two digits, of the supplier's GSTIN or state; null unknown. */
  readonly supplierState: string | null;
  /** As given, or derived as P02 says. */
  readonly placeOfSupply: string | null;
  /** The combined rate: GST Rate where above zero, else CGST + SGST, else IGST; null where none is given. */
  readonly rate: MilliPercent | null;
  /** Paise: CGST, SGST and IGST together, blanks as zero. */
  readonly tax: number;
  /** By category, else by HSN beginning with 99; null unknown. */
  readonly isService: boolean | null;
  /** Of purchases: the row names no supplier, and others of its number name several. */
  readonly isPartyOpen: boolean;
}
