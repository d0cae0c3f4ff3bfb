import { closeSync, openSync, writeSync } from 'node:fs';
import { columnOf } from '../../src/gst/columnTable.ts';
import { columnsOf } from './columns.ts';
import { compoundFile } from './compoundFile.ts';
import { generateRegister, type RegisterFacts, type RegisterOptions } from './generate.ts';
import { type TypedCell, typedCell } from './typedCells.ts';

/** Records of [MS-XLS] 2.4. */
const BOF = 0x0809;
const EOF = 0x000a;
const FORMAT = 0x041e;
const XF = 0x00e0;
const BOUNDSHEET = 0x0085;
const SST = 0x00fc;
const CONTINUE = 0x003c;
const LABELSST = 0x00fd;
const NUMBER = 0x0203;
const RK = 0x027e;

const MAX_RECORD = 8_224;
const DATE_FORMAT = 164;
const DATE_XF = 1;
const RK_INTEGER = 2;
const RK_INTEGERS = 1 << 29;

/** Writes the register as an Excel 97-2003 workbook, 65,535 lines at most; the whole of it stands in memory meanwhile. */
export function writeClassicWorkbook(
  file: string,
  options: RegisterOptions & { readonly width: 'usual' | 'all' },
): RegisterFacts {
  const { facts, rows } = generateRegister(options);
  const columns = columnsOf(options.register, options.width);
  const strings = new Map<string, number>();
  const sheet = [bof(0x0010)];
  const add = (row: number, cells: readonly (TypedCell | null)[]) => {
    for (const [column, cell] of cells.entries())
      if (cell !== null) sheet.push(cellRecord({ row, column, cell }, strings));
  };
  add(
    0,
    columns.map((key) => ({ kind: 'text', text: columnOf(key).header })),
  );
  let row = 0;
  for (const { cells } of rows())
    add(
      ++row,
      columns.map((key) => typedCell(key, cells[key])),
    );
  sheet.push(record(EOF, Buffer.alloc(0)));
  const stream = Buffer.concat([globals(strings), ...sheet]);
  const descriptor = openSync(file, 'w');
  for (const piece of compoundFile('Workbook', stream)) writeSync(descriptor, piece);
  closeSync(descriptor);
  return facts;
}

function globals(strings: ReadonlyMap<string, number>): Buffer {
  const format = Buffer.concat([Buffer.of(DATE_FORMAT, 0), longText('dd\\-mm\\-yyyy')]);
  const name = Buffer.from('Register');
  const sheetHead = Buffer.concat([Buffer.alloc(6), Buffer.of(name.length, 0), name]);
  const before = [bof(0x0005), record(FORMAT, format), formatOf(0), formatOf(DATE_FORMAT)];
  const after = [...stringTable([...strings.keys()]), record(EOF, Buffer.alloc(0))];
  const bytes = [...before, record(BOUNDSHEET, sheetHead), ...after].reduce(
    (sum, { length }) => sum + length,
    0,
  );
  sheetHead.writeUInt32LE(bytes, 0);
  return Buffer.concat([...before, record(BOUNDSHEET, sheetHead), ...after]);
}

function cellRecord(
  { row, column, cell }: { row: number; column: number; cell: TypedCell },
  strings: Map<string, number>,
): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16LE(row, 0);
  head.writeUInt16LE(column, 2);
  head.writeUInt16LE(cell.kind === 'date' ? DATE_XF : 0, 4);
  if (cell.kind === 'text') {
    const index = strings.get(cell.text) ?? strings.size;
    strings.set(cell.text, index);
    const value = Buffer.alloc(4);
    value.writeUInt32LE(index);
    return record(LABELSST, Buffer.concat([head, value]));
  }
  if (Number.isInteger(cell.value) && Math.abs(cell.value) < RK_INTEGERS) {
    const value = Buffer.alloc(4);
    value.writeInt32LE((cell.value << 2) | RK_INTEGER);
    return record(RK, Buffer.concat([head, value]));
  }
  const value = Buffer.alloc(8);
  value.writeDoubleLE(cell.value);
  return record(NUMBER, Buffer.concat([head, value]));
}

/** No text is split between records: each that does not fit begins the next one. */
function stringTable(texts: readonly string[]): Buffer[] {
  const counts = Buffer.alloc(8);
  counts.writeUInt32LE(texts.length, 0);
  counts.writeUInt32LE(texts.length, 4);
  const records: Buffer[] = [];
  let pieces: Buffer[] = [counts];
  let bytes = counts.length;
  const flush = () => records.push(record(records.length === 0 ? SST : CONTINUE, Buffer.concat(pieces)));
  for (const text of texts) {
    const piece = longText(text);
    if (bytes + piece.length > MAX_RECORD) {
      flush();
      [pieces, bytes] = [[], 0];
    }
    pieces.push(piece);
    bytes += piece.length;
  }
  flush();
  return records;
}

/** XLUnicodeString: characters, one flag, one or two bytes each. */
function longText(text: string): Buffer {
  const isNarrow = Buffer.from(text, 'latin1').toString('latin1') === text;
  const head = Buffer.alloc(3);
  head.writeUInt16LE(text.length, 0);
  head.writeUInt8(isNarrow ? 0 : 1, 2);
  return Buffer.concat([head, Buffer.from(text, isNarrow ? 'latin1' : 'utf16le')]);
}

function formatOf(format: number): Buffer {
  const body = Buffer.alloc(20);
  body.writeUInt16LE(format, 2);
  return record(XF, body);
}

/** @param substream 5 the workbook's globals, 16 a worksheet */
function bof(substream: number): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(0x0600, 0);
  body.writeUInt16LE(substream, 2);
  return record(BOF, body);
}

function record(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(body.length, 2);
  return Buffer.concat([head, body]);
}
