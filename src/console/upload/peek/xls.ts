import { BiffTexts } from './biffTexts.ts';
import { type OleStream, openWorkbookStream } from './oleStream.ts';

/** Records of BIFF8 ([MS-XLS] 2.3). */
const END = 0x000a;
const PASSWORD = 0x002f;
const CONTINUE = 0x003c;
const SHEET = 0x0085;
const SHARED_TEXTS = 0x00fc;
const SHARED_CELL = 0x00fd;
const TEXT_CELL = 0x0204;
const RICH_CELL = 0x00d6;
const NUMBER_CELL = 0x0203;
const RK_CELL = 0x027e;
const BEGIN = 0x0809;
const BIFF8 = 0x0600;

/** Where the list of sheets, the first shared texts and a sheet's first rows stand. */
const GLOBAL_BYTES = 1_048_576;
const SHEET_BYTES = 524_288;
const MAX_COLUMNS = 256;

interface BiffRecord {
  readonly type: number;
  readonly body: Uint8Array;
}

/** The first rows of the first worksheet that people see; null where they cannot be found here. Numbers are not put into words. */
export async function xlsRows(file: Blob, most: number): Promise<string[][] | null> {
  const stream = await openWorkbookStream(file);
  const globals = stream === null ? null : readGlobals(await stream.read(0, GLOBAL_BYTES));
  if (stream === null || globals === null) return null;
  const sheet = globals.sheets.find(({ isHidden }) => !isHidden) ?? globals.sheets[0];
  return sheet === undefined ? null : sheetRows(stream, { start: sheet.start, texts: globals.texts, most });
}

interface Globals {
  readonly sheets: readonly { readonly start: number; readonly isHidden: boolean }[];
  /** The bodies of the table of shared texts, each going on in the next. */
  readonly texts: readonly Uint8Array[];
}

/** Null for what is protected, and for workbooks before Excel 97. */
function readGlobals(bytes: Uint8Array): Globals | null {
  const sheets: { start: number; isHidden: boolean }[] = [];
  const texts: Uint8Array[] = [];
  let isFirst = true;
  let before = 0;
  for (const { type, body } of recordsOf(bytes)) {
    if (isFirst && (type !== BEGIN || number16(body, 0) !== BIFF8)) return null;
    isFirst = false;
    if (type === PASSWORD) return null;
    if (type === SHEET && body[5] === 0) sheets.push({ start: number32(body, 0), isHidden: body[4] !== 0 });
    if (type === SHARED_TEXTS || (type === CONTINUE && before === SHARED_TEXTS)) texts.push(body);
    if (type !== CONTINUE) before = type;
    if (type === END) break;
  }
  return { sheets, texts };
}

async function sheetRows(
  stream: OleStream,
  { start, texts, most }: { start: number; texts: readonly Uint8Array[]; most: number },
): Promise<string[][] | null> {
  const rows = new Map<number, (string | number)[]>();
  let nested = 0;
  for (const { type, body } of recordsOf(await stream.read(start, SHEET_BYTES))) {
    nested += type === BEGIN ? 1 : type === END ? -1 : 0;
    if (nested === 0) break;
    const cell = nested === 1 ? cellOf(type, body) : null;
    if (cell === null) continue;
    const row = number16(body, 0);
    // One row more than wanted: the last one may not be whole yet.
    if (!rows.has(row) && rows.size > most) break;
    rows.set(row, put(rows.get(row) ?? [], number16(body, 2), cell));
  }
  const inOrder = [...rows].sort(([one], [other]) => one - other).slice(0, most);
  return resolveTexts(
    inOrder.map(([, cells]) => cells),
    texts,
  );
}

/** A text, or the number of a shared one. */
function cellOf(type: number, body: Uint8Array): string | number | null {
  if (type === SHARED_CELL) return number32(body, 6);
  if (type === TEXT_CELL || type === RICH_CELL) return new BiffTexts([body], 6).next() ?? null;
  return type === NUMBER_CELL || type === RK_CELL ? '0' : null;
}

function put(cells: (string | number)[], column: number, cell: string | number): (string | number)[] {
  if (column >= MAX_COLUMNS) return cells;
  while (cells.length < column) cells.push('');
  cells[column] = cell;
  return cells;
}

function resolveTexts(
  rows: readonly (readonly (string | number)[])[],
  bodies: readonly Uint8Array[],
): string[][] | null {
  const wanted = 1 + Math.max(-1, ...rows.flat().map((cell) => (typeof cell === 'number' ? cell : -1)));
  // Behind how often they are used and how many there are, at 32 bits each.
  const reader = new BiffTexts(bodies, 8);
  const texts: string[] = [];
  while (texts.length < wanted) {
    const text = reader.next();
    if (text === undefined) return null;
    texts.push(text);
  }
  const resolved = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? (texts[cell] ?? '') : cell)),
  );
  return resolved.filter((row) => row.some((cell) => /\S/.test(cell)));
}

function* recordsOf(bytes: Uint8Array): Generator<BiffRecord> {
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + number16(bytes, at + 2);
    if (end > bytes.length) return;
    yield { type: number16(bytes, at), body: bytes.subarray(at + 4, end) };
    at = end;
  }
}

function number16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
}

function number32(bytes: Uint8Array, at: number): number {
  return number16(bytes, at) + number16(bytes, at + 2) * 65_536;
}
