import { makeWorkbook, type Parts, sheetXml, stylesXml } from '../../sheet/xlsx/makeWorkbook.ts';
import type { ZipOptions } from '../../sheet/xlsx/makeZip.ts';

export const HEADER = [
  'Document Type',
  'Document Number',
  'Document Date',
  'Place of Supply',
  'Supplier GSTIN',
  'Customer GSTIN',
  'Customer Name',
  'Item Description',
  'HSN or SAC code',
  'Item Quantity',
  'Item Unit Code',
  'Item Taxable Amount',
  'GST Rate',
  'IGST Rate',
  'IGST Amount',
];

/** Its name is what formulas of a supplier, and other texts, stand in. */
export function line(number: string, customer = 'Ganga Traders'): string[] {
  return [
    ...['Invoice', number, '01-06-2026', '27', '29AAFCD5862R1ZR', '27AAPFU0939F1ZV', customer, 'Steel bars'],
    ...['72142090', '1', 'NOS', '1000.00', '18', '18', '180.00'],
  ];
}

/** A register that every reader must take, in whatever format. */
export const REGISTER: readonly (readonly string[])[] = [HEADER, line('H/1'), line('H/2')];

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export function rowXml(row: number, cells: readonly string[]): string {
  const xml = cells.map(
    (text, column) => `<c r="${LETTERS[column]}${row}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`,
  );
  return `<row r="${row}">${xml.join('')}</row>`;
}

export function rowsXml(rows: readonly (readonly string[])[] = REGISTER): string {
  return rows.map((cells, at) => rowXml(at + 1, cells)).join('');
}

/** The register as the only sheet of a workbook; `parts` replace, leave out and add. */
export function registerParts(parts: Parts = {}): Parts {
  return { 'xl/worksheets/sheet1.xml': sheetXml(rowsXml()), 'xl/styles.xml': stylesXml(0, 14), ...parts };
}

export function registerBook(parts: Parts = {}, options: ZipOptions = {}): Buffer {
  return makeWorkbook(registerParts(parts), options);
}

/** The register with more rows, or whatever else, behind its own. */
export function bookWithRows(xml: string, behind = ''): Buffer {
  return registerBook({
    'xl/worksheets/sheet1.xml': sheetXml(rowsXml() + xml).replace('</worksheet>', `${behind}</worksheet>`),
  });
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
