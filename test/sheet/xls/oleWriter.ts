const FREE = 0xffffffff;
const END = 0xfffffffe;
const FAT_SECTOR = 0xfffffffd;
const DIFAT_SECTOR = 0xfffffffc;
const HEADER_FATS = 109;
const MINI_CUTOFF = 4096;

/** A stream or, where it has no bytes, an empty storage in the root of a compound file. */
export interface OleItem {
  readonly name: string;
  readonly bytes?: Buffer;
}

/** A compound file ([MS-CFB]) of these items. @param sectorBytes 512 or 4096 */
export function compoundFile(items: readonly OleItem[], sectorBytes = 512, rootClass = ''): Buffer {
  const sectors: Buffer[] = [];
  const next: number[] = [];
  const add = (bytes: Buffer): number => {
    if (bytes.length === 0) return END;
    const start = sectors.length;
    for (let at = 0; at < bytes.length; at += sectorBytes) {
      const sector = Buffer.alloc(sectorBytes);
      bytes.copy(sector, 0, at);
      sectors.push(sector);
      next.push(sectors.length);
    }
    next[sectors.length - 1] = END;
    return start;
  };
  const mini = miniStream(items);
  const places = items.map(({ bytes = Buffer.alloc(0) }, index) => {
    if (bytes.length === 0) return END;
    return bytes.length < MINI_CUTOFF ? (mini.starts[index] as number) : add(bytes);
  });
  const miniStart = add(mini.bytes);
  const miniFatStart = add(words(mini.next, sectorBytes));
  const directory = directoryOf(items, places, { miniStart, miniBytes: mini.bytes.length, rootClass });
  const directoryStart = add(directory);
  const tables = addFat(sectors, next, sectorBytes);
  const header = Buffer.alloc(sectorBytes);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(sectorBytes === 512 ? 3 : 4, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(Math.log2(sectorBytes), 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(tables.fats.length, 44);
  header.writeUInt32LE(directoryStart, 48);
  header.writeUInt32LE(MINI_CUTOFF, 56);
  header.writeUInt32LE(miniFatStart, 60);
  header.writeUInt32LE(tables.difatStart, 68);
  for (let index = 0; index < HEADER_FATS; index++) {
    header.writeUInt32LE(tables.fats[index] ?? FREE, 76 + index * 4);
  }
  return Buffer.concat([header, ...sectors]);
}

function addFat(sectors: Buffer[], next: number[], sectorBytes: number) {
  const perSector = sectorBytes / 4;
  let fatCount = 0;
  let difatCount = 0;
  while (fatCount * perSector < sectors.length + fatCount + difatCount) {
    fatCount++;
    difatCount = Math.ceil(Math.max(0, fatCount - HEADER_FATS) / (perSector - 1));
  }
  const first = sectors.length;
  const fats = Array.from({ length: fatCount }, (_, index) => first + index);
  const difats = Array.from({ length: difatCount }, (_, index) => first + fatCount + index);
  next.push(...fats.map(() => FAT_SECTOR), ...difats.map(() => DIFAT_SECTOR));
  for (let at = 0; at < fatCount; at++) {
    sectors.push(words(next.slice(at * perSector, (at + 1) * perSector), sectorBytes));
  }
  for (let at = 0; at < difatCount; at++) {
    const from = HEADER_FATS + at * (perSector - 1);
    const table = words(fats.slice(from, from + perSector - 1), sectorBytes);
    table.writeUInt32LE(difats[at + 1] ?? END, sectorBytes - 4);
    sectors.push(table);
  }
  return { fats, difatStart: difats[0] ?? END };
}

/** The streams that are too small for sectors of their own. */
function miniStream(items: readonly OleItem[]) {
  const pieces: Buffer[] = [];
  const next: number[] = [];
  const starts = items.map(({ bytes = Buffer.alloc(0) }) => {
    if (bytes.length === 0 || bytes.length >= MINI_CUTOFF) return END;
    const start = next.length;
    const count = Math.ceil(bytes.length / 64);
    for (let index = 1; index <= count; index++) next.push(index === count ? END : start + index);
    const piece = Buffer.alloc(count * 64);
    bytes.copy(piece);
    pieces.push(piece);
    return start;
  });
  return { bytes: Buffer.concat(pieces), next, starts };
}

function directoryOf(
  items: readonly OleItem[],
  places: readonly number[],
  root: { miniStart: number; miniBytes: number; rootClass: string },
): Buffer {
  const rootEntry = entry('Root Entry', { type: 5, start: root.miniStart, size: root.miniBytes });
  rootEntry.writeUInt32LE(items.length === 0 ? FREE : 1, 76);
  Buffer.from(root.rootClass, 'hex').copy(rootEntry, 80);
  const entries = items.map(({ name, bytes }, index) => {
    const type = bytes === undefined ? 1 : 2;
    const made = entry(name, { type, start: places[index] ?? END, size: bytes?.length ?? 0 });
    made.writeUInt32LE(index + 1 < items.length ? index + 2 : FREE, 72);
    return made;
  });
  return Buffer.concat([rootEntry, ...entries]);
}

function entry(name: string, { type, start, size }: { type: number; start: number; size: number }): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.write(name, 0, 62, 'utf16le');
  bytes.writeUInt16LE((name.length + 1) * 2, 64);
  bytes[66] = type;
  bytes[67] = 1;
  for (const at of [68, 72, 76]) bytes.writeUInt32LE(FREE, at);
  bytes.writeUInt32LE(start, 116);
  bytes.writeUInt32LE(size, 120);
  return bytes;
}

function words(values: readonly number[], sectorBytes: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil((values.length * 4) / sectorBytes) * sectorBytes, 0xff);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}
