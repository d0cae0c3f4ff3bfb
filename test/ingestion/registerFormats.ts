import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typedCell } from '../../bench/registers/typedCells.ts';
import { COLUMNS_OF, type Register } from '../../src/gst/columns.ts';
import { serialText } from '../../src/sheet/cells/serialDate.ts';
import { openSheet } from '../../src/sheet/open.ts';
import { rowsOf, sourceOf } from '../sheet/byteSource.ts';

const FOLDER = join(import.meta.dirname, 'registers');
const NAMESPACE = 'urn:schemas-microsoft-com:office:spreadsheet';

export const REGISTERS = ['sales', 'purchase'] as const;

/** The same registers, as programs saved them that users have; `make.py` beside them makes them anew. */
export const SAVED = [
  ['Excel-like by openpyxl', 'openpyxl.xlsx'],
  ['by pandas with its index', 'pandas.xlsx'],
  ['by LibreOffice as XLSX', 'libreoffice.xlsx'],
  ['by xlwt as XLS', 'xlwt.xls'],
  ['by LibreOffice as XLS', 'libreoffice.xls'],
] as const;

export function csvOf(register: Register): Buffer {
  return readFileSync(join(FOLDER, `${register}.csv`));
}

export function savedFile(register: Register, name: string): Buffer {
  return readFileSync(join(FOLDER, `${register}-${name}`));
}

/** The texts of a file as its reader shows them. */
export async function textsOf(bytes: Uint8Array): Promise<string[][]> {
  const sheet = await openSheet(sourceOf(bytes), { declared: 'CSV' });
  return (await rowsOf(sheet)).map(({ cells }) => [...cells]);
}

export function asCsv(rows: readonly (readonly string[])[]): Buffer {
  const line = (cells: readonly string[]) => cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');
  return Buffer.from(`${rows.map(line).join('\r\n')}\r\n`);
}

/** A table as an ERP program writes it: texts alone, under a title of its own. */
export function asHtml(rows: readonly (readonly string[])[]): Buffer {
  const [header = [], ...lines] = rows.map((cells) => cells.map(escaped));
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((text) => `<${tag}>${text === '' ? '&nbsp;' : text}</${tag}>`).join('')}</tr>`;
  return Buffer.from(
    `<html><head><style>td { mso-number-format:"\\@"; }</style></head><body><table border="1">\r\n` +
      `<thead>${row(header, 'th')}</thead>\r\n${lines.map((cells) => row(cells, 'td')).join('\r\n')}</table></body></html>`,
  );
}

/** Numbers as numbers and dates as dates, as Excel 2003 saves them. */
export function asSpreadsheetMl(register: Register, [header = [], ...rows]: readonly string[][]): Buffer {
  const keys = COLUMNS_OF[register];
  const typed = rows.map((cells) => {
    let xml = '';
    for (const [at, key] of keys.entries()) {
      const cell = typedCell(key, cells[at]);
      if (cell === null) continue;
      const place = `<Cell ss:Index="${at + 1}"`;
      if (cell.kind === 'number') xml += `${place}><Data ss:Type="Number">${cell.value}</Data></Cell>`;
      else if (cell.kind === 'text')
        xml += `${place}><Data ss:Type="String">${escaped(cell.text)}</Data></Cell>`;
      else
        xml += `${place} ss:StyleID="d"><Data ss:Type="DateTime">${serialText(cell.value, false)}T00:00:00.000</Data></Cell>`;
    }
    return `<Row>${xml}</Row>`;
  });
  const head = header.map((text) => `<Cell><Data ss:Type="String">${escaped(text)}</Data></Cell>`).join('');
  return Buffer.from(
    `<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="${NAMESPACE}" xmlns:ss="${NAMESPACE}">` +
      `<Styles><Style ss:ID="d"><NumberFormat ss:Format="dd\\-mm\\-yyyy"/></Style></Styles><Worksheet ss:Name="Register"><Table>` +
      `<Row>${head}</Row>${typed.join('\n')}</Table></Worksheet></Workbook>`,
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
