import type { ColumnKey } from '../columns.ts';
import { columnOf, headerOf } from '../columnTable.ts';
import type { DocumentLine } from '../line.ts';
import { isSezMarked } from '../supplyOf.ts';
import type { RuleTables } from '../tables.ts';
import { shown } from '../wording.ts';
import { noteOn, textOf } from './cells.ts';
import type { Rule } from './rule.ts';

const CIRCULAR_209 =
  'section 10 IGST Act; 10(1)(ca): https://scribd.com/document/746396350/Circular-No-209-03-2024';
const SECTION_7_5 =
  'section 7(5)(b) IGST Act: https://www.taxdose.com/export-supply-sez-unit-developer-goods-services-inter-state-trade-commerce/';
const E_INVOICE = 'e-invoice arithmetic: https://a2ztaxcorp.com/?p=19265';
const ABROAD = '96';

export const P01: Rule = {
  code: 'P01',
  severity: 'error',
  severityNote: 'warning for the retired codes 25 and 28 and for the state columns of the parties',
  registers: ['sales', 'purchase'],
  condition:
    'the place of supply stands in no list of codes, names and aliases; 25 and 28 are read as 26 and 37',
  message: 'Place of Supply {v} is not a state. Use a name such as Karnataka or a code such as 29.',
  source: 'https://github.com/resilient-tech/india-compliance (commit c7d0a827: gst_india/constants)',
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line } = supply;
    if (line.notes.length === 0) return;
    for (const { column, kind } of line.notes) {
      if (columnOf(column).kind !== 'state') continue;
      const found = `${headerOf(line.register, column)} ${shown(textOf(line, column))}`;
      const isReplaced = kind === 'replaced';
      report(P01, {
        supply,
        column,
        severity: column === 'placeOfSupply' && !isReplaced ? 'error' : 'warning',
        message: isReplaced
          ? `${found} is no longer in use. It was read as ${stateName(tables, readState(line, column))}.`
          : `${found} is not a state. Use a name such as Karnataka or a code such as 29.`,
      });
    }
  },
};

function readState(line: DocumentLine, column: ColumnKey): string | null {
  return column === 'placeOfSupply' ? line.placeOfSupply : line.partyState;
}

/** `29 Karnataka` */
function stateName({ states }: RuleTables, code: string | null): string {
  const name = states.find((state) => state.code === code)?.name;
  return name === undefined ? String(code) : `${code} ${name}`;
}

export const P02: Rule = {
  code: 'P02',
  severity: 'error',
  severityNote: 'warning where it was derived',
  registers: ['sales'],
  condition:
    "the place of supply is blank and cannot be derived: of an export it is 96; else the first two digits of the customer GSTIN, unless CGST and SGST of another state contradict them; else, of a buyer without GSTIN charged CGST and SGST, the supplier's state",
  message: 'Place of Supply is empty. Enter the state of the buyer or of delivery.',
  source: CIRCULAR_209,
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line, placeOfSupply, isExport } = supply;
    if (line.placeOfSupply !== null || isExport || noteOn(line, 'placeOfSupply') !== undefined) return;
    const origin = line.party === null ? 'the tax being CGST and SGST' : 'Customer GSTIN';
    report(
      P02,
      placeOfSupply === null
        ? {
            supply,
            column: 'placeOfSupply',
            message: 'Place of Supply is empty. Enter the state of the buyer or of delivery.',
          }
        : {
            supply,
            column: 'placeOfSupply',
            severity: 'warning',
            message: `Place of Supply is empty. ${stateName(tables, placeOfSupply)} was taken because of ${origin}. Enter it if that is wrong.`,
          },
    );
  },
};

export const P05: Rule = {
  code: 'P05',
  severity: 'error',
  registers: ['sales', 'purchase'],
  condition:
    "the supplier's state is the place of supply and IGST is charged; not where the party or the account is marked as an SEZ unit, and not on exports and imports",
  message:
    'Supplier and place of supply are both {s} so the tax must be CGST and SGST. If the buyer is an SEZ unit set Customer Taxpayer Type to SEZ.',
  source: `${SECTION_7_5} ; ${E_INVOICE}`,
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line, supplierState, placeOfSupply } = supply;
    if (line.igst === null || line.igst === 0) return;
    if (supplierState === null || supplierState !== placeOfSupply) return;
    if (supply.isSez || supply.isExport || supply.isImport) return;
    const remedy =
      line.register === 'sales'
        ? 'If the buyer is an SEZ unit set Customer Taxpayer Type to SEZ.'
        : 'If the supplier is an SEZ unit set Import Type to SEZ.';
    report(P05, {
      supply,
      column: 'igstAmount',
      message: `Supplier and place of supply are both ${stateName(tables, placeOfSupply)} so the tax must be CGST and SGST. ${remedy}`,
    });
  },
};

export const P06: Rule = {
  code: 'P06',
  severity: 'error',
  severityNote:
    'warning where only the account is marked as an SEZ unit, on purchases or with other than one own GSTIN: which of them is the unit cannot be told',
  registers: ['sales', 'purchase'],
  condition:
    "CGST or SGST is charged though the supplier's state is not the place of supply, or on an export or a supply to or by an SEZ unit",
  message:
    "Place of supply {p} is outside the supplier's state {s} so the tax must be IGST. / Export and SEZ supplies carry IGST or no tax.",
  source: `${SECTION_7_5} ; ${E_INVOICE}`,
  onCancelled: false,
  checkLine(supply, { tables, ownGstins }, report) {
    const { line, supplierState, placeOfSupply } = supply;
    const { cgst, sgst } = line;
    if ((cgst === null || cgst === 0) && (sgst === null || sgst === 0)) return;
    const column = cgst === null || cgst === 0 ? 'sgstAmount' : 'cgstAmount';
    const isOwnUnit = supply.isSez && line.register === 'sales' && ownGstins.size === 1;
    if (supply.isExport || isOwnUnit || isSezMarked(line)) {
      report(P06, { supply, column, message: 'Export and SEZ supplies carry IGST or no tax.' });
    } else if (supplierState !== null && placeOfSupply !== null && supplierState !== placeOfSupply) {
      report(P06, {
        supply,
        column,
        message: `Place of supply ${stateName(tables, placeOfSupply)} is outside the supplier's state ${stateName(tables, supplierState)} so the tax must be IGST.`,
      });
    } else if (supply.isSez) {
      const message = 'SEZ supplies carry IGST or no tax. Check whether this GSTIN is the SEZ unit.';
      report(P06, { supply, column, severity: 'warning', message });
    }
  },
};

export const P10: Rule = {
  code: 'P10',
  severity: 'warning',
  registers: ['sales'],
  condition: 'an export with payment has no IGST; or the place of supply of an export is not 96',
  message: 'Export with payment has no IGST. Check Export Type.',
  source:
    'e-invoice arithmetic: https://gst-online.com/key-validation-for-item-value-taxable-value-and-invoice-value-while-generating-e-invoice',
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    if (!supply.isExport) return;
    const { line } = supply;
    if (line.exportType === 'withPayment' && (line.igst === null || line.igst === 0)) {
      report(P10, {
        supply,
        column: 'exportType',
        message: 'Export with payment has no IGST. Check Export Type.',
      });
    }
    if (line.placeOfSupply !== null && line.placeOfSupply !== ABROAD) {
      report(P10, {
        supply,
        column: 'placeOfSupply',
        message: `Place of Supply of an export is ${stateName(tables, line.placeOfSupply)}. Use 96 or check Export Type.`,
      });
    }
  },
};

export const P14: Rule = {
  code: 'P14',
  severity: 'warning',
  registers: ['purchase'],
  condition:
    "supplier's state and place of supply are the same, the account's own state is another, and CGST and SGST are charged",
  message: 'Tax of state {s} cannot be taken as credit by your registration in {o}.',
  source:
    'https://caclubindia.com/experts/ineligible-itc-under-section-16-4-and-2945079.asp , https://taxguru.in/goods-and-service-tax/itc-hotel-accommodation-stay-gst.html',
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line, supplierState, placeOfSupply } = supply;
    const { own, cgst, sgst } = line;
    if (cgst === null || cgst === 0 || sgst === null || sgst === 0) return;
    if (supplierState === null || supplierState !== placeOfSupply) return;
    if (own === null || 'fault' in own || own.isRetiredState || own.stateCode === supplierState) return;
    report(P14, {
      supply,
      column: 'placeOfSupply',
      message: `Tax of state ${stateName(tables, supplierState)} cannot be taken as credit by your registration in ${stateName(tables, own.stateCode)}.`,
    });
  },
};
