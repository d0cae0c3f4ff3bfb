import { by, type Ending, hostileFiles, type Maker, type MakerOptions } from './hostileFile.ts';
import { htmlTable, spreadsheetMl } from './registerMarkup.ts';

const ANY: readonly Ending[] = ['rows', 'CORRUPT_FILE', 'LIMIT_EXCEEDED', 'UNSUPPORTED_FORMAT'];
const LIMITED: readonly Ending[] = ['LIMIT_EXCEEDED', 'CORRUPT_FILE', 'UNSUPPORTED_FORMAT'];
const FORBIDDEN: readonly Ending[] = [
  'XML_FORBIDDEN',
  'UNSUPPORTED_FORMAT',
  'CORRUPT_FILE',
  'ENCODING_UNKNOWN',
];

type Files = Record<string, readonly [Ending | readonly Ending[], () => Buffer]>;

/** Web pages and SpreadsheetML under the name `.xls` (threats 24 to 29). */
export const markupFiles: Maker = (options) => [
  ...hostileFiles({ kind: 'HTML', threat: 29, declared: 'XLS' }, pages(options)),
  ...hostileFiles({ kind: 'HTML', threat: 26, declared: 'XLS' }, wideTables(options)),
  ...hostileFiles({ kind: 'SpreadsheetML', threat: 24, declared: 'XLS' }, entities(options)),
  ...hostileFiles({ kind: 'SpreadsheetML', threat: 26, declared: 'XLS' }, wideBooks(options)),
];

function page(given: () => Parameters<typeof htmlTable>[0]): () => Buffer {
  return () => Buffer.from(htmlTable(given()));
}

function book(given: () => Parameters<typeof spreadsheetMl>[0]): () => Buffer {
  return () => Buffer.from(spreadsheetMl(given()));
}

function pages({ listener, scale }: MakerOptions): Files {
  const length = by(scale, { small: 100_000, full: 20_000_000 });
  const calls = [
    `<base href="${listener}/">`,
    `<link rel="stylesheet" href="${listener}/a.css">`,
    `<script src="${listener}/a.js"></script>`,
    `<meta http-equiv="refresh" content="0;url=${listener}/">`,
    `<style>@import url("${listener}/a.css")</style>`,
    `<script>document.write("<table><tr><td>".repeat(1e9))</script>`,
  ];
  const bodies = [
    `<img src="${listener}/a.png">`,
    `<iframe src="${listener}/"></iframe>`,
    `<object data="${listener}/a"></object>`,
    `<svg onload="fetch('${listener}/')"/>`,
  ];
  const unclosed = [
    '<!--',
    '<script>',
    '<style>',
    '<textarea>',
    '<title>',
    '<xmp>',
    '<plaintext>',
    '<td',
    '<td class="',
    '<![CDATA[',
    '<?php ',
    '&#',
    '<template>',
  ];
  return {
    ...Object.fromEntries(
      calls.map((head) => [
        head.replace(listener, '').slice(0, 30),
        ['rows', page(() => ({ head }))] as const,
      ]),
    ),
    ...Object.fromEntries(
      bodies.map((behind) => [
        behind.replace(listener, '').slice(0, 30),
        ['rows', page(() => ({ behind }))] as const,
      ]),
    ),
    ...Object.fromEntries(
      unclosed.map((open) => [
        `${open} without end`,
        [ANY, page(() => ({ behind: `${open}${'x'.repeat(length)}` }))] as const,
      ]),
    ),
    ...Object.fromEntries(
      unclosed.map((open) => [
        `${open} without end, in the table`,
        [ANY, page(() => ({ rows: `${open}${'x'.repeat(length)}` }))] as const,
      ]),
    ),
    frames: [
      ANY,
      () =>
        Buffer.from(
          `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><link id="shLink" href="${listener}/sheet001.htm"></head><frameset><frame src="${listener}/sheet001.htm"></frameset></html>`,
        ),
    ],
    'a page in UTF-7': [ANY, page(() => ({ head: '<meta charset="utf-7">', rows: '+ADw-script+AD4-' }))],
    'noughts in tags': [[...ANY, 'ENCODING_UNKNOWN'], page(() => ({ rows: '<tr><t\0d>a</td></tr>' }))],
    'no table': [
      ['UNSUPPORTED_FORMAT', 'EMPTY_FILE', 'CORRUPT_FILE'],
      () => Buffer.from('<html><body>Your session has expired.</body></html>'),
    ],
  };
}

function wideTables({ scale }: MakerOptions): Files {
  const many = by(scale, { small: 3_000, full: 1_000_000 });
  const cell = (attributes: () => string, text = 'a') =>
    page(() => ({ rows: `<tr><td ${attributes()}>${text}</td></tr>` }));
  return {
    ...Object.fromEntries(
      ['1000000000', '-1', '0', '1e9', '99999999999999999999', 'x'].flatMap((value) => [
        [`colspan ${value}`, [ANY, cell(() => `colspan="${value}"`)] as const],
        [`rowspan ${value}`, [ANY, cell(() => `rowspan="${value}"`)] as const],
      ]),
    ),
    'spans in both ways, often': [
      ANY,
      page(() => ({
        rows: '<tr><td rowspan=65534 colspan=1000>a</td></tr>'.repeat(
          by(scale, { small: 100, full: 10_000 }),
        ),
      })),
    ],
    'tables in tables': [ANY, page(() => ({ rows: '<tr><td><table>'.repeat(many) }))],
    'cells by the million': [LIMITED, page(() => ({ rows: `<tr>${'<td>a'.repeat(many)}</tr>` }))],
    'rows without cells': [ANY, page(() => ({ rows: '<tr>'.repeat(many) }))],
    'elements in elements': [ANY, page(() => ({ rows: `<tr><td>${'<b>'.repeat(many)}a` }))],
    'one long cell': [LIMITED, page(() => ({ rows: `<tr><td>${'x'.repeat(many * 20)}</td></tr>` }))],
    'a flood of entities': [
      LIMITED,
      page(() => ({ rows: `<tr><td>${'&#65;'.repeat(many * 14)}</td></tr>` })),
    ],
    'breaks by the million': [ANY, page(() => ({ rows: `<tr><td>${'<br>'.repeat(many * 14)}a</td></tr>` }))],
    'one long attribute': [ANY, cell(() => `class="${'x'.repeat(many * 20)}"`)],
    'attributes by the thousand': [
      ANY,
      cell(() => Array.from({ length: many / 4 }, (_, at) => `a${at}=1`).join(' ')),
    ],
    'odd entities': [
      ANY,
      cell(() => '', '&#0;&#xD800;&#99999999999999999999;&__proto__;&constructor;&nbsp;&'),
    ],
    'names of parts of objects': ['rows', cell(() => '__proto__="1" constructor="2"', '__proto__')],
  };
}

function entities({ listener }: MakerOptions): Files {
  const system = `<!DOCTYPE a [<!ENTITY xxe SYSTEM "${listener}/xxe">]>`;
  const prolog = `${system}<?mso-application progid="Excel.Sheet"?>`;
  const text = spreadsheetMl({ prolog }).replace('Ganga', '&xxe;');
  return {
    'an entity of a URL': [FORBIDDEN, () => Buffer.from(text)],
    'an entity of a file': [
      FORBIDDEN,
      () => Buffer.from(text.replace(`${listener}/xxe`, 'file:///etc/passwd')),
    ],
    'a billion laughs': [
      FORBIDDEN,
      book(() => ({
        prolog: `<!DOCTYPE a [<!ENTITY a0 "ha">${Array.from({ length: 9 }, (_, at) => `<!ENTITY a${at + 1} "${`&a${at};`.repeat(10)}">`).join('')}]>`,
        rows: '<Row><Cell><Data ss:Type="String">&a9;</Data></Cell></Row>',
      })),
    ],
    'in UTF-16': [FORBIDDEN, () => Buffer.from(`\ufeff${text}`, 'utf16le')],
    'in UTF-16 without a mark': [FORBIDDEN, () => Buffer.from(text, 'utf16le')],
    'a doctype behind the root': [[...FORBIDDEN, 'rows'], () => Buffer.from(spreadsheetMl() + system)],
    'an entity nobody knows': [
      ['CORRUPT_FILE', 'rows', 'XML_FORBIDDEN'],
      () => Buffer.from(spreadsheetMl().replace('Ganga', '&xxe;')),
    ],
    'a link': [
      'rows',
      book(() => ({
        rows: `<Row><Cell ss:HRef="${listener}/"><Data ss:Type="String">Total</Data></Cell></Row>`,
      })),
    ],
    'a formula': [
      'rows',
      book(() => ({
        rows: `<Row><Cell ss:Formula="=WEBSERVICE(&quot;${listener}/&quot;)"><Data ss:Type="String">Total</Data></Cell></Row>`,
      })),
    ],
  };
}

function wideBooks({ scale }: MakerOptions): Files {
  const many = by(scale, { small: 3_000, full: 1_000_000 });
  const data = '<Data ss:Type="String">a</Data>';
  const odd = ['1000000000', '-1', '0', '1e9', '99999999999999999999', 'x', ''];
  return {
    ...Object.fromEntries(
      odd.flatMap((value) => [
        [
          `row ${value}`,
          [ANY, book(() => ({ rows: `<Row ss:Index="${value}"><Cell>${data}</Cell></Row>` }))] as const,
        ],
        [
          `cell ${value}`,
          [ANY, book(() => ({ rows: `<Row><Cell ss:Index="${value}">${data}</Cell></Row>` }))] as const,
        ],
        [
          `merged across ${value}`,
          [
            ANY,
            book(() => ({
              rows: `<Row><Cell ss:MergeAcross="${value}">${data}</Cell><Cell>${data}</Cell></Row>`,
            })),
          ] as const,
        ],
        [
          `merged down ${value}`,
          [
            ANY,
            book(() => ({
              rows: `<Row><Cell ss:MergeDown="${value}">${data}</Cell></Row><Row><Cell>${data}</Cell></Row>`,
            })),
          ] as const,
        ],
        [
          `a row that spans ${value}`,
          [ANY, book(() => ({ rows: `<Row ss:Span="${value}"/><Row><Cell>${data}</Cell></Row>` }))] as const,
        ],
      ]),
    ),
    'a table of all cells': [
      'rows',
      book(() => ({ table: 'ss:ExpandedColumnCount="999999999" ss:ExpandedRowCount="999999999"' })),
    ],
    'types that are none': [
      ANY,
      book(() => ({
        rows: '<Row><Cell><Data ss:Type="__proto__">a</Data></Cell><Cell><Data ss:Type="Number">x</Data></Cell><Cell><Data ss:Type="DateTime">9999-99-99</Data></Cell><Cell><Data ss:Type="Boolean">7</Data></Cell></Row>',
      })),
    ],
    'rows by the million': [ANY, book(() => ({ rows: '<Row/>'.repeat(many) }))],
    'cells by the million': [
      LIMITED,
      book(() => ({ rows: `<Row>${`<Cell>${data}</Cell>`.repeat(many)}</Row>` })),
    ],
    'elements in elements': [ANY, book(() => ({ rows: '<a>'.repeat(many) }))],
    'one long cell': [
      LIMITED,
      book(() => ({
        rows: `<Row><Cell><Data ss:Type="String">${'x'.repeat(many * 20)}</Data></Cell></Row>`,
      })),
    ],
    'sheets by the thousand': [
      ANY,
      book(() => ({ behind: '<Worksheet ss:Name="a"><Table/></Worksheet>'.repeat(many / 10) })),
    ],
    'no end': [
      LIMITED,
      () => Buffer.from(spreadsheetMl().replace(/<\/Table>.*/, '<Row><Cell><Data ss:Type="String">')),
    ],
  };
}
