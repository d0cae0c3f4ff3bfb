import type { ColumnKey } from '../columns.ts';
import { formatDay } from '../dates.ts';
import { limitOf } from '../limits.ts';
import type { DocumentLine, Paise } from '../line.ts';
import { formatPaise } from '../money.ts';
import type { Supply } from '../supply.ts';
import type { Report, Rule } from './rule.ts';

interface Head {
  readonly name: string;
  readonly column: ColumnKey;
  claim(line: DocumentLine): Paise | null;
  tax(line: DocumentLine): Paise | null;
}

const HEADS: readonly Head[] = [
  { name: 'CGST', column: 'itcClaimCgstAmount', claim: (line) => line.itcCgst, tax: (line) => line.cgst },
  { name: 'SGST', column: 'itcClaimSgstAmount', claim: (line) => line.itcSgst, tax: (line) => line.sgst },
  { name: 'IGST', column: 'itcClaimIgstAmount', claim: (line) => line.itcIgst, tax: (line) => line.igst },
  { name: 'CESS', column: 'itcClaimCessAmount', claim: (line) => line.itcCess, tax: (line) => line.cess },
];

export const I02: Rule = {
  code: 'I02',
  severity: 'error',
  registers: ['purchase'],
  condition:
    'An ITC claim is above the tax of its head by more than 1 rupee; not for reverse charge and imports; the sign is ignored.',
  message: 'ITC claim {c} is more than the {head} of {t}. Claim at most the tax.',
  source: 'section 16 CGST Act',
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line } = supply;
    if (supply.isReverseCharge || supply.isImport || isReadAsNoClaim(line)) return;
    // A register that leaves all tax amounts out says nothing of what may be claimed.
    if (line.cgst === null && line.sgst === null && line.igst === null && line.cess === null) return;
    const allowed = limitOf(tables, 'claimPaise');
    if (
      isWithin(line.itcCgst, line.cgst, allowed) &&
      isWithin(line.itcSgst, line.sgst, allowed) &&
      isWithin(line.itcIgst, line.igst, allowed) &&
      isWithin(line.itcCess, line.cess, allowed)
    ) {
      return;
    }
    for (const { name, column, claim, tax } of HEADS) {
      if (isWithin(claim(line), tax(line), allowed)) continue;
      const [claimed, charged] = [claim(line), tax(line)].map((paise) => formatPaise(Math.abs(paise ?? 0)));
      const message = `ITC claim ${claimed} is more than the ${name} of ${charged}. Claim at most the tax.`;
      report(I02, { supply, column, message });
    }
  },
};

function isWithin(claim: Paise | null, tax: Paise | null, allowed: Paise): boolean {
  return claim === null || Math.abs(claim) - Math.abs(tax ?? 0) <= allowed;
}

/** Where a claim counts as none, which I03 says. */
export function isReadAsNoClaim(line: DocumentLine): boolean {
  return line.itcClaimType === 'ineligible' || carriesNoTax(line);
}

function carriesNoTax(line: DocumentLine): boolean {
  return line.isSupplierComposition || line.isBillOfSupply || line.type === 'billOfSupply';
}

export const I03: Rule = {
  code: 'I03',
  severity: 'warning',
  registers: ['purchase'],
  condition:
    'A claim on an ineligible type, a composition supplier, a bill of supply or the own tax of an OIDAR supplier; a self-invoice more than 30 days after the receipt.',
  message:
    'ITC Claim Type is Ineligible but a claim is given. It was read as no claim. / {what} carries no credit but a claim is given. / Self-invoice of {d} is more than {n} days after the receipt of {g}.',
  source:
    'section 17 CGST Act; https://gstgyaan.com/rule-47a-of-cgst-rules ; OIDAR: https://community.nasscom.in/communities/policy-advocacy/gst-representation-online-information-and-database-access-or-retrieval?page=1',
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line } = supply;
    if (isReadAsNoClaim(line) || isForeignService(line)) reportIdleClaim(supply, report);

    const { date, grnDate } = line;
    if (!supply.isReverseCharge || line.party !== null || line.importType === 'goods') return;
    if (date === null || grnDate === null || date < limitOf(tables, 'selfInvoiceFromDay')) return;
    const days = limitOf(tables, 'selfInvoiceDays');
    if (date - grnDate <= days) return;
    const message =
      `Self-invoice of ${formatDay(date)} is more than ${days} days after the receipt of ${formatDay(grnDate)}. ` +
      'Check both dates.';
    report(I03, { supply, column: 'documentDate', message });
  },
};

function reportIdleClaim(supply: Supply, report: Report): void {
  const { line } = supply;
  const column = HEADS.find(({ claim }) => (claim(line) ?? 0) !== 0)?.column;
  if (column === undefined) return;
  if (line.itcClaimType === 'ineligible') {
    const message = 'ITC Claim Type is Ineligible but a claim is given. It was read as no claim.';
    report(I03, { supply, column, message });
  } else if (carriesNoTax(line)) {
    const what = line.isSupplierComposition ? 'A composition dealer' : 'A bill of supply';
    const message = `${what} gives no credit but a claim is given. It was read as no claim.`;
    report(I03, { supply, column, message });
  } else if (!supply.isReverseCharge) {
    const message =
      'The tax of an OIDAR supplier gives no credit. Mark reverse charge and claim the tax that you pay.';
    report(I03, { supply, column, message });
  }
}

function isForeignService({ party }: DocumentLine): boolean {
  return party !== null && 'kind' in party && party.kind === 'oidar';
}

export const ITC_RULES: readonly Rule[] = [I02, I03];
