import { isAscii, isUtf8 } from 'node:buffer';
import { CHUNK_BYTES } from '../limits.ts';
import type { ByteSource } from '../rows.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface DetectedEncoding {
  readonly encoding: Encoding;
  /** Length of the byte order mark, 0 where there is none. */
  readonly markBytes: number;
}

/** How many bytes of text without a mark are looked at for UTF-16's NUL pattern. */
const PATTERN_BYTES = 1_024;

/** A quarter: headers are ASCII even where the names below are not. */
const PATTERN_SHARE = 4;
const RARE = 8;

/**
 * Decides in which encoding a file is written, by its byte order mark (Unicode 16, 23.8), else by what its first
 * megabytes are. Bytes that are not UTF-8 make it Windows-1252, unless UTF-8 characters stand beside them: then it is
 * taken for UTF-8, and reading names the line that is not.
 * @param sample the first bytes of the file; `isWhole` where they are all of it
 * @returns undefined where it is UTF-32, which is not read
 */
export function detectEncoding(sample: Buffer, isWhole: boolean): DetectedEncoding | undefined {
  const mark = sample.subarray(0, 4).toString('hex');
  if (mark.startsWith('efbbbf')) return { encoding: 'utf-8', markBytes: 3 };
  if (mark === 'fffe0000' || mark === '0000feff') return undefined;
  if (mark.startsWith('fffe')) return { encoding: 'utf-16le', markBytes: 2 };
  if (mark.startsWith('feff')) return { encoding: 'utf-16be', markBytes: 2 };
  const wide = wideByPattern(sample.subarray(0, PATTERN_BYTES));
  if (wide !== undefined) return { encoding: wide, markBytes: 0 };
  return { encoding: byteEncoding(sample, isWhole), markBytes: 0 };
}

/**
 * The same for a file that is ASCII as far as was looked: by the first megabytes from its first other character on.
 * @param from how many bytes were looked at
 * @param window what is read into; gone afterwards
 */
export function detectBeyond(source: ByteSource, from: number, window: Buffer): DetectedEncoding {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let at = from; at < source.size; ) {
    const count = source.read(chunk, at);
    if (count === 0) break;
    if (!isAscii(chunk.subarray(0, count))) {
      const filled = source.read(window, at);
      const encoding = byteEncoding(window.subarray(0, filled), at + filled >= source.size);
      return { encoding, markBytes: 0 };
    }
    at += count;
  }
  return { encoding: 'utf-8', markBytes: 0 };
}

function byteEncoding(sample: Buffer, isWhole: boolean): 'utf-8' | 'windows-1252' {
  const text = isWhole ? sample : sample.subarray(0, completeEnd(sample, sample.length));
  return isUtf8(text) || hasUtf8Characters(text) ? 'utf-8' : 'windows-1252';
}

/** ASCII in UTF-16 has a NUL in every other byte; among the others only the rare U+xx00 has one. */
function wideByPattern(start: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const nuls: [number, number] = [0, 0];
  for (const [at, byte] of start.entries()) if (byte === 0) nuls[at & 1 ? 1 : 0]++;
  const enough = start.length / 2 / PATTERN_SHARE;
  if (nuls[1] > enough && nuls[0] < nuls[1] / RARE) return 'utf-16le';
  if (nuls[0] > enough && nuls[1] < nuls[0] / RARE) return 'utf-16be';
  return undefined;
}

function hasUtf8Characters(bytes: Uint8Array): boolean {
  const watch = new Utf8Watch();
  return bytes.some((byte) => watch.endsCharacter(byte));
}

/** Notices characters of two to four bytes in the byte pattern of UTF-8 (RFC 3629) among bytes of another encoding. */
export class Utf8Watch {
  #expected = 0;

  /** @returns whether the byte is the last one of such a character */
  endsCharacter(byte: number): boolean {
    if (this.#expected > 0 && (byte & 0xc0) === 0x80) return --this.#expected === 0;
    this.#expected = sequenceBytes(byte) - 1;
    return false;
  }
}

/** The length that a lead byte announces; 1 for all others. */
function sequenceBytes(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 1;
}

/** Where the last character that is wholly within `end` bytes ends: at `end`, or up to three bytes before. */
export function completeEnd(bytes: Uint8Array, end: number): number {
  for (let at = end - 1; at >= 0 && at >= end - 3; at--) {
    const byte = bytes[at] as number;
    if ((byte & 0xc0) !== 0x80) return at + sequenceBytes(byte) > end ? at : end;
  }
  return end;
}

/** Where the first character begins that is not UTF-8, from `from` on; Infinity where all is well. */
export function firstInvalid(bytes: Uint8Array, from: number, end: number): number {
  if (isUtf8(bytes.subarray(from, end))) return Infinity;
  let valid = from;
  let invalid = end;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    const whole = Math.max(completeEnd(bytes, middle), from);
    if (isUtf8(bytes.subarray(from, whole))) valid = middle;
    else invalid = middle;
  }
  return Math.max(completeEnd(bytes, valid), from);
}
