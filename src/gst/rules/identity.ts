import { choicesOf } from '../choices.ts';
import type { ColumnKey, Register } from '../columns.ts';
import { columnOf, headerOf, OWN_GSTIN } from '../columnTable.ts';
import type { GstinKind } from '../gstin.ts';
import type { Supply } from '../supply.ts';
import { shown } from '../wording.ts';
import { noteOn, textOf } from './cells.ts';
import { numberOf } from './documentNumber.ts';
import type { Report, Rule } from './rule.ts';

const BOTH: readonly Register[] = ['sales', 'purchase'];

/** The GSTIN column of the other party. */
export const PARTY_GSTIN: Readonly<Record<Register, ColumnKey>> = {
  sales: 'customerGstin',
  purchase: 'supplierGstin',
};

export const C01: Rule = {
  code: 'C01',
  severity: 'error',
  registers: BOTH,
  condition:
    'the own GSTIN, document type, number or date is blank, or the taxable amount of an invoice or bill of supply. An own GSTIN is taken from the trigger where it names exactly one; a purchase import or advance without number takes the bill of entry number, else the voucher number. A purchase without supplier GSTIN, vendor code and name, where other rows of its number name several suppliers: where they name one, it is that one',
  message:
    '{f} is empty. Fill it in. / Row names no supplier but other rows of document {n} name several. Enter Supplier GSTIN or Vendor Code or Supplier Name.',
  source:
    'rule 46: https://dev.taxshiftai.com/blog/2026-05-gst-changes-from-april-2026 ; taxable amount: FAQ of Clear on data import',
  onCancelled: true,
  checkLine(supply, _context, report) {
    const { line } = supply;
    const isWhole = line.own !== null && line.type !== null && line.number !== '' && line.date !== null;
    if (isWhole && line.taxable !== null && !supply.isPartyOpen) return;
    const blank = (column: ColumnKey): void => {
      if (noteOn(line, column) !== undefined) return;
      report(C01, {
        supply,
        column,
        message: `${headerOf(line.register, column)} is empty. Fill it in.`,
      });
    };
    if (line.own === null) blank(OWN_GSTIN[line.register]);
    if (line.type === null) blank('documentType');
    if (line.number === '') blank('documentNumber');
    if (line.date === null) blank('documentDate');
    if (line.taxable === null && (line.type === 'invoice' || line.type === 'billOfSupply')) {
      blank('itemTaxableAmount');
    }
    if (supply.isPartyOpen) {
      report(C01, {
        supply,
        column: 'supplierGstin',
        message: `Row names no supplier but other rows of document ${shown(numberOf(line))} name several. Enter Supplier GSTIN or Vendor Code or Supplier Name.`,
      });
    }
  },
};

/** Of these a value in no list refuses the row; of the others with a list it is read as blank. */
const DECISIVE_CHOICES: ReadonlySet<ColumnKey> = new Set([
  'documentType',
  'itcClaimType',
  'importType',
  'exportType',
]);

export const C02: Rule = {
  code: 'C02',
  severity: 'error',
  severityNote:
    'warning for Customer Taxpayer Type, Zero Tax Category and Item Category, which are then read as blank, and for an Export Type such as Goods, whose payment is told by its tax',
  registers: BOTH,
  condition:
    'document type, ITC claim type, import or export type or a Y/N column holds a value of no alias list; so do the other columns with a list of values',
  message: '{f} {v} is not known. Use {a} or {b}.',
  source: "values that clients of Clear's interface send, and Clear's documentation",
  onCancelled: true,
  checkLine(supply, _context, report) {
    const { line } = supply;
    if (line.notes.length === 0) return;
    for (const { column, kind } of line.notes) {
      if (column === 'exportType' && kind === 'replaced') {
        reportUnsaidExport(supply, report);
        continue;
      }
      const choices = choicesOf(column);
      if (choices === null) continue;
      report(C02, {
        supply,
        column,
        severity: isDecisiveChoice(column) ? 'error' : 'warning',
        message: `${headerOf(line.register, column)} ${shown(textOf(line, column))} is not known. Use ${choices.join(' or ')}.`,
      });
    }
  },
};

function isDecisiveChoice(column: ColumnKey): boolean {
  return DECISIVE_CHOICES.has(column) || columnOf(column).kind === 'flag';
}

/** An export of which the file does not say whether tax was paid. */
function reportUnsaidExport(supply: Supply, report: Report): void {
  const { line } = supply;
  const found = `Export Type ${shown(textOf(line, 'exportType'))}`;
  const meaning = supply.withPayment === true ? 'With Payment' : 'Without Payment';
  report(C02, {
    supply,
    column: 'exportType',
    severity: 'warning',
    message: supply.isExport
      ? `${found} does not say whether tax was paid. It was read as ${meaning} because of the tax.`
      : `${found} does not fit a supply within India. It was read as no export.`,
  });
}

export const G06: Rule = {
  code: 'G06',
  severity: 'error',
  severityNote: 'warning on purchases',
  registers: BOTH,
  condition: 'supplier and customer GSTIN are the same',
  message:
    "Supplier and customer GSTIN are the same. Enter the buyer's GSTIN or leave it empty for an unregistered buyer.",
  source:
    'https://github.com/resilient-tech/india-compliance (commit c7d0a827: gst_india/overrides/transaction.py)',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { own, party, register } = supply.line;
    if (own === null || party === null || 'fault' in own || 'fault' in party || own.gstin !== party.gstin)
      return;
    report(G06, {
      supply,
      column: PARTY_GSTIN[register],
      severity: register === 'sales' ? 'error' : 'warning',
      message: `Supplier and customer GSTIN are the same. ${
        register === 'sales'
          ? "Enter the buyer's GSTIN or leave it empty for an unregistered buyer."
          : "Enter the supplier's GSTIN or leave it empty for an unregistered supplier."
      }`,
    });
  },
};

const KIND_NAMES: Readonly<Record<GstinKind, string>> = {
  regular: 'regular',
  tds: 'TDS',
  tcs: 'TCS',
  government: 'government',
  unBody: 'UN body or embassy',
  nonResident: 'non-resident',
  oidar: 'OIDAR',
  sandbox: 'sandbox',
};
const UNFIT_PARTIES: Readonly<Record<Register, ReadonlySet<GstinKind>>> = {
  sales: new Set<GstinKind>(['oidar', 'nonResident', 'tcs']),
  purchase: new Set<GstinKind>(['tds', 'tcs', 'unBody']),
};

export const G07: Rule = {
  code: 'G07',
  severity: 'warning',
  registers: BOTH,
  condition:
    'the kind of a GSTIN does not fit its role: customer on sales OIDAR, non-resident or TCS; supplier on purchases TDS, TCS or UN body; Ecommerce GSTIN of a kind other than TCS',
  message: '{v} is a {k} registration. Check whether the party has another GSTIN.',
  source:
    'https://github.com/resilient-tech/india-compliance (commit c7d0a827: gst_india/constants) ; TDS deductors as customers: Circular 198/10/2023 https://einvoice6.gst.gov.in/content/cbic-releases-clarification-on-e-invoice-issuance-for-supplies-to-government-or-government-entities ; TCS: https://captainbiz.com/blogs/introduction-of-new-tables-14-15-in-gstr-1',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { party, ecommerce, register } = supply.line;
    if (party !== null && 'kind' in party && UNFIT_PARTIES[register].has(party.kind)) {
      report(G07, {
        supply,
        column: PARTY_GSTIN[register],
        message: `${party.gstin} is a ${KIND_NAMES[party.kind]} registration. Check whether the party has another GSTIN.`,
      });
    }
    if (
      ecommerce !== null &&
      'kind' in ecommerce &&
      ecommerce.kind !== 'tcs' &&
      ecommerce.kind !== 'sandbox'
    ) {
      report(G07, {
        supply,
        column: 'ecommerceGstin',
        message: `${ecommerce.gstin} is a ${KIND_NAMES[ecommerce.kind]} registration. Enter the operator's TCS registration with C as the fourteenth character.`,
      });
    }
  },
};
