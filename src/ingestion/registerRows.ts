import { COLUMNS_OF, type ColumnKey, type Register } from '../gst/columns.ts';
import { isIdentifier } from '../gst/columnTable.ts';
import { ERROR_FILE_COLUMNS } from '../gst/header.ts';
import { hasLostDigits, ruinedText } from '../gst/identifiers.ts';
import type { SourceRow } from '../gst/line.ts';
import { undefuse } from '../sheet/formulaDefence.ts';
import type { RowView } from '../sheet/rows.ts';
import { KIND_LETTERS } from './kindLetters.ts';
import type { RegisterHeader } from './registerHeader.ts';

/** A row as the judge takes it, with what the file's side must know. */
export interface ReadRow extends SourceRow {
  /** The first text that stands beyond the last column of the header; '' where none does. */
  readonly beyond: string;
  /** Characters that the row keeps in memory. */
  readonly characters: number;
}

/** Takes rows apart by the header: known columns in the register's order, all others left aside. */
export class RegisterRows {
  readonly #header: RegisterHeader;
  readonly #blank: readonly string[];
  /** Pairwise: a cell of the file and the column of the register that it fills. */
  readonly #cells: readonly number[];
  readonly #columns: readonly number[];
  /** Cells of the header but for our own. */
  readonly #ownless: number[];
  /** Cells of the file that fill none. */
  readonly #others: readonly number[];
  readonly #isDefused: boolean;
  /** Pairwise: a cell with an identifier and its column; none where the file does not say what a cell is. */
  readonly #identifierCells: readonly number[];
  readonly #identifierColumns: readonly number[];
  /** Cells of the key's texts, -1 where the file has none; their columns; and the texts last taken. */
  readonly #keyCells: readonly number[];
  readonly #keyColumns: readonly number[];
  readonly #keyTexts: string[];
  /** Pairwise with `#cells`: the texts of the row read last, as they stood and trimmed. */
  readonly #lastTexts: string[];
  readonly #lastValues: string[];
  /**
   * Where an error workbook counts a row's errors, -1 in any other file: other text there is ours from behind it, so the
   * row's cells were moved to the left and our count stands in a column of the user's.
   */
  readonly #countCell: number;
  #mostBeyond = 0;

  constructor(
    header: RegisterHeader,
    keyColumns: readonly ColumnKey[],
    /** Whether the file says what its cells are: numbers, dates, texts. */
    { isTyped }: { readonly isTyped: boolean },
  ) {
    this.#header = header;
    this.#isDefused = header.isDefused;
    this.#countCell = header.isDefused ? -1 : countCellOf(header);
    const mapped = [...header.columnOf.entries()].filter(([, cell]) => cell >= 0);
    this.#columns = mapped.map(([column]) => column);
    this.#cells = mapped.map(([, cell]) => cell);
    const known = new Set(this.#cells);
    this.#others = [...header.headerCells.keys()].filter((cell) => !known.has(cell));
    this.#ownless = [...header.headerCells.keys()].filter((cell) => !header.ownColumns.includes(cell));
    const identifiers = isTyped ? mapped.filter(([column]) => isIdentifierAt(header.register, column)) : [];
    this.#identifierColumns = identifiers.map(([column]) => column);
    this.#identifierCells = identifiers.map(([, cell]) => cell);
    this.#blank = header.columnOf.map(() => '');
    this.#keyColumns = keyColumns.map((key) => columnIndex(header.register, key));
    this.#keyCells = this.#keyColumns.map((column) => header.columnOf[column] ?? -1);
    this.#keyTexts = keyColumns.map(() => '');
    this.#lastTexts = this.#cells.map(() => '');
    this.#lastValues = this.#cells.map(() => '');
  }

  /** How many cells from the first on hold all that `keyTexts` asks for. */
  get keyWidth(): number {
    return Math.max(0, ...this.#keyCells) + 1;
  }

  /** The texts that say which rows belong together, without reading the others; good until the next call. */
  keyTexts(view: RowView): readonly string[] {
    for (let at = 0; at < this.#keyCells.length; at += 1)
      this.#keyTexts[at] = this.#text(view, this.#keyCells[at] as number).trim();
    return this.#keyTexts;
  }

  /** The same of a row that was read. */
  keyTextsOf({ values }: ReadRow): readonly string[] {
    for (let at = 0; at < this.#keyColumns.length; at += 1)
      this.#keyTexts[at] = values[this.#keyColumns[at] as number] as string;
    return this.#keyTexts;
  }

  /** How many cells beyond the header a row had at most, of those read so far. */
  get mostBeyond(): number {
    return this.#mostBeyond;
  }

  read(view: RowView): ReadRow {
    const values = this.#blank.slice();
    const cells = this.#cells;
    const columns = this.#columns;
    let characters = 0;
    for (let at = 0; at < cells.length; at += 1) {
      const text = this.#text(view, cells[at] as number);
      if (text === '') continue;
      characters += text.length;
      // Rows of a document agree in most cells: one and the same string is compared at a glance from here on.
      if (text !== this.#lastTexts[at]) {
        this.#lastTexts[at] = text;
        this.#lastValues[at] = text.trim();
      }
      values[columns[at] as number] = this.#lastValues[at] as string;
    }
    for (const cell of this.#others) characters += view.text(cell).length;
    return {
      row: view.number,
      values,
      beyond: this.#noteBeyond(view),
      characters,
      ruined: this.#ruined(view),
    };
  }

  /**
   * All cells as the user wrote them, our own left out, as wide as the header at least; behind them what stands beyond it,
   * where the file is a workbook of ours under a header of its own. An identifier that the
   * spreadsheet program changed shows it: sent back untouched it must not pass for a number.
   */
  rawCells(view: RowView): string[] {
    return this.#rawPlaces(view).map((cell) => {
      const text = this.#text(view, cell);
      return this.#identifierCells.includes(cell) && isRuined(view, cell) ? ruinedText(text) : text;
    });
  }

  /** What the file says each of these cells is: a letter a cell. */
  rawKinds(view: RowView): string {
    return this.#rawPlaces(view)
      .map((cell) => KIND_LETTERS[view.kind(cell)])
      .join('')
      .trimEnd();
  }

  #rawPlaces(view: RowView): number[] {
    const beyond = this.#beyond(view);
    return beyond.length === 0 ? this.#ownless : [...this.#ownless, ...beyond];
  }

  #noteBeyond(view: RowView): string {
    const moved = this.#countCell < 0 ? '' : view.text(this.#countCell).trim();
    if (moved !== '' && !COUNT.test(moved)) return moved.slice(0, MOST_SHOWN);
    const cells = this.#beyond(view);
    if (cells.length === 0) return '';
    this.#mostBeyond = Math.max(this.#mostBeyond, cells.length);
    const first = cells.find((cell) => view.text(cell).trim() !== '') ?? 0;
    return view.text(first).trim().slice(0, MOST_SHOWN);
  }

  /** Cells beyond the header up to the last one with text. */
  #beyond(view: RowView): readonly number[] {
    const { headerCells, beyondColumns } = this.#header;
    if (beyondColumns.length === 0 && view.cellCount <= headerCells.length) return NONE;
    const cells = [...beyondColumns];
    for (let cell = headerCells.length; cell < view.cellCount; cell += 1) cells.push(cell);
    return cells.slice(0, cells.findLastIndex((cell) => view.text(cell).trim() !== '') + 1);
  }

  #ruined(view: RowView): readonly number[] | undefined {
    let ruined: number[] | undefined;
    for (let at = 0; at < this.#identifierCells.length; at += 1) {
      const cell = this.#identifierCells[at] as number;
      if (!isRuined(view, cell)) continue;
      ruined ??= [];
      ruined.push(this.#identifierColumns[at] as number);
    }
    return ruined;
  }

  #text(view: RowView, cell: number): string {
    const text = view.text(cell);
    return this.#isDefused ? undefuse(text) : text;
  }
}

const NONE: readonly number[] = [];
const COUNT = /^\d+$/;
/** Characters of a text beyond the header: no message shows more. */
const MOST_SHOWN = 80;

function countCellOf({ ownColumns, headerCells }: RegisterHeader): number {
  const [count = -1, message] = ERROR_FILE_COLUMNS.map((name) =>
    ownColumns.find((cell) => headerCells[cell]?.trim() === name),
  );
  return message === undefined ? -1 : count;
}

function isRuined(view: RowView, cell: number): boolean {
  const kind = view.kind(cell);
  return kind === 'date' || (kind === 'number' && hasLostDigits(view.text(cell)));
}

function isIdentifierAt(register: Register, column: number): boolean {
  const key = COLUMNS_OF[register][column];
  return key !== undefined && isIdentifier(key);
}

/** Where a column stands in `SourceRow.values`; -1 where the register has none of the name. */
export function columnIndex(register: Register, key: ColumnKey): number {
  return COLUMNS_OF[register].indexOf(key);
}
