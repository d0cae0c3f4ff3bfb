import { COLUMNS_OF, type ColumnKey, type Register } from '../gst/columns.ts';
import { type ColumnKind, columnOf, headerOf, templateHeaders } from '../gst/columnTable.ts';
import { columnWordsOf } from '../gst/columnWords.ts';
import { EXAMPLE_ROWS } from '../gst/exampleDocuments.ts';
import type { RuleTables } from '../gst/tables.ts';
import { CsvWriter } from '../sheet/csv/csvWriter.ts';
import type { CellValue, StyledCell, Validation, WorkbookSheet } from '../sheet/workbook/model.ts';
import { writeWorkbook } from '../sheet/workbook/writeWorkbook.ts';
import { LISTS_SHEET } from './ownSheets.ts';
import { listsOf, listTitleOf } from './templateLists.ts';
import { EXAMPLE, headerLook, TYPED, type Typed } from './templateLooks.ts';
import {
  columnsSheet,
  type ListPlace,
  listsSheet,
  neededInWords,
  readMeSheet,
  registerSheetName,
} from './templateSheets.ts';

export const TEMPLATE_FORMATS = ['xlsx', 'csv'] as const;
export type TemplateFormat = (typeof TEMPLATE_FORMATS)[number];

const HEADER_HEIGHT = 62;
/** More than anybody types in; some libraries make an object of every cell that has a list. */
const ROWS_WITH_LISTS = 5_000;
const LONGEST_DOCUMENT_NUMBER = 16;
const LONGEST_HSN = 8;
const GSTIN_LENGTH = 15;
const MOST_PERCENT = 100;
const MOST_RUPEES = 1e13;
const FIRST_DAY = '2017-07-01';
const LAST_DAY = '2099-12-31';

/** How a column of each kind is typed in. */
const TYPED_AS: Readonly<Record<ColumnKind, Typed>> = {
  text: 'text',
  number: 'text',
  enum: 'plain',
  flag: 'plain',
  date: 'date',
  period: 'text',
  state: 'text',
  gstin: 'text',
  hsn: 'text',
  unit: 'plain',
  quantity: 'plain',
  amount: 'amount',
  percent: 'plain',
};
const WIDTHS: Readonly<Partial<Record<ColumnKind, number>>> = { gstin: 19, state: 18, number: 17, text: 22 };
const WIDTH = 15;

/** A register to fill in: the header of the system template, and below it documents that show how. */
export async function templateFile(
  register: Register,
  format: TemplateFormat,
  tables: RuleTables,
): Promise<Uint8Array> {
  if (format === 'csv') return templateCsv(register);
  const pieces: Uint8Array[] = [];
  const lists = listsSheet(listsOf(register, tables));
  const sheets = [
    registerSheet(register, lists.places),
    readMeSheet(register),
    columnsSheet(register),
    lists.sheet,
  ];
  for await (const piece of writeWorkbook({ title: `${registerSheetName(register)}: template`, sheets })) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function templateCsv(register: Register): Uint8Array {
  const writer = new CsvWriter();
  writer.row(templateHeaders(register));
  for (const row of EXAMPLE_ROWS[register]) writer.row(COLUMNS_OF[register].map((key) => row[key] ?? ''));
  return writer.take();
}

function registerSheet(register: Register, places: ReadonlyMap<string, ListPlace>): WorkbookSheet {
  const keys = COLUMNS_OF[register];
  return {
    name: registerSheetName(register),
    columns: keys.map((key) => {
      const { kind } = columnOf(key);
      return { width: WIDTHS[kind] ?? WIDTH, style: TYPED[TYPED_AS[kind]] };
    }),
    head: [{ cells: keys.map((key) => headerCell(register, key)), height: HEADER_HEIGHT }],
    rows: EXAMPLE_ROWS[register].map((row) => keys.map((key) => exampleCell(key, row[key] ?? ''))),
    validations: keys.flatMap((key, column) => validationOf(register, key, { column, places })),
  };
}

function headerCell(register: Register, key: ColumnKey): StyledCell {
  const words = columnWordsOf(register, key);
  return {
    value: headerOf(register, key),
    style: headerLook(words),
    comment: `${words.what}\n${neededInWords(words.needed)}\n${words.how}`,
  };
}

function exampleCell(key: ColumnKey, text: string): StyledCell {
  const { kind } = columnOf(key);
  return { value: text === '' ? null : typedValue(kind, text), style: EXAMPLE[TYPED_AS[kind]] };
}

function typedValue(kind: ColumnKind, text: string): CellValue {
  if (kind === 'date') return { date: text.split('-').reverse().join('-') };
  return kind === 'amount' || kind === 'percent' || kind === 'quantity' ? Number(text) : text;
}

/** All of them ask and none forbids: the readers take more than the lists hold. */
function validationOf(
  register: Register,
  key: ColumnKey,
  { column, places }: { readonly column: number; readonly places: ReadonlyMap<string, ListPlace> },
): Validation[] {
  const place = places.get(listTitleOf(register, key) ?? '');
  const accepts = place === undefined ? boundsOf(key) : { oneOfCells: { sheet: LISTS_SHEET, ...place } };
  if (accepts === null) return [];
  const text =
    place === undefined
      ? `This does not look right. ${columnWordsOf(register, key).how}`
      : 'This is not in the list. Other words may be understood all the same.';
  return [
    {
      column,
      rows: { from: 2, until: ROWS_WITH_LISTS },
      accepts,
      alert: { kind: 'warning', title: headerOf(register, key), text },
    },
  ];
}

function boundsOf(key: ColumnKey): Validation['accepts'] | null {
  switch (columnOf(key).kind) {
    case 'gstin':
      return { mostCharacters: GSTIN_LENGTH };
    case 'hsn':
      return { mostCharacters: LONGEST_HSN };
    case 'number':
      return key === 'documentNumber' ? { mostCharacters: LONGEST_DOCUMENT_NUMBER } : null;
    case 'date':
      return { dateFrom: FIRST_DAY, dateUntil: LAST_DAY };
    case 'percent':
      return { numberFrom: 0, numberUntil: MOST_PERCENT };
    case 'quantity':
    case 'amount':
      return { numberFrom: -MOST_RUPEES, numberUntil: MOST_RUPEES };
    default:
      return null;
  }
}
