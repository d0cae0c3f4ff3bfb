const SECTOR = 512;
const SECTORS_PER_FAT = SECTOR / 4;
const FAT_IN_HEADER = 109;
const FREE = 0xffffffff;
const END = 0xfffffffe;
const FAT = 0xfffffffd;
const DIFAT = 0xfffffffc;
/** Shorter streams lie elsewhere: this file has none. */
const LEAST_BYTES = 4_096;

/** A compound file ([MS-CFB]) with one stream. */
export function compoundFile(name: string, stream: Buffer): Buffer[] {
  const body = padded(stream, Math.max(LEAST_BYTES, stream.length));
  const streamSectors = body.length / SECTOR;
  const fixed = streamSectors + 1;
  let fatSectors = 0;
  let difatSectors = 0;
  for (let before = -1; before !== fatSectors + difatSectors; ) {
    before = fatSectors + difatSectors;
    fatSectors = Math.ceil((fixed + before) / SECTORS_PER_FAT);
    difatSectors = Math.ceil(Math.max(0, fatSectors - FAT_IN_HEADER) / (SECTORS_PER_FAT - 1));
  }
  // In this order: stream, directory, allocation table, its further places.
  const fatAt = streamSectors + 1;
  const difatAt = fatAt + fatSectors;
  const table = new Uint32Array(fatSectors * SECTORS_PER_FAT).fill(FREE);
  for (let sector = 0; sector < streamSectors; sector += 1)
    table[sector] = sector + 1 < streamSectors ? sector + 1 : END;
  table[streamSectors] = END;
  table.fill(FAT, fatAt, difatAt);
  table.fill(DIFAT, difatAt, difatAt + difatSectors);
  const places = Array.from({ length: fatSectors }, (_, at) => fatAt + at);
  return [
    header({ places, difatAt, difatSectors, directoryAt: streamSectors }),
    body,
    directory(name, Math.max(LEAST_BYTES, stream.length)),
    words([...table]),
    furtherPlaces(places.slice(FAT_IN_HEADER), difatAt, difatSectors),
  ];
}

function header(at: {
  places: readonly number[];
  difatAt: number;
  difatSectors: number;
  directoryAt: number;
}): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  bytes.write('d0cf11e0a1b11ae1', 'hex');
  bytes.writeUInt16LE(0x3e, 24);
  bytes.writeUInt16LE(3, 26);
  bytes.writeUInt16LE(0xfffe, 28);
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt16LE(6, 32);
  bytes.writeUInt32LE(at.places.length, 44);
  bytes.writeUInt32LE(at.directoryAt, 48);
  bytes.writeUInt32LE(LEAST_BYTES, 56);
  bytes.writeUInt32LE(END, 60);
  bytes.writeUInt32LE(at.difatSectors === 0 ? END : at.difatAt, 68);
  bytes.writeUInt32LE(at.difatSectors, 72);
  for (let place = 0; place < FAT_IN_HEADER; place += 1)
    bytes.writeUInt32LE(at.places[place] ?? FREE, 76 + place * 4);
  return bytes;
}

function directory(name: string, bytes: number): Buffer {
  const entry = (title: string, facts: { type: number; child: number; start: number; size: number }) => {
    const record = Buffer.alloc(128);
    record.write(title, 'utf16le');
    record.writeUInt16LE(title.length * 2 + 2, 64);
    record.writeUInt8(facts.type, 66);
    record.writeUInt8(1, 67);
    record.writeUInt32LE(FREE, 68);
    record.writeUInt32LE(FREE, 72);
    record.writeUInt32LE(facts.child, 76);
    record.writeUInt32LE(facts.start, 116);
    record.writeUInt32LE(facts.size, 120);
    return record;
  };
  const root = entry('Root Entry', { type: 5, child: 1, start: END, size: 0 });
  const stream = entry(name, { type: 2, child: FREE, start: 0, size: bytes });
  const unused = Buffer.alloc(128);
  unused.fill(0xff, 68, 80);
  return Buffer.concat([root, stream, unused, unused]);
}

function furtherPlaces(places: readonly number[], at: number, sectors: number): Buffer {
  const all: number[] = [];
  for (let sector = 0; sector < sectors; sector += 1) {
    const start = sector * (SECTORS_PER_FAT - 1);
    for (let place = start; place < start + SECTORS_PER_FAT - 1; place += 1) all.push(places[place] ?? FREE);
    all.push(sector + 1 < sectors ? at + sector + 1 : END);
  }
  return words(all);
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [place, value] of values.entries()) bytes.writeUInt32LE(value, place * 4);
  return bytes;
}

function padded(bytes: Buffer, least: number): Buffer {
  const whole = Buffer.alloc(Math.ceil(least / SECTOR) * SECTOR);
  bytes.copy(whole);
  return whole;
}
