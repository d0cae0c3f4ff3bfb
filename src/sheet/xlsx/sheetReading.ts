import { MAX_SHEET_ROWS } from '../limits.ts';
import type { RowConsumer } from '../rows.ts';
import { DONE, EMPTY, END, START, TEXT, XmlTokens } from '../xml/xmlTokens.ts';
import { XmlWindow } from '../xml/xmlWindow.ts';
import { CellTexts } from './cellTexts.ts';
import type { WorkbookParts } from './parts.ts';
import { RowScanner } from './rowScanner.ts';
import type { SharedStrings } from './sharedStrings.ts';
import { damaged, type Place, tooManyRows } from './sheetFaults.ts';
import type { SheetNotes } from './sheetNotes.ts';
import { XlsxRow } from './xlsxRow.ts';
import { advance, mustWait, type PartReader } from './xmlPart.ts';

const WORKSHEET = Buffer.from('worksheet');
const SHEET_DATA = Buffer.from('sheetData');
const COLS = Buffer.from('cols');
const COL = Buffer.from('col');
const MERGE_CELLS = Buffer.from('mergeCells');
const MERGE_CELL = Buffer.from('mergeCell');
const ROW = Buffer.from('row');
const NUMBER = Buffer.from('r');
const HIDDEN = Buffer.from('hidden');
const REF = Buffer.from('ref');
const MIN = Buffer.from('min');
const MAX = Buffer.from('max');

type Section = 'rows' | 'columns' | 'merges' | 'other';

/** One way through a worksheet: rows to the consumer, the rest to the notes. */
export class SheetReading implements PartReader {
  readonly window = new XmlWindow();
  readonly tokens = new XmlTokens(this.window);
  readonly row: XlsxRow;
  readonly shared: SharedStrings;
  readonly sheetName: string;
  /** Rows that hold something, those that were not wanted among them. */
  rows = 0;
  readonly #consumer: RowConsumer;
  readonly #notes: SheetNotes;
  readonly #scanner: RowScanner;
  /** Elements that are open: 1 is inside `worksheet`, 2 inside one of its sections. */
  #depth = 0;
  #section: Section = 'other';
  #isOver = false;
  /** Of the row that is scanned; 0 between rows. */
  #scanned = 0;

  constructor(
    parts: WorkbookParts,
    work: { shared: SharedStrings; consumer: RowConsumer; notes: SheetNotes },
  ) {
    this.sheetName = parts.sheetName;
    this.shared = work.shared;
    this.#consumer = work.consumer;
    this.#notes = work.notes;
    this.row = new XlsxRow(this.window, work.shared, new CellTexts(parts.formats, parts.is1904));
    this.#scanner = new RowScanner(this);
  }

  get place(): Place {
    const sheet = `the sheet "${this.sheetName}"`;
    const row = this.#scanned;
    if (row > 0) return { what: `Row ${row} of ${sheet}`, field: `row ${row}` };
    if (this.row.number === 0) return { what: `The sheet "${this.sheetName}"` };
    return { what: `The sheet "${this.sheetName}", behind row ${this.row.number},` };
  }

  take(): boolean {
    const { tokens, window } = this;
    for (;;) {
      this.#scanned = 0;
      const kind = tokens.read(window.at);
      if (mustWait(kind, this)) return true;
      if (kind === DONE) {
        if (!this.#isOver) throw damaged(this.place, 'is cut off: the file is not whole');
        return true;
      }
      const isRow = this.#section === 'rows' && this.#depth === 2 && (kind === START || kind === EMPTY);
      if (isRow && tokens.isNamed(ROW)) {
        const next = this.#row(kind);
        if (next < 0) return true;
        advance(this, next);
        if (this.#scanned > 0 && !this.#deliver()) return false;
      } else {
        this.#element(kind);
        advance(this, tokens.next);
      }
    }
  }

  #element(kind: number): void {
    const { tokens } = this;
    if (kind === TEXT) {
      if (this.#depth <= 2 && !tokens.isBlankText()) throw this.#malformed();
      return;
    }
    if (kind === START || kind === EMPTY) this.#start(kind);
    else if (kind === END) {
      if (--this.#depth < 0) throw this.#malformed();
      if (this.#depth === 1) this.#section = 'other';
      this.#isOver = this.#depth === 0;
    }
  }

  #start(kind: number): void {
    const { tokens } = this;
    if (this.#depth === 0) {
      if (this.#isOver) throw this.#malformed();
      if (!tokens.isNamed(WORKSHEET))
        throw damaged(this.place, 'is no worksheet: its part holds something else');
      this.#isOver = kind === EMPTY;
    } else if (this.#depth === 1) this.#section = kind === START ? this.#sectionHere() : 'other';
    else if (this.#depth === 2) this.#item();
    if (kind === START) this.#depth++;
  }

  #sectionHere(): Section {
    const { tokens } = this;
    if (tokens.isNamed(SHEET_DATA)) return 'rows';
    if (tokens.isNamed(COLS)) return 'columns';
    return this.#notes.wantsMerges && tokens.isNamed(MERGE_CELLS) ? 'merges' : 'other';
  }

  #item(): void {
    const { tokens } = this;
    if (this.#section === 'merges' && tokens.isNamed(MERGE_CELL)) {
      const ref = tokens.attribute(REF) ?? '';
      if (!this.#notes.merge(ref))
        throw damaged(this.place, `is damaged: it merges cells where there are none ("${ref.slice(0, 40)}")`);
    } else if (this.#section === 'columns' && tokens.isNamed(COL) && isSet(tokens.attribute(HIDDEN))) {
      this.#notes.hideColumns(tokens.wholeNumber(MIN) ?? 0, tokens.wholeNumber(MAX) ?? 0);
    }
  }

  /** @returns behind the row; -1 where it is not whole yet */
  #row(kind: number): number {
    const { tokens, row, window } = this;
    const number = this.#rowNumber();
    if (kind === EMPTY) {
      row.number = number;
      return tokens.next;
    }
    const isHidden = isSet(tokens.attribute(HIDDEN));
    this.#scanned = number;
    const prefix = tokens.start - window.at - 1;
    const before = row.number;
    row.number = number;
    const next = this.#scanner.scan(tokens.next, number, prefix);
    if (next < 0) {
      row.number = before;
      return -1;
    }
    row.countCells();
    if (row.isBlank) this.#scanned = 0;
    else if (isHidden) this.#notes.hideRow(number);
    return next;
  }

  #rowNumber(): number {
    const before = this.row.number;
    const number = this.tokens.wholeNumber(NUMBER) ?? before + 1;
    if (number < 1) {
      const raw = (this.tokens.attribute(NUMBER) ?? '').slice(0, 40);
      throw damaged(this.place, `is damaged: the next row says that it is row "${raw}"`);
    }
    if (number <= before) throw damaged(this.place, `is damaged: row ${number} follows there`);
    if (number > MAX_SHEET_ROWS)
      throw tooManyRows({ what: `Row ${number} of the sheet "${this.sheetName}"`, field: `row ${number}` });
    return number;
  }

  /** @returns false where the consumer wants no more */
  #deliver(): boolean {
    const consumer = this.#consumer;
    const { row } = this;
    this.rows++;
    this.#notes.widen(row.cellCount);
    if (consumer.wants?.(row.number) === false) return true;
    consumer.row(row);
    return consumer.done?.() !== true;
  }

  #malformed() {
    return damaged(this.place, 'is damaged: it is not well-formed XML');
  }
}

function isSet(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
