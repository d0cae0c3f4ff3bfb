import type { HsnList } from '../hsnList.ts';
import { limitOf } from '../limits.ts';
import type { Supply } from '../supply.ts';
import { shown } from '../wording.ts';
import { noteOn, textOf } from './cells.ts';
import type { Rule, RuleContext } from './rule.ts';

const HSN_DIGITS =
  'notification 78/2020-Central Tax: https://1-comply.com/2025/05/07/mandatory-reporting-of-hsn-codes-in-table-12-and-documents-in-table-13-of-gstr-1-1a/';
const SERVICES = '99';

/** Two to eight digits. */
function isCode(hsn: string): boolean {
  const { length } = hsn;
  if (length < 2 || length > 8) return false;
  for (let index = 0; index < length; index += 1) {
    const code = hsn.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

export const H01: Rule = {
  code: 'H01',
  severity: 'error',
  severityNote: 'warning where the workspace does not check HSN codes, and for a code with words around it',
  registers: ['sales', 'purchase'],
  condition:
    'The code, dots and blanks dropped, has other characters than digits, or fewer than 2 or more than 8 of them.',
  message:
    'HSN or SAC code {v} is not a code. Use 4 or 6 or 8 digits. / HSN or SAC code {v} was read as {c}. Enter the code alone.',
  source: HSN_DIGITS,
  onCancelled: false,
  checkLine(supply, { settings }, report) {
    const { line } = supply;
    if (line.notes.length > 0 && noteOn(line, 'hsnSacCode')?.kind === 'replaced' && isCode(line.hsn)) {
      const message = `HSN or SAC code ${shown(textOf(line, 'hsnSacCode'))} was read as ${line.hsn}. Enter the code alone.`;
      report(H01, { supply, column: 'hsnSacCode', message, severity: 'warning' });
      return;
    }
    // Of a formula error only the note is left.
    if (line.hsn === '' ? noteOn(line, 'hsnSacCode') === undefined : isCode(line.hsn)) return;
    const message = `HSN or SAC code ${shown(textOf(line, 'hsnSacCode'))} is not a code. Use 4 or 6 or 8 digits.`;
    report(H01, {
      supply,
      column: 'hsnSacCode',
      message,
      severity: settings.hsnMaster ? 'error' : 'warning',
    });
  },
};

export const H02: Rule = {
  code: 'H02',
  severity: 'warning',
  registers: ['sales', 'purchase'],
  condition: 'The code has 3, 5 or 7 digits.',
  message:
    'HSN {v} has {n} digits. Did Excel drop a leading zero? Try {s}. / SAC {v} has {n} digits. Use the service code of 4 or 6 digits.',
  source: HSN_DIGITS,
  onCancelled: false,
  checkLine(supply, { tables, settings }, report) {
    const { hsn } = supply.line;
    if (hsn.length % 2 === 0 || !isCode(hsn)) return;
    const master = settings.hsnMaster ? tables.hsn : null;
    report(H02, { supply, column: 'hsnSacCode', message: oddLengthMessage(hsn, master) });
  },
};

function oddLengthMessage(hsn: string, master: HsnList | null): string {
  if (hsn.startsWith(SERVICES)) {
    return `SAC ${hsn} has ${hsn.length} digits. Use the service code of 4 or 6 digits.`;
  }
  const repaired = `0${hsn}`;
  const isLikely = master === null ? !hsn.startsWith('0') : master.has(repaired);
  const remedy = isLikely
    ? `Did Excel drop a leading zero? Try ${repaired}.`
    : 'Use the code of 4 or 6 or 8 digits.';
  return `HSN ${hsn} has ${hsn.length} digits. ${remedy}`;
}

export const H03: Rule = {
  code: 'H03',
  severity: 'warning',
  severityNote:
    'error for a blank code on sales where the workspace says so; an unregistered buyer needs no code up to 5 crore rupees of turnover',
  registers: ['sales', 'purchase'],
  condition:
    'The code is blank, or shorter than the turnover asks for (4 digits up to 5 crore rupees, 6 above; 4 on purchases), or not in the installed list.',
  message:
    'HSN {v} is not in the HSN list. Look the code up on the GST portal. / HSN {v} has {n} digits. Use at least {m}. / HSN or SAC code is empty. Enter it.',
  source: HSN_DIGITS,
  onCancelled: false,
  checkLine(supply, context, report) {
    const { hsn, date, notes } = supply.line;
    const { settings, tables } = context;
    if (hsn === '') {
      if (notes.length > 0 && noteOn(supply.line, 'hsnSacCode') !== undefined) return;
      const severity = severityOfBlank(supply, context);
      const message = 'HSN or SAC code is empty. Enter it.';
      if (severity !== null) report(H03, { supply, column: 'hsnSacCode', message, severity });
      return;
    }
    if (hsn.length % 2 === 1 || !isCode(hsn)) return;
    const due = date === null || date < limitOf(tables, 'hsnDigitsFromDay') ? 0 : digitsDue(supply, context);
    if (hsn.length < due) {
      const message = `HSN ${hsn} has ${hsn.length} digits. Use at least ${due}.`;
      report(H03, { supply, column: 'hsnSacCode', message });
    } else if (settings.hsnMaster && tables.hsn !== null && !tables.hsn.has(hsn)) {
      const message = `HSN ${hsn} is not in the HSN list. Look the code up on the GST portal.`;
      report(H03, { supply, column: 'hsnSacCode', message });
    }
  },
};

/** On purchases the code is the supplier's affair and enters no return: never an error. Null where none is due. */
function severityOfBlank(supply: Supply, { settings, tables }: RuleContext): 'error' | 'warning' | null {
  const { type, register, party } = supply.line;
  if (type === 'advance' || type === 'refundVoucher') return null;
  if (register === 'purchase') return 'warning';
  const isToConsumer = party === null && !supply.isExport;
  if (isToConsumer && settings.turnoverCrore === null) return 'warning';
  if (isToConsumer && (settings.turnoverCrore ?? 0) <= limitOf(tables, 'hsnTurnoverCrore')) return null;
  return settings.hsnBlank === 'error' ? 'error' : 'warning';
}

function digitsDue({ line }: Supply, { settings, tables }: RuleContext): number {
  const isLarge =
    line.register === 'sales' &&
    settings.turnoverCrore !== null &&
    settings.turnoverCrore > limitOf(tables, 'hsnTurnoverCrore');
  return limitOf(tables, isLarge ? 'hsnManyDigits' : 'hsnFewDigits');
}

export const H04: Rule = {
  code: 'H04',
  severity: 'warning',
  registers: ['sales', 'purchase'],
  condition:
    'Item Category contradicts the code (services begin with 99); goods on an invoice have no quantity; the unit is unknown.',
  message:
    'Unit {v} is not a GST unit. It was kept as OTH. / Item Category {v} does not fit HSN {h}. Codes of services begin with 99. / Item Quantity is empty. Enter the quantity of the goods.',
  source:
    'units: https://github.com/resilient-tech/india-compliance (UOM_MAP) and https://einvoice1.gst.gov.in/Others/MasterCodes ; quantity: https://gst-online.com/key-validation-for-item-value-taxable-value-and-invoice-value-while-generating-e-invoice',
  onCancelled: false,
  checkLine(supply, _context, report) {
    const { line, isService } = supply;
    const { itemCategory, hsn, quantity, type, notes } = line;
    if (
      itemCategory !== null &&
      hsn !== '' &&
      isCode(hsn) &&
      (itemCategory === 'services') !== hsn.startsWith(SERVICES)
    ) {
      const category = itemCategory === 'services' ? 'Services' : 'Goods';
      const message = `Item Category ${category} does not fit HSN ${hsn}. Codes of services begin with 99.`;
      report(H04, { supply, column: 'itemCategory', message });
    }
    if (
      isService === false &&
      (quantity === null || quantity === 0) &&
      (type === 'invoice' || type === 'billOfSupply')
    ) {
      const isUnreadable = notes.length > 0 && noteOn(line, 'itemQuantity') !== undefined;
      const message = 'Item Quantity is empty. Enter the quantity of the goods.';
      if (!isUnreadable) report(H04, { supply, column: 'itemQuantity', message });
    }
    if (notes.length > 0 && isService !== true && noteOn(line, 'itemUnitCode')?.kind === 'replaced') {
      const message = `Unit ${shown(textOf(line, 'itemUnitCode'))} is not a GST unit. It was kept as OTH.`;
      report(H04, { supply, column: 'itemUnitCode', message });
    }
  },
};

export const GOODS_RULES: readonly Rule[] = [H01, H02, H03, H04];
