import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SheetFault } from '../../../src/sheet/fault.ts';
import {
  formula,
  label,
  labelSst,
  mulRk,
  number,
  record,
  stringRecord,
  TEXT_RESULT,
  workbook,
  workbookStream,
} from './biffWriter.ts';
import { compoundFile } from './oleWriter.ts';
import { sharedTextRecords } from './sharedTexts.ts';
import { openBytes, typedRowsOf } from './typedRows.ts';

const texts = ['Ganga Fabrics', 'श्री ट्रेडर्स', 'x'.repeat(300)].map((text, index) => ({
  text,
  isWide: index === 1,
  runs: index,
  phonetic: index * 5,
}));
/** Shorter ones show nothing of what they were. */
const SIGNATURE_BYTES = 8;

const RECORDS = [
  record(0x0208, [0, 0, 3, 255, 0, 0, 0x20, 0]),
  ...[0, 1, 2].flatMap((row) => [labelSst(row, 0, row), mulRk(row, 1, [6, 10]), number(row, 3, 1.5)]),
  formula(3, 0, TEXT_RESULT),
  stringRecord('told'),
  label(1, 5, 'out of order'),
  record(0x00e5, [1, 0, 2, 0, 0]),
];
const GLOBALS = sharedTextRecords(texts, (bytes) => bytes > 50);
const FILES: readonly (readonly [string, Buffer])[] = [
  ['a small one', workbook([{ records: RECORDS }], GLOBALS)],
  [
    'one with large sectors',
    compoundFile([{ name: 'Workbook', bytes: workbookStream([{ records: RECORDS }], GLOBALS) }], 4096),
  ],
  [
    'one whose stream has sectors of its own',
    workbook([{ records: [...RECORDS, record(0x7fff, [], Buffer.alloc(5_000))] }], GLOBALS),
  ],
];

/** Reads as far as it goes. @returns the fault's code, or null @throws what else goes wrong */
async function outcomeOf(bytes: Buffer): Promise<string | null> {
  try {
    await typedRowsOf(await openBytes(bytes));
    return null;
  } catch (error) {
    if (error instanceof SheetFault) return error.code;
    throw error;
  }
}

describe.each(FILES)('a damaged workbook: %s', (_, file) => {
  it('is whole to begin with', async () => {
    expect(await outcomeOf(file)).toBeNull();
  });

  it('is refused in words wherever it is cut off', async () => {
    // The last sector holds the table of sectors, whose end is padding.
    const lastSector = file.length - 2 ** file.readUInt16LE(30);
    for (let length = 1; length <= lastSector; length++) {
      const code = await outcomeOf(file.subarray(0, length));
      if (length >= SIGNATURE_BYTES) expect(code, `cut after ${length} bytes`).toBe('CORRUPT_FILE');
    }
  });

  it('is read or refused in words, whichever bytes are spoilt', async () => {
    const spoilt = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(spoilt, async (changes) => {
        const bytes = Buffer.from(file);
        for (const [at, value] of changes) bytes[at] = value;
        await outcomeOf(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read or refused in words, whichever number of it is turned into a mark or a bound', async () => {
    const bounds = [0, 1, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffa, 0xfffffffe, 0xffffffff];
    const turned = fc.array(fc.tuple(fc.nat(file.length - 4), fc.constantFrom(...bounds)), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(turned, async (changes) => {
        const bytes = Buffer.from(file);
        for (const [at, bound] of changes) bytes.writeUInt32LE(bound, at);
        await outcomeOf(bytes);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a circle', () => {
  const stream = workbookStream([
    { records: Array.from({ length: 500 }, (_, row) => label(row, 0, `row ${row}`)) },
  ]);
  const file = compoundFile([{ name: 'Workbook', bytes: stream }]);
  const fatAt = 512 + file.readUInt32LE(76) * 512;

  it.each<[string, number, number]>([
    ['of the stream', fatAt + 4 * 3, 1],
    ['of a sector with itself', fatAt + 4 * 2, 2],
    ['in the directory', 512 + file.readUInt32LE(48) * 512 + 128 + 72, 1],
    ['of the directory with itself', fatAt + 4 * file.readUInt32LE(48), file.readUInt32LE(48)],
  ])('%s is damage', async (_, at, value) => {
    const bytes = Buffer.from(file);
    bytes.writeUInt32LE(value, at);
    expect(await outcomeOf(bytes)).toBe('CORRUPT_FILE');
  });
});
