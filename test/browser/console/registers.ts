import ExcelJS from 'exceljs';

/** Small registers of a shop in Maharashtra, with faults that are known. */

export const HEADER = [
  'Document Type',
  'Document Number',
  'Document Date',
  'My GSTIN',
  'Customer GSTIN',
  'Customer Name',
  'Place of Supply',
  'HSN or SAC code',
  'Item Description',
  'Item Quantity',
  'Item Unit Code',
  'Item Taxable Amount',
  'GST Rate',
  'CGST Amount',
  'SGST Amount',
  'IGST Amount',
] as const;

export type Column = (typeof HEADER)[number];
export type Row = Readonly<Partial<Record<Column, string>>>;

const GOOD: Readonly<Record<Column, string>> = {
  'Document Type': 'Invoice',
  'Document Number': 'INV-1',
  'Document Date': '01/04/2026',
  'My GSTIN': '27AAPFU0939F1ZV',
  'Customer GSTIN': '29AAFCD5862R1ZR',
  'Customer Name': 'Rao and Sons',
  'Place of Supply': 'Karnataka',
  'HSN or SAC code': '8516',
  'Item Description': 'Electric kettle',
  'Item Quantity': '1',
  'Item Unit Code': 'NOS',
  'Item Taxable Amount': '1500.00',
  'GST Rate': '18',
  'CGST Amount': '',
  'SGST Amount': '',
  'IGST Amount': '270.00',
};

/** One row, good but for what is given. */
export function row(number: string, changes: Row = {}): Row {
  return { ...GOOD, 'Document Number': number, ...changes };
}

/** What goes wrong in offices: a slip of the keyboard, a wrong check digit, a date of another country. */
export const WRONG_TAX: Row = { 'IGST Amount': '2700.00' };
export const WRONG_GSTIN: Row = { 'Customer GSTIN': '29AAFCD5862R1ZS' };
export const WRONG_DATE: Row = { 'Document Date': '31/31/2026' };

/** Ten documents of which three are refused, each for a reason of its own. */
export const WITH_ERRORS: readonly Row[] = [
  row('INV-1'),
  row('INV-2', WRONG_TAX),
  row('INV-3'),
  row('INV-4', WRONG_GSTIN),
  row('INV-5'),
  row('INV-6', WRONG_DATE),
  ...['INV-7', 'INV-8', 'INV-9', 'INV-10'].map((number) => row(number)),
];

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function csvOf(rows: Iterable<Row>, header: readonly string[] = HEADER): string {
  let text = `${header.map(quoted).join(',')}\r\n`;
  for (const each of rows) text += `${HEADER.map((column) => quoted(each[column] ?? '')).join(',')}\r\n`;
  return text;
}

export async function workbookOf(
  rows: readonly Row[],
  { sheet = 'Sales', header = HEADER }: { sheet?: string; header?: readonly string[] } = {},
): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  const worksheet = workbook.addWorksheet(sheet);
  worksheet.addRow([...header]);
  for (const each of rows) worksheet.addRow(HEADER.map((column) => each[column] ?? ''));
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** Very many documents, made row by row; `changes` says what is wrong with the one at an index. */
export function* many(count: number, changes: (index: number) => Row): Generator<Row> {
  for (let index = 0; index < count; index += 1) yield row(`INV-${index + 1}`, changes(index));
}
