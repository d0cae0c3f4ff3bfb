import { COLUMNS_OF, type Register } from '../gst/columns.ts';
import { headerOf } from '../gst/columnTable.ts';
import { columnWordsOf } from '../gst/columnWords.ts';
import type { Cell, Row, Style, WorkbookSheet } from '../sheet/workbook/model.ts';
import { COLUMNS_SHEET, LISTS_SHEET, READ_ME_SHEET } from './ownSheets.ts';
import type { TemplateList } from './templateLists.ts';
import { ALWAYS, HEADING, headerLook, NEVER, PROSE, SOMETIMES, TITLE, TOLD } from './templateLooks.ts';

const LEAST_LIST_WIDTH = 12;
const PROSE_WIDTH = 100;
const COLUMNS_WIDTHS = [5, 30, 32, 60, 46, 22];
const LINE_POINTS = 15;
/** Letters are of many widths: a column holds somewhat fewer than its width says. */
const FILLED = 0.95;

/** Where in the sheet of lists a list stands: its column from 0, its rows from 1. */
export interface ListPlace {
  readonly column: number;
  readonly from: number;
  readonly until: number;
}

export function registerSheetName(register: Register): string {
  return register === 'sales' ? 'Sales register' : 'Purchase register';
}

/** What to do with the workbook, in short. */
export function readMeSheet(register: Register): WorkbookSheet {
  const name = registerSheetName(register);
  const prose = (value: string): Row => ({
    cells: [{ value, style: PROSE }],
    height: heightOf([value], [PROSE_WIDTH]),
  });
  return {
    name: READ_ME_SHEET,
    columns: [{ width: PROSE_WIDTH }],
    fitsPage: true,
    head: [],
    rows: [
      { cells: [{ value: `${name}: how to fill it in`, style: TITLE }], height: 2 * LINE_POINTS },
      [],
      prose(
        `1. Fill in the sheet "${name}": one row for each line of a document. A document of several lines has as many rows, and each repeats its number, its date and the other party.`,
      ),
      prose(
        '2. The yellow rows, whose numbers begin with EXAMPLE, show how. Delete the example rows: they are refused.',
      ),
      prose('3. The colour of a header says whether its column is needed:'),
      [{ value: 'always', style: ALWAYS }],
      [{ value: 'for some documents: the sheet "Columns" says for which', style: SOMETIMES }],
      [{ value: 'for no document: fill it in if you have it', style: NEVER }],
      prose(
        '4. Columns that you do not need may be deleted, and their order does not matter. Leave the names in the first row as they are.',
      ),
      prose(
        '5. Where there is a list, choose from it. Many other words are understood too, so a warning by the program that you type into need not stop you.',
      ),
      prose(
        '6. Numbers and codes are kept as text, so that 0902 stays 0902 and a long number does not become 1.23E+14. When you paste, paste values only: the columns then stay as they are.',
      ),
      prose('7. Only the first sheet is read. Rows beyond the examples may be as many as a sheet has.'),
      prose(
        `8. To see the mistakes before you send anything: gst-intake validate FILE --type ${register}. It works on your machine alone.`,
      ),
    ],
  };
}

/** What each column is about. */
export function columnsSheet(register: Register): WorkbookSheet {
  return {
    name: COLUMNS_SHEET,
    columns: COLUMNS_WIDTHS.map((width) => ({ width })),
    fitsPage: true,
    head: [headed(['No.', 'Column', 'Needed', 'What it is', 'How to write it', 'Example'], HEADING)],
    rows: COLUMNS_OF[register].map((key, index) => {
      const words = columnWordsOf(register, key);
      const { what, how, example } = words;
      const header = headerOf(register, key);
      const needed = neededInWords(words.needed);
      return {
        cells: [index + 1, { value: header, style: headerLook(words) }, needed, what, how, example],
        style: TOLD,
        height: heightOf(['', header, needed, what, how, example], COLUMNS_WIDTHS),
      };
    }),
  };
}

/** `Always.`, `For imports of goods.`, `May be empty.` */
export function neededInWords(needed: string | null): string {
  if (needed === null) return 'May be empty.';
  return needed === 'always' ? 'Always.' : `For ${needed}.`;
}

/** The lists beside each other, and where each stands. */
export function listsSheet(lists: readonly TemplateList[]): {
  readonly sheet: WorkbookSheet;
  readonly places: ReadonlyMap<string, ListPlace>;
} {
  const places = new Map<string, ListPlace>();
  const columns: { title: string; values: readonly (string | number)[] }[] = [];
  for (const { title, values, meanings } of lists) {
    places.set(title, { column: columns.length, from: 2, until: values.length + 1 });
    columns.push({ title, values });
    if (meanings !== undefined) columns.push({ title: `${title}, in words`, values: meanings });
  }
  const height = Math.max(...columns.map(({ values }) => values.length));
  const sheet: WorkbookSheet = {
    name: LISTS_SHEET,
    columns: columns.map(({ title, values }) => ({
      width: Math.max(LEAST_LIST_WIDTH, ...[title, ...values].map((text) => String(text).length + 2)),
    })),
    head: [
      headed(
        columns.map(({ title }) => title),
        HEADING,
      ),
    ],
    rows: Array.from({ length: height }, (_, row) => columns.map(({ values }): Cell => values[row] ?? null)),
  };
  return { sheet, places };
}

/** In points. Not every program makes a row as high as its wrapped texts are. */
function heightOf(texts: readonly string[], widths: readonly number[]): number {
  const lines = texts.map((text, column) => Math.ceil(text.length / ((widths[column] ?? 1) * FILLED)));
  return LINE_POINTS * Math.max(1, ...lines);
}

function headed(cells: readonly Cell[], style: Style): Row {
  return { cells, style };
}
