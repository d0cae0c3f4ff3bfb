import type { ByteSource } from '../rows.ts';
import { cutOff, damagedArchive, splitArchive } from './packageFaults.ts';

/** "PK" and two bytes, as numbers of the little-endian kind (PKWARE APPNOTE 6.3.10, 4.3). */
const END = 0x06054b50;
const LOCATOR_64 = 0x07064b50;
const END_64 = 0x06064b50;
const END_MARK = Buffer.from('PK\x05\x06', 'latin1');

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const END_64_BYTES = 56;
const LARGEST_COMMENT = 0xffff;
const FULL_16 = 0xffff;
const FULL_32 = 0xffff_ffff;

/** Where the directory of an archive is, as the record at its end says. */
export interface ZipEnd {
  readonly entries: number;
  readonly directoryOffset: number;
  readonly directoryBytes: number;
}

/** @throws SheetFault where the source ends before */
export function readExactly(source: ByteSource, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  if (source.read(bytes, position) < length) throw cutOff();
  return bytes;
}

/**
 * Finds the one record at the end whose directory lies right before it, in absolute bytes. A record inside the comment or
 * inside a stored part (a workbook embedded in a workbook) does not fit; two that fit are two archives in one file, of
 * which other programs may read the other one.
 *
 * @throws SheetFault
 */
export function findEnd(source: ByteSource): ZipEnd {
  const length = Math.min(source.size, END_BYTES + LARGEST_COMMENT);
  const start = source.size - length;
  const tail = readExactly(source, start, length);
  const found: ZipEnd[] = [];
  let isSplit = false;
  for (let at = tail.indexOf(END_MARK); at >= 0; at = tail.indexOf(END_MARK, at + 1)) {
    if (at + END_BYTES > length || at + END_BYTES + tail.readUInt16LE(at + 20) > length) continue;
    const end = endAt(source, start + at, tail.subarray(at, at + END_BYTES));
    if (end === 'split') isSplit = true;
    else if (end !== null) found.push(end);
  }
  const [only, second] = found;
  if (second !== undefined) throw damagedArchive('it has two lists of its parts that contradict each other');
  if (only !== undefined) return only;
  throw isSplit ? splitArchive() : cutOff();
}

/** @param record the bytes at `at` in the source */
function endAt(source: ByteSource, at: number, record: Buffer): ZipEnd | 'split' | null {
  if (record.readUInt32LE(0) !== END) return null;
  const short = {
    disks: [record.readUInt16LE(4), record.readUInt16LE(6)],
    entries: record.readUInt16LE(10),
    entriesHere: record.readUInt16LE(8),
    directoryBytes: record.readUInt32LE(12),
    directoryOffset: record.readUInt32LE(16),
  };
  const long = at >= LOCATOR_BYTES ? end64Before(source, at) : null;
  if (long === null) {
    if (short.directoryOffset + short.directoryBytes !== at) {
      return short.disks.some((disk) => disk !== 0 && disk !== FULL_16) ? 'split' : null;
    }
    if (short.disks.some((disk) => disk !== 0) || short.entriesHere !== short.entries) return 'split';
    return short;
  }
  if (long === 'split') return 'split';
  const agrees =
    isFullOr(short.entries, FULL_16, long.entries) &&
    isFullOr(short.directoryBytes, FULL_32, long.directoryBytes) &&
    isFullOr(short.directoryOffset, FULL_32, long.directoryOffset);
  return agrees && long.directoryOffset + long.directoryBytes === long.at ? long : null;
}

/** A field of 32 bits either gives way to that of zip64 or says the same. */
function isFullOr(value: number, full: number, expected: number): boolean {
  return value === full || value === expected;
}

function end64Before(source: ByteSource, at: number): (ZipEnd & { readonly at: number }) | 'split' | null {
  const locator = readExactly(source, at - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator.readUInt32LE(0) !== LOCATOR_64) return null;
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1) return 'split';
  const offset = number64(locator, 8);
  if (offset + END_64_BYTES > at - LOCATOR_BYTES) return null;
  const record = readExactly(source, offset, END_64_BYTES);
  if (record.readUInt32LE(0) !== END_64) return null;
  if (record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0) return 'split';
  return {
    at: offset,
    entries: number64(record, 32),
    directoryBytes: number64(record, 40),
    directoryOffset: number64(record, 48),
  };
}

/** Past 2^53 it is no longer exact, and past the end of every file. */
export function number64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}
