import { closeSync, createReadStream, fstatSync, openSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { byteSource } from '../../src/ingestion/byteSource.ts';
import { openSheet } from '../../src/sheet/open.ts';
import { openPackage } from '../../src/sheet/xlsx/openPackage.ts';
import { Tally, type Totals } from './totals.ts';

/** Each reads the first sheet of a file, every cell of it. */
export const READERS: Readonly<Record<string, (file: string) => Promise<Totals>>> = {
  'gst-intake': readOurs,
  'inflate and look at each byte': inflateAlone,
  'hucre streamXlsxRows': readHucre,
  'exceljs WorkbookReader': readExceljs,
  '@e965/xlsx': readSheetJs,
};

async function readOurs(file: string): Promise<Totals> {
  const tally = new Tally();
  const { totals } = tally;
  const descriptor = openSync(file, 'r');
  const sheet = await openSheet(byteSource(descriptor, fstatSync(descriptor).size), { declared: 'XLSX' });
  await sheet.read({
    row(view) {
      totals.rows += 1;
      for (let column = 0; column < view.cellCount; column += 1) {
        const text = view.text(column);
        if (text === '') continue;
        totals.cells += 1;
        const kind = view.kind(column);
        if (kind === 'text') tally.text(column, text);
        else if (kind === 'number') tally.number(column, Number(text));
      }
    },
  });
  closeSync(descriptor);
  return totals;
}

/** The least that any reader in JavaScript has to do. */
async function inflateAlone(file: string): Promise<Totals> {
  const descriptor = openSync(file, 'r');
  const { sheet } = await openPackage(byteSource(descriptor, fstatSync(descriptor).size));
  const totals: Totals = { rows: 0, cells: 0, taxablePaise: 0, characters: 0 };
  let bits = 0;
  await sheet.read((piece) => {
    bits |= bitsOf(piece);
    return bits >= 0;
  });
  closeSync(descriptor);
  return totals;
}

function bitsOf(piece: Uint8Array): number {
  let bits = 0;
  for (let at = 0; at < piece.length; at += 1) bits |= piece[at] as number;
  return bits;
}

async function readHucre(file: string): Promise<Totals> {
  const { streamXlsxRows } = await import('hucre/xlsx');
  const tally = new Tally();
  const stream = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  for await (const { values } of streamXlsxRows(stream)) tally.row(values);
  return tally.totals;
}

async function readExceljs(file: string): Promise<Totals> {
  const { default: exceljs } = await import('exceljs');
  const tally = new Tally();
  const reader = new exceljs.stream.xlsx.WorkbookReader(file, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
  for await (const sheet of reader) {
    // Its columns are counted from 1.
    for await (const { values } of sheet) if (Array.isArray(values)) tally.row(values.slice(1));
  }
  return tally.totals;
}

async function readSheetJs(file: string): Promise<Totals> {
  const { read } = await import('@e965/xlsx');
  const tally = new Tally();
  const book = read(readFileSync(file), { dense: true, cellText: false, cellHTML: false });
  const rows = book.Sheets[book.SheetNames[0] ?? '']?.['!data'];
  if (rows === undefined) throw new Error('it returned no sheet');
  for (const row of rows) if (row !== undefined) tally.row(Array.from(row, (cell) => cell?.v));
  return tally.totals;
}
