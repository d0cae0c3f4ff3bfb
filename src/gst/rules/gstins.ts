import type { ColumnKey, Register } from '../columns.ts';
import { columnOf, headerOf, OWN_GSTIN } from '../columnTable.ts';
import { cleanGstin, type GstinFault, suggestGstin } from '../gstin.ts';
import type { GstinCell } from '../line.ts';
import type { Supply } from '../supply.ts';
import { shown } from '../wording.ts';
import { textOf } from './cells.ts';
import { PARTY_GSTIN } from './identity.ts';
import type { Report, Rule } from './rule.ts';

const BOTH: readonly Register[] = ['sales', 'purchase'];
const KINDS_SOURCE =
  'https://github.com/resilient-tech/india-compliance (commit c7d0a827: gst_india/constants and utils/gstin_info.py)';

/** Says what is to be said of one cell that is not blank, or nothing. */
type LookAtCell = (
  at: { readonly supply: Supply; readonly column: ColumnKey },
  cell: NonNullable<GstinCell>,
  report: Report,
) => void;

/** Looks at every GSTIN cell of a line that `wants` says to look at. */
function lookAtCells(
  supply: Supply,
  rule: { readonly wants: (cell: NonNullable<GstinCell>) => boolean; readonly look: LookAtCell },
  report: Report,
): void {
  const { own, party, ecommerce, originalParty, linkedParty, register } = supply.line;
  if (own !== null && rule.wants(own)) rule.look({ supply, column: OWN_GSTIN[register] }, own, report);
  if (party !== null && rule.wants(party))
    rule.look({ supply, column: PARTY_GSTIN[register] }, party, report);
  if (ecommerce !== null && rule.wants(ecommerce)) {
    rule.look({ supply, column: 'ecommerceGstin' }, ecommerce, report);
  }
  if (originalParty !== null && rule.wants(originalParty)) {
    rule.look({ supply, column: 'originalDocumentCustomerGstin' }, originalParty, report);
  }
  if (linkedParty !== null && rule.wants(linkedParty)) {
    rule.look({ supply, column: 'linkedInvoiceCustomerGstin' }, linkedParty, report);
  }
}

function hasFault(cell: NonNullable<GstinCell>, fault: GstinFault): boolean {
  return 'fault' in cell && cell.fault === fault;
}

/** `Customer GSTIN 27AAPFU0939F1ZW`, of what stands in the cell. */
function named({ supply, column }: { readonly supply: Supply; readonly column: ColumnKey }): string {
  return `${headerOf(supply.line.register, column)} ${shown(textOf(supply.line, column))}`;
}

function guess({ supply, column }: { readonly supply: Supply; readonly column: ColumnKey }): string {
  const meant = suggestGstin(textOf(supply.line, column));
  return meant === null ? '' : ` Did you mean ${meant}?`;
}

const SHAPE = {
  wants: (cell: NonNullable<GstinCell>): boolean => hasFault(cell, 'shape'),
  look(at: { readonly supply: Supply; readonly column: ColumnKey }, _cell: unknown, report: Report): void {
    report(G02, {
      ...at,
      message: `${named(at)} is not a GSTIN. It must have 15 letters and digits. Copy it from the GST portal.${guess(at)}`,
    });
  },
};

export const G02: Rule = {
  code: 'G02',
  severity: 'error',
  severityNote:
    "warning for another party's cell without any digit or with a formula error, which is read as unregistered",
  registers: BOTH,
  condition:
    'a GSTIN, without blanks and in upper case, is not 15 letters and digits or fits none of the kinds of GSTIN',
  message:
    'Customer GSTIN {v} is not a GSTIN. It must have 15 letters and digits. Copy it from the GST portal. / Customer GSTIN {v} is not a GSTIN. It was read as unregistered.',
  source: KINDS_SOURCE,
  onCancelled: true,
  checkLine(supply, _context, report) {
    lookAtCells(supply, SHAPE, report);
    const { notes } = supply.line;
    if (notes.length === 0) return;
    for (const { column } of notes) {
      if (columnOf(column).kind !== 'gstin') continue;
      const at = { supply, column };
      const message = `${named(at)} is not a GSTIN. It was read as unregistered.`;
      report(G02, { ...at, message, severity: 'warning' });
    }
  },
};

const CHECK = {
  wants: (cell: NonNullable<GstinCell>): boolean =>
    'fault' in cell ? cell.fault === 'check' : cell.kind === 'sandbox',
  look(
    at: { readonly supply: Supply; readonly column: ColumnKey },
    cell: NonNullable<GstinCell>,
    report: Report,
  ): void {
    report(
      G03,
      'fault' in cell
        ? {
            ...at,
            message: `${named(at)} has a wrong check character. Copy it again from the party's invoice or the GST portal.${guess(at)}`,
          }
        : {
            ...at,
            severity: 'warning',
            message: `${named(at)} is a sandbox number with a wrong check character. Use it for trials only.`,
          },
    );
  },
};

export const G03: Rule = {
  code: 'G03',
  severity: 'error',
  severityNote: "warning for Clear's sandbox GSTINs where the workspace allows them",
  registers: BOTH,
  condition: 'the check character of a GSTIN is wrong',
  message:
    "Customer GSTIN {v} has a wrong check character. Copy it again from the party's invoice or the GST portal.",
  source: `${KINDS_SOURCE}; computed for 27 published numbers of every kind, of which 27 agree`,
  onCancelled: true,
  checkLine(supply, _context, report) {
    lookAtCells(supply, CHECK, report);
  },
};

const STATE = {
  wants: (cell: NonNullable<GstinCell>): boolean =>
    'fault' in cell ? cell.fault === 'state' : cell.isRetiredState,
  look(
    at: { readonly supply: Supply; readonly column: ColumnKey },
    cell: NonNullable<GstinCell>,
    report: Report,
  ): void {
    const state = cleanGstin(textOf(at.supply.line, at.column)).slice(0, 2);
    report(
      G04,
      'fault' in cell
        ? { ...at, message: `${named(at)} starts with ${state} which is not a state code.${guess(at)}` }
        : {
            ...at,
            severity: 'warning',
            message: `${named(at)} starts with ${cell.stateCode} which is no longer given out. Ask the party for its present GSTIN.`,
          },
    );
  },
};

export const G04: Rule = {
  code: 'G04',
  severity: 'error',
  severityNote: 'warning for the retired codes 25 and 28',
  registers: BOTH,
  condition:
    'the first two digits of a GSTIN are no state (01 to 24, 26, 27, 29 to 38, 97; 99 for OIDAR suppliers only)',
  message: 'Customer GSTIN {v} starts with {s} which is not a state code.',
  source: KINDS_SOURCE,
  onCancelled: true,
  checkLine(supply, _context, report) {
    lookAtCells(supply, STATE, report);
  },
};

export const G05: Rule = {
  code: 'G05',
  severity: 'error',
  registers: BOTH,
  condition:
    "the own GSTIN is not in the account's list (a workspace without a list accepts any), or is not one of those that the trigger names",
  message:
    'Supplier GSTIN {v} is not in this account. Add it to the account or check that this is a sales register.',
  source:
    "Clear's documentation of the ingestion of registers ; messages of Clear: https://wp.jjknowledgebase.com/?p=26294",
  onCancelled: true,
  checkLine(supply, context, report) {
    const { line } = supply;
    const { own, party, register } = line;
    if (own === null || 'fault' in own) return;
    const { ownGstins, onlyGstins } = context;
    const isMissing = ownGstins.size > 0 && !ownGstins.has(own.gstin);
    if (!isMissing && (onlyGstins.size === 0 || onlyGstins.has(own.gstin))) return;
    const column = OWN_GSTIN[register];
    const swapped = isMissing && party !== null && 'gstin' in party && ownGstins.has(party.gstin);
    report(G05, {
      supply,
      column,
      message: `${headerOf(register, column)} ${own.gstin} ${
        isMissing
          ? `is not in this account${
              swapped
                ? ` but ${headerOf(register, PARTY_GSTIN[register])} is. Was this meant as a ${register === 'sales' ? 'purchase' : 'sales'} register?`
                : `. Add it to the account or check that this is a ${register} register.`
            }`
          : 'is not one of the GSTINs that this import was started for. Start it for this GSTIN as well.'
      }`,
    });
  },
};
