import { type Member, makeZip } from '../../sheet/xlsx/makeZip.ts';
import { type Ending, hostileFiles, type Maker } from './hostileFile.ts';
import { bookWith } from './packing.ts';
import { registerBook } from './registerBook.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const SIZES = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];
const DAMAGED: readonly Ending[] = ['CORRUPT_FILE', 'UNSUPPORTED_FORMAT', 'LIMIT_EXCEEDED'];
const READ_OR_DAMAGED: readonly Ending[] = ['rows', ...DAMAGED];

type Files = Record<string, readonly [readonly Ending[], () => Buffer]>;

/** Archives that lie about sizes and places (threat 22): nothing may be allocated, skipped or believed by them. */
export const lyingArchives: Maker = () => [
  ...hostileFiles({ kind: 'false size', threat: 22, declared: 'XLSX' }, falseSizes()),
  ...hostileFiles({ kind: 'zip64', threat: 22, declared: 'XLSX' }, zip64()),
  ...hostileFiles({ kind: 'end record', threat: 22, declared: 'XLSX' }, endRecords()),
];

function falseSizes(): Files {
  const files: Files = {};
  for (const part of [SHEET, 'xl/sharedStrings.xml']) {
    for (const value of SIZES) {
      const at = `${part} ${value}`;
      files[`${at} inflated`] = [READ_OR_DAMAGED, () => bookWith(part, { declared: { size: value } })];
      files[`${at} packed, in the directory`] = [
        READ_OR_DAMAGED,
        () => bookWith(part, { declaredCentral: { compressedSize: value } }),
      ];
      files[`${at} packed, in the local header`] = [
        READ_OR_DAMAGED,
        () => bookWith(part, { declaredLocal: { compressedSize: value } }),
      ];
      files[`${at} stored`] = [
        READ_OR_DAMAGED,
        () => bookWith(part, { method: 0, declared: { size: value, compressedSize: value } }),
      ];
    }
  }
  files['a false checksum'] = [READ_OR_DAMAGED, () => bookWith(SHEET, { declared: { crc: 1 } })];
  files['a descriptor for nothing'] = [
    READ_OR_DAMAGED,
    () => bookWith(SHEET, { declared: { flags: 8, crc: 0, size: 0, compressedSize: 0 } }),
  ];
  return files;
}

function zip64(): Files {
  const long = (facts: Omit<Partial<Member>, 'name'>) => () => bookWith(SHEET, { zip64: true, ...facts });
  const huge = 2 ** 53 - 1;
  return {
    honest: [['rows'], () => registerBook({}, { zip64: true })],
    'an honest member': [['rows'], long({})],
    'an honest descriptor': [['rows'], long({ descriptor: 'zip64' })],
    'a huge size': [READ_OR_DAMAGED, long({ declared: { size: huge } })],
    'a huge packed size': [DAMAGED, long({ declared: { compressedSize: huge } })],
    'a huge offset': [DAMAGED, long({ declaredCentral: { offset: huge } })],
    'a directory far away': [
      DAMAGED,
      () => registerBook({}, { zip64: true, end: { directoryOffset: huge } }),
    ],
    'a directory without end': [
      DAMAGED,
      () => registerBook({}, { zip64: true, end: { directorySize: huge } }),
    ],
    'entries without end': [DAMAGED, () => registerBook({}, { zip64: true, end: { entries: 2 ** 32 } })],
    'an end record far away': [DAMAGED, () => registerBook({}, { zip64: true, locatorOffset: huge })],
    'an end record at the start': [DAMAGED, () => registerBook({}, { zip64: true, locatorOffset: 0 })],
    'extra fields that are cut off': [DAMAGED, () => cutExtra()],
  };
}

/** The sizes say that they stand in the extra field, which is not there. */
function cutExtra(): Buffer {
  return bookWith(SHEET, {
    declared: { size: 0xffff_ffff, compressedSize: 0xffff_ffff },
    declaredCentral: { offset: 0xffff_ffff },
  });
}

function endRecords(): Files {
  const end = (facts: Record<string, number>) => () => registerBook({}, { end: facts });
  const book = registerBook();
  return {
    'fewer entries than there are': [READ_OR_DAMAGED, end({ entries: 1 })],
    'more entries than there are': [DAMAGED, end({ entries: 0xfffe })],
    'no entries': [DAMAGED, end({ entries: 0 })],
    'a directory of no bytes': [READ_OR_DAMAGED, end({ directorySize: 0 })],
    'a directory of 4 GiB': [DAMAGED, end({ directorySize: 0xffff_fffe })],
    'a directory at 4 GiB': [DAMAGED, end({ directoryOffset: 0xffff_fffe })],
    'a directory at the start': [DAMAGED, end({ directoryOffset: 0 })],
    'another disk': [READ_OR_DAMAGED, end({ disk: 1, directoryDisk: 1 })],
    'a comment with a second end record': [
      READ_OR_DAMAGED,
      () => registerBook({}, { comment: Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]) }),
    ],
    'a comment of 65,535 bytes': [['rows'], () => registerBook({}, { comment: Buffer.alloc(65_535, 0x41) })],
    'a program in front': [READ_OR_DAMAGED, () => Buffer.concat([Buffer.alloc(4_096, 'MZ'), book])],
    'bytes behind': [READ_OR_DAMAGED, () => Buffer.concat([book, Buffer.alloc(4_096)])],
    'megabytes behind': [READ_OR_DAMAGED, () => Buffer.concat([book, Buffer.alloc(4_000_000, 'PK\x05\x06')])],
    'an end record alone': [['UNSUPPORTED_FORMAT', 'CORRUPT_FILE', 'EMPTY_FILE'], () => makeZip([])],
    'no end record': [DAMAGED, () => book.subarray(0, book.lastIndexOf('PK\x05\x06'))],
  };
}
