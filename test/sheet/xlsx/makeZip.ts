import { crc32, deflateRawSync } from 'node:zlib';

/** What the headers of a member say, whether it is true or not. */
export interface Declared {
  readonly name?: string | Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly compressedSize?: number;
}

export interface Member {
  readonly name: string | Uint8Array;
  readonly content: string | Uint8Array;
  /** 8 (deflate) by default, 0 stores; any other stores and says so. */
  readonly method?: number;
  /** Stands in place of what compressing the content gives. */
  readonly packed?: Uint8Array;
  /** Added to the flags: 1 says that it is encrypted. */
  readonly flags?: number;
  /** Sizes and checksum stand behind the data and are 0 in the local header. */
  readonly descriptor?: 'signed' | 'unsigned' | 'zip64';
  /** Sizes and offset stand in the extra fields of zip64. */
  readonly zip64?: boolean;
  /** False in both headers. */
  readonly declared?: Declared;
  /** False in one of them. */
  readonly declaredLocal?: Declared;
  readonly declaredCentral?: Declared & { readonly offset?: number; readonly disk?: number };
  /** Its entry in the directory shares the local header and data of the member of this index. */
  readonly sharesDataOf?: number;
}

export interface ZipOptions {
  readonly comment?: string | Uint8Array;
  readonly zip64?: boolean;
  /** Written between the last member and the directory. */
  readonly gap?: Uint8Array;
  readonly trailing?: Uint8Array;
  /** Stands for the truth in the end record; with `zip64` in the one of 64 bits. */
  readonly end?: {
    readonly disk?: number;
    readonly directoryDisk?: number;
    readonly entries?: number;
    readonly directorySize?: number;
    readonly directoryOffset?: number;
  };
  /** Where the locator of zip64 says that its end record is. */
  readonly locatorOffset?: number;
}

const DESCRIPTOR_FLAG = 8;
const UTF8_FLAG = 0x800;
const LARGEST_32 = 0xffff_ffff;
const LARGEST_16 = 0xffff;

/** Writes a ZIP archive, honest or not: whatever its options say. */
export function makeZip(members: readonly Member[], options: ZipOptions = {}): Buffer {
  const pieces: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  const add = (piece: Uint8Array) => {
    pieces.push(Buffer.from(piece));
    at += piece.length;
  };
  for (const member of members) {
    offsets.push(member.sharesDataOf === undefined ? at : (offsets[member.sharesDataOf] ?? at));
    if (member.sharesDataOf === undefined) for (const piece of localOf(member)) add(piece);
  }
  add(options.gap ?? Buffer.alloc(0));
  const directoryOffset = at;
  for (const [index, member] of members.entries()) add(centralOf(member, offsets[index] ?? 0));
  const end = {
    disk: 0,
    directoryDisk: 0,
    entries: members.length,
    directorySize: at - directoryOffset,
    directoryOffset,
    ...options.end,
  };
  if (options.zip64 === true) {
    const endAt = at;
    add(endOf64(end));
    add(locator(options.locatorOffset ?? endAt));
  }
  add(endOf32(end, options));
  add(options.trailing ?? Buffer.alloc(0));
  return Buffer.concat(pieces);
}

/** Headers and data ask for it. */
const deflated = new WeakMap<Member, Uint8Array>();

function packedOf(member: Member): Uint8Array {
  if (member.packed !== undefined) return member.packed;
  if ((member.method ?? 8) !== 8) return contentOf(member);
  const packed = deflated.get(member) ?? deflateRawSync(contentOf(member));
  deflated.set(member, packed);
  return packed;
}

function contentOf({ content }: Member): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

function nameOf(name: string | Uint8Array): Uint8Array {
  return typeof name === 'string' ? Buffer.from(name) : name;
}

/** The truth, then what the member says in its place. */
function factsOf(member: Member, own: Declared | undefined) {
  const content = contentOf(member);
  return {
    name: member.name,
    method: member.method ?? 8,
    flags: (member.flags ?? 0) | UTF8_FLAG | (member.descriptor === undefined ? 0 : DESCRIPTOR_FLAG),
    crc: crc32(content),
    size: content.length,
    compressedSize: packedOf(member).length,
    ...member.declared,
    ...own,
  };
}

function localOf(member: Member): Uint8Array[] {
  const later = member.descriptor === undefined ? {} : { crc: 0, size: 0, compressedSize: 0 };
  const facts = factsOf(member, { ...later, ...member.declaredLocal });
  const name = nameOf(facts.name);
  const extra = member.zip64 === true ? extra64([facts.size, facts.compressedSize]) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(member.zip64 === true ? 45 : 20, 4);
  writeFacts(header, 6, { facts, isSaturated: member.zip64 === true });
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return [header, name, extra, packedOf(member), descriptorOf(member)];
}

function descriptorOf(member: Member): Uint8Array {
  if (member.descriptor === undefined) return Buffer.alloc(0);
  const { crc, size, compressedSize } = factsOf(member, undefined);
  const isLong = member.descriptor === 'zip64';
  const descriptor = Buffer.alloc(isLong ? 24 : 16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  if (isLong) {
    descriptor.writeBigUInt64LE(BigInt(compressedSize), 8);
    descriptor.writeBigUInt64LE(BigInt(size), 16);
  } else {
    descriptor.writeUInt32LE(compressedSize, 8);
    descriptor.writeUInt32LE(size, 12);
  }
  return member.descriptor === 'unsigned' ? descriptor.subarray(4) : descriptor;
}

function centralOf(member: Member, trueOffset: number): Uint8Array {
  const facts = factsOf(member, member.declaredCentral);
  const offset = member.declaredCentral?.offset ?? trueOffset;
  const name = nameOf(facts.name);
  const isLong = member.zip64 === true;
  const extra = isLong ? extra64([facts.size, facts.compressedSize, offset]) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(isLong ? 45 : 20, 4);
  header.writeUInt16LE(isLong ? 45 : 20, 6);
  writeFacts(header, 8, { facts, isSaturated: isLong });
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt16LE(member.declaredCentral?.disk ?? 0, 34);
  header.writeUInt32LE(isLong ? LARGEST_32 : offset, 42);
  return Buffer.concat([header, name, extra]);
}

/** Flags, method, time, checksum and sizes stand in the same order in both headers. */
function writeFacts(
  header: Buffer,
  at: number,
  { facts, isSaturated }: { facts: ReturnType<typeof factsOf>; isSaturated: boolean },
): void {
  header.writeUInt16LE(facts.flags, at);
  header.writeUInt16LE(facts.method, at + 2);
  header.writeUInt32LE(facts.crc, at + 8);
  header.writeUInt32LE(isSaturated ? LARGEST_32 : facts.compressedSize, at + 12);
  header.writeUInt32LE(isSaturated ? LARGEST_32 : facts.size, at + 16);
}

function extra64(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}

type End = Required<NonNullable<ZipOptions['end']>>;

function endOf64(end: End): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeUInt32LE(end.disk, 16);
  record.writeUInt32LE(end.directoryDisk, 20);
  record.writeBigUInt64LE(BigInt(end.entries), 24);
  record.writeBigUInt64LE(BigInt(end.entries), 32);
  record.writeBigUInt64LE(BigInt(end.directorySize), 40);
  record.writeBigUInt64LE(BigInt(end.directoryOffset), 48);
  return record;
}

function locator(offset: number): Buffer {
  const record = Buffer.alloc(20);
  record.writeUInt32LE(0x07064b50, 0);
  record.writeBigUInt64LE(BigInt(offset), 8);
  record.writeUInt32LE(1, 16);
  return record;
}

function endOf32(end: End, { zip64, comment }: ZipOptions): Buffer {
  const text = nameOf(comment ?? '');
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(end.disk, 4);
  record.writeUInt16LE(end.directoryDisk, 6);
  record.writeUInt16LE(zip64 === true ? LARGEST_16 : end.entries, 8);
  record.writeUInt16LE(zip64 === true ? LARGEST_16 : end.entries, 10);
  record.writeUInt32LE(zip64 === true ? LARGEST_32 : end.directorySize, 12);
  record.writeUInt32LE(zip64 === true ? LARGEST_32 : end.directoryOffset, 16);
  record.writeUInt16LE(text.length, 20);
  return Buffer.concat([record, text]);
}
