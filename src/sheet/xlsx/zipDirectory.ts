import { isUtf8 } from 'node:buffer';
import { shownName } from '../fault.ts';
import { MAX_ZIP_DIRECTORY_BYTES, MAX_ZIP_ENTRIES } from '../limits.ts';
import type { ByteSource } from '../rows.ts';
import { damagedArchive, encryptedArchive, tooManyParts } from './packageFaults.ts';
import { findEnd, number64, readExactly, type ZipEnd } from './zipEnd.ts';

const CENTRAL_HEADER = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const FULL_16 = 0xffff;
const FULL_32 = 0xffff_ffff;
const EXTRA_64 = 0x0001;
/** Encrypted, strongly encrypted, headers hidden (APPNOTE 4.4.4). */
const ENCRYPTED_FLAGS = 0x2041;

/** One file in an archive. What it says of its inflated size is not among it: nothing goes by that. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  /** Its bytes in the archive. */
  readonly dataOffset: number;
  readonly dataBytes: number;
}

interface CentralEntry extends Omit<ZipEntry, 'dataOffset'> {
  readonly rawName: Buffer;
  readonly headerOffset: number;
}

/**
 * Every file of an archive, folders left out. Each was checked against its local header, so that no other reader sees
 * other files: equal names, no two over the same bytes, none outside, no name twice, be it in other letter case.
 *
 * @throws SheetFault
 */
export function readDirectory(source: ByteSource): readonly ZipEntry[] {
  const end = findEnd(source);
  if (end.entries > MAX_ZIP_ENTRIES || end.directoryBytes > MAX_ZIP_DIRECTORY_BYTES) {
    throw tooManyParts(MAX_ZIP_ENTRIES);
  }
  const central = centralEntries(readExactly(source, end.directoryOffset, end.directoryBytes), end);
  const names = new Set<string>();
  for (const entry of central) {
    refuseName(entry.name);
    const folded = foldName(entry.name);
    if (names.has(folded)) throw damagedArchive(`it has the part ${shownName(entry.name)} twice`);
    names.add(folded);
  }
  const entries = central
    .sort((one, other) => one.headerOffset - other.headerOffset)
    .map((entry) => ({ ...entry, dataOffset: dataOffsetOf(source, entry) }));
  let free = 0;
  for (const { name, headerOffset, dataOffset, dataBytes } of entries) {
    if (headerOffset < free) {
      throw damagedArchive(`its part ${shownName(name)} lies over the bytes of another`);
    }
    free = dataOffset + dataBytes;
    if (free > end.directoryOffset) {
      throw damagedArchive(`its part ${shownName(name)} reaches beyond the end of the data`);
    }
  }
  return entries.filter(({ name }) => !name.endsWith('/'));
}

/** Part names differ by more than letter case (ECMA-376 Part 2, 6.2.2.3). */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function centralEntries(directory: Buffer, end: ZipEnd): CentralEntry[] {
  const entries: CentralEntry[] = [];
  let at = 0;
  for (let index = 0; index < end.entries; index++) {
    if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== CENTRAL_HEADER) {
      throw damagedArchive('the list of its parts breaks off');
    }
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const next = at + CENTRAL_BYTES + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
    if (next > directory.length) throw damagedArchive('the list of its parts breaks off');
    entries.push(centralEntry(directory.subarray(at, next), nameBytes, extraBytes));
    at = next;
  }
  if (at !== directory.length) throw damagedArchive('the list of its parts has more than it says');
  return entries;
}

function centralEntry(header: Buffer, nameBytes: number, extraBytes: number): CentralEntry {
  const rawName = header.subarray(CENTRAL_BYTES, CENTRAL_BYTES + nameBytes);
  // Some programs part folders as Windows does, and other readers take that.
  const name = rawName.toString(isUtf8(rawName) ? 'utf8' : 'latin1').replaceAll('\\', '/');
  if ((header.readUInt16LE(8) & ENCRYPTED_FLAGS) !== 0) throw encryptedArchive(name);
  const extra = header.subarray(CENTRAL_BYTES + nameBytes, CENTRAL_BYTES + nameBytes + extraBytes);
  const long = new Extra64(extra);
  // The order of the fields in the extra one, of which each is there only where its short one is full.
  if (header.readUInt32LE(24) === FULL_32) long.next();
  const dataBytes = header.readUInt32LE(20) === FULL_32 ? long.next() : header.readUInt32LE(20);
  const headerOffset = header.readUInt32LE(42) === FULL_32 ? long.next() : header.readUInt32LE(42);
  const disk = header.readUInt16LE(34);
  if (disk !== 0 && disk !== FULL_16) throw damagedArchive(`its part ${shownName(name)} is in another file`);
  return {
    name,
    rawName,
    method: header.readUInt16LE(10),
    crc: header.readUInt32LE(16),
    dataBytes,
    headerOffset,
  };
}

/** The numbers of 64 bits in the extra field of zip64, one after the other (APPNOTE 4.5.3). */
class Extra64 {
  readonly #numbers: Buffer;
  #at = 0;

  constructor(extra: Buffer) {
    let at = 0;
    while (at + 4 <= extra.length && extra.readUInt16LE(at) !== EXTRA_64)
      at += 4 + extra.readUInt16LE(at + 2);
    const bytes = at + 4 <= extra.length ? extra.readUInt16LE(at + 2) : 0;
    this.#numbers = extra.subarray(at + 4, at + 4 + bytes);
  }

  next(): number {
    if (this.#at + 8 > this.#numbers.length)
      throw damagedArchive('a size in the list of its parts is missing');
    this.#at += 8;
    return number64(this.#numbers, this.#at - 8);
  }
}

function refuseName(name: string): void {
  const segments = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  const isOdd =
    segments.some((segment) => segment === '' || segment === '.' || segment === '..') ||
    /\p{Cc}|^[a-z]:/iu.test(name);
  if (isOdd) throw damagedArchive(`it has a part of the name "${shownName(name)}", which no workbook has`);
}

/** @returns where the data of an entry start, behind a local header that says the same */
function dataOffsetOf(source: ByteSource, { name, rawName, headerOffset, method }: CentralEntry): number {
  const contradiction = `its part ${shownName(name)} is not where the list of its parts says`;
  if (headerOffset + LOCAL_BYTES + rawName.length > source.size) throw damagedArchive(contradiction);
  const header = readExactly(source, headerOffset, LOCAL_BYTES + rawName.length);
  const isSame =
    header.readUInt32LE(0) === LOCAL_HEADER &&
    header.readUInt16LE(8) === method &&
    header.readUInt16LE(26) === rawName.length &&
    header.subarray(LOCAL_BYTES).equals(rawName);
  if (!isSame) throw damagedArchive(contradiction);
  if ((header.readUInt16LE(6) & ENCRYPTED_FLAGS) !== 0) throw encryptedArchive(name);
  return headerOffset + LOCAL_BYTES + rawName.length + header.readUInt16LE(28);
}
