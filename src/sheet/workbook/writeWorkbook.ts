import { MAX_SHEET_ROWS } from '../limits.ts';
import { CellXml } from './cellXml.ts';
import { type Comment, commentShapesXml, commentsXml, shapeBlocks } from './commentParts.ts';
import type { Row, Workbook, WorkbookSheet } from './model.ts';
import {
  contentTypesXml,
  packageRelationsXml,
  propertiesXml,
  sheetRelationsXml,
  type WrittenSheet,
  workbookRelationsXml,
  workbookXml,
} from './packageParts.ts';
import { SheetNames } from './sheetNames.ts';
import { beginSheet, endSheet, filterRange } from './sheetXml.ts';
import { StyleTable } from './styleTable.ts';
import { ZipWriter } from './zip.ts';

const PIECE_CHARACTERS = 262_144;
/** Of XML: below what readers take, our own among them. */
const MAX_SHEET_CHARACTERS = 1_073_741_824;

export interface WorkbookBounds {
  /** Of one sheet, its head counted; what is beyond it goes to a further sheet: `Errors (2)`. */
  readonly sheetRows: number;
  readonly sheetCharacters: number;
}

export const BOUNDS: WorkbookBounds = { sheetRows: MAX_SHEET_ROWS, sheetCharacters: MAX_SHEET_CHARACTERS };

/**
 * Writes an XLSX workbook piece by piece, in the memory of one piece and of the comments of one sheet. The same sheets make the
 * same bytes. Ending the iteration early ends that of the rows.
 */
export async function* writeWorkbook(
  workbook: Workbook,
  bounds: WorkbookBounds = BOUNDS,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipWriter();
  const writing = new WorkbookWriting(workbook, zip, bounds);
  // First and as it is: a look at the first bytes tells what the file is.
  yield zip.stored('docProps/core.xml', propertiesXml(workbook.title));
  yield* zip.deflated('_rels/.rels', [packageRelationsXml()]);
  for (const sheet of workbook.sheets.filter(({ isWrittenLast }) => isWrittenLast !== true))
    yield* writing.sheet(sheet);
  for (const sheet of workbook.sheets.filter(({ isWrittenLast }) => isWrittenLast === true))
    yield* writing.sheet(sheet);
  yield* writing.otherParts();
  yield zip.end();
}

class WorkbookWriting {
  readonly #workbook: Workbook;
  readonly #zip: ZipWriter;
  readonly #bounds: WorkbookBounds;
  readonly #styles = new StyleTable();
  readonly #names = new SheetNames();
  readonly #nameOf: ReadonlyMap<WorkbookSheet, string>;
  readonly #written = new Map<WorkbookSheet, WrittenSheet[]>();
  #sheetCount = 0;
  #nextBlock = 1;

  constructor(workbook: Workbook, zip: ZipWriter, bounds: WorkbookBounds) {
    this.#workbook = workbook;
    this.#zip = zip;
    this.#bounds = bounds;
    this.#nameOf = new Map(workbook.sheets.map((sheet) => [sheet, this.#names.take(sheet.name)]));
  }

  async *sheet(sheet: WorkbookSheet): AsyncGenerator<Buffer> {
    const rows = new PulledRows(sheet.rows);
    try {
      await rows.pull();
      do yield* this.#part(sheet, rows);
      while (rows.next !== undefined);
    } finally {
      await rows.end();
    }
  }

  async *otherParts(): AsyncGenerator<Buffer> {
    const sheets = this.#workbook.sheets.flatMap((sheet) => this.#written.get(sheet) ?? []);
    yield* this.#zip.deflated('xl/styles.xml', [this.#styles.xml()]);
    yield* this.#zip.deflated('xl/workbook.xml', [workbookXml(sheets)]);
    yield* this.#zip.deflated('xl/_rels/workbook.xml.rels', [workbookRelationsXml(sheets)]);
    yield* this.#zip.deflated('[Content_Types].xml', [contentTypesXml(sheets)]);
  }

  /** One worksheet, with as many of the rows as it takes. */
  async *#part(sheet: WorkbookSheet, rows: PulledRows): AsyncGenerator<Buffer> {
    this.#sheetCount += 1;
    const number = this.#sheetCount;
    const parts = this.#written.get(sheet) ?? [];
    const planned = this.#nameOf.get(sheet) ?? sheet.name;
    const name = parts.length === 0 ? planned : this.#names.take(planned, parts.length + 1);
    if (parts.length > 0) sheet.onContinued?.(name);
    const comments: Comment[] = [];
    const part = { number, comments, rowCount: 0 };
    yield* this.#zip.deflated(`xl/worksheets/sheet${number}.xml`, this.#sheetXml(sheet, rows, part));
    const hasComments = comments.length > 0;
    if (hasComments) yield* this.#comments(number, comments);
    parts.push({
      name,
      number,
      isHidden: sheet.isHidden === true,
      hasComments,
      headRows: sheet.head.length,
      filterRange: filterRange(sheet, part.rowCount),
    });
    this.#written.set(sheet, parts);
  }

  async *#sheetXml(
    sheet: WorkbookSheet,
    rows: PulledRows,
    part: { readonly number: number; readonly comments: Comment[]; rowCount: number },
  ): AsyncGenerator<string> {
    const { sheetRows, sheetCharacters } = this.#bounds;
    const cells = new CellXml(this.#styles, (row, column, text) => part.comments.push({ row, column, text }));
    let xml = beginSheet(sheet, this.#styles, part.number === 1);
    let characters = 0;
    for (const row of sheet.head) xml += cells.row(row, ++part.rowCount);
    while (rows.next !== undefined && part.rowCount < sheetRows && characters < sheetCharacters) {
      xml += cells.row(rows.next, ++part.rowCount);
      const pulling = rows.pull();
      if (pulling !== undefined) await pulling;
      if (xml.length < PIECE_CHARACTERS) continue;
      characters += xml.length;
      yield xml;
      xml = '';
    }
    const nameOf = (planned: string) => this.#plannedName(planned);
    yield xml + endSheet(sheet, { rowCount: part.rowCount, hasComments: part.comments.length > 0, nameOf });
  }

  async *#comments(number: number, comments: readonly Comment[]): AsyncGenerator<Buffer> {
    const zip = this.#zip;
    yield* zip.deflated(`xl/worksheets/_rels/sheet${number}.xml.rels`, [sheetRelationsXml(number)]);
    yield* zip.deflated(`xl/comments${number}.xml`, commentsXml(comments));
    yield* zip.deflated(`xl/drawings/vmlDrawing${number}.vml`, commentShapesXml(comments, this.#nextBlock));
    this.#nextBlock += shapeBlocks(comments);
  }

  #plannedName(planned: string): string {
    const sheet = this.#workbook.sheets.find(({ name }) => name === planned);
    if (sheet === undefined) throw new Error(`no sheet of the workbook is called ${planned}`);
    return this.#nameOf.get(sheet) ?? planned;
  }
}

/** Rows that are asked for one ahead, so that it is known whether there is another. */
class PulledRows {
  /** Undefined behind the last one. */
  next: Row | undefined;
  readonly #iterator: Iterator<Row> | AsyncIterator<Row>;

  constructor(rows: WorkbookSheet['rows']) {
    this.#iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  }

  /** A promise only where the rows come by promises: waiting for each of a million takes its time. */
  pull(): Promise<void> | undefined {
    const result = this.#iterator.next();
    if (result instanceof Promise) return result.then((came) => this.#take(came));
    this.#take(result);
    return undefined;
  }

  async end(): Promise<void> {
    if (this.next !== undefined) await this.#iterator.return?.();
  }

  #take(result: IteratorResult<Row>): void {
    this.next = result.done === true ? undefined : result.value;
  }
}
