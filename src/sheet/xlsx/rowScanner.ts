import { columnName, readReference } from '../cells/cellReference.ts';
import { numberText } from '../cells/numberText.ts';
import { MAX_CELL_CHARACTERS, MAX_COLUMNS } from '../limits.ts';
import { resolveXml, unescapeText, withLineFeeds } from '../xml/xmlText.ts';
import { CDATA, DONE, EMPTY, END, START, TEXT, type XmlTokens } from '../xml/xmlTokens.ts';
import { ElementPath } from './elementPath.ts';
import { PlainCells } from './plainCells.ts';
import type { SharedStrings } from './sharedStrings.ts';
import { cellTooLong, damaged, type Place, tooManyColumns } from './sheetFaults.ts';
import {
  BOOLEAN,
  type CellType,
  ERROR,
  ISO_DATE,
  NUMBER,
  SHARED,
  STRING,
  UNCALCULATED_FORMULA,
  type XlsxRow,
} from './xlsxRow.ts';
import { mustWait, type PartReader } from './xmlPart.ts';

const ROW = Buffer.from('row');
const C = Buffer.from('c');
const FORMULA = Buffer.from('f');
const REFERENCE = Buffer.from('r');
const STYLE = Buffer.from('s');
const TYPE = Buffer.from('t');

const TYPES: ReadonlyMap<string, CellType> = new Map([
  ['n', NUMBER],
  ['s', SHARED],
  ['str', STRING],
  ['inlineStr', STRING],
  ['b', BOOLEAN],
  ['e', ERROR],
  ['d', ISO_DATE],
]);
const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['1', '1'],
  ['true', '1'],
  ['0', '0'],
  ['false', '0'],
]);
const INDEX = /^\d{1,9}$/;
/** The elements, from the cell inwards, whose text is the cell's value: not formulas, not the readings of East Asian words. */
const VALUE_PATHS: ReadonlySet<string> = new Set(['v', 'is/t', 'is/r/t']);

/** Whose row is scanned. */
export interface RowOwner extends PartReader {
  readonly tokens: XmlTokens;
  readonly row: XlsxRow;
  readonly shared: SharedStrings;
  readonly sheetName: string;
}

interface Cell {
  readonly column: number;
  readonly style: number;
  readonly type: CellType;
}

/** Scans one row after the other: plain cells by `PlainCells`, all others here. */
export class RowScanner {
  readonly #owner: RowOwner;
  readonly #plain: PlainCells;
  readonly #path = new ElementPath(VALUE_PATHS);
  #number = 0;

  constructor(owner: RowOwner) {
    this.#owner = owner;
    this.#plain = new PlainCells(owner.window, owner.row, owner.shared);
  }

  /**
   * Scans the row with this number into the row object.
   * @param from behind its start tag
   * @param prefix length of the namespace prefix in its start tag, the colon counted
   * @returns behind its end tag; -1 where it is not whole yet
   */
  scan(from: number, number: number, prefix: number): number {
    const { row } = this.#owner;
    row.clear();
    row.start = from;
    this.#number = number;
    this.#plain.startRow(number, prefix);
    for (let at = from; at >= 0; ) {
      at = this.#plain.read(at);
      if (!this.#plain.isRowEnd) at = this.#other(at);
      if (this.#plain.isRowEnd) {
        row.end = at;
        return at;
      }
    }
    return -1;
  }

  /** @returns behind what stands at a place in the row; -1 where it is not whole yet */
  #other(from: number): number {
    const { tokens } = this.#owner;
    const kind = tokens.read(from);
    if (mustWait(kind, this.#owner)) return -1;
    if (kind === START || kind === EMPTY) {
      if (tokens.isNamed(C)) return this.#cell(kind);
      return kind === START ? this.#passOver(tokens.next) : tokens.next;
    }
    const isRowEnd = kind === END && tokens.isNamed(ROW);
    this.#require(isRowEnd || (kind === TEXT && tokens.isBlankText()));
    this.#plain.isRowEnd = isRowEnd;
    return tokens.next;
  }

  #passOver(from: number): number {
    const { tokens } = this.#owner;
    for (let at = from, depth = 1; ; at = tokens.next) {
      const kind = tokens.read(at);
      if (mustWait(kind, this.#owner)) return -1;
      this.#require(kind !== DONE);
      if (kind === START) depth++;
      else if (kind === END && --depth === 0) return tokens.next;
    }
  }

  #cell(kind: number): number {
    const cell = this.#head();
    this.#plain.column = cell.column;
    const { tokens } = this.#owner;
    if (kind === EMPTY) return tokens.next;
    const path = this.#path;
    path.clear();
    let value = '';
    let hasFormula = false;
    for (let at = tokens.next; ; at = tokens.next) {
      const token = tokens.read(at);
      if (mustWait(token, this.#owner)) return -1;
      this.#require(token !== DONE);
      if (token === START || token === EMPTY) {
        hasFormula ||= path.depth === 0 && tokens.isNamed(FORMULA);
        if (token === START && !path.open(tokens.text)) throw this.#tooDeep(cell);
      } else if (token === END) {
        if (path.depth === 0) break;
        this.#require(path.close(tokens.text));
      } else if (path.isValue) value += this.#resolved(token, cell);
      else if (path.depth === 0 && token === TEXT) this.#require(tokens.isBlankText());
    }
    this.#require(tokens.isNamed(C));
    const { next } = tokens;
    this.#keep(cell, value, hasFormula);
    return next;
  }

  #head(): Cell {
    const { tokens } = this.#owner;
    const reference = tokens.attribute(REFERENCE);
    let column = this.#plain.column + 1;
    if (reference !== undefined) {
      const read = readReference(reference);
      if (read === null || read.row !== this.#number) {
        throw damaged(this.#owner.place, `is damaged: one of its cells says that it is ${shown(reference)}`);
      }
      column = read.column;
    }
    const name = tokens.attribute(TYPE) ?? 'n';
    const type = TYPES.get(name);
    if (type === undefined)
      throw damaged(this.#place(column), `is damaged: there is no type of cells ${shown(name)}`);
    const style = tokens.attribute(STYLE) || '0';
    if (!INDEX.test(style))
      throw damaged(this.#place(column), `is damaged: there is no style ${shown(style)}`);
    return { column, style: Number(style), type };
  }

  #resolved(token: number, { column }: Cell): string {
    const { text } = this.#owner.tokens;
    const resolved = token === CDATA ? withLineFeeds(text) : resolveXml(text);
    if (resolved !== null) return resolved;
    throw damaged(
      this.#place(column),
      'is damaged: it has a reference (&…;) to something that is not defined',
    );
  }

  #keep({ column, style, type }: Cell, raw: string, hasFormula: boolean): void {
    const value = type === STRING ? raw : raw.trim();
    if (value === '') {
      // A formula that gives no text says that it is one.
      if (hasFormula && type !== STRING) this.#set({ column, style, type: UNCALCULATED_FORMULA }, '');
      return;
    }
    if (type !== SHARED && unescapeText(value).length > MAX_CELL_CHARACTERS)
      throw cellTooLong(this.#place(column));
    const index = type === SHARED ? this.#index(column, value) : -1;
    if (index >= 0 && this.#owner.shared.isEmpty(index) && !this.#owner.shared.isTooLong(index)) return;
    if (index >= 0 && column < MAX_COLUMNS && this.#owner.shared.isTooLong(index)) {
      throw cellTooLong(this.#place(column));
    }
    this.#set({ column, style, type }, this.#checked(type, column, value), index);
  }

  /** @param index of a shared text */
  #set({ column, style, type }: Cell, value: string, index = -1): void {
    if (column >= MAX_COLUMNS) throw tooManyColumns(this.#place(column));
    const { row } = this.#owner;
    row.types[column] = type;
    row.styles[column] = style;
    row.starts[column] = index;
    row.values[column] = value;
    row.width = Math.max(row.width, column + 1);
  }

  #index(column: number, value: string): number {
    const { count } = this.#owner.shared;
    const index = INDEX.test(value) ? Number(value) : count;
    if (index < count) return index;
    throw damaged(
      this.#place(column),
      `is damaged: it refers to text ${shown(value)} of the workbook, which has ${count}`,
    );
  }

  #checked(type: CellType, column: number, value: string): string {
    if (type === NUMBER && numberText(value) === null) {
      throw damaged(this.#place(column), `is damaged: it holds ${shown(value)} as a number`);
    }
    if (type !== BOOLEAN) return value;
    const truth = BOOLEANS.get(value);
    if (truth === undefined)
      throw damaged(this.#place(column), `is damaged: it holds ${shown(value)} as true or false`);
    return truth;
  }

  #tooDeep({ column }: Cell) {
    return damaged(this.#place(column), 'is damaged: its elements are nested deeper than those of any cell');
  }

  #place(column: number): Place {
    const cell = `${columnName(column)}${this.#number}`;
    return { what: `Cell ${cell} of the sheet "${this.#owner.sheetName}"`, field: cell };
  }

  #require(isSound: boolean): void {
    if (!isSound) throw damaged(this.#owner.place, 'is damaged: it is not well-formed XML');
  }
}

const MOST_SHOWN = 40;

function shown(value: string): string {
  return `"${value.slice(0, MOST_SHOWN)}"`;
}
