import type { DocumentLine, DocumentType, ExportType, GstinCell, MilliPercent } from './line.ts';
import type { Supply } from './supply.ts';

const ABROAD = '96';
const NOTES: ReadonlySet<DocumentType> = new Set(['creditNote', 'debitNote', 'refundVoucher']);
const WITH_PAYMENT: Readonly<Record<ExportType, boolean | null>> = {
  withPayment: true,
  sezWithPayment: true,
  withoutPayment: false,
  sezWithoutPayment: false,
  deemed: null,
};

/** What supplyOf knows besides the line. */
export interface SupplySettings {
  /** Whether the account is a unit in a special economic zone. */
  readonly sez: boolean;
  /** The state that stands now for a retired code. */
  readonly replacedStates: ReadonlyMap<string, string>;
}

/** Works out of a line what several rules ask about it. */
export function supplyOf(line: DocumentLine, settings: SupplySettings): Supply {
  const isSales = line.register === 'sales';
  const tax = (line.cgst ?? 0) + (line.sgst ?? 0) + (line.igst ?? 0);
  const isExport = isSales && isExportLine(line);
  const isSez = settings.sez || isSezMarked(line);
  const supplierState = current(isSales ? stateOf(line.own) : supplierStateOf(line), settings);
  return {
    line,
    isNote: line.type !== null && NOTES.has(line.type),
    isExport,
    isSez,
    isDeemedExport: line.exportType === 'deemed' || line.taxpayerType === 'deemedExport',
    isImport: line.importType !== null || (!isSales && isOidar(line.party)),
    withPayment:
      line.exportType !== null
        ? WITH_PAYMENT[line.exportType]
        : isExport && leavesPaymentOpen(line)
          ? tax !== 0
          : null,
    isReverseCharge: line.isReverseCharge === true,
    supplierState,
    placeOfSupply:
      line.placeOfSupply ??
      (isSales ? derivedPlace(line, { isExport, isSez, supplierState, settings }) : null),
    rate: rateOf(line),
    tax,
    isService:
      line.itemCategory !== null
        ? line.itemCategory === 'services'
        : line.hsn === ''
          ? null
          : line.hsn.startsWith('99'),
    isPartyOpen: false,
  };
}

/** Whether the row itself says that a unit in a special economic zone buys (sales) or sells (purchases). */
export function isSezMarked(line: DocumentLine): boolean {
  return (
    line.taxpayerType === 'sez' ||
    line.exportType === 'sezWithPayment' ||
    line.exportType === 'sezWithoutPayment' ||
    line.importType === 'sez'
  );
}

/** Whether Export Type says that something is exported and no more: then the tax says whether it was paid. */
export function leavesPaymentOpen({ notes }: DocumentLine): boolean {
  if (notes.length === 0) return false;
  return notes.some(({ column, kind }) => column === 'exportType' && kind === 'replaced');
}

function isExportLine(line: DocumentLine): boolean {
  if (line.exportType !== null)
    return line.exportType === 'withPayment' || line.exportType === 'withoutPayment';
  if (line.placeOfSupply !== null) return line.placeOfSupply === ABROAD;
  if (leavesPaymentOpen(line)) return line.party === null && !hasStateTax(line);
  return line.taxpayerType === 'overseas' && !hasStateTax(line);
}

/**
 * The place of supply where the cell is blank: abroad for exports; else the state of the customer's GSTIN, unless CGST and
 * SGST of another state contradict it; else, of a buyer without one who was charged CGST and SGST, the supplier's state.
 */
function derivedPlace(
  line: DocumentLine,
  facts: { isExport: boolean; isSez: boolean; supplierState: string | null; settings: SupplySettings },
): string | null {
  if (facts.isExport) return ABROAD;
  if (line.party !== null) {
    const state = current(stateOf(line.party), facts.settings);
    return state !== facts.supplierState && hasStateTax(line) ? null : state;
  }
  return (line.cgst ?? 0) !== 0 && (line.sgst ?? 0) !== 0 ? facts.supplierState : null;
}

function hasStateTax(line: DocumentLine): boolean {
  return (line.cgst ?? 0) !== 0 || (line.sgst ?? 0) !== 0;
}

function supplierStateOf(line: DocumentLine): string | null {
  return line.party === null ? line.partyState : stateOf(line.party);
}

/** Null where the GSTIN is missing, faulty or of a kind whose first two digits are no state. */
function stateOf(cell: GstinCell): string | null {
  return cell === null || 'fault' in cell || cell.kind === 'oidar' ? null : cell.stateCode;
}

function isOidar(cell: GstinCell): boolean {
  return cell !== null && 'kind' in cell && cell.kind === 'oidar';
}

function current(state: string | null, settings: SupplySettings): string | null {
  return state === null ? null : (settings.replacedStates.get(state) ?? state);
}

function rateOf(line: DocumentLine): MilliPercent | null {
  if (line.gstRate !== null && line.gstRate > 0) return line.gstRate;
  if (line.cgstRate !== null || line.sgstRate !== null) {
    const split = (line.cgstRate ?? 0) + (line.sgstRate ?? 0);
    if (split > 0) return split;
  }
  return line.igstRate ?? (line.cgstRate !== null || line.sgstRate !== null ? 0 : line.gstRate);
}
