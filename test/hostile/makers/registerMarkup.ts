import { escaped, REGISTER } from './registerBook.ts';

/** The register as programs save it under the name `.xls`: a web page with one table. */
export function htmlTable(
  given: { readonly head?: string; readonly rows?: string; readonly behind?: string } = {},
): string {
  const rows = REGISTER.map(
    (cells) => `<tr>${cells.map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>`,
  );
  return `<html><head><meta charset="utf-8">${given.head ?? ''}</head><body><table>${rows.join('')}${given.rows ?? ''}</table>${given.behind ?? ''}</body></html>`;
}

/** And as SpreadsheetML 2003. */
export function spreadsheetMl(
  given: {
    readonly prolog?: string;
    readonly rows?: string;
    readonly table?: string;
    readonly behind?: string;
  } = {},
): string {
  const rows = REGISTER.map(
    (cells) =>
      `<Row>${cells.map((text) => `<Cell><Data ss:Type="String">${escaped(text)}</Data></Cell>`).join('')}</Row>`,
  );
  return (
    `<?xml version="1.0"?>${given.prolog ?? '<?mso-application progid="Excel.Sheet"?>'}` +
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">' +
    `<Worksheet ss:Name="Register"><Table ${given.table ?? ''}>${rows.join('')}${given.rows ?? ''}</Table></Worksheet>${given.behind ?? ''}</Workbook>`
  );
}
