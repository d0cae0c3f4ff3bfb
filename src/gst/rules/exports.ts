import type { ColumnKey } from '../columns.ts';
import type { Supply } from '../supply.ts';
import { shown } from '../wording.ts';
import { isGiven } from './cells.ts';
import type { Report, Rule } from './rule.ts';

const PORTS = 'https://github.com/resilient-tech/india-compliance (PORT_CODES)';
const PORT = /^[A-Z0-9]{6}$/i;
const SHIPPING_BILL = /^\d{3,7}$/;
const LONGEST_BILL_OF_ENTRY = 7;

export const X01: Rule = {
  code: 'X01',
  severity: 'warning',
  registers: ['sales'],
  condition:
    'The port code has not 6 letters and digits; the shipping bill number has not 3 to 7 digits; only one or two of number, date and port are given.',
  message:
    'Port code {v} is not in the form of the port list. Use 6 characters such as INMUN1. / Export Bill Number {v} is not 3 to 7 digits. / {field} is empty. Give number and date and port of the shipping bill together.',
  source: PORTS,
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    const { billNumber, billDate, portCode } = line;
    if (billNumber === '' && billDate === null && portCode === '') return;
    if (portCode !== '' && !PORT.test(portCode))
      reportPort(X01, { supply, column: 'exportPortCode' }, report);
    if (billNumber !== '' && !SHIPPING_BILL.test(billNumber)) {
      const message = `Export Bill Number ${shown(billNumber)} is not 3 to 7 digits. Copy it from the shipping bill.`;
      report(X01, { supply, column: 'exportBillNumber', message });
    }
    const column = firstMissing(supply);
    if (column === null) return;
    const message = `${FIELDS[column]} is empty. Give number and date and port of the shipping bill together.`;
    report(X01, { supply, column, message });
  },
};

const FIELDS = {
  exportBillNumber: 'Export Bill Number',
  exportBillDate: 'Export Bill Date',
  exportPortCode: 'Export Port Code',
} as const;

function firstMissing({ line }: Supply): keyof typeof FIELDS | null {
  if (!isGiven(line, 'exportBillNumber', line.billNumber)) return 'exportBillNumber';
  if (!isGiven(line, 'exportBillDate', line.billDate)) return 'exportBillDate';
  return isGiven(line, 'exportPortCode', line.portCode) ? null : 'exportPortCode';
}

function reportPort(
  rule: Rule,
  { supply, column }: { supply: Supply; column: ColumnKey },
  report: Report,
): void {
  const { portCode } = supply.line;
  const message = `Port code ${shown(portCode)} is not in the form of the port list. Use 6 characters such as INMUN1.`;
  report(rule, { supply, column, message, severity: 'warning' });
}

export const X02: Rule = {
  code: 'X02',
  severity: 'error',
  severityNote: 'warning for a missing date or port or a form that customs does not use',
  registers: ['purchase'],
  condition:
    'An import of goods, credit notes apart, has no bill of entry number; its date or port is missing; the number has more than 7 characters; the port code has not 6 letters and digits.',
  message:
    'Import Bill Number is empty. Enter the bill of entry number. / Import Bill Number {v} has more than 7 characters. / {field} is empty. Enter it from the bill of entry.',
  source:
    'bill of entry: Clear’s Data Import FAQ, https://docs.cleartax.in/cleartax-docs/clear-finance-cloud/cfc-api-reference/ ; ports: ' +
    PORTS,
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line } = supply;
    // Goods that go back, or are paid less, pass no customs on the way in.
    if (line.importType !== 'goods' || line.type === 'creditNote' || line.type === 'refundVoucher') return;
    const { billNumber, billDate, portCode } = line;
    if (!isGiven(line, 'importBillNumber', billNumber)) {
      const message = 'Import Bill Number is empty. Enter the bill of entry number.';
      report(X02, { supply, column: 'importBillNumber', message });
    } else if (billNumber.length > LONGEST_BILL_OF_ENTRY) {
      const message = `Import Bill Number ${shown(billNumber)} has more than 7 characters. Copy it from the bill of entry.`;
      report(X02, { supply, column: 'importBillNumber', message, severity: 'warning' });
    }
    if (!isGiven(line, 'importBillDate', billDate)) {
      const message = 'Import Bill Date is empty. Enter it from the bill of entry.';
      report(X02, { supply, column: 'importBillDate', message, severity: 'warning' });
    }
    if (portCode === '') {
      const message = 'Import Port Code is empty. Enter it from the bill of entry.';
      report(X02, { supply, column: 'importPortCode', message, severity: 'warning' });
    } else if (!PORT.test(portCode)) reportPort(X02, { supply, column: 'importPortCode' }, report);
  },
};

export const EXPORT_RULES: readonly Rule[] = [X01, X02];
