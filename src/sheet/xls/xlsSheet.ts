import type { MergedCells, RowConsumer, Sheet, SheetWarning } from '../rows.ts';
import { BiffRecords, u16 } from './biffRecords.ts';
import { MULRK_CELL_BYTES, MULRK_HEAD_BYTES, mulRkCells, nextInSheet } from './cellRecords.ts';
import { formulaResult, isLeftToCalculate, RESULT_AT } from './formulaResult.ts';
import { recordText } from './recordText.ts';
import {
  BOOLERR,
  EOF,
  FORMULA,
  FORMULA3,
  FORMULA4,
  LABEL,
  LABELSST,
  MULRK,
  NUMBER,
  RK,
  RSTRING,
  STRING,
} from './recordTypes.ts';
import { rkNumber } from './rkNumber.ts';
import type { CellStream } from './rowOrder.ts';
import type { SheetFacts } from './sheetScan.ts';
import { sheetWarnings } from './sheetWarnings.ts';
import type { WorkbookGlobals } from './workbookGlobals.ts';
import { emptySheet } from './xlsFaults.ts';
import { XlsRow } from './xlsRow.ts';

/** Where a sheet's cells lie, and what is known of it. */
export interface XlsStream {
  readonly cells: CellStream;
  readonly globals: WorkbookGlobals;
  readonly facts: SheetFacts;
  /** False where no program has calculated its formulas: then an empty text is none that they came to. */
  readonly isCalculated: boolean;
  readonly chunkBytes: number;
}

/** The first sheet of an Excel 97-2003 workbook (BIFF8). */
export class XlsSheet implements Sheet {
  readonly format = 'XLS';
  readonly warnings: readonly SheetWarning[];
  readonly merged: readonly MergedCells[];
  readonly #stream: XlsStream;

  constructor(stream: XlsStream) {
    this.#stream = stream;
    this.merged = stream.facts.merged;
    this.warnings = sheetWarnings(stream.globals, stream.facts);
  }

  async read(consumer: RowConsumer): Promise<void> {
    const reading = new XlsReading(this.#stream, consumer);
    while (reading.readChunk()) {
      const paused = consumer.pause?.(reading.bytesDone);
      if (paused !== undefined) await paused;
    }
  }
}

const NO_ROW = -1;
const NO_COLUMN = -1;

/** One way through a sheet's records. */
class XlsReading {
  readonly #records: BiffRecords;
  readonly #row: XlsRow;
  readonly #consumer: RowConsumer;
  readonly #stream: XlsStream;
  readonly #columns: number;
  /** From 0, and whether anybody wants it. */
  #rowIndex = NO_ROW;
  #isWanted = false;
  /** Of the formula whose text comes in a record of its own. */
  #textColumn = NO_COLUMN;
  #isBlankSoFar = true;

  constructor(stream: XlsStream, consumer: RowConsumer) {
    this.#stream = stream;
    this.#consumer = consumer;
    this.#columns = consumer.firstCells ?? Infinity;
    this.#row = new XlsRow(stream.globals);
    this.#records = new BiffRecords(stream.cells.source, stream.chunkBytes);
    this.#records.seek(stream.cells.at);
  }

  get bytesDone(): number {
    return this.#records.position;
  }

  /** @returns whether there is more to read. @throws SheetFault */
  readChunk(): boolean {
    const records = this.#records;
    const until = records.position + this.#stream.chunkBytes;
    while (records.position < until) {
      const type = nextInSheet(records);
      if (type === EOF) {
        if (this.#deliver() && this.#isBlankSoFar) throw emptySheet(this.#stream.globals.sheetName);
        return false;
      }
      if (!this.#take(type)) return false;
    }
    return true;
  }

  /** @returns false when the consumer wants no more */
  #take(type: number): boolean {
    switch (type) {
      case LABELSST:
      case RK:
      case NUMBER:
      case MULRK:
      case LABEL:
      case RSTRING:
      case FORMULA:
      case FORMULA3:
      case FORMULA4:
      case BOOLERR:
        break;
      case STRING:
        if (this.#textColumn !== NO_COLUMN) this.#row.setText(this.#textColumn, recordText(this.#records, 0));
        return true;
      default:
        return true;
    }
    this.#textColumn = NO_COLUMN;
    const row = u16(this.#records.bytes, this.#records.at);
    if (row !== this.#rowIndex && !this.#startRow(row)) return false;
    if (this.#isWanted) this.#takeCell(type);
    return true;
  }

  #startRow(row: number): boolean {
    if (!this.#deliver()) return false;
    this.#rowIndex = row;
    this.#isWanted = this.#consumer.wants?.(row + 1) !== false;
    if (this.#isWanted) this.#row.start(row + 1);
    else this.#isBlankSoFar = false;
    return true;
  }

  /** Hands over the row that was read. @returns false when the consumer wants no more */
  #deliver(): boolean {
    if (this.#rowIndex === NO_ROW || !this.#isWanted || !this.#row.finish(this.#columns)) return true;
    this.#isBlankSoFar = false;
    this.#consumer.row(this.#row);
    return this.#consumer.done?.() !== true;
  }

  #takeCell(type: number): void {
    const { bytes, at } = this.#records;
    const column = u16(bytes, at + 2);
    const row = this.#row;
    switch (type) {
      case LABELSST:
        row.setShared(column, u16(bytes, at + 6) + u16(bytes, at + 8) * 65_536);
        break;
      case RK:
        row.setNumber(column, rkNumber(bytes, at + 6), u16(bytes, at + 4));
        break;
      case NUMBER:
        row.setNumber(column, bytes.readDoubleLE(at + 6), u16(bytes, at + 4));
        break;
      case MULRK:
        this.#takeMulRk(column);
        break;
      case FORMULA:
      case FORMULA3:
      case FORMULA4:
        this.#takeFormula(column);
        break;
      case BOOLERR:
        this.#takeBoolErr(column);
        break;
      default:
        row.setText(column, recordText(this.#records, 6));
    }
  }

  #takeMulRk(first: number): void {
    const { bytes, at, length } = this.#records;
    const end = first + mulRkCells(length);
    let from = at + MULRK_HEAD_BYTES;
    for (let column = first; column < end; column++) {
      this.#row.setNumber(column, rkNumber(bytes, from + 2), u16(bytes, from));
      from += MULRK_CELL_BYTES;
    }
  }

  #takeBoolErr(column: number): void {
    const { bytes, at } = this.#records;
    const value = bytes[at + 6] as number;
    if (bytes[at + 7] === 0) this.#row.setBoolean(column, value !== 0);
    else this.#row.setError(column, value);
  }

  /** Formulas are never run: what counts is what they last came to. */
  #takeFormula(column: number): void {
    const { bytes, at } = this.#records;
    const row = this.#row;
    const result = formulaResult(this.#records);
    const isPending = isLeftToCalculate(this.#records) || (result === 'empty' && !this.#stream.isCalculated);
    if (isPending) row.setUncalculated(column);
    else if (result === 'number') {
      row.setNumber(column, bytes.readDoubleLE(at + RESULT_AT), u16(bytes, at + 4));
    } else if (result === 'boolean') row.setBoolean(column, bytes[at + RESULT_AT + 2] !== 0);
    else if (result === 'error') row.setError(column, bytes[at + RESULT_AT + 2] as number);
    else {
      row.setBlank(column);
      if (result === 'text') this.#textColumn = column;
    }
  }
}
