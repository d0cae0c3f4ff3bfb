import { inflateRawSync } from 'node:zlib';
import { read, type WorkBook } from '@e965/xlsx';
import ExcelJS from 'exceljs';
import type { Cell, Workbook, WorkbookSheet } from '../../../src/sheet/workbook/model.ts';
import { type WorkbookBounds, writeWorkbook } from '../../../src/sheet/workbook/writeWorkbook.ts';

export async function bytesOf(workbook: Workbook, bounds?: WorkbookBounds): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeWorkbook(workbook, bounds)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** A workbook of one sheet with these rows and nothing else. */
export function bookOf(rows: WorkbookSheet['rows'], more: Partial<WorkbookSheet> = {}): Workbook {
  return { title: 'A book', sheets: [{ name: 'Rows', columns: [], head: [], rows, ...more }] };
}

/** As SheetJS has it. */
export function sheetJs(bytes: Buffer): WorkBook {
  return read(bytes, { cellStyles: true, cellNF: true, cellFormula: true, sheetStubs: true });
}

/** As ExcelJS has it. */
export async function excelJs(bytes: Buffer): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  // Its types know no Buffer of today's Node.
  await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as never);
  return workbook;
}

/** The text of a part, found by the archive's directory. */
export function partOf(bytes: Buffer, part: string): string {
  const nameAt = bytes.lastIndexOf(part);
  const [method, packed] = [bytes.readUInt16LE(nameAt - 36), bytes.readUInt32LE(nameAt - 26)];
  const local = bytes.readUInt32LE(nameAt - 4);
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const content = bytes.subarray(start, start + packed);
  return (method === 0 ? content : inflateRawSync(content)).toString();
}

/** What SheetJS reads in the only cell of a workbook. */
export async function readBack(cell: Cell): Promise<unknown> {
  const sheet = sheetJs(await bytesOf(bookOf([[cell]]))).Sheets['Rows'];
  return sheet?.['A1']?.v;
}
