import { limitOf } from '../limits.ts';
import { formatPaise } from '../money.ts';
import { isSezMarked } from '../supplyOf.ts';
import { noteOn } from './cells.ts';
import type { Rule } from './rule.ts';

const INDIA_COMPLIANCE =
  'https://github.com/resilient-tech/india-compliance (commit c7d0a827: gst_india/overrides/transaction.py)';
const E_INVOICE = 'e-invoice arithmetic: https://a2ztaxcorp.com/?p=19265';

export const P04: Rule = {
  code: 'P04',
  severity: 'error',
  registers: ['sales', 'purchase'],
  condition:
    'a line has IGST as well as CGST or SGST, or CGST and SGST that differ by more than 1 rupee, or only one of the two',
  message: 'Use IGST alone or equal CGST and SGST on a line. Found {i} and {c} and {s}.',
  source: `sections 7 and 8 IGST Act ; ${E_INVOICE}`,
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line } = supply;
    const igst = line.igst ?? 0;
    const cgst = line.cgst ?? 0;
    const sgst = line.sgst ?? 0;
    if (cgst === 0 && sgst === 0) return;
    const isPair = cgst !== 0 && sgst !== 0 && Math.abs(cgst - sgst) <= limitOf(tables, 'stateTaxPaise');
    if (igst === 0 && isPair) return;
    if (noteOn(line, 'cgstAmount') !== undefined || noteOn(line, 'sgstAmount') !== undefined) return;
    report(P04, {
      supply,
      column: cgst === 0 ? 'sgstAmount' : 'cgstAmount',
      message: `Use IGST alone or equal CGST and SGST on a line. Found ${formatPaise(igst)} and ${formatPaise(cgst)} and ${formatPaise(sgst)}.`,
    });
  },
};

export const P08: Rule = {
  code: 'P08',
  severity: 'error',
  registers: ['sales'],
  condition: 'a supply to an SEZ unit or a deemed export has no customer GSTIN',
  message: 'Customer GSTIN is needed for SEZ and deemed export supplies.',
  source: `https://wp.jjknowledgebase.com/?p=26294 ; ${E_INVOICE}`,
  onCancelled: false,
  checkLine(supply, _context, report) {
    if (supply.line.party !== null || !(supply.isDeemedExport || isSezMarked(supply.line))) return;
    report(P08, {
      supply,
      column: 'customerGstin',
      message: 'Customer GSTIN is needed for SEZ and deemed export supplies.',
    });
  },
};

export const P09: Rule = {
  code: 'P09',
  severity: 'error',
  registers: ['sales'],
  condition: 'an export or SEZ supply without payment of tax (LUT) has tax',
  message: 'Tax must be zero for supplies without payment of tax. Clear the tax or choose with payment.',
  source: `${E_INVOICE} ; ${INDIA_COMPLIANCE}`,
  onCancelled: false,
  checkLine(supply, _context, report) {
    if (supply.withPayment !== false || supply.tax === 0) return;
    report(P09, {
      supply,
      column: 'exportType',
      message: 'Tax must be zero for supplies without payment of tax. Clear the tax or choose with payment.',
    });
  },
};

export const P11: Rule = {
  code: 'P11',
  severity: 'warning',
  registers: ['sales'],
  condition: 'reverse charge without customer GSTIN and without Ecommerce GSTIN',
  message: 'Reverse charge needs a registered buyer. Check Customer GSTIN or Is Reverse Charge.',
  source: INDIA_COMPLIANCE,
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    if (!supply.isReverseCharge || line.party !== null || line.ecommerce !== null) return;
    report(P11, {
      supply,
      column: 'isReverseCharge',
      message: 'Reverse charge needs a registered buyer. Check Customer GSTIN or Is Reverse Charge.',
    });
  },
};

export const P12: Rule = {
  code: 'P12',
  severity: 'error',
  registers: ['sales', 'purchase'],
  condition:
    "a bill of supply, or a purchase from a composition dealer, has tax; not a purchase under reverse charge, whose tax is the buyer's own",
  message: 'A bill of supply and a composition dealer carry no tax. Remove the tax or change the flag.',
  source: `sections 31(3)(c) and 10 CGST Act ; ${INDIA_COMPLIANCE}`,
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    const isBill = line.isBillOfSupply || line.type === 'billOfSupply';
    if (!isBill && !line.isSupplierComposition) return;
    if (supply.tax === 0 && (line.cess ?? 0) === 0) return;
    if (line.register === 'purchase' && supply.isReverseCharge) return;
    report(P12, {
      supply,
      column: line.isBillOfSupply
        ? 'isBillOfSupply'
        : isBill
          ? 'documentType'
          : 'isSupplierCompositionDealer',
      message: 'A bill of supply and a composition dealer carry no tax. Remove the tax or change the flag.',
    });
  },
};

export const P13: Rule = {
  code: 'P13',
  severity: 'error',
  registers: ['purchase'],
  condition:
    'the supplier GSTIN is blank, tax is charged, and neither reverse charge nor an import is marked',
  message: 'Supplier GSTIN is empty but tax is charged. Enter it or mark reverse charge or import.',
  source: INDIA_COMPLIANCE,
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    if (line.party !== null || supply.tax === 0 || supply.isReverseCharge || supply.isImport) return;
    if (noteOn(line, 'importType') !== undefined || noteOn(line, 'isReverseCharge') !== undefined) return;
    report(P13, {
      supply,
      column: 'supplierGstin',
      message: 'Supplier GSTIN is empty but tax is charged. Enter it or mark reverse charge or import.',
    });
  },
};
