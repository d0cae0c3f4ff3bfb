import { type BookType, utils, write } from '@e965/xlsx';
import { contentTypes, relationships, workbookXml } from '../../sheet/xlsx/makeWorkbook.ts';
import { makeZip } from '../../sheet/xlsx/makeZip.ts';
import { classicBook, compound } from './classicBook.ts';
import { type Ending, type HostileFile, hostileFiles, type Maker } from './hostileFile.ts';
import { REGISTER, registerBook } from './registerBook.ts';
import { htmlTable, spreadsheetMl } from './registerMarkup.ts';

const MAIN = '/xl/workbook.xml';
const MACRO_BOOK = 'application/vnd.ms-excel.sheet.macroEnabled.main+xml';
const NOT_READ: readonly Ending[] = ['UNSUPPORTED_FORMAT', 'CORRUPT_FILE', 'EMPTY_FILE'];

/** What stands for a register of each format that is read. */
export const GOOD: Readonly<Record<'XLSX' | 'XLS' | 'CSV' | 'HTML' | 'XML', () => Buffer>> = {
  XLSX: () => registerBook(),
  XLS: () => classicBook(),
  CSV: () => Buffer.from(REGISTER.map((cells) => cells.join(',')).join('\r\n')),
  HTML: () => Buffer.from(htmlTable()),
  XML: () => Buffer.from(spreadsheetMl()),
};

/** Files that are something else than they say: with macros, locked, of other programs, under each other's names (threats 30 and 32). */
export const otherKinds: Maker = () => [
  ...hostileFiles(
    { kind: 'macros', threat: 30, declared: 'XLSX' },
    {
      'a workbook with macros under another name': [
        'MACRO_NOT_ALLOWED',
        () => registerBook({ '[Content_Types].xml': contentTypes({ [MAIN]: MACRO_BOOK }) }),
      ],
      'a template with macros': [
        'MACRO_NOT_ALLOWED',
        () =>
          registerBook({
            '[Content_Types].xml': contentTypes({
              [MAIN]: 'application/vnd.ms-excel.template.macroEnabled.main+xml',
            }),
          }),
      ],
      'an add-in': [
        'MACRO_NOT_ALLOWED',
        () =>
          registerBook({
            '[Content_Types].xml': contentTypes({
              [MAIN]: 'application/vnd.ms-excel.addin.macroEnabled.main+xml',
            }),
          }),
      ],
      'macros in a workbook that says it has none': [
        'MACRO_NOT_ALLOWED',
        () => registerBook({ 'xl/vbaProject.bin': compound({ 'VBA/dir': Buffer.alloc(50) }) }),
      ],
      'macros in other case': ['MACRO_NOT_ALLOWED', () => registerBook({ 'XL/VBAPROJECT.BIN': 'x' })],
      'a macro sheet': [
        'MACRO_NOT_ALLOWED',
        () =>
          registerBook({
            'xl/macrosheets/sheet1.xml': '<xm:macrosheet/>',
            '[Content_Types].xml': contentTypes({
              '/xl/macrosheets/sheet1.xml': 'application/vnd.ms-excel.macrosheet+xml',
            }),
            'xl/workbook.xml': workbookXml(
              '<sheet name="m" sheetId="2" r:id="rId9"/><sheet name="a" sheetId="1" r:id="rId1"/>',
            ),
            'xl/_rels/workbook.xml.rels': relationships(
              [
                'rId9',
                'http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet',
                'macrosheets/sheet1.xml',
              ],
              ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
              ['rId3', 'styles', 'styles.xml'],
            ),
          }),
      ],
    },
  ),
  ...hostileFiles(
    { kind: 'other programs', threat: 32, declared: 'XLSX' },
    {
      ...Object.fromEntries(
        (['xlsb', 'ods', 'biff2', 'biff5', 'sylk', 'dif', 'rtf', 'dbf', 'eth'] as const).map((type) => [
          type,
          [
            [
              ...NOT_READ,
              ...(TEXTS.has(type) ? (['rows', 'HEADER_NOT_FOUND', 'UNCLOSED_QUOTE'] as const) : []),
            ],
            () => sheetJs(type),
          ] as const,
        ]),
      ),
      docx: [
        NOT_READ,
        () =>
          officeFile(
            'word/document.xml',
            'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
          ),
      ],
      pptx: [
        NOT_READ,
        () =>
          officeFile(
            'ppt/presentation.xml',
            'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml',
          ),
      ],
      'a Java archive': [
        NOT_READ,
        () => makeZip([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0' }]),
      ],
      'a document of Numbers': [
        NOT_READ,
        () =>
          makeZip([
            { name: 'Index/Document.iwa', content: Buffer.alloc(900) },
            { name: 'Metadata/Properties.plist', content: 'bplist00' },
          ]),
      ],
      'a CSV in an archive': [NOT_READ, () => makeZip([{ name: 'sales.csv', content: GOOD.CSV() }])],
      'an old document': [
        NOT_READ,
        () => compound({ WordDocument: Buffer.alloc(9_000), '1Table': Buffer.alloc(9_000) }),
      ],
      'a message': [NOT_READ, () => compound({ '__properties_version1.0': Buffer.alloc(9_000) })],
      ...Object.fromEntries(
        Object.entries({
          pdf: '255044462d312e37',
          png: '89504e470d0a1a0a',
          jpeg: 'ffd8ffe000104a46',
          gzip: '1f8b0800',
          '7z': '377abcaf271c0004',
          rar: '526172211a070100',
          xz: 'fd377a585a00',
          zstd: '28b52ffd',
          parquet: '50415231',
          sqlite: '53514c69746520666f726d6174203300',
          elf: '7f454c46020101',
          exe: '4d5a90000300',
          class: 'cafebabe0000',
        }).map(([kind, hex]) => [
          kind,
          [
            NOT_READ,
            () => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(3_000, 1), Buffer.alloc(3_000)]),
          ] as const,
        ]),
      ),
    },
  ),
  ...mislabelled(),
];

/** What these write is text that may pass for a table. */
const TEXTS: ReadonlySet<string> = new Set(['sylk', 'dif', 'eth']);

function sheetJs(type: BookType): Buffer {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet(REGISTER.map((cells) => [...cells])), 'Register');
  return Buffer.from(write(book, { type: 'buffer', bookType: type }));
}

function officeFile(main: string, type: string): Buffer {
  return makeZip([
    {
      name: '[Content_Types].xml',
      content: `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${main}" ContentType="${type}"/></Types>`,
    },
    { name: '_rels/.rels', content: relationships(['rId1', 'officeDocument', main]) },
    { name: main, content: '<document/>' },
  ]);
}

/** Every format that is read under the name of every other: each is a register all the same. */
function mislabelled(): HostileFile[] {
  return (['XLSX', 'XLS', 'CSV'] as const).flatMap((declared) =>
    hostileFiles(
      { kind: `announced as ${declared}`, threat: 32, declared },
      Object.fromEntries(Object.entries(GOOD).map(([format, make]) => [format, ['rows', make] as const])),
    ),
  );
}
