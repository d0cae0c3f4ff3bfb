import { COLUMNS_OF } from '../columns.ts';
import { formatDay } from '../dates.ts';
import { limitOf } from '../limits.ts';
import type { DocumentLine, GstinCell } from '../line.ts';
import { readPartyGstin } from '../partyGstin.ts';
import { shown } from '../wording.ts';
import { isGiven, noteOn } from './cells.ts';
import type { Rule } from './rule.ts';

export const N01: Rule = {
  code: 'N01',
  severity: 'warning',
  registers: ['sales', 'purchase'],
  condition:
    'A credit or debit note names no invoice or only half of one (number and date); the invoice is later than the note; the invoice is of another customer.',
  message:
    'Linked Invoice Number is empty. Enter the invoice that the note corrects. / Linked Invoice Date {d} is later than the note of {n}. / Linked invoice {v} belongs to another customer.',
  source:
    'no longer mandatory: https://www.mastersindia.co/blog/delinking-of-credit-note-and-debit-note-on-gst-portal/ , https://weandgst.in/delinking-of-credit-note-debit-note',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    if (line.type !== 'creditNote' && line.type !== 'debitNote') return;
    const { date, linkedDate, linkedNumber } = line;
    if (!isGiven(line, 'linkedInvoiceNumber', linkedNumber)) {
      const message = 'Linked Invoice Number is empty. Enter the invoice that the note corrects.';
      report(N01, { supply, column: 'linkedInvoiceNumber', message });
    } else if (!isGiven(line, 'linkedInvoiceDate', linkedDate)) {
      const message = `Linked Invoice Date of ${shown(linkedNumber)} is empty. Enter the date of that invoice.`;
      report(N01, { supply, column: 'linkedInvoiceDate', message });
    }
    if (date !== null && linkedDate !== null && linkedDate > date) {
      const message = `Linked Invoice Date ${formatDay(linkedDate)} is later than the note of ${formatDay(date)}.`;
      report(N01, { supply, column: 'linkedInvoiceDate', message });
    }
    if (areUnlike(line.linkedParty, line.party)) {
      const message = `Linked invoice ${shown(linkedNumber)} belongs to another customer. Check Linked Invoice Customer GSTIN.`;
      report(N01, { supply, column: 'linkedInvoiceCustomerGstin', message });
    }
  },
};

function areUnlike(one: GstinCell, other: GstinCell): boolean {
  return one !== null && other !== null && 'gstin' in one && 'gstin' in other && one.gstin !== other.gstin;
}

export const N03: Rule = {
  code: 'N03',
  severity: 'error',
  severityNote:
    'warning for an advance for goods, and for an Original Document Customer GSTIN alone, which makes no amendment',
  registers: ['sales'],
  condition:
    'An amendment (Original Document Number or Date) without both number and date of the original; an advance link without both number and date; an advance for goods from 15-11-2017.',
  message:
    'Original Document Number and Date are both needed for an amendment. / Original Document Customer GSTIN is given without number and date. It was read as no amendment. Enter all three for one. / Linked Advance Document Number and Date are both needed. / No tax is due on an advance for goods since 15-11-2017.',
  source: 'section 37(3) CGST Act; table 11 of GSTR-1 (rule 59); notification 66/2017-Central Tax',
  onCancelled: false,
  checkLine(supply, { tables }, report) {
    const { line } = supply;
    if (line.originalNumber !== '' || line.originalDate !== null) {
      const column = missingOf(line, 'original');
      const message = 'Original Document Number and Date are both needed for an amendment.';
      if (column !== null) report(N03, { supply, column, message });
    } else if (isOriginalPartyAlone(line)) {
      const message =
        'Original Document Customer GSTIN is given without number and date. It was read as no amendment. Enter all three for one.';
      report(N03, { supply, column: 'originalDocumentCustomerGstin', message, severity: 'warning' });
    }
    // Clients fill the amount with 0 where there was no advance.
    if (line.advanceNumber !== '' || line.advanceDate !== null || (line.advanceAmount ?? 0) !== 0) {
      const column = missingOf(line, 'advance');
      const message = 'Linked Advance Document Number and Date are both needed.';
      if (column !== null) report(N03, { supply, column, message });
    }
    const { type, date } = line;
    if (type !== 'advance' || supply.isService !== false || date === null) return;
    const since = limitOf(tables, 'goodsAdvanceFromDay');
    if (date < since) return;
    const message = `No tax is due on an advance for goods since ${formatDay(since)}. Leave it out or correct Item Category.`;
    report(N03, { supply, column: 'documentType', message, severity: 'warning' });
  },
};

const ORIGINAL_PARTY_AT = COLUMNS_OF.sales.indexOf('originalDocumentCustomerGstin');

/** The line itself holds no such GSTIN: only the cell tells. */
function isOriginalPartyAlone(line: DocumentLine): boolean {
  const text = line.values[ORIGINAL_PARTY_AT] ?? '';
  if (text === '' || readPartyGstin(text, true).value === null) return false;
  return ['originalDocumentNumber' as const, 'originalDocumentDate' as const].every(
    (column) => noteOn(line, column) === undefined,
  );
}

/** The column that is blank of the two; an unreadable one has its own rule. */
function missingOf(line: DocumentLine, link: 'original' | 'advance') {
  if (link === 'original') {
    if (!isGiven(line, 'originalDocumentNumber', line.originalNumber)) return 'originalDocumentNumber';
    return isGiven(line, 'originalDocumentDate', line.originalDate) ? null : 'originalDocumentDate';
  }
  if (!isGiven(line, 'linkedAdvanceDocumentNumber', line.advanceNumber)) return 'linkedAdvanceDocumentNumber';
  return isGiven(line, 'linkedAdvanceDocumentDate', line.advanceDate) ? null : 'linkedAdvanceDocumentDate';
}

export const NOTE_RULES: readonly Rule[] = [N01, N03];
