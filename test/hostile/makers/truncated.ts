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

/** What is cut off a classic workbook may be what fills its last sector. */
const CUT_OR_WHOLE: readonly Ending[] = ['rows', ...CUT];

/** Good workbooks that end too soon: at every 1,000th byte, and around each border between parts of an archive (threat 31). */
export const truncated: Maker = ({ scale }) => {
  const rows = longRegister(scale);
  const xlsx = longBook(rows);
  const xls = classicBook({ cells: labels(rows) });
  const lengths = new Set([...everyThousand(xlsx), ...borders(xlsx)]);
  return [
    ...[...lengths].map((length) => cut(xlsx, { length, rows: rows.length }, 'XLSX')),
    ...everyThousand(xls).map((length) => cut(xls, { length, rows: rows.length }, 'XLS')),
  ];
};

function everyThousand(bytes: Buffer): number[] {
  return Array.from({ length: Math.ceil(bytes.length / STEP) }, (_, at) => at * STEP);
}

function cut(
  bytes: Buffer,
  { length, rows }: { length: number; rows: number },
  declared: 'XLSX' | 'XLS',
): HostileFile {
  return {
    name: `truncated: ${declared} after ${length} bytes`,
    threat: 31,
    declared,
    ends: declared === 'XLS' ? CUT_OR_WHOLE : CUT,
    rows,
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

function longBook(rows: readonly (readonly string[])[]): Buffer {
  return makeWorkbook(
    registerParts({
      'xl/worksheets/sheet1.xml': sheetXml(rowsXml(rows)),
      'xl/sharedStrings.xml': sharedStringsXml(...rows.map(([, number]) => String(number))),
    }),
  );
}
