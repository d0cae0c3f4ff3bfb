import { damaged } from './xlsFaults.ts';

const ENTRY_BYTES = 128;
const MAX_NAME_BYTES = 64;
const NO_ENTRY = 0xffffffff;
const ROOT = 5;

/** A storage or stream of a compound file ([MS-CFB] 2.6). */
export interface OleEntry {
  readonly name: string;
  readonly isStream: boolean;
  /** 16 bytes in hexadecimal, as they lie in the file. */
  readonly classId: string;
  /** Its first sector, and its bytes. */
  readonly start: number;
  readonly size: number;
}

/**
 * The root storage and what lies in it directly; what its storages hold is nobody's concern here.
 *
 * @param isShort the file has sectors of 512 bytes; the upper half of its sizes may then be rubbish ([MS-CFB] 2.6.3)
 * @throws SheetFault
 */
export function readDirectory(bytes: Buffer, isShort: boolean): { root: OleEntry; entries: OleEntry[] } {
  const count = Math.floor(bytes.length / ENTRY_BYTES);
  if (count === 0 || bytes[66] !== ROOT) throw damaged('its directory has no root');
  const entries: OleEntry[] = [];
  const seen = new Uint8Array(count);
  const waiting = [bytes.readUInt32LE(76)];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (index === NO_ENTRY) continue;
    if (index >= count || seen[index] === 1)
      throw damaged('its directory runs in a circle or leaves the file');
    seen[index] = 1;
    const at = index * ENTRY_BYTES;
    entries.push(entryAt(bytes, at, isShort));
    waiting.push(bytes.readUInt32LE(at + 68), bytes.readUInt32LE(at + 72));
  }
  return { root: entryAt(bytes, 0, isShort), entries };
}

function entryAt(bytes: Buffer, at: number, isShort: boolean): OleEntry {
  const nameBytes = Math.min(MAX_NAME_BYTES, bytes.readUInt16LE(at + 64));
  const size = bytes.readUInt32LE(at + 120) + (isShort ? 0 : bytes.readUInt32LE(at + 124) * 2 ** 32);
  return {
    name: bytes.toString('utf16le', at, at + Math.max(0, nameBytes - 2)),
    isStream: bytes[at + 66] === 2,
    classId: bytes.toString('hex', at + 80, at + 96),
    start: bytes.readUInt32LE(at + 116),
    size,
  };
}
