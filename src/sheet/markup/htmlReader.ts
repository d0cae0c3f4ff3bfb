import { MAX_CELL_CHARACTERS } from '../limits.ts';
import type { SheetWarning } from '../rows.ts';
import type { XmlWindow } from '../xml/xmlWindow.ts';
import { type TagFacts, TagReader } from './attributes.ts';
import { CellText } from './cellText.ts';
import { HtmlTable } from './htmlTable.ts';
import { DONE, END, HtmlTokens, OPEN, START, TEXT } from './htmlTokens.ts';
import { cellTooLong, cutOff, emptyTable, noPlainTable } from './markupFaults.ts';
import type { MarkupReader } from './markupReading.ts';
import type { MarkupRows } from './markupRows.ts';
import { resolveReferences } from './references.ts';
import { shownNumber } from './shownNumber.ts';

const GROUPS = new Set(['thead', 'tbody', 'tfoot']);
const LINES = new Set(
  'p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 hr pre center blockquote address article section'.split(' '),
);

/**
 * Reads the tables of a web page, one after the other as rows of one sheet, as spreadsheet programs open them. Lines of
 * text beside the tables count as rows, which they are there, and are not told: they are titles and notes.
 */
export class HtmlReader implements MarkupReader {
  readonly window: XmlWindow;
  readonly rows: MarkupRows;
  readonly #tokens: HtmlTokens;
  readonly #table: HtmlTable;
  readonly #cell = new CellText();
  readonly #tags = new TagReader();
  #number: string | null = null;
  #isInTable = false;
  #isInCell = false;
  #hasTable = false;
  #hasLine = false;
  #isGroupHidden = false;
  #isTableHidden = false;
  /** Whether a page was begun that has to be ended. */
  #isPageOpen = false;

  constructor(window: XmlWindow, rows: MarkupRows) {
    this.window = window;
    this.rows = rows;
    this.#tokens = new HtmlTokens(window);
    this.#table = new HtmlTable(rows);
  }

  get warnings(): SheetWarning[] {
    return this.rows.hidden.warnings;
  }

  take(): boolean {
    for (;;) {
      const kind = this.#tokens.read();
      if (kind === OPEN) return true;
      if (kind === TEXT) this.#text();
      else if (kind === START) this.#start(this.#tokens.name);
      else if (kind === END) this.#end(this.#tokens.name);
      else if (kind === DONE) {
        this.#finish();
        return false;
      }
      if (this.rows.isDone) return false;
    }
  }

  #finish(): void {
    if (this.#isInTable || this.#isPageOpen) throw cutOff(this.rows.place);
    if (!this.#hasTable) throw noPlainTable('without a table');
    if (!this.rows.hasText) throw emptyTable(this.rows.place);
  }

  #text(): void {
    if (!this.#isInCell) {
      this.#hasLine ||= !this.#isInTable && this.#tokens.text.trim() !== '';
      return;
    }
    if (!this.rows.isWanted) return;
    this.#cell.append(resolveReferences(this.#tokens.text));
    this.#checkLength();
  }

  #start(name: string): void {
    if (name === 'td' || name === 'th') this.#startCell();
    else if (name === 'tr') this.#startRow();
    else if (name === 'table') this.#startTable();
    else if (GROUPS.has(name)) this.#startGroup();
    else if (name === 'col') this.#tellColumn();
    else if (name === 'frameset') throw noPlainTable('in several files (frames)');
    else if (name === 'html' && !this.#hasTable) this.#isPageOpen = true;
    else this.#breakLine(name);
  }

  #end(name: string): void {
    if (name === 'td' || name === 'th') this.#endCell();
    else if (name === 'tr') this.#endRow();
    else if (name === 'table') this.#endTable();
    else if (GROUPS.has(name)) this.#endGroup();
    else if (name === 'html' || name === 'body') this.#isPageOpen = false;
    else this.#breakLine(name);
  }

  #startTable(): void {
    if (this.#isInCell) throw noPlainTable('with a table inside a table');
    this.#endTable();
    this.#endLine();
    this.#isInTable = true;
    this.#hasTable = true;
    this.#isTableHidden = this.#facts.isHidden;
    this.#isGroupHidden = false;
    this.#table.startTable();
  }

  #endTable(): void {
    if (!this.#isInTable) return;
    this.#endGroup();
    this.#isInTable = false;
  }

  #startGroup(): void {
    if (!this.#isInTable) return;
    this.#endGroup();
    this.#isGroupHidden = this.#facts.isHidden;
  }

  #endGroup(): void {
    this.#endCell();
    this.#table.endGroup();
    this.#isGroupHidden = false;
  }

  #startRow(): void {
    if (!this.#isInTable) return;
    this.#endRow();
    this.#table.startRow(this.#isTableHidden || this.#isGroupHidden || this.#facts.isHidden);
  }

  #endRow(): void {
    this.#endCell();
    this.#table.endRow();
  }

  #startCell(): void {
    if (!this.#isInTable) return;
    this.#endCell();
    if (!this.#table.isRowOpen) this.#table.startRow(this.#isTableHidden || this.#isGroupHidden);
    const facts = this.#facts;
    this.#number = facts.number;
    this.#table.startCell(facts);
    this.#cell.clear();
    this.#isInCell = true;
  }

  #endCell(): void {
    if (!this.#isInCell) return;
    this.#isInCell = false;
    const text = this.#cell.take();
    const number = this.#number === null ? null : shownNumber(text, this.#number);
    this.#table.endCell(number ?? { text, kind: text === '' ? 'blank' : 'text' });
  }

  #tellColumn(): void {
    if (!this.#isInTable) return;
    const { span, isHidden } = this.#facts;
    this.#table.tellColumns(span, isHidden);
  }

  #breakLine(name: string): void {
    const isBreak = name === 'br';
    if (!isBreak && !LINES.has(name)) return;
    if (!this.#isInCell) this.#endLine();
    else if (isBreak) {
      this.#cell.lineFeed();
      this.#checkLength();
    } else this.#cell.endLine();
  }

  /** Beside the tables: a line of text is a row. */
  #endLine(): void {
    if (!this.#hasLine || this.#isInTable) return;
    this.#hasLine = false;
    this.rows.passOver();
  }

  #checkLength(): void {
    if (this.#cell.length > MAX_CELL_CHARACTERS) throw cellTooLong(this.rows.place, this.#table.left);
  }

  /** Of the tag at hand. */
  get #facts(): TagFacts {
    return this.#tags.read(this.#tokens.end > this.#tokens.start ? this.#tokens.text : '');
  }
}
