/** What stands in a column: the two databases agree on these. */
export type ColumnValue = string | number | null;

const SPECIAL = /[\\\t\n\r\0]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\ufffd',
};

/** The text format of COPY, https://www.postgresql.org/docs/current/sql-copy.html; NUL, which no text column holds, is replaced. */
export function copyText(rows: readonly (readonly ColumnValue[])[]): Buffer {
  let text = '';
  for (const row of rows) {
    for (const [place, value] of row.entries()) {
      if (place > 0) text += '\t';
      if (value === null) text += '\\N';
      else text += typeof value === 'string' && SPECIAL.test(value) ? escaped(value) : value;
    }
    text += '\n';
  }
  return Buffer.from(text);
}

function escaped(value: string): string {
  return value.replace(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] ?? character);
}
