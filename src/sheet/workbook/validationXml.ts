import { columnName } from '../cells/cellReference.ts';
import { textSerial } from '../cells/serialDate.ts';
import type { Validation } from './model.ts';
import { quotedSheet } from './sheetNames.ts';
import { attributeXml, textXml } from './xmlText.ts';

const LONGEST_TITLE = 32;
const LONGEST_TEXT = 255;

/** @param nameOf a sheet's name by that in its plan */
export function validationsXml(
  validations: readonly Validation[],
  nameOf: (planned: string) => string,
): string {
  if (validations.length === 0) return '';
  const each = validations.map((validation) => validationXml(validation, nameOf));
  return `<dataValidations count="${each.length}">${each.join('')}</dataValidations>`;
}

function validationXml(
  { column, rows, accepts, prompt, alert }: Validation,
  nameOf: (planned: string) => string,
): string {
  const letters = columnName(column);
  const { type, formulas } = conditionOf(accepts, nameOf);
  return (
    `<dataValidation${type} allowBlank="1" errorStyle="${alert?.kind ?? 'warning'}"` +
    (prompt === undefined ? '' : ` showInputMessage="1"${message('prompt', prompt)}`) +
    (type === '' ? '' : ' showErrorMessage="1"') +
    (alert === undefined ? '' : message('error', alert)) +
    ` sqref="${letters}${rows.from}:${letters}${rows.until}">` +
    formulas
      .map((formula, place) => `<formula${place + 1}>${textXml(formula)}</formula${place + 1}>`)
      .join('') +
    '</dataValidation>'
  );
}

function conditionOf(
  accepts: Validation['accepts'],
  nameOf: (planned: string) => string,
): { readonly type: string; readonly formulas: readonly string[] } {
  if ('anything' in accepts) return { type: '', formulas: [] };
  if ('oneOf' in accepts)
    return { type: ' type="list"', formulas: [`"${accepts.oneOf.join(',').replaceAll('"', '""')}"`] };
  if ('oneOfCells' in accepts) {
    const { sheet, column, from, until } = accepts.oneOfCells;
    const letters = columnName(column);
    return {
      type: ' type="list"',
      formulas: [`${quotedSheet(nameOf(sheet))}!$${letters}$${from}:$${letters}$${until}`],
    };
  }
  if ('dateFrom' in accepts)
    return {
      type: ' type="date" operator="between"',
      formulas: [serial(accepts.dateFrom), serial(accepts.dateUntil)],
    };
  if ('numberFrom' in accepts) {
    return {
      type: ' type="decimal" operator="between"',
      formulas: [String(accepts.numberFrom), String(accepts.numberUntil)],
    };
  }
  return {
    type: ' type="textLength" operator="lessThanOrEqual"',
    formulas: [String(accepts.mostCharacters)],
  };
}

function serial(day: string): string {
  return String(textSerial(day) ?? 0);
}

function message(
  what: 'prompt' | 'error',
  { title, text }: { readonly title: string; readonly text: string },
): string {
  const [cutTitle, cutText] = [title.slice(0, LONGEST_TITLE), text.slice(0, LONGEST_TEXT)];
  return ` ${what}Title="${attributeXml(cutTitle)}" ${what}="${attributeXml(cutText)}"`;
}
