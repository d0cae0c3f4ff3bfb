import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPackage } from '../../../src/sheet/xlsx/openPackage.ts';
import { readDirectory } from '../../../src/sheet/xlsx/zipDirectory.ts';
import { readEntry } from '../../../src/sheet/xlsx/zipEntry.ts';
import { sourceOf } from '../byteSource.ts';
import { makeWorkbook, sheetXml, workbookMembers } from './makeWorkbook.ts';
import { type Member, makeZip, type ZipOptions } from './makeZip.ts';
import { countingSource, faultOf, readPackage } from './readPackage.ts';

const SHEET = 'xl/worksheets/sheet1.xml';

/** Changes one member of a good workbook. */
function withMember(name: string, change: Partial<Member>, options: ZipOptions = {}): Buffer {
  const members = workbookMembers().map((member) =>
    member.name === name ? { ...member, ...change } : member,
  );
  return makeZip(members, options);
}

/** Adds members behind those of a good workbook. */
function withMembers(...members: readonly Member[]): Buffer {
  return makeZip([...workbookMembers(), ...members]);
}

async function contentsOf(bytes: Uint8Array): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (const entry of readDirectory(sourceOf(bytes))) {
    const pieces: Buffer[] = [];
    await readEntry(sourceOf(bytes), entry, (piece) => {
      pieces.push(Buffer.from(piece));
      return true;
    });
    contents.set(entry.name, Buffer.concat(pieces));
  }
  return contents;
}

describe('an archive of any content', () => {
  it('gives back what was put into it', async () => {
    const member = fc.record({
      content: fc.uint8Array({ maxLength: 5_000, size: 'max' }),
      repeat: fc.integer({ min: 1, max: 200 }),
      method: fc.constantFrom(0, 8),
      descriptor: fc.constantFrom('signed', 'unsigned', 'zip64', undefined),
      zip64: fc.boolean(),
    });
    const options = fc.record({ comment: fc.uint8Array({ maxLength: 200 }), zip64: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 6 }), options, async (list, zipOptions) => {
        const members = list.map(({ content, repeat, method, descriptor, zip64 }, index) => ({
          name: `part${index}`,
          content: Buffer.concat(Array.from({ length: repeat }, () => content)),
          method,
          zip64,
          ...(descriptor === undefined ? {} : { descriptor }),
        }));
        const contents = await contentsOf(makeZip(members, zipOptions));
        expect([...contents.keys()]).toEqual(members.map(({ name }) => name));
        for (const { name, content } of members) expect(contents.get(name)?.equals(content)).toBe(true);
      }),
      { numRuns: 80 },
    );
  });

  it('leaves folders out', async () => {
    const bytes = makeZip([
      { name: 'xl/', content: '', method: 0 },
      { name: 'xl/a', content: 'a' },
    ]);
    expect([...(await contentsOf(bytes)).keys()]).toEqual(['xl/a']);
  });
});

describe('a workbook that is cut off', () => {
  it.each([
    ['of any kind', makeWorkbook()],
    ['in zip64 with a comment', makeWorkbook({}, { zip64: true, comment: 'from Tally' })],
  ])('is refused wherever it ends: %s', async (_, bytes) => {
    for (let length = 0; length < bytes.length; length++) {
      const fault = await faultOf(bytes.subarray(0, length));
      expect(fault?.code, `of ${length} bytes`).toBe('CORRUPT_FILE');
    }
    expect(await faultOf(bytes)).toBeNull();
  });

  it('is not taken for the workbook that lies in it', async () => {
    const inner = makeWorkbook({ [SHEET]: sheetXml('<row r="1"><c r="A1"><v>666</v></c></row>') });
    const outer = withMembers({ name: 'xl/embeddings/book.xlsx', content: inner, method: 0 });
    expect((await readPackage(outer)).sheet).toContain('12.5');
    const end = outer.indexOf(inner) + inner.length;
    expect(await faultOf(outer.subarray(0, end))).toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('or has bytes changed is refused or read as before', async () => {
    const bytes = makeWorkbook();
    const whole = await readPackage(bytes);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (position, change) => {
          const changed = Buffer.from(bytes);
          changed[position] = (changed[position] as number) ^ change;
          if ((await faultOf(changed)) !== null) return;
          const { sheet, sharedStrings, formats } = await readPackage(changed);
          expect(sheet).toBe(whole.sheet);
          // A part whose name was changed in a relation is one that is not there.
          if (sharedStrings !== '') expect(sharedStrings).toBe(whole.sharedStrings);
          if (formats.length > 0) expect(formats).toEqual(whole.formats);
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('what an archive says of itself', () => {
  it('counts for nothing where sizes go', async () => {
    for (const size of [0, 1, 0xffff_fffe]) {
      const bytes = withMember(SHEET, { declared: { size } });
      expect((await readPackage(bytes)).sheet).toContain('12.5');
    }
  });

  it.each<[string, Buffer, string]>([
    ['a checksum', withMember(SHEET, { declaredCentral: { crc: 1 } }), 'sheet1.xml is not what was stored'],
    [
      'a stored part',
      withMember(SHEET, { method: 0, declaredCentral: { crc: 1 } }),
      'is not what was stored',
    ],
    ['bytes too few', withMember(SHEET, { declaredCentral: { compressedSize: 30 } }), 'cannot be unpacked'],
    [
      'bytes too many',
      withMember(SHEET, { declaredCentral: { compressedSize: 9_999_999 } }),
      'reaches beyond',
    ],
    ['no deflate', withMember(SHEET, { packed: Buffer.alloc(300, 0xff) }), 'sheet1.xml cannot be unpacked'],
    [
      'bytes behind the end',
      withMember(SHEET, { packed: Buffer.from('030001', 'hex') }),
      'ends before its bytes do',
    ],
    [
      'another name',
      withMember(SHEET, { declaredLocal: { name: 'xl/worksheets/sheet2.xml' } }),
      'is not where',
    ],
    ['another method', withMember(SHEET, { declaredLocal: { method: 0 } }), 'is not where the list'],
    ['a place past the end', withMember(SHEET, { declaredCentral: { offset: 0x7fff_ffff } }), 'is not where'],
    ['a place of its own', withMember(SHEET, { declaredCentral: { offset: 3 } }), 'is not where the list'],
    ['another file', withMember(SHEET, { declaredCentral: { disk: 2 } }), 'is in another file'],
    ['too many entries', makeWorkbook({}, { end: { entries: 9 } }), 'breaks off'],
    ['too few entries', makeWorkbook({}, { end: { entries: 5 } }), 'more than it says'],
  ])('contradicts what is there: %s', async (_, bytes, message) => {
    const fault = await faultOf(bytes);
    expect(fault).toMatchObject({ code: 'CORRUPT_FILE', message: expect.stringContaining(message) });
    expect(fault?.resolution).toContain('.xlsx');
  });

  it.each<[string, Buffer]>([
    ['its directory elsewhere', makeWorkbook({}, { end: { directoryOffset: 10 } })],
    ['bytes before its end', makeWorkbook({}, { end: { directorySize: 10 } })],
    ['a locator that points nowhere', makeWorkbook({}, { zip64: true, locatorOffset: 4 })],
    [
      'a locator past every number',
      makeWorkbook({}, { zip64: true, locatorOffset: Number.MAX_SAFE_INTEGER }),
    ],
    ['too large a directory of 64 bits', makeWorkbook({}, { zip64: true, end: { directorySize: 2 ** 52 } })],
  ])('has %s: it is cut off', async (_, bytes) => {
    expect(await faultOf(bytes)).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringMatching(/cut off/),
    });
  });
});

describe('an archive that two programs could read in two ways', () => {
  it.each<[string, Buffer, string]>([
    ['a part twice', withMembers({ name: SHEET, content: '<worksheet/>' }), 'sheet1.xml twice'],
    ['in other letters', withMembers({ name: SHEET.toUpperCase(), content: '' }), 'SHEET1.XML twice'],
    ['parts over each other', withMembers({ name: SHEET, content: '', sharesDataOf: 4 }), 'twice'],
    ['a name that leads out', withMembers({ name: '../../evil.xml', content: '' }), '"../../evil.xml"'],
    ['within', withMembers({ name: 'xl/../../evil.xml', content: '' }), 'which no workbook has'],
    ['an absolute name', withMembers({ name: '/etc/passwd', content: '' }), '"/etc/passwd"'],
    ['a drive', withMembers({ name: 'C:/evil.xml', content: '' }), '"C:/evil.xml"'],
    ['by backslashes', withMembers({ name: SHEET.replaceAll('/', '\\'), content: '' }), 'sheet1.xml twice'],
    [
      'backslashes that lead out',
      withMembers({ name: '..\\evil.xml', content: '' }),
      'which no workbook has',
    ],
    ['a NUL', withMembers({ name: 'xl/a.xml\0.txt', content: '' }), '"xl/a.xml?.txt"'],
    ['no name', withMembers({ name: '', content: '' }), 'which no workbook has'],
    ['an empty segment', withMembers({ name: 'xl//a.xml', content: '' }), 'which no workbook has'],
  ])('is refused: %s', async (_, bytes, message) => {
    expect(await faultOf(bytes)).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining(message),
    });
  });

  it('is none where folders are parted by backslashes', async () => {
    const members = workbookMembers().map((member) => ({
      ...member,
      name: String(member.name).replaceAll('/', '\\'),
    }));
    expect(await faultOf(makeZip(members))).toBeNull();
  });

  it('is refused where two parts share bytes', async () => {
    const members = workbookMembers();
    const bytes = makeZip([
      ...members,
      // Its data reach into the next member's, whose header it swallows.
      { name: 'a.bin', content: 'aaaa', method: 0, declared: { compressedSize: 30 } },
      { name: 'b.bin', content: 'bbbb', method: 0 },
    ]);
    expect(await faultOf(bytes)).toMatchObject({ message: expect.stringContaining('lies over the bytes') });
  });

  it('is refused where a second list stands in its comment', async () => {
    const good = makeWorkbook();
    const end = good.subarray(good.length - 22);
    // The comment holds an end record that fits as well: an empty list that lies right before it.
    const fake = Buffer.from(end);
    fake.writeUInt16LE(0, 8);
    fake.writeUInt16LE(0, 10);
    fake.writeUInt32LE(0, 12);
    fake.writeUInt32LE(good.length, 16);
    const bytes = makeWorkbook({}, { comment: fake });
    expect(await faultOf(bytes)).toMatchObject({ message: expect.stringContaining('two lists') });
    expect(await faultOf(makeWorkbook({}, { comment: end }))).toBeNull();
  });
});

describe('an archive of another kind', () => {
  it('is named where a password protects it', async () => {
    const fault = await faultOf(withMember(SHEET, { flags: 1 }));
    expect(fault).toMatchObject({
      code: 'ENCRYPTED_WORKBOOK',
      message: expect.stringContaining('protected by a password'),
      field: SHEET,
    });
    expect(await faultOf(withMember(SHEET, { declaredLocal: { flags: 1 } }))).toMatchObject({
      code: 'ENCRYPTED_WORKBOOK',
    });
  });

  it('is named where its method is no one that workbooks have', async () => {
    expect(await faultOf(withMember(SHEET, { method: 12 }))).toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      message: expect.stringContaining('number 12'),
    });
  });

  it.each<[string, ZipOptions]>([
    ['', { end: { disk: 1, directoryDisk: 0 } }],
    ['in zip64', { zip64: true, end: { disk: 1, directoryDisk: 1 } }],
    ['whose directory is elsewhere', { end: { disk: 3, directoryDisk: 2, directoryOffset: 5 } }],
  ])('is named where it is one of several pieces %s', async (_, options) => {
    expect(await faultOf(makeWorkbook({}, options))).toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      message: expect.stringContaining('split over several files'),
    });
  });
});

describe('an archive that is too much', () => {
  it('is refused past a thousand parts', async () => {
    const more = Array.from({ length: 994 }, (_, index) => ({ name: `xl/media/${index}.png`, content: 'x' }));
    expect(await faultOf(withMembers(...more.slice(0, 993)))).toBeNull();
    expect(await faultOf(withMembers(...more))).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('is refused with names by the megabyte', async () => {
    const long = Array.from({ length: 20 }, (_, index) => ({
      name: `${index}${'x'.repeat(60_000)}`,
      content: '',
    }));
    expect(await faultOf(withMembers(...long))).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('is refused where a part is a bomb, after little more than its first megabytes', async () => {
    const bomb = Buffer.alloc(40 * 1_048_576, '<row/>');
    const bytes = makeWorkbook({ [SHEET]: Buffer.concat([Buffer.from(sheetXml('').slice(0, 150)), bomb]) });
    const { sheet } = await openPackage(sourceOf(bytes));
    let taken = 0;
    const reading = sheet.read((piece) => {
      taken += piece.length;
      return true;
    });
    await expect(reading).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('200 times larger'),
    });
    expect(taken).toBeLessThan(12 * 1_048_576);
  });

  it('lets a part through that is large for its content', async () => {
    const rows = Buffer.alloc(9 * 1_048_576, '<row/>');
    const xml = sheetXml(rows.toString());
    expect((await readPackage(makeWorkbook({ [SHEET]: xml }))).sheet).toBe(xml);
  });
});

describe('the reading of a part', () => {
  const rows = Array.from(
    { length: 60_000 },
    (_, row) => `<row r="${row}"><c><v>${row * 7919}</v></c></row>`,
  );
  const [entry] = readDirectory(sourceOf(makeZip([{ name: 'a', content: rows.join('') }])));
  if (entry === undefined) throw new Error('no entry');
  const bytes = makeZip([{ name: 'a', content: rows.join('') }]);

  it('goes on only when the piece before was taken', async () => {
    let isTaking = false;
    let pieces = 0;
    await readEntry(sourceOf(bytes), entry, async () => {
      expect(isTaking).toBe(false);
      isTaking = true;
      await new Promise((resolve) => setImmediate(resolve));
      isTaking = false;
      pieces += 1;
      return true;
    });
    expect(pieces).toBeGreaterThan(5);
  });

  it('tells how far in the archive it is', async () => {
    const told: number[] = [];
    await readEntry(sourceOf(bytes), entry, (_, bytesDone) => told.push(bytesDone) > 0);
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect(told.at(-1)).toBe(entry.dataBytes);
  });

  it.each([0, 8])('ends where no more is wanted, and reads no further (method %i)', async (method) => {
    const large = Buffer.from(Array.from({ length: 4_000_000 }, (_, index) => (index * index * 31) % 251));
    const archive = makeZip([{ name: 'a', content: large, method }]);
    const { source, bytesRead } = countingSource(archive);
    const [only] = readDirectory(source);
    let pieces = 0;
    if (only !== undefined) await readEntry(source, only, async () => ++pieces < 2);
    expect(pieces).toBe(2);
    expect(bytesRead()).toBeLessThan(archive.length / 2 + 700_000);
  });

  it('ends with what its taker throws', async () => {
    const reading = readEntry(sourceOf(bytes), entry, () => {
      throw new RangeError('taker');
    });
    await expect(reading).rejects.toThrow('taker');
    const later = readEntry(sourceOf(bytes), entry, async () => {
      throw new RangeError('later');
    });
    await expect(later).rejects.toThrow('later');
  });

  it('ends with a fault where the file became shorter, and with what its source throws', async () => {
    await expect(readEntry(sourceOf(bytes.subarray(0, 60)), entry, () => true)).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining('a is cut off'),
    });
    const broken = {
      size: bytes.length,
      read(): number {
        throw new Error('EIO');
      },
    };
    await expect(readEntry(broken, entry, () => true)).rejects.toThrow('EIO');
  });
});
