import { MAX_ZIP_ENTRIES } from '../limits.ts';
import { tooLarge } from './packageFaults.ts';
import { elementsOf } from './xmlElements.ts';

/** SpreadsheetML, transitional and strict. */
export const SPREADSHEET: ReadonlySet<string> = new Set([
  'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  'http://purl.oclc.org/ooxml/spreadsheetml/main',
]);

export interface ListedSheet {
  readonly name: string;
  /** Of its relation. */
  readonly id: string;
  readonly isHidden: boolean;
}

/** What the main part of a workbook says: its sheets of every kind in order, and its system of dates. */
export interface WorkbookList {
  readonly sheets: readonly ListedSheet[];
  readonly is1904: boolean;
}

/** @throws SheetFault */
export function readWorkbook(text: string, part: string): WorkbookList {
  const sheets: ListedSheet[] = [];
  let is1904 = false;
  for (const { path, attributes } of elementsOf(text, { part, root: 'workbook', namespaces: SPREADSHEET })) {
    if (path === 'workbook/workbookPr') is1904 = isTrue(attributes.get('date1904'));
    if (path === 'workbook/sheets/sheet') {
      const state = attributes.get('state') ?? 'visible';
      sheets.push({
        name: attributes.get('name') ?? '',
        id: attributes.get('r:id') ?? '',
        isHidden: state !== 'visible',
      });
      // Each is a part of its own.
      if (sheets.length > MAX_ZIP_ENTRIES) throw tooLarge(part, `lists more than ${MAX_ZIP_ENTRIES} sheets`);
    }
  }
  return { sheets, is1904 };
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on';
}
