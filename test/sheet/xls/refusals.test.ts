import { describe, expect, it } from 'vitest';
import { bof, eof, label, labelSst, number, record, workbook, workbookStream } from './biffWriter.ts';
import { compoundFile, type OleItem } from './oleWriter.ts';
import { openBytes, textsOf, typedRowsOf } from './typedRows.ts';

const SMALL = workbookStream([{ records: [label(0, 0, 'GSTIN')] }]);
const LARGE = workbookStream([
  { records: Array.from({ length: 1_000 }, (_, row) => label(row, 0, `row ${row}`)) },
]);

async function refusalOf(bytes: Buffer): Promise<{ code?: string; message?: string }> {
  try {
    await typedRowsOf(await openBytes(bytes));
    return {};
  } catch (error) {
    return error as { code: string; message: string };
  }
}

const withStream = (name: string, ...beside: OleItem[]) => compoundFile([{ name, bytes: SMALL }, ...beside]);
const junk = Buffer.alloc(5_000, 7);

describe('what a compound file holds', () => {
  it.each([512, 4096])('is found in sectors of %i bytes, in small streams and large', async (sectorBytes) => {
    for (const stream of [SMALL, LARGE]) {
      const file = compoundFile(
        [{ name: '\u0005Summary', bytes: junk }, { name: 'WORKBOOK', bytes: stream }, { name: 'Empty' }],
        sectorBytes,
      );
      expect((await textsOf(file)).length).toBe(stream === SMALL ? 1 : 1_000);
    }
  });

  it('is found where the table of sectors goes on beyond the header', async () => {
    const filler = Array.from({ length: 1_000 }, () => record(0x7fff, [], Buffer.alloc(8_000)));
    const stream = workbookStream([{ records: [label(0, 0, 'before'), ...filler, label(1, 0, 'behind')] }]);
    expect(await textsOf(compoundFile([{ name: 'Workbook', bytes: stream }]))).toEqual([
      ['before'],
      ['behind'],
    ]);
  });

  it('may be a workbook without its container', async () => {
    expect(await textsOf(SMALL)).toEqual([['GSTIN']]);
  });

  it.each<[string, string, Buffer]>([
    [
      'ENCRYPTED_WORKBOOK',
      'password',
      compoundFile([
        { name: 'EncryptionInfo', bytes: junk },
        { name: 'EncryptedPackage', bytes: junk },
      ]),
    ],
    ['ENCRYPTED_WORKBOOK', 'password', workbook([{ records: [] }], [record(0x002f, [1, 1, 1])])],
    ['MACRO_NOT_ALLOWED', 'VBA', withStream('Workbook', { name: '_VBA_PROJECT_CUR' })],
    [
      'MACRO_NOT_ALLOWED',
      'macro sheet',
      workbook([{ kind: 1, state: 1, records: [] }, { records: [label(0, 0, 'a')] }]),
    ],
    ['UNSUPPORTED_FORMAT', 'Word', compoundFile([{ name: 'WordDocument', bytes: junk }])],
    ['UNSUPPORTED_FORMAT', 'PowerPoint', compoundFile([{ name: 'PowerPoint Document', bytes: junk }])],
    ['UNSUPPORTED_FORMAT', 'Outlook', compoundFile([{ name: '__properties_version1.0', bytes: junk }])],
    [
      'UNSUPPORTED_FORMAT',
      'MSI',
      compoundFile([{ name: 'x', bytes: junk }], 512, '84100c0000000000c000000000000046'),
    ],
    ['UNSUPPORTED_FORMAT', 'another program', compoundFile([])],
    [
      'UNSUPPORTED_FORMAT',
      'Excel 5.0 or 95, BIFF5',
      compoundFile([{ name: 'Book', bytes: Buffer.concat([bof(5, 0x0500), eof()]) }]),
    ],
    [
      'UNSUPPORTED_FORMAT',
      'Excel 4.0, BIFF4',
      compoundFile([{ name: 'Book', bytes: record(0x0409, [0, 0x0100, 0]) }]),
    ],
    ['EMPTY_FILE', 'no worksheet', workbook([{ kind: 2, records: [] }])],
    ['EMPTY_FILE', 'The sheet "Register" is empty', workbook([{ records: [label(3, 3, ' ')] }])],
    ['CORRUPT_FILE', 'several workbooks', withStream('Workbook', { name: 'workbook', bytes: SMALL })],
    [
      'CORRUPT_FILE',
      'lacks the text of cell D7 of the sheet "Register"',
      workbook([{ records: [labelSst(6, 3, 0)] }]),
    ],
    ['CORRUPT_FILE', 'cut short', workbook([{ records: [record(0x0203, [0, 0, 0, 0])] }])],
    ['CORRUPT_FILE', 'beyond column IV', workbook([{ records: [number(0, 256, 1)] }])],
    [
      'LIMIT_EXCEEDED',
      'cell AB2 of the sheet "Register"',
      workbook([{ records: [label(1, 27, 'x'.repeat(32_768))] }]),
    ],
  ])('is refused with %s: %s', async (code, words, file) => {
    const refusal = await refusalOf(file);
    expect(refusal).toMatchObject({ name: 'SheetFault', code, message: expect.stringContaining(words) });
  });

  it('is a workbook too where an early one lies beside it', async () => {
    expect(await textsOf(withStream('Workbook', { name: 'Book', bytes: junk }))).toEqual([['GSTIN']]);
  });
});
