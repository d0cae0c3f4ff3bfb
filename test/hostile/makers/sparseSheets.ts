import { sheetXml, workbookMembers } from '../../sheet/xlsx/makeWorkbook.ts';
import { makeZip } from '../../sheet/xlsx/makeZip.ts';
import { by, type Ending, hostileFiles, type Maker, type Scale } from './hostileFile.ts';
import { bookWithRows, registerBook, registerParts, rowsXml } from './registerBook.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const LIMITED: readonly Ending[] = ['rows', 'LIMIT_EXCEEDED', 'CORRUPT_FILE'];
const ODD_ROWS = ['0', '-1', '1048577', '4294967296', '9007199254740993', '1e9', 'x', '', '1.5', '٣'];
const ODD_CELLS = [
  'XFD9',
  'XFE9',
  'ZZZZZZZ9',
  'A0',
  'A1048577',
  'A99999999999999999999',
  '9A',
  '9',
  'A',
  '',
  '$B$9',
  'a9',
  'Á9',
  'A-9',
  `${'A'.repeat(10_000)}9`,
];

/** Sheets that are small in the file and large in their numbers (threat 26). */
export const sparseSheets: Maker = ({ scale }) => [
  ...hostileFiles({ kind: 'sparse', threat: 26, declared: 'XLSX' }, rows(scale)),
  ...hostileFiles({ kind: 'sparse', threat: 26, declared: 'XLSX' }, numbers()),
  ...hostileFiles({ kind: 'merges', threat: 26, declared: 'XLSX' }, merges(scale)),
];

type Files = Record<string, readonly [Ending | readonly Ending[], () => Buffer]>;

function rows(scale: Scale): Files {
  const many = by(scale, { small: 3_000, full: 1_048_570 });
  const numbered = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => `<row r="${from + at}"/>`).join('');
  return {
    'every row of a sheet, blank': ['rows', () => stored(numbered(4, many))],
    'every row of a sheet, tall': [
      'rows',
      () =>
        stored(
          Array.from(
            { length: many },
            (_, at) => `<row r="${at + 4}" ht="30" customHeight="1" hidden="1"/>`,
          ).join(''),
        ),
    ],
    'more rows than a sheet has': [
      LIMITED,
      () => stored('<row/>'.repeat(by(scale, { small: 1_100_000, full: 5_000_000 }))),
    ],
    'cells of a style and no value': [
      'rows',
      () =>
        stored(
          `<row r="4">${'<c s="1"/>'.repeat(16_380)}</row>`
            .repeat(by(scale, { small: 1, full: 100 }))
            .replaceAll('<row r="4">', '<row>'),
        ),
    ],
    'a million blank cells in a row': [
      LIMITED,
      () => stored(`<row r="4">${'<c/>'.repeat(by(scale, { small: 20_000, full: 5_000_000 }))}</row>`),
    ],
    'a row of 16,384 texts': [
      'LIMIT_EXCEEDED',
      () => stored(`<row r="4">${'<c><v>1</v></c>'.repeat(16_384)}</row>`),
    ],
    'the last cell of a sheet': [
      ['LIMIT_EXCEEDED'],
      () => bookWithRows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    ],
    'a style in the last cell': [
      'rows',
      () => bookWithRows('<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    ],
    'the last row': [
      'rows',
      () => bookWithRows('<row r="1048576"><c r="A1048576" t="inlineStr"><is><t> </t></is></c></row>'),
    ],
    'rows backwards': [
      LIMITED,
      () =>
        bookWithRows(
          Array.from({ length: 500 }, (_, at) => `<row r="${900 - at}"><c><v>1</v></c></row>`).join(''),
        ),
    ],
    'one row a thousand times': [
      LIMITED,
      () => bookWithRows('<row r="9"><c r="A9"><v>1</v></c></row>'.repeat(1_000)),
    ],
    'one cell a thousand times': [
      LIMITED,
      () => bookWithRows(`<row r="9">${'<c r="A9"><v>1</v></c>'.repeat(1_000)}</row>`),
    ],
  };
}

function numbers(): Files {
  return {
    ...Object.fromEntries(
      ODD_ROWS.map((row) => [
        `a row ${JSON.stringify(row)}`,
        [LIMITED, () => bookWithRows(`<row r="${row}"><c><v>1</v></c></row>`)] as const,
      ]),
    ),
    ...Object.fromEntries(
      ODD_CELLS.map((cell) => [
        `a cell ${JSON.stringify(cell.slice(0, 30))}`,
        [LIMITED, () => bookWithRows(`<row r="9"><c r="${cell}"><v>1</v></c></row>`)] as const,
      ]),
    ),
    'a dimension of all cells': ['rows', () => dimensioned('A1:XFD1048576')],
    'a dimension that is none': ['rows', () => dimensioned('A1:ZZZZZZZZZZ99999999999999999999')],
  };
}

function merges(scale: Scale): Files {
  const merged = (refs: readonly string[]) => () =>
    bookWithRows(
      '',
      `<mergeCells count="${refs.length}">${refs.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`,
    );
  const many = by(scale, { small: 5_000, full: 1_000_000 });
  return {
    'over all cells': [LIMITED, merged(['A1:XFD1048576'])],
    'over all rows of a column': [LIMITED, merged(['A1:A1048576'])],
    'by the million': [
      LIMITED,
      () =>
        stored(
          '',
          `<mergeCells>${Array.from({ length: many }, (_, at) => `<mergeCell ref="B${at * 2 + 4}:B${at * 2 + 5}"/>`).join('')}</mergeCells>`,
        ),
    ],
    'over one another': [LIMITED, merged(Array.from({ length: 1_000 }, () => 'A2:O1048576'))],
    'back to front': [LIMITED, merged(['C9:A2', 'A1048576:A1'])],
    'of nothing': [
      LIMITED,
      merged(['', ':', 'A1', 'A1:', ':B2', 'A1:B2:C3', 'ZZZZZZZZ1:ZZZZZZZZ9', 'A0:A-1', '__proto__']),
    ],
    'columns hidden by the million': [
      LIMITED,
      () =>
        columns(
          `<col min="1" max="16384" hidden="1"/>${'<col min="1" max="4294967295" hidden="1"/>'.repeat(1_000)}`,
        ),
    ],
    'columns from nowhere': [
      LIMITED,
      () =>
        columns('<col min="-5" max="x" hidden="1"/><col min="9" max="2" hidden="true"/><col hidden="1"/>'),
    ],
  };
}

function dimensioned(ref: string): Buffer {
  return before(`<dimension ref="${ref}"/>`);
}

function columns(xml: string): Buffer {
  return before(`<cols>${xml}</cols>`);
}

function before(xml: string): Buffer {
  return registerBook({ [SHEET]: sheetXml(rowsXml()).replace('<sheetData>', `${xml}<sheetData>`) });
}

/** Not packed, so that the limit on how much a part may inflate is not the one that is met. */
function stored(xml: string, behind = ''): Buffer {
  const sheet = sheetXml(rowsXml() + xml).replace('</worksheet>', `${behind}</worksheet>`);
  const members = workbookMembers(registerParts({ [SHEET]: sheet }));
  return makeZip(members.map((member) => (member.name === SHEET ? { ...member, method: 0 } : member)));
}
