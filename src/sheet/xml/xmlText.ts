const REFERENCE = /&(?:#(\d+)|#x([\da-f]+)|(amp|lt|gt|quot|apos));|&/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const LINE_ENDS = /\r\n?/g;
const ESCAPED = /_x([\da-f]{4})_/gi;
const LAST_CODE = 0x10ffff;

/** Text of XML as it is meant: line ends are LF (XML 1.0, 2.11), and references are what they stand for. Null where one is none. */
export function resolveXml(raw: string): string | null {
  const text = withLineFeeds(raw);
  if (!text.includes('&')) return text;
  let isBad = false;
  const resolved = text.replace(REFERENCE, (reference, decimal?: string, hex?: string, name?: string) => {
    const character = name === undefined ? characterOf(decimal, hex) : NAMED[name];
    isBad ||= character === undefined;
    return character ?? reference;
  });
  return isBad ? null : resolved;
}

export function withLineFeeds(raw: string): string {
  return raw.includes('\r') ? raw.replace(LINE_ENDS, '\n') : raw;
}

/**
 * Resolves the escapes by which workbooks hold what XML cannot (`_x000D_`; ECMA-376 Part 1, 22.9.2.19). A NUL and half a
 * character stay as they are written: no text has them.
 */
export function unescapeText(text: string): string {
  if (!text.includes('_x') && !text.includes('_X')) return text;
  const plain = text.replace(ESCAPED, (written, hex: string) =>
    hex === '0000' ? written : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return plain.isWellFormed() ? plain : text;
}

function characterOf(decimal: string | undefined, hex: string | undefined): string | undefined {
  if (decimal === undefined && hex === undefined) return undefined;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code > 0 && code <= LAST_CODE && !isSurrogate ? String.fromCodePoint(code) : undefined;
}

/** By a loop, for short texts: most are, and decoding those as Latin-1 takes a third of the time. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0;
  for (let at = start; at < end; at++) bits |= bytes[at] as number;
  return bits < 0x80;
}
