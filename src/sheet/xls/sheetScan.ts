import { MAX_CELL_CHARACTERS, MAX_MERGED_RANGES } from '../limits.ts';
import type { MergedCells } from '../rows.ts';
import { type BiffRecords, HEAD_BYTES, u16 } from './biffRecords.ts';
import { CellParts, isFormula, leastCellBytes, mulRkCells, nextInSheet } from './cellRecords.ts';
import { formulaResult } from './formulaResult.ts';
import { COLINFO, EOF, LABEL, LABELSST, MERGEDCELLS, MULRK, ROW, RSTRING, STRING } from './recordTypes.ts';
import { beginSubstream, WORKSHEET, type WorkbookGlobals } from './workbookGlobals.ts';
import { beyondLimit, cellPlace, cellTooLong, damaged } from './xlsFaults.ts';

export const MAX_ROWS = 65_536;
export const MAX_COLUMNS = 256;

/** Flags of ROW (fDyZero) and of COLINFO (fHidden). */
const ROW_IS_HIDDEN = 0x20;
const COLUMN_IS_HIDDEN = 1;

/** What is known of a sheet before its cells are read. */
export interface SheetFacts {
  /** Where the records behind its first one start. */
  readonly cellsAt: number;
  /** Whether the rows come in their order: nearly every program writes them so. */
  readonly isOrdered: boolean;
  /** Whether any formula came to more than an empty text. */
  readonly hasResults: boolean;
  /** By row: bytes of the records that hold its cells. */
  readonly rowBytes: Uint32Array;
  /** Rows and columns from 0 that are hidden and have something in them. */
  readonly hiddenRows: readonly number[];
  readonly hiddenColumns: readonly number[];
  readonly merged: readonly MergedCells[];
}

/** Goes over a sheet's records without reading its cells; whatever is wrong with one is found here. @throws SheetFault */
export function scanSheet(records: BiffRecords, globals: WorkbookGlobals): SheetFacts {
  records.seek(globals.sheetAt);
  if (beginSubstream(records) !== WORKSHEET) throw damaged('its first sheet is not where it should be');
  return new SheetScan(records, globals).run();
}

class SheetScan {
  readonly #records: BiffRecords;
  readonly #globals: WorkbookGlobals;
  readonly #parts = new CellParts();
  readonly #rowBytes = new Uint32Array(MAX_ROWS);
  readonly #isHiddenRow = new Uint8Array(MAX_ROWS);
  readonly #isHiddenColumn = new Uint8Array(MAX_COLUMNS);
  readonly #isUsedColumn = new Uint8Array(MAX_COLUMNS);
  readonly #merged: MergedCells[] = [];
  #isOrdered = true;
  #hasResults = false;
  /** Of the last cell. */
  #row = 0;
  #column = 0;

  constructor(records: BiffRecords, globals: WorkbookGlobals) {
    this.#records = records;
    this.#globals = globals;
  }

  run(): SheetFacts {
    const records = this.#records;
    const cellsAt = records.position;
    for (let type = nextInSheet(records); type !== EOF; type = nextInSheet(records)) {
      const part = this.#parts.of(type);
      if (part === 'cell') this.#takeCell(type);
      else if (part === 'rest') this.#takeRest(type);
      else this.#takeOther(type);
    }
    const isUsedRow = (row: number) => (this.#rowBytes[row] as number) > 0;
    return {
      cellsAt,
      isOrdered: this.#isOrdered,
      hasResults: this.#hasResults,
      rowBytes: this.#rowBytes,
      hiddenRows: marked(this.#isHiddenRow).filter(isUsedRow),
      hiddenColumns: marked(this.#isHiddenColumn).filter((column) => this.#isUsedColumn[column] === 1),
      merged: this.#merged,
    };
  }

  #takeCell(type: number): void {
    const { bytes, at, length } = this.#records;
    if (length < leastCellBytes(type))
      throw damaged(`a cell of the sheet "${this.#globals.sheetName}" is cut short`);
    const row = u16(bytes, at);
    const column = u16(bytes, at + 2);
    if (row < this.#row) this.#isOrdered = false;
    this.#row = row;
    this.#column = column;
    this.#count(row);
    const last = type === MULRK ? column + mulRkCells(length) - 1 : column;
    if (last >= MAX_COLUMNS) throw damaged(`row ${row + 1} has cells beyond column IV, the last there is`);
    for (let used = column; used <= last; used++) this.#isUsedColumn[used] = 1;
    if (type === LABELSST) this.#checkShared(row, column);
    else if (isFormula(type)) this.#hasResults ||= formulaResult(this.#records) !== 'empty';
    else if (type === LABEL || type === RSTRING) this.#checkLength(row, column, u16(bytes, at + 6));
  }

  #checkShared(row: number, column: number): void {
    const { bytes, at } = this.#records;
    const { strings } = this.#globals;
    const index = u16(bytes, at + 6) + u16(bytes, at + 8) * 65_536;
    if (index >= strings.count) throw damaged(`it lacks the text of ${this.#place(row, column)}`);
    if (strings.longest > MAX_CELL_CHARACTERS) this.#checkLength(row, column, strings.length(index));
  }

  #checkLength(row: number, column: number, characters: number): void {
    if (characters <= MAX_CELL_CHARACTERS) return;
    throw cellTooLong(this.#place(row, column));
  }

  #takeRest(type: number): void {
    const { bytes, at, length } = this.#records;
    this.#count(this.#row);
    if (type === STRING && length >= 2) this.#checkLength(this.#row, this.#column, u16(bytes, at));
  }

  #count(row: number): void {
    this.#rowBytes[row] = (this.#rowBytes[row] as number) + HEAD_BYTES + this.#records.length;
  }

  #takeOther(type: number): void {
    const { bytes, at, length } = this.#records;
    if (type === ROW && length >= 14 && ((bytes[at + 12] as number) & ROW_IS_HIDDEN) !== 0) {
      this.#isHiddenRow[u16(bytes, at)] = 1;
    } else if (type === COLINFO && length >= 10 && ((bytes[at + 8] as number) & COLUMN_IS_HIDDEN) !== 0) {
      this.#isHiddenColumn.fill(1, u16(bytes, at), u16(bytes, at + 2) + 1);
    } else if (type === MERGEDCELLS) this.#takeMerged();
  }

  #takeMerged(): void {
    const { bytes, at, length } = this.#records;
    for (let from = at + 2; from + 8 <= at + length; from += 8) {
      const top = u16(bytes, from);
      const bottom = u16(bytes, from + 2);
      const left = u16(bytes, from + 4);
      const right = u16(bytes, from + 6);
      if (bottom <= top || right < left) continue;
      this.#merged.push({ top: top + 1, bottom: bottom + 1, left, right });
      if (this.#merged.length > MAX_MERGED_RANGES) {
        throw beyondLimit(`more than ${MAX_MERGED_RANGES} ranges of merged cells`);
      }
    }
  }

  #place(row: number, column: number): string {
    return cellPlace(row, column, this.#globals.sheetName);
  }
}

function marked(marks: Uint8Array): number[] {
  const indexes: number[] = [];
  for (let index = marks.indexOf(1); index >= 0; index = marks.indexOf(1, index + 1)) indexes.push(index);
  return indexes;
}
