import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { type Member, makeZip } from '../../sheet/xlsx/makeZip.ts';
import { by, type Ending, hostileFiles, type Maker } from './hostileFile.ts';
import { bookWith, membersWith } from './packing.ts';
import { registerParts } from './registerBook.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const REFUSED: readonly Ending[] = ['CORRUPT_FILE', 'UNSUPPORTED_FORMAT'];
const METHODS = [1, 6, 9, 12, 14, 93, 95, 97, 98, 99, 65_535];

/** Members twice, in each other, with names that lead elsewhere, packed or locked in ways that are not read (threat 23). */
export const oddArchives: Maker = ({ scale }) => [
  ...hostileFiles(
    { kind: 'members', threat: 23, declared: 'XLSX' },
    {
      'as many as nobody needs': ['LIMIT_EXCEEDED', () => many(by(scale, { small: 1_200, full: 100_000 }))],
      'the sheet twice': ['CORRUPT_FILE', () => added({ name: SHEET, content: '<worksheet/>' })],
      'the sheet twice, in other case': [
        'CORRUPT_FILE',
        () => added({ name: 'XL/Worksheets/SHEET1.XML', content: '<worksheet/>' }),
      ],
      'the sheet twice, by backslashes': [
        ['CORRUPT_FILE', 'rows'],
        () => added({ name: 'xl\\worksheets\\sheet1.xml', content: '<worksheet/>' }),
      ],
      'the content types twice': [
        'CORRUPT_FILE',
        () => added({ name: '[content_types].XML', content: '<Types/>' }),
      ],
      'all in one another': [
        'CORRUPT_FILE',
        () =>
          makeZip(
            membersWith('none', {}).map((member, at) => (at === 0 ? member : { ...member, sharesDataOf: 0 })),
          ),
      ],
      'a thousand over one kernel': ['CORRUPT_FILE', () => overlapping(999)],
      'one inside another': [['CORRUPT_FILE', 'rows'], () => inner()],
    },
  ),
  ...hostileFiles(
    { kind: 'names', threat: 23, declared: 'XLSX' },
    {
      ...Object.fromEntries(
        [
          '../../etc/passwd',
          '/etc/passwd',
          'C:\\Windows\\win.ini',
          '\\\\host\\share\\a',
          'xl/../../a',
          'a\0.xml',
          '',
          '.',
          '/',
          'a'.repeat(65_000),
          '__proto__',
          'xl/__proto__/constructor',
        ].map((name) => [
          `a member called ${JSON.stringify(name.slice(0, 40))}`,
          [['rows', 'CORRUPT_FILE', 'LIMIT_EXCEEDED'] as const, () => added({ name, content: 'a' })] as const,
        ]),
      ),
      'a sheet that leads out': [
        ['CORRUPT_FILE', 'UNSUPPORTED_FORMAT'],
        () => renamed('../../../etc/passwd'),
      ],
      'another name in the local header': [
        ['CORRUPT_FILE', 'rows'],
        () => bookWith(SHEET, { declaredLocal: { name: 'xl/worksheets/sheet9.xml' } }),
      ],
    },
  ),
  ...hostileFiles(
    { kind: 'packing', threat: 23, declared: 'XLSX' },
    {
      ...Object.fromEntries(
        METHODS.map((method) => [`method ${method}`, [REFUSED, () => bookWith(SHEET, { method })] as const]),
      ),
      'locked by a password': [['ENCRYPTED_WORKBOOK', ...REFUSED], () => bookWith(SHEET, { flags: 1 })],
      'locked by strong encryption': [
        ['ENCRYPTED_WORKBOOK', ...REFUSED],
        () => bookWith(SHEET, { flags: 0x41 }),
      ],
      'noise for packed data': ['CORRUPT_FILE', () => bookWith(SHEET, { packed: randomBytes(5_000) })],
      'packed data that is cut off': [
        'CORRUPT_FILE',
        () => bookWith(SHEET, { packed: deflateRawSync(sheet()).subarray(0, -20) }),
      ],
      'packed data without end': [
        'CORRUPT_FILE',
        () => bookWith(SHEET, { packed: deflateRawSync(sheet(), { finishFlush: 2 }) }),
      ],
      'noise behind packed data': [
        ['CORRUPT_FILE', 'rows'],
        () => bookWith(SHEET, { packed: Buffer.concat([deflateRawSync(sheet()), randomBytes(5_000)]) }),
      ],
      'a sheet of no bytes': ['CORRUPT_FILE', () => bookWith(SHEET, { packed: Buffer.alloc(0) })],
    },
  ),
];

function sheet(): string {
  return String(registerParts()[SHEET]);
}

function added(...members: readonly Member[]): Buffer {
  return makeZip([...membersWith('none', {}), ...members]);
}

function many(count: number): Buffer {
  const more = Array.from({ length: count }, (_, at) => ({ name: `a/${at}`, content: '', method: 0 }));
  return makeZip([...membersWith('none', {}), ...more], { zip64: true });
}

function overlapping(count: number): Buffer {
  const kernel = { name: 'kernel', content: 'A'.repeat(100_000) };
  return makeZip([
    kernel,
    ...Array.from({ length: count }, (_, at) => ({ ...kernel, name: `a${at}`, sharesDataOf: 0 })),
  ]);
}

/** The sheet is stored in the data of another member. */
function inner(): Buffer {
  const hidden = makeZip([{ name: SHEET, content: sheet() }]);
  const members = membersWith(SHEET, { declaredCentral: { offset: 30 + 'outer'.length } });
  return makeZip([{ name: 'outer', content: hidden, method: 0 }, ...members]);
}

function renamed(name: string): Buffer {
  const members = membersWith('none', {});
  return makeZip(
    members.map((member) => {
      if (member.name === SHEET) return { ...member, name };
      if (member.name !== 'xl/_rels/workbook.xml.rels') return member;
      return { ...member, content: String(member.content).replace('worksheets/sheet1.xml', name) };
    }),
  );
}
