/** "PK" and two bytes as numbers (PKWARE APPNOTE 6.3.10, 4.3). */
const END = 0x06054b50;
const CENTRAL_HEADER = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LARGEST_COMMENT = 0xffff;
const FULL_32 = 0xffff_ffff;
const EXTRA_64 = 0x0001;
const ENCRYPTED_FLAG = 0x0001;
const MAX_DIRECTORY_BYTES = 1_048_576;

interface ZipEntry {
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly dataBytes: number;
  readonly headerOffset: number;
}

export interface ReadLimit {
  /** Characters, of the inflated text. */
  readonly most: number;
  /** Asked as the text grows: true ends the reading. Default: never. */
  readonly isEnough?: (text: string) => boolean;
}

/** The parts of a package, found by the list at the file's end: only what is asked for is read. */
export class ZipParts {
  readonly #file: Blob;
  readonly #entries: ReadonlyMap<string, ZipEntry>;

  private constructor(file: Blob, entries: ReadonlyMap<string, ZipEntry>) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Null where the file has no list of parts that can be read here. */
  static async open(file: Blob): Promise<ZipParts | null> {
    const directory = await readDirectory(file);
    return directory === null ? null : new ZipParts(file, entriesOf(directory));
  }

  /** The text of a part, or its beginning; null where there is none that can be read here. @param name without a leading slash */
  async text(name: string, limit: ReadLimit): Promise<string | null> {
    const entry = this.#entries.get(foldName(name));
    if (entry === undefined || entry.isEncrypted) return null;
    const header = await viewOf(this.#file, entry.headerOffset, LOCAL_BYTES);
    if (header === null || header.getUint32(0, true) !== LOCAL_HEADER) return null;
    const start = entry.headerOffset + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
    const data = this.#file.slice(start, start + entry.dataBytes);
    if (entry.method === 0) return readText(data.stream(), limit);
    if (entry.method !== 8) return null;
    return readText(data.stream().pipeThrough(new DecompressionStream('deflate-raw')), limit);
  }
}

async function readText(stream: ReadableStream<Uint8Array>, limit: ReadLimit): Promise<string> {
  const decoder = new TextDecoder('utf-8');
  const reader = stream.getReader();
  let text = '';
  let askAt = 16_384;
  try {
    while (text.length < limit.most) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      text += decoder.decode(value, { stream: true });
      if (text.length < askAt) continue;
      if (limit.isEnough?.(text) === true) break;
      // The question looks at all of the text: asked at each doubling, all questions cost as much as two.
      askAt = text.length * 2;
    }
    return text;
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function readDirectory(file: Blob): Promise<DataView | null> {
  const tailBytes = Math.min(file.size, END_BYTES + LARGEST_COMMENT);
  const tailStart = file.size - tailBytes;
  const tail = await viewOf(file, tailStart, tailBytes);
  if (tail === null) return null;
  for (let at = tailBytes - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    const bytes = tail.getUint32(at + 12, true);
    const offset = tail.getUint32(at + 16, true);
    // Behind zip64's own records the list does not touch this one.
    if (bytes > MAX_DIRECTORY_BYTES || offset + bytes > tailStart + at) continue;
    const directory = await viewOf(file, offset, bytes);
    if (directory !== null && bytes >= CENTRAL_BYTES) return directory;
  }
  return null;
}

function entriesOf(directory: DataView): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  while (at + CENTRAL_BYTES <= directory.byteLength && directory.getUint32(at, true) === CENTRAL_HEADER) {
    const nameBytes = directory.getUint16(at + 28, true);
    const extraBytes = directory.getUint16(at + 30, true);
    const next = at + CENTRAL_BYTES + nameBytes + extraBytes + directory.getUint16(at + 32, true);
    if (next > directory.byteLength) break;
    const name = new TextDecoder().decode(bytesOf(directory, at + CENTRAL_BYTES, nameBytes));
    const long = numbers64(directory, at + CENTRAL_BYTES + nameBytes, extraBytes);
    if (directory.getUint32(at + 24, true) === FULL_32) long.shift();
    const dataBytes = directory.getUint32(at + 20, true);
    const headerOffset = directory.getUint32(at + 42, true);
    entries.set(foldName(name), {
      method: directory.getUint16(at + 10, true),
      isEncrypted: (directory.getUint16(at + 8, true) & ENCRYPTED_FLAG) !== 0,
      dataBytes: dataBytes === FULL_32 ? (long.shift() ?? 0) : dataBytes,
      headerOffset: headerOffset === FULL_32 ? (long.shift() ?? 0) : headerOffset,
    });
    at = next;
  }
  return entries;
}

/** The numbers of 64 bits in the extra field of zip64 (APPNOTE 4.5.3). */
function numbers64(view: DataView, start: number, length: number): number[] {
  for (let at = start; at + 4 <= start + length; ) {
    const bytes = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === EXTRA_64) {
      const numbers: number[] = [];
      for (let place = at + 4; place + 8 <= Math.min(at + 4 + bytes, start + length); place += 8) {
        numbers.push(Number(view.getBigUint64(place, true)));
      }
      return numbers;
    }
    at += 4 + bytes;
  }
  return [];
}

function foldName(name: string): string {
  return name.replaceAll('\\', '/').toLowerCase();
}

function bytesOf(view: DataView, offset: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}

async function viewOf(file: Blob, offset: number, length: number): Promise<DataView | null> {
  const bytes = await file.slice(offset, offset + length).arrayBuffer();
  return bytes.byteLength === length ? new DataView(bytes) : null;
}
