import type { SheetFault } from '../fault.ts';
import { MAX_CELL_BYTES, MAX_RECORD_BYTES, MAX_RECORDS } from '../limits.ts';
import type { ByteSource, RowConsumer, Sheet, SheetWarning } from '../rows.ts';
import { completeEnd, type DetectedEncoding, firstInvalid } from '../text/encoding.ts';
import { readText, type TextBytes } from '../text/textBytes.ts';
import {
  cellTooLong,
  emptyFile,
  nulCharacter,
  recordTooLong,
  tooManyColumns,
  tooManyRecords,
  unclosedQuote,
  undefinedText,
} from './csvFaults.ts';
import { CsvRow } from './csvRow.ts';
import { CsvScanner, type Scanned } from './csvScanner.ts';
import type { Delimiter } from './delimiter.ts';

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const ABOVE_SPACE = /[!-\uffff]/;

/** How the text of a file is to be read. */
export interface CsvShape {
  readonly encoding: DetectedEncoding;
  readonly delimiter: Delimiter;
  readonly chunkBytes: number;
}

/** A file of delimited text. What it holds does not depend on how it is cut into chunks. */
export class CsvSheet implements Sheet {
  readonly format = 'CSV';
  readonly merged = [];
  readonly warnings: readonly SheetWarning[];
  readonly #source: ByteSource;
  readonly #shape: CsvShape;

  constructor(source: ByteSource, shape: CsvShape, warnings: readonly SheetWarning[]) {
    this.#source = source;
    this.#shape = shape;
    this.warnings = warnings;
  }

  async read(consumer: RowConsumer): Promise<void> {
    const reading = new CsvReading(this.#source, this.#shape, consumer);
    while (reading.readChunk()) {
      const paused = consumer.pause?.(reading.bytesDone);
      if (paused !== undefined) await paused;
    }
  }
}

/** One way through a file: a window of its text, and the records in it one after the other. */
class CsvReading {
  readonly #shape: CsvShape;
  readonly #consumer: RowConsumer;
  readonly #text: TextBytes;
  readonly #bytes: Buffer;
  readonly #row: CsvRow;
  readonly #scanner: CsvScanner;
  /** Where the next record starts, and where the text in the window ends. */
  #at: number;
  #filled = 0;
  #isEnd = false;
  /** Up to here the text is known to be well-formed, but for what lies at `#badAt`. */
  #checked = 0;
  #badAt = Infinity;
  #line = 1;
  #isBlankSoFar = true;
  /** The bytes that are filled, and the next quote and carriage return in them that are known of. */
  #window: Buffer;
  #quoteAt = -1;
  #returnAt = -1;

  constructor(source: ByteSource, shape: CsvShape, consumer: RowConsumer) {
    this.#shape = shape;
    this.#consumer = consumer;
    this.#text = readText(source, shape.encoding, shape.chunkBytes);
    this.#bytes = Buffer.allocUnsafe(MAX_RECORD_BYTES + this.#text.maxFill);
    this.#row = new CsvRow(this.#bytes);
    this.#scanner = new CsvScanner(this.#bytes, this.#row, shape.delimiter.byte);
    this.#window = this.#bytes.subarray(0, 0);
    this.#at = shape.delimiter.start;
    if (this.#at > 0) this.#line = 2;
  }

  get bytesDone(): number {
    return this.#text.position;
  }

  /** @returns whether there is more to read. @throws SheetFault */
  readChunk(): boolean {
    this.#fill();
    const isWanted = this.#deliver();
    if (!this.#isEnd) return isWanted;
    if (isWanted && this.#isBlankSoFar) throw emptyFile();
    return false;
  }

  #fill(): void {
    const done = Math.min(this.#at, this.#filled);
    this.#bytes.copyWithin(0, done, this.#filled);
    this.#at -= done;
    this.#filled -= done;
    this.#checked -= done;
    this.#badAt -= done;
    const count = this.#text.fill(this.#bytes, this.#filled);
    this.#filled += count;
    this.#isEnd = count === 0;
    this.#window = this.#bytes.subarray(0, this.#filled);
    this.#quoteAt = -1;
    this.#returnAt = -1;
    if (this.#badAt === Infinity) this.#check();
  }

  #check(): void {
    const end = this.#isEnd ? this.#filled : completeEnd(this.#bytes, this.#filled);
    if (end <= this.#checked) return;
    const nul = this.#bytes.subarray(this.#checked, end).indexOf(0);
    const nulAt = nul < 0 ? Infinity : this.#checked + nul;
    this.#badAt = Math.min(nulAt, firstInvalid(this.#bytes, this.#checked, end));
    this.#checked = end;
  }

  /** Delivers the records that are whole. @returns false when the consumer wants no more */
  #deliver(): boolean {
    const scanner = this.#scanner;
    const row = this.#row;
    const consumer = this.#consumer;
    const isSelective = consumer.wants !== undefined || consumer.firstCells !== undefined;
    while (this.#at < this.#filled) {
      const limit = Math.min(this.#filled, this.#at + MAX_RECORD_BYTES);
      const isLast = this.#isEnd && limit === this.#filled;
      const plainEnd = isSelective ? this.#plainEnd(limit) : -1;
      if (plainEnd >= 0 && consumer.wants?.(row.number + 1) === false) {
        this.#passOver(plainEnd);
        continue;
      }
      const scanned =
        plainEnd >= 0
          ? scanner.scanPlain(this.#at, plainEnd, consumer.firstCells)
          : scanner.scan(this.#at, limit, isLast);
      if (scanned === 'open' && !isLast && this.#filled - this.#at <= MAX_RECORD_BYTES) return true;
      if (scanned !== 'record' || this.#badAt < scanner.next) throw this.#fault(scanned, limit);
      if (++row.number > MAX_RECORDS) throw tooManyRecords();
      if (row.end - row.start > MAX_CELL_BYTES) this.#checkCells();
      this.#at = scanner.next;
      this.#line += 1 + scanner.quotedLines;
      if (this.#isBlank()) continue;
      this.#isBlankSoFar = false;
      consumer.row(row);
      if (consumer.done?.() === true) return false;
    }
    return true;
  }

  /** The line feed that ends the next record, where that is one plain line without quotes; -1 where it may not be. */
  #plainEnd(limit: number): number {
    const end = this.#window.indexOf(LF, this.#at);
    if (end < 0 || end >= limit || this.#badAt <= end) return -1;
    if (this.#quoteAt < this.#at) this.#quoteAt = this.#nextOf(QUOTE);
    if (this.#returnAt < this.#at) this.#returnAt = this.#nextOf(CR);
    return this.#quoteAt < end || this.#returnAt < end - 1 ? -1 : end;
  }

  #passOver(end: number): void {
    if (++this.#row.number > MAX_RECORDS) throw tooManyRecords();
    this.#at = end + 1;
    this.#line += 1;
    this.#isBlankSoFar = false;
  }

  #nextOf(byte: number): number {
    const found = this.#window.indexOf(byte, this.#at);
    return found < 0 ? Infinity : found;
  }

  /** Spreadsheet programs write blank rows by the hundred thousand: delimiters, blanks and empty quotes alone. */
  #isBlank(): boolean {
    const { start, end } = this.#row;
    const delimiter = this.#shape.delimiter.byte;
    for (let at = start; at < end; at++) {
      const byte = this.#bytes[at] as number;
      if (byte > SPACE && byte !== delimiter && byte !== QUOTE) return false;
    }
    for (let cell = 0; cell < this.#row.cellCount; cell++) {
      if (ABOVE_SPACE.test(this.#row.text(cell))) return false;
    }
    return true;
  }

  #checkCells(): void {
    const { starts, ends, cellCount } = this.#row;
    for (let cell = 0; cell < cellCount; cell++) {
      const bytes = Math.abs(ends[cell] as number) - (starts[cell] as number);
      if (bytes > MAX_CELL_BYTES) throw cellTooLong(this.#line, cell);
    }
  }

  /** Why the record at hand cannot be read. */
  #fault(scanned: Scanned, limit: number): SheetFault {
    const scanner = this.#scanner;
    if (this.#badAt < (scanned === 'open' ? limit : scanner.next)) return this.#badText();
    if (scanned === 'tooManyColumns') return tooManyColumns(this.#line);
    if (scanner.quoteAt >= 0) return unclosedQuote(this.#line + scanner.linesBeforeQuote);
    return recordTooLong(this.#line);
  }

  #badText(): SheetFault {
    const before = this.#bytes.toString('latin1', this.#at, this.#badAt);
    const line = this.#line + (before.match(/\r\n|\r|\n/g)?.length ?? 0);
    if (this.#bytes[this.#badAt] === 0) return nulCharacter(line);
    return undefinedText(line, this.#shape.encoding.encoding);
  }
}
