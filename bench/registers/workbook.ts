import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32, createDeflateRaw } from 'node:zlib';
import { columnOf } from '../../src/gst/columnTable.ts';
import { columnsOf } from './columns.ts';
import { generateRegister, type RegisterFacts, type RegisterOptions } from './generate.ts';
import { type TypedCell, typedCell } from './typedCells.ts';

const PIECE_CHARACTERS = 1 << 20;
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const DATE_STYLE = 1;

/** Writes the register as an Excel workbook, typed and with shared strings as Excel does, in flat memory but for the strings. */
export async function writeWorkbook(
  file: string,
  options: RegisterOptions & { readonly width: 'usual' | 'all' },
): Promise<RegisterFacts> {
  const { facts, rows } = generateRegister(options);
  const columns = columnsOf(options.register, options.width);
  const strings = new SharedStrings();
  const archive = new Archive(file);
  await archive.add('xl/worksheets/sheet1.xml', sheetXml(columns, rows(), strings));
  await archive.add('xl/sharedStrings.xml', strings.xml());
  for (const [name, xml] of Object.entries(FIXED_PARTS)) await archive.add(name, [xml]);
  archive.end();
  return facts;
}

function* sheetXml(
  columns: ReturnType<typeof columnsOf>,
  rows: ReturnType<ReturnType<typeof generateRegister>['rows']>,
  strings: SharedStrings,
): Generator<string> {
  const letters = columns.map((_, column) => lettersOf(column));
  const header = columns.map((key): TypedCell => ({ kind: 'text', text: columnOf(key).header }));
  let xml = `${HEAD}<worksheet xmlns="${SHEET}"><sheetData>${rowXml(1, header)}`;
  let number = 1;
  for (const { cells } of rows) {
    xml += rowXml(
      ++number,
      columns.map((key) => typedCell(key, cells[key])),
    );
    if (xml.length < PIECE_CHARACTERS) continue;
    yield xml;
    xml = '';
  }
  yield `${xml}</sheetData></worksheet>`;

  function rowXml(row: number, cells: readonly (TypedCell | null)[]): string {
    let text = `<row r="${row}">`;
    for (const [column, cell] of cells.entries()) {
      if (cell === null) continue;
      const at = `r="${letters[column]}${row}"`;
      if (cell.kind === 'text') text += `<c ${at} t="s"><v>${strings.indexOf(cell.text)}</v></c>`;
      else if (cell.kind === 'date') text += `<c ${at} s="${DATE_STYLE}"><v>${cell.value}</v></c>`;
      else text += `<c ${at}><v>${cell.value}</v></c>`;
    }
    return `${text}</row>`;
  }
}

class SharedStrings {
  readonly #indexes = new Map<string, number>();

  indexOf(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#indexes.set(text, this.#indexes.size);
    return this.#indexes.size - 1;
  }

  *xml(): Generator<string> {
    let xml = `${HEAD}<sst xmlns="${SHEET}" uniqueCount="${this.#indexes.size}">`;
    for (const text of this.#indexes.keys()) {
      xml += `<si><t xml:space="preserve">${escaped(text)}</t></si>`;
      if (xml.length < PIECE_CHARACTERS) continue;
      yield xml;
      xml = '';
    }
    yield `${xml}</sst>`;
  }
}

/** A ZIP archive whose entries are deflated as they come, their sizes behind them. */
class Archive {
  readonly #file: number;
  readonly #directory: Buffer[] = [];
  #at = 0;

  constructor(file: string) {
    this.#file = openSync(file, 'w');
  }

  async add(name: string, pieces: Iterable<string>): Promise<void> {
    const offset = this.#at;
    const head = entryHead(name, { crc: 0, packed: 0, size: 0 });
    this.#write(Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name)]));
    const deflate = createDeflateRaw({ level: 3, chunkSize: 1 << 18 });
    const start = this.#at;
    deflate.on('data', (chunk: Buffer) => this.#write(chunk));
    const ended = once(deflate, 'end');
    let [crc, size] = [0, 0];
    for (const piece of pieces) {
      const bytes = Buffer.from(piece);
      crc = crc32(bytes, crc);
      size += bytes.length;
      if (!deflate.write(bytes)) await once(deflate, 'drain');
    }
    deflate.end();
    await ended;
    const facts = { crc, packed: this.#at - start, size };
    const descriptor = Buffer.alloc(16);
    descriptor.write('PK\x07\x08', 'latin1');
    for (const [place, value] of [crc, facts.packed, size].entries())
      descriptor.writeUInt32LE(value, 4 + place * 4);
    this.#write(descriptor);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    this.#directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), entryHead(name, facts), rest, Buffer.from(name)]),
    );
  }

  end(): void {
    const directory = Buffer.concat(this.#directory);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    end.writeUInt16LE(this.#directory.length, 8);
    end.writeUInt16LE(this.#directory.length, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(this.#at, 16);
    this.#write(directory);
    this.#write(end);
    closeSync(this.#file);
  }

  #write(bytes: Uint8Array): void {
    writeSync(this.#file, bytes);
    this.#at += bytes.length;
  }
}

/** What the local header and the directory say alike of an entry: version, flags, method, time, sizes, the name's length. */
function entryHead(name: string, { crc, packed, size }: Record<'crc' | 'packed' | 'size', number>): Buffer {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(0x0808, 2);
  head.writeUInt16LE(8, 4);
  head.writeUInt16LE(0x21, 8);
  head.writeUInt32LE(crc, 10);
  head.writeUInt32LE(packed, 14);
  head.writeUInt32LE(size, 18);
  head.writeUInt16LE(Buffer.byteLength(name), 22);
  return head;
}

const type = (part: string, kind: string) =>
  `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
const relation = (id: number, kind: string, target: string) =>
  `<Relationship Id="rId${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;

const FIXED_PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `${type('/xl/workbook.xml', 'sheet.main')}${type('/xl/worksheets/sheet1.xml', 'worksheet')}` +
    `${type('/xl/styles.xml', 'styles')}${type('/xl/sharedStrings.xml', 'sharedStrings')}</Types>`,
  '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
  'xl/workbook.xml': `${HEAD}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets><sheet name="Register" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'worksheet', 'worksheets/sheet1.xml')}` +
    `${relation(2, 'styles', 'styles.xml')}${relation(3, 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
  'xl/styles.xml':
    `${HEAD}<styleSheet xmlns="${SHEET}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/></numFmts>` +
    '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>' +
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>',
};

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function lettersOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : lettersOf(Math.floor(column / 26) - 1) + last;
}
