import { UNCALCULATED } from '../cells/uncalculated.ts';
import { shownName } from '../fault.ts';
import { MAX_CELL_CHARACTERS } from '../limits.ts';
import type { SheetWarning } from '../rows.ts';
import { MOST_OTHER_NAMES } from '../sheetChoice.ts';
import { doctypeInXml } from '../signature.ts';
import { resolveXml, withLineFeeds } from '../xml/xmlText.ts';
import { CDATA, DOCTYPE, DONE, EMPTY, END, MALFORMED, OPEN, TEXT, XmlTokens } from '../xml/xmlTokens.ts';
import type { XmlWindow } from '../xml/xmlWindow.ts';
import { CellFormats, dateTime } from './cellFormats.ts';
import { cellTooLong, cutOff, emptyTable, notUnderstood, noWorksheet } from './markupFaults.ts';
import type { MarkupReader } from './markupReading.ts';
import type { CellValue } from './markupRow.ts';
import type { MarkupRows } from './markupRows.ts';
import { SpreadsheetTable } from './spreadsheetTable.ts';
import { SpreadsheetAttributes } from './xmlNames.ts';

/** Deeper than elements of any workbook lie. */
const DEEPEST = 256;
const MOST_SHOWN = 40;
const BLANK: CellValue = { text: '', kind: 'blank' };
const NOT_CALCULATED: CellValue = { text: UNCALCULATED, kind: 'error' };

const USUAL = ['Data', 'Cell', 'Row'].map((name): [Buffer, string] => [Buffer.from(name), name]);

/** Reads the first worksheet of a workbook in SpreadsheetML 2003. */
export class SpreadsheetReader implements MarkupReader {
  readonly window: XmlWindow;
  readonly rows: MarkupRows;
  readonly #tokens: XmlTokens;
  readonly #attributes: SpreadsheetAttributes;
  readonly #formats = new CellFormats();
  readonly #table: SpreadsheetTable;
  readonly #path: string[] = [];
  #sheets = 0;
  #sheetName = '';
  readonly #otherNames: string[] = [];
  #isInSheet = false;
  #isEnded = false;
  #style = '';
  #cellStyle: string | undefined;
  #type = '';
  #value = BLANK;
  /** Text of the `<Data>` that is open; null outside of one. */
  #data: string | null = null;
  /** Inside a comment or the like, whose `<Data>` is none of the cell's. */
  #aside = '';

  constructor(window: XmlWindow, rows: MarkupRows) {
    this.window = window;
    this.rows = rows;
    this.#tokens = new XmlTokens(window);
    this.#attributes = new SpreadsheetAttributes(this.#tokens);
    this.#table = new SpreadsheetTable(rows, this.#attributes);
  }

  get warnings(): SheetWarning[] {
    if (this.#sheets < 2) return this.rows.hidden.warnings;
    const others =
      this.#sheets === 2 ? 'one more sheet, which is' : `${this.#sheets - 1} more sheets, which are`;
    return [
      {
        code: 'OTHER_SHEETS',
        message: `Only the first sheet, "${this.#sheetName}", was read; the workbook has ${others} left out.`,
        sheets: { read: this.#sheetName, others: this.#otherNames },
      },
      ...this.rows.hidden.warnings,
    ];
  }

  take(): boolean {
    const { window } = this;
    for (;;) {
      const kind = this.#tokens.read(window.at);
      if (kind === OPEN) return true;
      if (kind === DOCTYPE) throw doctypeInXml();
      if (kind === MALFORMED) throw notUnderstood(this.rows.place, 'what is no well-formed XML');
      if (kind === DONE) {
        this.#finish();
        return false;
      }
      if (kind === TEXT || kind === CDATA) this.#text(kind === CDATA);
      else if (kind === END) this.#close(this.#name);
      else {
        this.#open(this.#name);
        if (kind === EMPTY) this.#close(this.#name);
      }
      window.at = this.#tokens.next;
      if (this.rows.isDone) return false;
    }
  }

  #finish(): void {
    if (!this.#isEnded) throw cutOff(this.rows.place);
    if (this.#sheets === 0) throw noWorksheet();
    if (!this.rows.hasText) throw emptyTable(this.rows.place);
  }

  /** Elements in one another as XML has them, and cells in rows: of a row that ended twice there would be two. */
  #open(name: string): void {
    const parent = this.#path.at(-1);
    const isAstray =
      (name === 'Row' && parent !== 'Table') ||
      (name === 'Cell' && parent !== 'Row') ||
      this.#path.length === DEEPEST;
    if (isAstray) throw notUnderstood(this.rows.place, `a <${name.slice(0, MOST_SHOWN)}> where none can be`);
    this.#path.push(name);
    this.#start(name);
  }

  #close(name: string): void {
    if (this.#path.pop() !== name)
      throw notUnderstood(this.rows.place, `an end of <${name.slice(0, MOST_SHOWN)}> where it has not begun`);
    this.#end(name);
  }

  #start(name: string): void {
    if (name === 'Workbook') this.#attributes.readPrefix(this.#tag());
    else if (name === 'Style') this.#startStyle();
    else if (name === 'NumberFormat') this.#formats.add(this.#style, this.#resolved('Format') ?? '');
    else if (name === 'Worksheet') this.#startSheet();
    if (!this.#isInSheet || this.#aside !== '') return;
    if (name === 'Cell') this.#startCell();
    else if (name === 'Data') this.#startData();
    else if (name === 'Row') this.#table.startRow();
    else if (name === 'Column') this.#table.tellColumn();
    else if (name === 'Comment' || name === 'PhoneticText') this.#aside = name;
  }

  #end(name: string): void {
    if (name === 'Workbook') this.#isEnded = true;
    else if (name === 'Worksheet') this.#isInSheet = false;
    if (!this.#isInSheet) return;
    if (this.#aside !== '') {
      if (name === this.#aside) this.#aside = '';
    } else if (name === 'Cell') this.#table.endCell(this.#value);
    else if (name === 'Data') this.#endData();
    else if (name === 'Row') this.#table.endRow();
  }

  #startStyle(): void {
    this.#style = this.#resolved('ID') ?? '';
    this.#formats.inherit(this.#style, this.#resolved('Parent') ?? 'Default');
  }

  #startSheet(): void {
    this.#sheets++;
    this.#isInSheet = this.#sheets === 1;
    const isNamed = this.#isInSheet || this.#otherNames.length < MOST_OTHER_NAMES;
    const name = isNamed ? shownName(this.#resolved('Name') ?? '') : '';
    if (this.#isInSheet) this.#sheetName = name;
    else if (isNamed) this.#otherNames.push(name);
  }

  #startCell(): void {
    // What a formula came to stands in <Data>, also where it is an empty text.
    this.#value = this.#attributes.get('Formula') === undefined ? BLANK : NOT_CALCULATED;
    this.#cellStyle = this.#attributes.get('StyleID');
    this.#table.startCell();
  }

  #startData(): void {
    this.#type = this.#attributes.get('Type') ?? 'String';
    this.#data = '';
  }

  #text(isLiteral: boolean): void {
    if (this.#data === null || this.#aside !== '' || !this.rows.isWanted) return;
    const raw = this.#tokens.text;
    const text = isLiteral ? withLineFeeds(raw) : resolveXml(raw);
    if (text === null) throw notUnderstood(this.rows.place, 'an entity that no XML has');
    this.#data += text;
    if (this.#data.length > MAX_CELL_CHARACTERS) throw cellTooLong(this.rows.place, this.#table.left);
  }

  #endData(): void {
    const text = this.#data ?? '';
    this.#data = null;
    this.#value = text === '' ? BLANK : (this.#typed(text) ?? { text, kind: 'text' });
  }

  #typed(text: string): CellValue | null {
    switch (this.#type) {
      case 'Number':
        return this.#formats.number(text, this.#cellStyle);
      case 'DateTime':
        return dateTime(text);
      case 'Boolean':
        return { text: text.trim() === '1' ? 'TRUE' : 'FALSE', kind: 'boolean' };
      case 'Error':
        return { text, kind: 'error' };
      default:
        return null;
    }
  }

  #resolved(name: string): string | undefined {
    const raw = this.#attributes.get(name);
    return raw === undefined ? undefined : (resolveXml(raw) ?? raw);
  }

  /** Of the element, without its prefix. */
  get #name(): string {
    // Nearly all elements of a large file are these: no string is made for each.
    for (const [bytes, name] of USUAL) if (this.#tokens.isNamed(bytes)) return name;
    return this.window.bytes.toString('latin1', this.#tokens.start, this.#tokens.end);
  }

  #tag(): string {
    return this.window.bytes.toString('utf8', this.window.at, this.#tokens.next);
  }
}
