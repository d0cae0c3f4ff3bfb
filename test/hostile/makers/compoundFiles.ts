import { classicBook, classicStream, compound, labels } from './classicBook.ts';
import { by, type Ending, hostileFiles, type Maker } from './hostileFile.ts';
import { HEADER, line } from './registerBook.ts';

const REFUSED: readonly Ending[] = ['CORRUPT_FILE', 'UNSUPPORTED_FORMAT', 'LIMIT_EXCEEDED', 'EMPTY_FILE'];
const ANY: readonly Ending[] = ['rows', ...REFUSED];
const SECTOR = 512;
const FREE = 0xffff_ffff;
const END = 0xffff_fffe;
/** Places in the header ([MS-CFB] 2.2). */
const PLACES = {
  major: 26,
  order: 28,
  shift: 30,
  miniShift: 32,
  fats: 44,
  directory: 48,
  cutoff: 56,
  miniFat: 60,
  miniFats: 64,
  difat: 68,
  difats: 72,
  firstFat: 76,
};

/** Compound files whose sectors lead in circles or nowhere, and whose sizes lie (threat 31). */
export const compoundFiles: Maker = ({ scale }) => {
  const set32 = (places: Readonly<Record<number, number>>) => () =>
    patched((bytes) => {
      for (const [at, value] of Object.entries(places)) bytes.writeUInt32LE(value, Number(at));
    });
  const set16 = (at: number, value: number) => () => patched((bytes) => void bytes.writeUInt16LE(value, at));
  const allocation = (change: (table: (sector: number, next: number) => void, start: number) => void) => () =>
    patched((bytes) => {
      const table = sectorAt(bytes.readUInt32LE(PLACES.firstFat));
      change(
        (sector, next) => void bytes.writeUInt32LE(next, table + sector * 4),
        entryOf(bytes, 'Workbook').start,
      );
    });
  const entry = (change: (bytes: Buffer, at: number) => void) => () =>
    patched((bytes) => change(bytes, entryOf(bytes, 'Workbook').at));
  const directoryLoop = () =>
    patched((bytes) =>
      bytes.writeUInt32LE(
        bytes.readUInt32LE(PLACES.directory),
        sectorAt(bytes.readUInt32LE(PLACES.firstFat)) + bytes.readUInt32LE(PLACES.directory) * 4,
      ),
    );
  return hostileFiles(
    { kind: 'compound file', threat: 31, declared: 'XLS' },
    {
      'a sector that follows itself': [REFUSED, allocation((next, start) => next(start, start))],
      'two sectors that follow each other': [
        REFUSED,
        allocation((next, start) => {
          next(start, start + 1);
          next(start + 1, start);
        }),
      ],
      'a long circle': [REFUSED, allocation((next, start) => next(start + 5, start))],
      'a chain that ends too soon': [REFUSED, allocation((next, start) => next(start + 1, END))],
      'a chain that leads nowhere': [REFUSED, allocation((next, start) => next(start + 1, 0x00ff_ffff))],
      'a chain into free sectors': [REFUSED, allocation((next, start) => next(start + 1, FREE))],
      'a directory that follows itself': [REFUSED, directoryLoop],
      'an allocation table that is itself': [
        ANY,
        set32({
          [PLACES.fats]: 109,
          ...Object.fromEntries(Array.from({ length: 108 }, (_, at) => [PLACES.firstFat + 4 + at * 4, 0])),
        }),
      ],
      'allocation tables without end': [ANY, set32({ [PLACES.fats]: FREE })],
      'a further table that follows itself': [ANY, () => difatLoop(1)],
      'further tables without end': [ANY, () => difatLoop(FREE)],
      'further tables nowhere': [ANY, set32({ [PLACES.difat]: 0x00ff_fff0, [PLACES.difats]: 5 })],
      'a small table that follows itself': [ANY, () => miniLoop()],
      'a small table nowhere': [ANY, set32({ [PLACES.miniFat]: 0x00ff_fff0, [PLACES.miniFats]: FREE })],
      'a cut-off of 4 GiB': [ANY, set32({ [PLACES.cutoff]: FREE })],
      ...Object.fromEntries(
        [0, 1, 6, 12, 31, 65_535].map((shift) => [
          `sectors of two to the ${shift}`,
          [ANY, set16(PLACES.shift, shift)] as const,
        ]),
      ),
      ...Object.fromEntries(
        [0, 9, 31, 65_535].map((shift) => [
          `small sectors of two to the ${shift}`,
          [ANY, set16(PLACES.miniShift, shift)] as const,
        ]),
      ),
      'another byte order': [ANY, set16(PLACES.order, 0xfeff)],
      'a version of the future': [ANY, set16(PLACES.major, 99)],
      'large sectors that are not there': [
        REFUSED,
        () =>
          patched((bytes) => {
            bytes.writeUInt16LE(4, PLACES.major);
            bytes.writeUInt16LE(12, PLACES.shift);
          }),
      ],
      ...Object.fromEntries(
        [0, 1, 4_096, 0x7fff_ffff, FREE].map((size) => [
          `a stream of ${size} bytes`,
          [ANY, entry((bytes, at) => void bytes.writeUInt32LE(size, at + 120))] as const,
        ]),
      ),
      'a stream of exabytes': [ANY, entry((bytes, at) => void bytes.fill(0x7f, at + 120, at + 128))],
      'a stream that begins nowhere': [
        REFUSED,
        entry((bytes, at) => void bytes.writeUInt32LE(0x00ff_ffff, at + 116)),
      ],
      'a stream that begins at the end': [
        REFUSED,
        entry((bytes, at) => void bytes.writeUInt32LE(END, at + 116)),
      ],
      'an entry beside itself': [
        ANY,
        entry((bytes, at) => {
          bytes.writeUInt32LE(1, at + 68);
          bytes.writeUInt32LE(1, at + 72);
          bytes.writeUInt32LE(1, at + 76);
        }),
      ],
      'an entry above itself': [
        ANY,
        entry((bytes, at) => {
          bytes.writeUInt32LE(0, at + 68);
          bytes.writeUInt32LE(0, at + 72);
          bytes.writeUInt32LE(0, at + 76);
        }),
      ],
      'an entry with a false name': [ANY, entry((bytes, at) => void bytes.writeUInt16LE(65_535, at + 64))],
      'no entry': [REFUSED, () => patched((bytes) => void bytes.writeUInt32LE(END, PLACES.directory))],
      'a signature alone': [REFUSED, () => Buffer.from('d0cf11e0a1b11ae1', 'hex')],
      'a header alone': [REFUSED, () => classicBook().subarray(0, SECTOR)],
      'a header and noughts': [
        REFUSED,
        () => Buffer.concat([classicBook().subarray(0, SECTOR), Buffer.alloc(100_000)]),
      ],
      'no workbook in it': [
        ['UNSUPPORTED_FORMAT', 'CORRUPT_FILE'],
        () => compound({ WordDocument: Buffer.alloc(5_000) }),
      ],
      'a small workbook in small sectors': [
        ANY,
        () => compound({ Workbook: classicStream().subarray(0, 3_000) }),
      ],
      'streams by the thousand': [
        ANY,
        () =>
          compound({
            ...Object.fromEntries(
              Array.from({ length: by(scale, { small: 200, full: 5_000 }) }, (_, at) => [
                `a${at}`,
                Buffer.alloc(4),
              ]),
            ),
            Workbook: classicStream(),
          }),
      ],
      'streams called __proto__': [
        ANY,
        () => classicBook({}, { '__proto__ ': Buffer.alloc(9), constructor: Buffer.alloc(9) }),
      ],
      'an encrypted workbook': [
        'ENCRYPTED_WORKBOOK',
        () =>
          compound({
            EncryptionInfo: Buffer.concat([
              Buffer.of(4, 0, 4, 0, 0x40, 0, 0, 0),
              Buffer.from('<encryption/>'),
            ]),
            EncryptedPackage: Buffer.alloc(9_000, 7),
          }),
      ],
    },
  );
};

function sectorAt(sector: number): number {
  return (sector + 1) * SECTOR;
}

/** Long enough for sectors of its own. */
const LONG = [HEADER, ...Array.from({ length: 60 }, (_, at) => line(`C/${at}`))];

function patched(change: (bytes: Buffer) => void): Buffer {
  const bytes = classicBook({ cells: labels(LONG) });
  change(bytes);
  return bytes;
}

/** Where the directory has a stream, and with which sector it begins. */
function entryOf(bytes: Buffer, name: string): { at: number; start: number } {
  const at = bytes.indexOf(Buffer.from(name, 'utf16le'), sectorAt(bytes.readUInt32LE(PLACES.directory)));
  if (at < 0) throw new Error(`no stream ${name}`);
  return { at, start: bytes.readUInt32LE(at + 116) };
}

function difatLoop(count: number): Buffer {
  const bytes = Buffer.concat([classicBook(), Buffer.alloc(SECTOR, 0xff)]);
  const sector = bytes.length / SECTOR - 2;
  bytes.writeUInt32LE(sector, PLACES.difat);
  bytes.writeUInt32LE(count, PLACES.difats);
  bytes.writeUInt32LE(sector, bytes.length - 4);
  return bytes;
}

/** A workbook so small that it lies in small sectors, the first of which follows itself. */
function miniLoop(): Buffer {
  const bytes = compound({ Workbook: classicStream({ cells: Buffer.alloc(0) }) });
  const table = bytes.readUInt32LE(PLACES.miniFat);
  if (table < 0x00ff_ffff)
    bytes.writeUInt32LE(
      entryOf(bytes, 'Workbook').start,
      sectorAt(table) + entryOf(bytes, 'Workbook').start * 4,
    );
  return bytes;
}
