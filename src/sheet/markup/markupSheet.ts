import type { MergedCells, RowConsumer, Sheet, SheetWarning } from '../rows.ts';
import { XmlWindow } from '../xml/xmlWindow.ts';
import { HtmlReader } from './htmlReader.ts';
import { type MarkupReader, type MarkupText, readMarkup } from './markupReading.ts';
import { MarkupRows } from './markupRows.ts';
import { SpreadsheetReader } from './spreadsheetReader.ts';

/** How a kind of markup is read. */
interface Kind {
  readonly format: 'HTML' | 'XML';
  /** As sentences begin with it. */
  readonly name: string;
  readonly reader: (rows: MarkupRows) => MarkupReader & { readonly warnings: readonly SheetWarning[] };
}

const HTML: Kind = {
  format: 'HTML',
  name: 'The web page (HTML)',
  reader: (rows) => new HtmlReader(new XmlWindow(), rows),
};
const SPREADSHEETML: Kind = {
  format: 'XML',
  name: 'The XML spreadsheet',
  reader: (rows) => new SpreadsheetReader(new XmlWindow(), rows),
};

/** The tables of a web page, as programs save them under the name `.xls`. Nothing of the page is followed or run. */
export function htmlSheet(text: MarkupText, warnings: readonly SheetWarning[]): Sheet {
  return new MarkupSheet(text, HTML, warnings);
}

/** The first worksheet of a workbook in SpreadsheetML 2003, Excel's "XML Spreadsheet". */
export function spreadsheetMlSheet(text: MarkupText, warnings: readonly SheetWarning[]): Sheet {
  return new MarkupSheet(text, SPREADSHEETML, warnings);
}

class MarkupSheet implements Sheet {
  readonly format: Kind['format'];
  warnings: readonly SheetWarning[];
  merged: readonly MergedCells[] = [];
  readonly #text: MarkupText;
  readonly #kind: Kind;
  readonly #ownWarnings: readonly SheetWarning[];

  constructor(text: MarkupText, kind: Kind, warnings: readonly SheetWarning[]) {
    this.#text = text;
    this.#kind = kind;
    this.format = kind.format;
    this.#ownWarnings = warnings;
    this.warnings = warnings;
  }

  async read(consumer: RowConsumer): Promise<void> {
    const reader = this.#kind.reader(new MarkupRows(consumer, this.#kind.name));
    await readMarkup(this.#text, reader, consumer.pause?.bind(consumer));
    if (reader.rows.isDone || consumer.wants !== undefined) return;
    this.warnings = [...this.#ownWarnings, ...reader.warnings];
    this.merged = reader.rows.merged;
  }
}
