/** How many bytes of UTF-16's NUL pattern are looked at where there is no mark. */
const PATTERN_BYTES = 1_024;
const PATTERN_SHARE = 4;
const RARE = 8;
const NOT_UTF8 = '\ufffd';

/**
 * The text of a file's first bytes, by its byte order mark, else by what they look like: UTF-16, UTF-8, else Windows-1252,
 * as the server decides. Null where it is UTF-32, which is not read.
 * @param isWhole the bytes are all of the file
 */
export function decodeStart(bytes: Uint8Array, isWhole: boolean): string | null {
  const [a, b, c, d] = bytes;
  const isUtf32 = (a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe);
  if (isUtf32) return null;
  if (a === 0xff && b === 0xfe) return decode(bytes, 'utf-16le');
  if (a === 0xfe && b === 0xff) return decode(bytes, 'utf-16be');
  return decode(bytes, wideByPattern(bytes.subarray(0, PATTERN_BYTES)) ?? byteEncoding(bytes, isWhole));
}

/** A character that the sample cuts in two is left out. */
function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes, { stream: true });
}

function wideByPattern(start: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  let even = 0;
  let odd = 0;
  for (const [at, byte] of start.entries()) {
    if (byte !== 0) continue;
    if (at & 1) odd += 1;
    else even += 1;
  }
  const enough = start.length / 2 / PATTERN_SHARE;
  if (odd > enough && even < odd / RARE) return 'utf-16le';
  if (even > enough && odd < even / RARE) return 'utf-16be';
  return null;
}

/** UTF-8 also where only some of it is not: then the server names the line. */
function byteEncoding(bytes: Uint8Array, isWhole: boolean): 'utf-8' | 'windows-1252' {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole });
    return 'utf-8';
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes, { stream: true });
    return hasOtherThan(text, NOT_UTF8) ? 'utf-8' : 'windows-1252';
  }
}

/** Whether there is any character beyond ASCII but the one. */
function hasOtherThan(text: string, known: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) >= 0x80 && text[at] !== known) return true;
  }
  return false;
}
