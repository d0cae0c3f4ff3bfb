import type { MergedCells, RowConsumer, Sheet, SheetOptions, SheetWarning } from './rows.ts';

const NAMES: Readonly<Record<Sheet['format'], string>> = {
  XLSX: 'an Excel workbook (XLSX)',
  XLS: 'an Excel 97-2003 workbook (XLS)',
  CSV: 'a CSV file',
  HTML: 'a web page (HTML) with a table in it, which many programs save under the name .xls',
  XML: 'an XML spreadsheet of Excel 2003, which many programs save under the name .xls',
};

/** The sheet of a file that was announced as another kind: the same, and a warning that says so. */
export function announcedAs(declared: SheetOptions['declared'], sheet: Sheet): Sheet {
  return sheet.format === declared ? sheet : new MisnamedSheet(declared, sheet);
}

class MisnamedSheet implements Sheet {
  readonly #sheet: Sheet;
  readonly #mismatch: SheetWarning;

  constructor(declared: SheetOptions['declared'], sheet: Sheet) {
    this.#sheet = sheet;
    this.#mismatch = {
      code: 'FORMAT_MISMATCH',
      message: `The file was announced as ${NAMES[declared]} and is ${NAMES[sheet.format]}; it was read as what it is.`,
    };
  }

  get format(): Sheet['format'] {
    return this.#sheet.format;
  }

  get warnings(): readonly SheetWarning[] {
    return [...this.#sheet.warnings, this.#mismatch];
  }

  get merged(): readonly MergedCells[] {
    return this.#sheet.merged;
  }

  read(consumer: RowConsumer): Promise<void> {
    return this.#sheet.read(consumer);
  }
}
