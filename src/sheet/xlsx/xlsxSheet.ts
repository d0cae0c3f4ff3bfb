import type { ByteSource, MergedCells, RowConsumer, Sheet, SheetWarning } from '../rows.ts';
import { sheetChoiceWarnings } from '../sheetChoice.ts';
import { openPackage } from './openPackage.ts';
import type { WorkbookParts } from './parts.ts';
import { SharedStrings } from './sharedStrings.ts';
import { readSharedStrings } from './sharedStringsReader.ts';
import { emptySheet } from './sheetFaults.ts';
import { SheetNotes } from './sheetNotes.ts';
import { SheetReading } from './sheetReading.ts';
import { readPart } from './xmlPart.ts';

/** Opens a workbook by its bytes. @throws SheetFault */
export async function openXlsx(source: ByteSource): Promise<Sheet> {
  return new XlsxSheet(await openPackage(source));
}

/** The worksheet of a workbook that is read. What it holds does not depend on how its parts come in pieces. */
export class XlsxSheet implements Sheet {
  readonly format = 'XLSX';
  readonly #parts: WorkbookParts;
  readonly #warnings: SheetWarning[];
  #merged: readonly MergedCells[] = [];
  #shared: SharedStrings | null = null;
  /** Bytes of the package that the shared strings took. */
  #sharedBytes = 0;
  #isKnown = false;

  constructor(parts: WorkbookParts) {
    this.#parts = parts;
    this.#warnings = sheetChoiceWarnings(parts);
  }

  get warnings(): readonly SheetWarning[] {
    return this.#warnings;
  }

  get merged(): readonly MergedCells[] {
    return this.#merged;
  }

  async read(consumer: RowConsumer): Promise<void> {
    const pause = consumer.pause?.bind(consumer);
    const shared = await this.#strings(pause);
    const notes = new SheetNotes(this.#parts.sheetName, !this.#isKnown);
    const reading = new SheetReading(this.#parts, { shared, consumer, notes });
    const isWhole = await readPart(
      this.#parts.sheet,
      reading,
      pause && ((bytesDone) => pause(this.#sharedBytes + bytesDone)),
    );
    if (!isWhole) return;
    if (reading.rows === 0) throw emptySheet(this.#parts.sheetName);
    if (this.#isKnown) return;
    this.#isKnown = true;
    this.#merged = notes.merged;
    this.#warnings.push(...notes.warnings());
  }

  /** They are read once, and stay for the other passes. */
  async #strings(pause: RowConsumer['pause']): Promise<SharedStrings> {
    if (this.#shared !== null) return this.#shared;
    const { sharedStrings } = this.#parts;
    let bytes = 0;
    const shared =
      sharedStrings === null
        ? new SharedStrings()
        : await readSharedStrings(sharedStrings, (bytesDone) => {
            bytes = bytesDone;
            return pause?.(bytesDone);
          });
    this.#sharedBytes = bytes;
    this.#shared = shared;
    return shared;
  }
}
