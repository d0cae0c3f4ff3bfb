import {
  BIFF,
  bof,
  type ClassicParts,
  classicBook,
  classicStream,
  compound,
  EOF_RECORD,
  labels,
  longText,
  record,
  words,
} from './classicBook.ts';
import { by, type Ending, hostileFiles, type Maker, type Scale } from './hostileFile.ts';

const ANY: readonly Ending[] = ['rows', 'CORRUPT_FILE', 'LIMIT_EXCEEDED', 'EMPTY_FILE', 'UNSUPPORTED_FORMAT'];
const REFUSED: readonly Ending[] = ['CORRUPT_FILE', 'LIMIT_EXCEEDED', 'EMPTY_FILE', 'UNSUPPORTED_FORMAT'];
const NONE = Buffer.alloc(0);

type Files = Record<string, readonly [Ending | readonly Ending[], () => Buffer]>;

/** Excel 97-2003 workbooks whose records lie, and older or locked ones (threats 26, 31, 32). */
export const classicRecords: Maker = ({ scale }) => [
  ...hostileFiles({ kind: 'records', threat: 31, declared: 'XLS' }, structure(scale)),
  ...hostileFiles({ kind: 'records: strings', threat: 31, declared: 'XLS' }, strings(scale)),
  ...hostileFiles({ kind: 'records: cells', threat: 26, declared: 'XLS' }, cells(scale)),
  ...hostileFiles({ kind: 'locked', threat: 32, declared: 'XLS' }, locked()),
  ...hostileFiles({ kind: 'old', threat: 31, declared: 'XLS' }, old()),
];

function book(parts: () => ClassicParts): () => Buffer {
  return () => classicBook(parts());
}

function structure(scale: Scale): Files {
  const whole = classicStream();
  const many = by(scale, { small: 3_000, full: 200_000 });
  const falseLength = (length: number) =>
    book(() => ({
      cells: Buffer.concat([labels(), record(BIFF.NUMBER, words(9, 0, 0, 0, 0, 0, 0), length)]),
    }));
  return {
    ...Object.fromEntries(
      [0, 1, 5, 8_225, 0x7fff, 0xffff].map((length) => [
        `a cell of ${length} bytes`,
        [ANY, falseLength(length)] as const,
      ]),
    ),
    'no beginning': [REFUSED, () => compound({ Workbook: whole.subarray(20) })],
    'no end of the sheet': [ANY, () => compound({ Workbook: whole.subarray(0, -4) })],
    'globals alone': [REFUSED, () => compound({ Workbook: Buffer.concat([bof(5), EOF_RECORD]) })],
    'noughts alone': [REFUSED, () => compound({ Workbook: Buffer.alloc(20_000) })],
    'an empty stream': [REFUSED, () => compound({ Workbook: NONE })],
    'beginnings in one another': [
      ANY,
      book(() => ({ cells: Buffer.concat(Array.from({ length: many }, () => bof(0x20))) })),
    ],
    'beginnings and ends': [
      ANY,
      book(() => ({
        cells: Buffer.concat([
          ...Array.from({ length: many }, () => Buffer.concat([bof(0x20), EOF_RECORD])),
          labels(),
        ]),
      })),
    ],
    'continuations of nothing': [
      ANY,
      book(() => ({
        globals: Buffer.concat(Array.from({ length: many }, () => record(BIFF.CONTINUE, Buffer.alloc(8)))),
      })),
    ],
    'a sheet that is the globals': [REFUSED, book(() => ({ sheetAt: 0 }))],
    'a sheet inside a record': [REFUSED, book(() => ({ sheetAt: 7 }))],
    'a sheet beyond the end': [REFUSED, book(() => ({ sheetAt: 0xffff_fff0 }))],
    'sheets by the thousand': [
      ANY,
      book(() => ({
        otherSheets: Buffer.concat(
          Array.from({ length: many }, () =>
            record(BIFF.BOUNDSHEET, Buffer.concat([Buffer.alloc(4), words(0, 1), Buffer.of(0x41, 0)])),
          ),
        ),
      })),
    ],
    'a sheet without a name': [ANY, book(() => ({ otherSheets: record(BIFF.BOUNDSHEET, Buffer.alloc(6)) }))],
    'a sheet with a false name': [
      ANY,
      book(() => ({
        otherSheets: record(BIFF.BOUNDSHEET, Buffer.concat([Buffer.alloc(6), Buffer.of(255, 1)])),
      })),
    ],
    'a macro sheet': [['MACRO_NOT_ALLOWED', ...REFUSED], book(() => ({ sheetType: 1 }))],
    'a chart': [REFUSED, book(() => ({ sheetType: 2 }))],
    'an unknown code page': [ANY, book(() => ({ globals: record(BIFF.CODEPAGE, words(0xffff)) }))],
    'formats cut off': [
      ANY,
      book(() => ({
        globals: Buffer.concat([
          record(BIFF.FORMAT, words(164, 0xffff)),
          record(BIFF.FORMAT, NONE),
          record(BIFF.XF, NONE),
        ]),
      })),
    ],
    'formats by the thousand': [
      ANY,
      book(() => ({
        globals: Buffer.concat(
          Array.from({ length: many }, (_, at) =>
            record(BIFF.FORMAT, Buffer.concat([words(at), longText('[[[[[[[[[h')])),
          ),
        ),
      })),
    ],
    'an index that lies': [
      ANY,
      book(() => ({ cells: Buffer.concat([record(BIFF.INDEX, Buffer.alloc(64, 0xff)), labels()]) })),
    ],
    'a sheet called __proto__': ['rows', book(() => ({ sheetName: '__proto__' }))],
    macros: [
      'MACRO_NOT_ALLOWED',
      () =>
        classicBook(
          { globals: record(BIFF.OBPROJ, NONE) },
          {
            '_VBA_PROJECT_CUR/VBA/dir': Buffer.alloc(100),
            '_VBA_PROJECT_CUR/PROJECT': Buffer.from('ID="{1}"'),
          },
        ),
    ],
  };
}

function strings(scale: Scale): Files {
  const table = (count: number, body: Buffer, rest: Buffer = NONE) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(count >>> 0, 0);
    head.writeUInt32LE(count >>> 0, 4);
    return book(() => ({
      afterSheets: Buffer.concat([record(BIFF.SST, Buffer.concat([head, body])), rest]),
    }));
  };
  const text = (length: number, flags: number, ...more: readonly number[]) =>
    Buffer.concat([words(length), Buffer.of(flags), words(...more), Buffer.from('abc')]);
  const indexes = by(scale, { small: 3_000, full: 500_000 });
  return {
    'two billion of them': [ANY, table(0x7fff_ffff, longText('a'))],
    'four billion of them': [ANY, table(0xffff_ffff, longText('a'))],
    'minus one': [ANY, table(-1, NONE)],
    'one that is not there': [ANY, table(5, NONE)],
    'one of 65,535 characters': [ANY, table(1, text(0xffff, 0))],
    'one of 65,535 wide characters, continued by nothing': [
      ANY,
      table(1, text(0xffff, 1), record(BIFF.CONTINUE, NONE)),
    ],
    'one with 65,535 runs': [ANY, table(1, text(3, 8, 0xffff))],
    'one with 2 GiB of extras': [ANY, table(1, text(3, 4, 0xffff, 0x7fff))],
    'one with minus one bytes of extras': [ANY, table(1, text(3, 4, 0xffff, 0xffff))],
    'one with odd flags': [ANY, table(1, text(3, 0xff, 0xffff, 0xffff, 0xffff))],
    'continued for ever': [
      ANY,
      table(
        1,
        text(0xffff, 1),
        Buffer.concat(
          Array.from({ length: by(scale, { small: 1_000, full: 100_000 }) }, () =>
            record(BIFF.CONTINUE, Buffer.of(1)),
          ),
        ),
      ),
    ],
    'a table twice': [
      ANY,
      table(1, longText('a'), record(BIFF.SST, Buffer.concat([words(1, 0, 1, 0), longText('b')]))),
    ],
    'an empty table': [ANY, book(() => ({ afterSheets: record(BIFF.SST, NONE) }))],
    'numbers of texts that are not there': [
      ANY,
      book(() => ({
        cells: Buffer.concat([
          labels(),
          ...Array.from({ length: indexes }, (_, at) =>
            record(BIFF.LABELSST, words(9 + (at & 0x7fff), 0, 0, 0xffff, 0xffff)),
          ),
        ]),
      })),
    ],
  };
}

function cells(scale: Scale): Files {
  const after = (records: () => readonly Buffer[]) =>
    book(() => ({ cells: Buffer.concat([labels(), Buffer.concat(records())]) }));
  const many = by(scale, { small: 3_000, full: 300_000 });
  return {
    'the last cell': [ANY, after(() => [record(BIFF.NUMBER, words(65_535, 255, 0, 0, 0, 0, 0))])],
    'a column that no sheet has': [ANY, after(() => [record(BIFF.NUMBER, words(9, 65_535, 0, 0, 0, 0, 0))])],
    'rows backwards': [
      ANY,
      after(() => [
        ...Array.from({ length: many }, (_, at) =>
          record(BIFF.NUMBER, words(65_535 - (at % 60_000), 0, 0, 0, 0, 0, 0x3ff0)),
        ),
      ]),
    ],
    'one cell over and over': [
      ANY,
      after(() => [
        ...Array.from({ length: many }, () => record(BIFF.NUMBER, words(9, 0, 0, 0, 0, 0, 0x3ff0))),
      ]),
    ],
    'every row, blank': [
      'rows',
      after(() => [
        ...Array.from({ length: 65_000 }, (_, at) => record(BIFF.ROW, words(at, 0, 255, 255, 0, 0, 0x20, 0))),
      ]),
    ],
    'a range of numbers back to front': [ANY, after(() => [record(BIFF.MULRK, words(9, 200, 0, 0, 0, 5))])],
    'a range of numbers that is too short': [
      ANY,
      after(() => [
        record(BIFF.MULRK, words(9, 0, 255)),
        record(BIFF.MULRK, NONE),
        record(BIFF.MULBLANK, words(9, 0, 255)),
      ]),
    ],
    'a style that is not there': [ANY, after(() => [record(BIFF.RK, words(9, 0, 0xffff, 2, 0))])],
    'an error that is none': [
      ANY,
      after(() => [record(BIFF.BOOLERR, Buffer.concat([words(9, 0, 0), Buffer.of(0xee, 1)]))]),
    ],
    'a formula without its text': [
      ANY,
      after(() => [record(BIFF.FORMULA, Buffer.concat([words(9, 0, 0, 0, 0, 0, 0xffff), Buffer.alloc(8)]))]),
    ],
    'a text without its formula': [
      ANY,
      after(() => [record(BIFF.STRING, longText('a')), record(BIFF.STRING, words(0xffff, 1))]),
    ],
    'a label that is cut off': [ANY, after(() => [record(BIFF.LABEL, words(9, 0, 0, 0xffff, 1))])],
    'no number at all': [
      ANY,
      after(() => [record(BIFF.NUMBER, words(9, 0, 0, 0xffff, 0xffff, 0xffff, 0x7fff))]),
    ],
    'a dimension of all cells': ['rows', after(() => [record(BIFF.DIMENSIONS, Buffer.alloc(14, 0xff))])],
    'merges by the thousand': [
      ANY,
      after(() => [
        ...Array.from({ length: many / 100 }, () =>
          record(
            BIFF.MERGEDCELLS,
            words(1_000, ...Array.from({ length: 1_000 }, (_, at) => [at * 2 + 9, at * 2 + 10, 0, 0]).flat()),
          ),
        ),
      ]),
    ],
    'a merge over all cells': [ANY, after(() => [record(BIFF.MERGEDCELLS, words(1, 0, 0xffff, 0, 0xff))])],
    'merges that are not there': [
      ANY,
      after(() => [record(BIFF.MERGEDCELLS, words(0xffff)), record(BIFF.MERGEDCELLS, NONE)]),
    ],
    'columns back to front, hidden': [
      ANY,
      after(() => [record(BIFF.COLINFO, words(255, 0, 0, 0, 1, 0)), record(BIFF.COLINFO, NONE)]),
    ],
  };
}

function locked(): Files {
  const pass = (body: Buffer) => book(() => ({ globals: record(BIFF.FILEPASS, body) }));
  return {
    'by XOR': ['ENCRYPTED_WORKBOOK', pass(words(0, 0x1234, 0x5678))],
    'by RC4': ['ENCRYPTED_WORKBOOK', pass(Buffer.concat([words(1, 1, 1), Buffer.alloc(48)]))],
    'by CryptoAPI': ['ENCRYPTED_WORKBOOK', pass(Buffer.concat([words(1, 2, 2), Buffer.alloc(160)]))],
    'by nothing': ['ENCRYPTED_WORKBOOK', pass(NONE)],
  };
}

function old(): Files {
  const stream = (version: number, body: readonly number[]) =>
    Buffer.concat([record(version, words(...body)), labels(), EOF_RECORD]);
  const five = stream(0x0809, [0x0500, 5, 0, 0]);
  return {
    'BIFF2, bare': ['UNSUPPORTED_FORMAT', () => stream(0x0009, [2, 0x10])],
    'BIFF3, bare': ['UNSUPPORTED_FORMAT', () => stream(0x0209, [3, 0x10, 0])],
    'BIFF4, bare': ['UNSUPPORTED_FORMAT', () => stream(0x0409, [4, 0x10, 0])],
    'BIFF5, bare': ['UNSUPPORTED_FORMAT', () => five],
    'BIFF5 in its stream': ['UNSUPPORTED_FORMAT', () => compound({ Book: five })],
    'BIFF5 in the stream of BIFF8': ['UNSUPPORTED_FORMAT', () => compound({ Workbook: five })],
    'BIFF2 in a stream': [
      ['UNSUPPORTED_FORMAT', 'CORRUPT_FILE'],
      () => compound({ Book: stream(0x0009, [2, 0x10]) }),
    ],
  };
}
