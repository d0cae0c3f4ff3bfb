import { DECLARATION, sharedStringsXml, sheetXml, stylesXml } from '../../sheet/xlsx/makeWorkbook.ts';
import { type Member, makeZip } from '../../sheet/xlsx/makeZip.ts';
import { by, type Ending, hostileFiles, type Maker, type Scale } from './hostileFile.ts';
import { membersWith } from './packing.ts';
import { bookWithRows, registerBook, rowsXml } from './registerBook.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const STRINGS = 'xl/sharedStrings.xml';
const CUT: readonly Ending[] = ['CORRUPT_FILE', 'LIMIT_EXCEEDED'];
/** A row whose cell is the first shared string. */
const SHARED = '<row r="9"><c r="A9" t="s"><v>0</v></c></row>';
const ANY: readonly Ending[] = ['rows', 'CORRUPT_FILE', 'LIMIT_EXCEEDED'];
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

type Files = Record<string, readonly [Ending | readonly Ending[], () => Buffer]>;

/** XML that is long where it should be short, ends where it should not, or says what cannot be (threats 22, 25, 34). */
export const oddXml: Maker = ({ scale }) => [
  ...hostileFiles({ kind: 'long', threat: 22, declared: 'XLSX' }, long(scale)),
  ...hostileFiles({ kind: 'cut off', threat: 22, declared: 'XLSX' }, cutOff(scale)),
  ...hostileFiles({ kind: 'entities', threat: 25, declared: 'XLSX' }, entities(scale)),
  ...hostileFiles({ kind: 'cells', threat: 25, declared: 'XLSX' }, cells(scale)),
  ...hostileFiles({ kind: 'formats', threat: 34, declared: 'XLSX' }, formats(scale)),
];

function long(scale: Scale): Files {
  const length = by(scale, { small: 400_000, full: 60_000_000 });
  const inline = (text: string) => `<row r="9"><c r="A9" t="inlineStr"><is>${text}</is></c></row>`;
  return {
    'one cell': [
      'LIMIT_EXCEEDED',
      () => stored(SHEET, sheetXml(rowsXml() + inline(`<t>${'x'.repeat(length)}</t>`))),
    ],
    'one number': [
      CUT,
      () =>
        stored(SHEET, sheetXml(`${rowsXml()}<row r="9"><c r="A9"><v>${'9'.repeat(length)}</v></c></row>`)),
    ],
    'one shared string': ['LIMIT_EXCEEDED', () => stored(STRINGS, sharedStringsXml('x'.repeat(length)))],
    'one attribute': [
      ANY,
      () =>
        stored(SHEET, sheetXml(`${rowsXml()}<row r="9" spans="${'x'.repeat(length)}"><c><v>1</v></c></row>`)),
    ],
    'one name': [ANY, () => stored(SHEET, sheetXml(`${rowsXml()}<${'x'.repeat(length)}/>`))],
    'one comment': [ANY, () => stored(SHEET, sheetXml(`<!--${'-x'.repeat(length / 2)}-->${rowsXml()}`))],
    'one piece of CDATA': [
      CUT,
      () => stored(SHEET, sheetXml(rowsXml() + inline(`<t><![CDATA[${']x'.repeat(length / 2)}]]></t>`))),
    ],
    'one instruction': [ANY, () => stored(SHEET, sheetXml(`<?x ${'?'.repeat(length)}?>${rowsXml()}`))],
    'a formula': [
      ANY,
      () =>
        stored(
          SHEET,
          sheetXml(`${rowsXml()}<row r="9"><c r="A9"><f>${'1+'.repeat(length / 2)}1</f><v>1</v></c></row>`),
        ),
    ],
    'attributes by the thousand': [
      ANY,
      () =>
        stored(
          SHEET,
          sheetXml(
            `${rowsXml()}<row r="9"${Array.from({ length: length / 100 }, (_, at) => ` a${at}="1"`).join('')}><c><v>1</v></c></row>`,
          ),
        ),
    ],
    'elements in elements': [
      ANY,
      () => stored(SHEET, sheetXml(rowsXml() + '<a>'.repeat(length / 8) + '</a>'.repeat(length / 8))),
    ],
    'elements in a cell': [
      'CORRUPT_FILE',
      () => stored(SHEET, sheetXml(rowsXml() + inline(nested(length / 8)))),
    ],
    'elements in a shared string': [
      'CORRUPT_FILE',
      () => stored(STRINGS, sharedStringsXml(nested(length / 8))),
    ],
    'runs of one cell': [
      'LIMIT_EXCEEDED',
      () => stored(SHEET, sheetXml(rowsXml() + inline('<r><t>x</t></r>'.repeat(length / 8)))),
    ],
    'shared strings of the longest kind': [
      ['rows', 'LIMIT_EXCEEDED'],
      () =>
        stored(
          STRINGS,
          sharedStringsXml(
            ...Array.from(
              { length: by(scale, { small: 20, full: 3_000 }) },
              (_, at) => `${at}${'x'.repeat(by(scale, { small: 40_000, full: 32_700 }))}`,
            ),
          ),
        ),
    ],
    'blanks in tags': [
      ANY,
      () => stored(SHEET, sheetXml(`${rowsXml()}<row r="9" ${' '.repeat(length)}><c><v>1</v></c></row>`)),
    ],
  };
}

/** Texts at every level. */
function nested(levels: number): string {
  return '<r>x'.repeat(levels) + '</r>'.repeat(levels);
}

function cutOff(scale: Scale): Files {
  const length = by(scale, { small: 400_000, full: 60_000_000 });
  const open = (xml: string) => () =>
    stored(SHEET, `${DECLARATION}<worksheet ${MAIN}><sheetData>${rowsXml()}${xml}${'x'.repeat(length)}`);
  return Object.fromEntries(
    [
      '',
      '<',
      '<!--',
      '<![CDATA[',
      '<?',
      '<row',
      '<row r="',
      "<row r='",
      '<row><c t="inlineStr"><is><t>',
      '<row><c><v>',
      '<row><c><f>',
      '</',
      '<!',
      '&',
    ].map((xml) => [`in ${JSON.stringify(xml === '' ? 'text' : xml)}`, [CUT, open(xml)] as const]),
  );
}

function entities(scale: Scale): Files {
  const count = by(scale, { small: 50_000, full: 10_000_000 });
  const cell = (text: string) => () =>
    bookWithRows(`<row r="9"><c r="A9" t="inlineStr"><is><t>${text}</t></is></c></row>`);
  const odd = [
    '&#0;',
    '&#x110000;',
    '&#xD800;',
    '&#99999999999999999999;',
    '&#;',
    '&#x;',
    '&#-1;',
    '&',
    '&amp',
    '&;',
    '&nbsp;',
    '&__proto__;',
    '&constructor;',
    '_xD800_',
    '_x0000_',
    '_xZZZZ_',
    '\0',
    '\u0001',
    '\ufffe',
  ];
  return {
    'a flood of numbers': [
      'LIMIT_EXCEEDED',
      () =>
        stored(
          SHEET,
          sheetXml(
            `${rowsXml()}<row r="9"><c t="inlineStr"><is><t>${'&#65;'.repeat(count)}</t></is></c></row>`,
          ),
        ),
    ],
    'a flood of names': ['LIMIT_EXCEEDED', () => stored(STRINGS, sharedStringsXml('&amp;'.repeat(count)))],
    'one long number': [ANY, cell(`&#${'0'.repeat(400_000)}65;`)],
    'one long name': [CUT, cell(`&${'a'.repeat(400_000)};`)],
    ...Object.fromEntries(
      odd.map((text) => [`the text ${JSON.stringify(text)}`, [ANY, cell(`a${text}b`)] as const]),
    ),
    'bytes that are no UTF-8': [
      ANY,
      () =>
        registerBook({
          [SHEET]: Buffer.from(sheetXml(rowsXml()).replace('Ganga', '\xff\xfe\xc0\x80'), 'latin1'),
        }),
    ],
    'halves of characters': [
      ANY,
      () =>
        registerBook({ [SHEET]: Buffer.from(sheetXml(rowsXml()).replace('Ganga', '\xe0\xa4'), 'latin1') }),
    ],
  };
}

function cells(scale: Scale): Files {
  const row = (xml: string) => () => bookWithRows(`<row r="9">${xml}</row>`);
  const many = by(scale, { small: 3_000, full: 1_000_000 });
  return {
    'a million strings that are not there': [
      ANY,
      () => stored(SHEET, sheetXml(rowsXml() + '<row><c t="s"><v>4294967295</v></c></row>'.repeat(many))),
    ],
    ...Object.fromEntries(
      ['-1', '1e9', '4294967296', 'NaN', '', ' ', 'x', '0x1', '1.5'].map((index) => [
        `shared string ${JSON.stringify(index)}`,
        [ANY, row(`<c t="s"><v>${index}</v></c>`)] as const,
      ]),
    ),
    ...Object.fromEntries(
      ['NaN', 'Infinity', '1e999', '-', '0x10', '1_000', '１', '1,5', ' 1 '].map((number) => [
        `the number ${JSON.stringify(number)}`,
        [ANY, row(`<c><v>${number}</v></c>`)] as const,
      ]),
    ),
    ...Object.fromEntries(
      ['constructor', '__proto__', 'S', '', 'str ', 'x'.repeat(100_000)].map((type) => [
        `the type ${JSON.stringify(type.slice(0, 20))}`,
        [ANY, row(`<c t="${type}"><v>0</v></c>`)] as const,
      ]),
    ),
    ...Object.fromEntries(
      ['-1', '4294967295', '__proto__', 'x'].map((style) => [
        `the style ${JSON.stringify(style)}`,
        [ANY, row(`<c s="${style}"><v>45000</v></c>`)] as const,
      ]),
    ),
    'values twice': [ANY, row('<c><v>1</v><v>2</v></c>')],
    'a cell in a cell': [ANY, row('<c><c><v>1</v></c></c>')],
    'a row in a row': [ANY, row('<row r="10"><c><v>1</v></c></row>')],
    'cells outside rows': [ANY, () => bookWithRows('<c r="A9"><v>1</v></c><v>1</v>')],
    'two tables of rows': [
      ANY,
      () => bookWithRows(`</sheetData><sheetData>${'<row r="9"><c><v>1</v></c></row>'}`),
    ],
    'tables of rows in one another': [
      ANY,
      () => bookWithRows('<sheetData><row r="9"><c><v>1</v></c></row></sheetData>'),
    ],
    'ends that do not fit': [ANY, () => bookWithRows('<row r="9"><c><v>1</c></v></row>')],
    'more ends than begins': [ANY, () => bookWithRows('</sheetData></worksheet>'.repeat(1_000))],
    'a name space like a trap': [
      ANY,
      () => registerBook({ [SHEET]: sheetXml(rowsXml()).replaceAll(/<(\/?)(?=[a-z])/g, '<$1__proto__:') }),
    ],
    'dates beyond the calendar': [
      ANY,
      row(
        '<c s="1"><v>1e300</v></c><c s="1"><v>-5</v></c><c t="d"><v>99999-99-99</v></c><c t="d"><v>2026-02-30T25:61:61Z</v></c>',
      ),
    ],
  };
}

function formats(scale: Scale): Files {
  const length = by(scale, { small: 100_000, full: 2_000_000 });
  const format = (code: string) => () => registerBook({ 'xl/styles.xml': stylesXml(code) });
  return {
    ...Object.fromEntries(
      ['[', '"', '\\', '_', '*', 'y', '0', '[h', ';', '[$-', '0.0%', '#,', 'general'].map((piece) => [
        `of ${JSON.stringify(piece)} on and on`,
        [ANY, format(piece.repeat(length))] as const,
      ]),
    ),
    'by the thousand': [
      ANY,
      () =>
        registerBook({
          'xl/styles.xml': stylesXml(
            ...Array.from({ length: by(scale, { small: 5_000, full: 70_000 }) }, (_, at) => `0.${at}`),
          ),
        }),
    ],
    'with odd numbers': [
      ANY,
      () =>
        registerBook({
          'xl/styles.xml': stylesXml('0').replaceAll('numFmtId="164"', 'numFmtId="__proto__"'),
        }),
    ],
    'that would run': [ANY, format('[>0]constructor.constructor("process.exit(9)")();@')],
  };
}

/** The part as it is, not packed; shared strings are those of a cell. */
function stored(part: string, content: string): Buffer {
  const parts = part === STRINGS ? { [SHEET]: sheetXml(rowsXml() + SHARED) } : {};
  const members: Member[] = membersWith(part, { content, method: 0 }, parts);
  return makeZip(members);
}
