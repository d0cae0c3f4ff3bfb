import { makeWorkbook, sharedStringsXml, sheetXml } from '../../sheet/xlsx/makeWorkbook.ts';
import { classicBook, labels } from './classicBook.ts';
import { by, type Ending, type HostileFile, type Maker, type Scale } from './hostileFile.ts';
import { HEADER, line, registerParts, rowsXml } from './registerBook.ts';

const CUT: readonly Ending[] = [
  'CORRUPT_FILE',
  'UNSUPPORTED_FORMAT',
  'EMPTY_FILE',
  'ENCODING_UNKNOWN',
  'LIMIT_EXCEEDED',
];
const STEP = 1_000;

/** Good workbooks that end too soon: at every 1,000th byte, and around each border between parts of an archive (threat 31). */
export const truncated: Maker = ({ scale }) => {
  const xlsx = longBook(scale);
  const xls = classicBook({ cells: labels(longRegister(scale)) });
  return [
    ...cutEvery(xlsx, 'XLSX', 'a workbook'),
    ...borders(xlsx).map((length) => cut(xlsx, length, 'XLSX', 'a workbook at a border')),
    ...cutEvery(xls, 'XLS', 'a classic workbook'),
  ];
};

function cutEvery(bytes: Buffer, declared: 'XLSX' | 'XLS', what: string): HostileFile[] {
  const count = Math.ceil(bytes.length / STEP);
  return Array.from({ length: count }, (_, at) => cut(bytes, at * STEP, declared, what));
}

function cut(bytes: Buffer, length: number, declared: 'XLSX' | 'XLS', what: string): HostileFile {
  return {
    name: `truncated: ${what} after ${length} bytes`,
    threat: 31,
    declared,
    ends: CUT,
    make: () => bytes.subarray(0, length),
  };
}

/** One byte before, at and behind each signature of an archive, none where it would be whole. */
function borders(bytes: Buffer): number[] {
  const signatures = ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06'].flatMap((signature) => {
    const places: number[] = [];
    for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1)) places.push(at);
    return places;
  });
  const near = signatures.flatMap((at) => [at - 1, at, at + 1, at + 4, at + 30]);
  return [...new Set([...near, bytes.length - 1])].filter((length) => length > 3 && length < bytes.length);
}

function longRegister(scale: Scale): string[][] {
  return [
    HEADER,
    ...Array.from({ length: by(scale, { small: 40, full: 1_000 }) }, (_, at) =>
      line(`T/${at}`, `Trader ${(at * 7_919) % 1_009}`),
    ),
  ];
}

function longBook(scale: Scale): Buffer {
  const rows = longRegister(scale);
  return makeWorkbook(
    registerParts({
      'xl/worksheets/sheet1.xml': sheetXml(rowsXml(rows)),
      'xl/sharedStrings.xml': sharedStringsXml(...rows.map(([, number]) => String(number))),
    }),
  );
}
