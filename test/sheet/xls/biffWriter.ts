import { compoundFile, type OleItem } from './oleWriter.ts';

/** A record ([MS-XLS] 2.1.4). @param words two bytes each, before `bytes` */
export function record(type: number, words: readonly number[] = [], bytes: Buffer = Buffer.alloc(0)): Buffer {
  const made = Buffer.alloc(4 + words.length * 2 + bytes.length);
  made.writeUInt16LE(type, 0);
  made.writeUInt16LE(made.length - 4, 2);
  for (const [index, word] of words.entries()) made.writeUInt16LE(word & 0xffff, 4 + index * 2);
  bytes.copy(made, 4 + words.length * 2);
  return made;
}

export const bof = (what: number, version = 0x0600) =>
  record(0x0809, [version, what, 0x0dbb, 0x07cc, 0, 0, 6, 0]);
export const eof = () => record(0x000a);

/** Characters with the flag in front that says how wide they are. */
export function characters(text: string, isWide = /[^\0-\xff]/.test(text)): Buffer {
  return Buffer.concat([Buffer.of(isWide ? 1 : 0), Buffer.from(text, isWide ? 'utf16le' : 'latin1')]);
}

export function longText(text: string): Buffer {
  const count = Buffer.alloc(2);
  count.writeUInt16LE(text.length);
  return Buffer.concat([count, characters(text)]);
}

export function format(id: number, code: string): Buffer {
  return record(0x041e, [id], longText(code));
}

export function xf(formatId: number): Buffer {
  return record(0x00e0, [0, formatId, 0, 0, 0, 0, 0, 0, 0, 0]);
}

export function labelSst(row: number, column: number, index: number): Buffer {
  return record(0x00fd, [row, column, 0, index & 0xffff, index >>> 16]);
}

export function label(row: number, column: number, text: string): Buffer {
  return record(0x0204, [row, column, 0], longText(text));
}

export function number(row: number, column: number, value: number, formatIndex = 0): Buffer {
  return record(0x0203, [row, column, formatIndex], double(value));
}

/** @param rk the four bytes of the number, as they are packed */
export function rk(row: number, column: number, packed: number, formatIndex = 0): Buffer {
  return record(0x027e, [row, column, formatIndex, packed & 0xffff, packed >>> 16]);
}

export function mulRk(row: number, first: number, packed: readonly number[]): Buffer {
  const cells = packed.flatMap((each) => [0, each & 0xffff, each >>> 16]);
  return record(0x00bd, [row, first, ...cells, first + packed.length - 1]);
}

export function boolErr(row: number, column: number, value: number, isError: boolean): Buffer {
  return record(0x0205, [row, column, 0], Buffer.of(value, isError ? 1 : 0));
}

/** @param result eight bytes: what the formula came to */
export function formula(row: number, column: number, result: Buffer): Buffer {
  return record(0x0006, [row, column, 0], Buffer.concat([result, Buffer.alloc(8)]));
}

export const TEXT_RESULT = Buffer.from('000000000000ffff', 'hex');
export const EMPTY_RESULT = Buffer.from('030000000000ffff', 'hex');
export const booleanResult = (value: number) => Buffer.of(1, 0, value, 0, 0, 0, 0xff, 0xff);
export const errorResult = (code: number) => Buffer.of(2, 0, code, 0, 0, 0, 0xff, 0xff);
export function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

export function stringRecord(text: string): Buffer {
  return record(0x0207, [], longText(text));
}

export interface SheetToWrite {
  readonly name?: string;
  /** 0 visible, 1 hidden; 0 worksheet, 1 macro sheet, 2 chart. */
  readonly state?: number;
  readonly kind?: number;
  readonly records: readonly Buffer[];
}

/** A workbook's stream: its globals, the sheets' list among them, and its sheets. */
export function workbookStream(sheets: readonly SheetToWrite[], globals: readonly Buffer[] = []): Buffer {
  const substreams = sheets.map(({ kind = 0, records }) =>
    Buffer.concat([bof(kind === 2 ? 0x0020 : 0x0010), ...records, eof()]),
  );
  const lengthOf = (list: readonly Buffer[]) => list.reduce((sum, { length }) => sum + length, 0);
  const listed = (at: number, { name = 'Register', state = 0, kind = 0 }: SheetToWrite) =>
    record(
      0x0085,
      [at & 0xffff, at >>> 16, state | (kind << 8)],
      Buffer.concat([Buffer.of(name.length), characters(name)]),
    );
  let at = lengthOf([bof(5), ...globals, eof(), ...sheets.map((sheet) => listed(0, sheet))]);
  const list = sheets.map((sheet, index) => {
    const made = listed(at, sheet);
    at += (substreams[index] as Buffer).length;
    return made;
  });
  return Buffer.concat([bof(5), ...globals, ...list, eof(), ...substreams]);
}

/** The same in its compound file. */
export function workbook(
  sheets: readonly SheetToWrite[],
  globals: readonly Buffer[] = [],
  beside: readonly OleItem[] = [],
): Buffer {
  return compoundFile([{ name: 'Workbook', bytes: workbookStream(sheets, globals) }, ...beside]);
}
