import type { ColumnKey } from '../gst/columns.ts';
import { columnOf, headerOf, isIdentifier } from '../gst/columnTable.ts';
import { BEYOND_HEADER, ERROR_FILE_COLUMNS, normaliseHeader } from '../gst/header.ts';
import { shown } from '../gst/wording.ts';
import type { Cell, Row, Style, StyledCell, WorkbookColumn } from '../sheet/workbook/model.ts';
import {
  BAD_STYLE,
  BAD_TEXT_STYLE,
  HEAD_STYLE,
  HELD_STYLE,
  HELD_TEXT_STYLE,
  OWN_HEAD_STYLE,
  TEXT_STYLE,
} from './bookStyles.ts';
import { MESSAGE_SEPARATOR } from './errorFile.ts';
import { KIND_LETTERS } from './kindLetters.ts';
import type { MarkFacts, RowMarks } from './markFile.ts';
import { typedCell } from './typedCell.ts';

/** In front of the user's cells in the error file; behind them in the workbook. */
const OWN = ERROR_FILE_COLUMNS.length;
const MESSAGE_WIDTH = 70;
const COUNT_WIDTH = 9;
const BEYOND_WIDTH = 18;
/** Columns for what stands beyond the header; the last one takes the rest. */
const MOST_BEYOND = 20;
const BEYOND_SEPARATOR = ' | ';
const [NARROWEST, WIDEST] = [9, 36];

/** A row of the error file, with what is known of it beside. */
export interface RefusedLine {
  readonly cells: readonly string[];
  /** Null where the file was judged before there were any. */
  readonly marks: RowMarks | null;
  /** What the workbook says of the row instead of the error file's message. */
  readonly message?: string;
}

/** Lays the rows of an error file out as the user knows them: own columns in front, ours behind. */
export class ErrorSheet {
  readonly #header: readonly string[];
  readonly #isNumeric: readonly boolean[];
  readonly #isIdentifier: readonly boolean[];
  readonly #callings: readonly string[];
  readonly #mayComment: () => boolean;
  readonly #beyond: number;

  /**
   * @param header of the error file, our two columns first
   * @param more.beyond how many cells a row has beyond the header at most
   * @param more.mayComment asked before each comment
   */
  constructor(
    header: readonly string[],
    facts: MarkFacts | null,
    more: { readonly beyond: number; readonly mayComment: () => boolean },
  ) {
    this.#header = header.slice(OWN);
    this.#isNumeric = this.#header.map((_, cell) => isNumeric(facts?.columns[cell] ?? null));
    this.#isIdentifier = this.#header.map((_, cell) => isIdentifierCell(facts?.columns[cell] ?? null));
    this.#callings = this.#header.map((text, cell) => callingOf(text, facts, cell));
    this.#mayComment = more.mayComment;
    this.#beyond = Math.min(more.beyond, MOST_BEYOND);
  }

  get head(): Row {
    const height = this.#header.some((text) => text.length > WIDEST) ? 45 : 30;
    return {
      height,
      cells: [
        ...this.#header.map((value) => ({ value, style: HEAD_STYLE })),
        ...this.#beyondHeaders.map((value) => ({ value, style: OWN_HEAD_STYLE })),
        ...ERROR_FILE_COLUMNS.map((value) => ({ value, style: OWN_HEAD_STYLE })),
      ],
    };
  }

  /** What the user's file calls the column of a cell, where that is not what messages call it. */
  callingOf(cell: number): string {
    return this.#callings[cell] ?? '';
  }

  get #beyondHeaders(): string[] {
    return Array.from({ length: this.#beyond }, (_, at) =>
      at === 0 ? BEYOND_HEADER : `${BEYOND_HEADER} ${at + 1}`,
    );
  }

  /** @param sample rows by which widths are chosen */
  columns(sample: readonly (readonly string[])[]): WorkbookColumn[] {
    const own = this.#header.map((text, cell): WorkbookColumn => {
      const longest = sample.reduce(
        (most, row) => Math.max(most, row[cell + OWN]?.length ?? 0),
        Math.ceil(text.length / 2),
      );
      const width = Math.min(WIDEST, Math.max(NARROWEST, longest + 2));
      return this.#isNumeric[cell] === true ? { width } : { width, style: TEXT_STYLE };
    });
    const beyond = this.#beyondHeaders.map(() => ({ width: BEYOND_WIDTH, style: TEXT_STYLE }));
    return [...own, ...beyond, { width: COUNT_WIDTH }, { width: MESSAGE_WIDTH }];
  }

  row({ cells, marks, message: said }: RefusedLine): Row {
    const [count = '', message = ''] = cells;
    const isHeld = count === '0';
    const toldOf = this.#toldOf(message, marks);
    const row: Cell[] = [];
    for (let cell = 0; cell < this.#header.length; cell += 1) {
      row.push(this.#cell(cell, { cells, marks }, { isHeld, told: toldOf.get(cell) }));
    }
    const isElsewhere = !isHeld && (marks === null || toldOf.has(-1));
    row.push(...this.#beyondCells(cells.slice(OWN + this.#header.length)));
    const counted = { value: Number(count), style: isHeld ? HELD_STYLE : BAD_STYLE };
    const isCommented = marks !== null && this.#mayComment();
    row.push(isCommented ? { ...counted, comment: `Row ${marks.row} of your file` } : counted);
    row.push({ value: said ?? message, style: messageStyle(isHeld, isElsewhere) });
    return row;
  }

  /** As they were: the row is refused again until somebody has looked at them. */
  #beyondCells(texts: readonly string[]): Cell[] {
    if (texts.length > 0 && this.#beyond === 0)
      throw new Error('an error file has more cells than was noted of it');
    return Array.from({ length: this.#beyond }, (_, at) => {
      const isLast = at === this.#beyond - 1;
      const text = isLast ? texts.slice(at).join(BEYOND_SEPARATOR) : (texts[at] ?? '');
      return text === '' ? null : { value: text, style: BAD_TEXT_STYLE };
    });
  }

  #cell(
    cell: number,
    { cells, marks }: RefusedLine,
    { isHeld, told }: { readonly isHeld: boolean; readonly told: readonly string[] | undefined },
  ): Cell {
    const text = cells[cell + OWN] ?? '';
    if (text === '' && !isHeld && told === undefined) return null;
    const isNumber = this.#isNumeric[cell] === true;
    const kind = kindOf(marks, cell);
    // A number that a program made a date of must be typed anew: in a cell of dates it would become one again.
    const isRuined = this.#isIdentifier[cell] === true && kind === KIND_LETTERS.date;
    const value = isRuined ? text : typedCell(text, kind, isNumber);
    const keepsText = typeof value === 'string' && !isNumber;
    if (told === undefined) return styled(value, plainStyle(isHeld, keepsText));
    const style = keepsText ? BAD_TEXT_STYLE : BAD_STYLE;
    return this.#mayComment() ? { value, style, comment: told.join('\n\n') } : { value, style };
  }

  /** By cell, what is wrong with it; at -1 what lies in no cell. */
  #toldOf(message: string, marks: RowMarks | null): Map<number, string[]> {
    const told = new Map<number, string[]>();
    if (marks === null || marks.findings.length === 0) return told;
    const messages = message.split(MESSAGE_SEPARATOR);
    for (const [place, { cell, code }] of marks.findings.entries()) {
      const ofCell = told.get(cell) ?? [];
      ofCell.push(`${messages[place] ?? ''}\n(${code} on the sheet Summary)`);
      told.set(cell, ofCell);
    }
    return told;
  }
}

function isNumeric(key: ColumnKey | null): boolean {
  if (key === null) return false;
  const { kind } = columnOf(key);
  return kind === 'amount' || kind === 'quantity' || kind === 'percent';
}

function isIdentifierCell(key: ColumnKey | null): boolean {
  return key !== null && isIdentifier(key);
}

function callingOf(header: string, facts: MarkFacts | null, cell: number): string {
  const key = facts?.columns[cell] ?? null;
  if (facts === null || key === null) return '';
  const name = headerOf(facts.register, key);
  return normaliseHeader(name) === normaliseHeader(header)
    ? ''
    : ` ${name} is your column '${shown(header)}'.`;
}

function kindOf(marks: RowMarks | null, cell: number): string | undefined {
  return marks === null || marks.kinds === '' ? undefined : marks.kinds[cell];
}

function plainStyle(isHeld: boolean, keepsText: boolean): Style | undefined {
  if (isHeld) return keepsText ? HELD_TEXT_STYLE : HELD_STYLE;
  return keepsText ? TEXT_STYLE : undefined;
}

function messageStyle(isHeld: boolean, isElsewhere: boolean): Style {
  if (isHeld) return HELD_STYLE;
  return isElsewhere ? BAD_STYLE : TEXT_STYLE;
}

function styled(value: StyledCell['value'], style: Style | undefined): Cell {
  return style === undefined ? value : { value, style };
}
