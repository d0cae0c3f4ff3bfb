import { CFB } from '@e965/xlsx';
import { REGISTER } from './registerBook.ts';

/** Records of [MS-XLS] 2.4 that the makers write. */
export const BIFF = {
  BOF: 0x0809,
  EOF: 0x000a,
  BOUNDSHEET: 0x0085,
  FILEPASS: 0x002f,
  CODEPAGE: 0x0042,
  FORMAT: 0x041e,
  XF: 0x00e0,
  SST: 0x00fc,
  CONTINUE: 0x003c,
  DIMENSIONS: 0x0200,
  ROW: 0x0208,
  LABELSST: 0x00fd,
  LABEL: 0x0204,
  NUMBER: 0x0203,
  RK: 0x027e,
  MULRK: 0x00bd,
  MULBLANK: 0x00be,
  BOOLERR: 0x0205,
  FORMULA: 0x0006,
  STRING: 0x0207,
  MERGEDCELLS: 0x00e5,
  COLINFO: 0x007d,
  INDEX: 0x020b,
  OBPROJ: 0x00d3,
} as const;

export function record(type: number, body: Buffer, declaredLength = body.length): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(declaredLength & 0xffff, 2);
  return Buffer.concat([head, body]);
}

export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value & 0xffff, at * 2);
  return bytes;
}

/** @param substream 5 the workbook's globals, 16 a worksheet, 32 a chart, 64 a macro sheet */
export function bof(substream: number): Buffer {
  return record(BIFF.BOF, Buffer.concat([words(0x0600, substream), Buffer.alloc(12)]));
}

export const EOF_RECORD = record(BIFF.EOF, Buffer.alloc(0));

/** XLUnicodeString of one byte a character. */
export function longText(text: string): Buffer {
  return Buffer.concat([words(text.length), Buffer.of(0), Buffer.from(text, 'latin1')]);
}

function label(row: number, column: number, text: string): Buffer {
  return record(BIFF.LABEL, Buffer.concat([words(row, column, 0), longText(text)]));
}

export function labels(rows: readonly (readonly string[])[] = REGISTER): Buffer {
  return Buffer.concat(rows.flatMap((cells, row) => cells.map((text, column) => label(row, column, text))));
}

export interface ClassicParts {
  /** Records between the globals' first record and the sheets' list. */
  readonly globals?: Buffer;
  /** Records behind the list. */
  readonly afterSheets?: Buffer;
  readonly sheetName?: string;
  /** 0 a worksheet, 1 a macro sheet, 2 a chart, 6 a module */
  readonly sheetType?: number;
  /** Where the list says that the sheet begins, in place of where it does. */
  readonly sheetAt?: number;
  /** Entries that stand in the list in front of the sheet. */
  readonly otherSheets?: Buffer;
  /** Records of the sheet between its first and its last. */
  readonly cells?: Buffer;
  readonly behind?: Buffer;
}

/** The stream `Workbook` of the register in BIFF8. */
export function classicStream(parts: ClassicParts = {}): Buffer {
  const name = parts.sheetName ?? 'Register';
  const format = Buffer.alloc(20);
  const begin = Buffer.concat([
    bof(5),
    parts.globals ?? Buffer.alloc(0),
    record(BIFF.XF, format),
    parts.otherSheets ?? Buffer.alloc(0),
  ]);
  const end = Buffer.concat([parts.afterSheets ?? Buffer.alloc(0), EOF_RECORD]);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(parts.sheetAt ?? begin.length + 4 + 8 + name.length + end.length, 0);
  head.writeUInt8(parts.sheetType ?? 0, 5);
  head.writeUInt8(name.length, 6);
  const entry = record(BIFF.BOUNDSHEET, Buffer.concat([head, Buffer.from(name, 'latin1')]));
  const sheet = [bof(0x10), parts.cells ?? labels(), EOF_RECORD, parts.behind ?? Buffer.alloc(0)];
  return Buffer.concat([begin, entry, end, ...sheet]);
}

/** A compound file of these streams by their paths. */
export function compound(streams: Readonly<Record<string, Buffer>>): Buffer {
  const file = CFB.utils.cfb_new();
  for (const [path, bytes] of Object.entries(streams)) CFB.utils.cfb_add(file, `/${path}`, bytes);
  CFB.utils.cfb_del(file, '/\u0001Sh33tJ5');
  return Buffer.from(CFB.write(file, { type: 'buffer' }));
}

export function classicBook(
  parts: ClassicParts = {},
  streams: Readonly<Record<string, Buffer>> = {},
): Buffer {
  return compound({ Workbook: classicStream(parts), ...streams });
}
