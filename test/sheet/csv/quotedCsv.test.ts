import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvWriter } from '../../../src/sheet/csv/csvWriter.ts';
import { readQuotedCsv } from '../../../src/sheet/csv/quotedCsv.ts';

async function* cut(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function readBack(bytes: Uint8Array, length = bytes.length): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const batch of readQuotedCsv(cut(bytes, length))) rows.push(...batch);
  return rows;
}

function written(rows: readonly string[][]): Uint8Array {
  const writer = new CsvWriter();
  for (const row of rows) writer.row(row);
  return writer.take();
}

const CELL = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', "'", '=', 'a', 'अ', '😀', '\ufeff') }),
  fc.string({ unit: 'grapheme' }),
);

describe('a file of quoted fields', () => {
  it('comes back as it was written, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(CELL, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, length) => {
          expect(await readBack(written(rows), length)).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(['=1+1', "'quoted", "''twice", '\t=1', '-1+1', '@x', '-5', "O'Brien"])(
    'gives %j back without our defence of it',
    async (text) => expect(await readBack(written([[text, 'x']]))).toEqual([[text, 'x']]),
  );

  it.each([
    ['a field without quotes', 'a,"b"\r\n'],
    ['text behind a field', '"a"b,"c"\r\n'],
    ['an end within a row', '"a","b"'],
    ['an end within a field', '"a","b'],
    ['an end within a character', Buffer.from('"अ').subarray(0, 2)],
  ])('is refused for %s', async (_, text) => {
    await expect(readBack(Buffer.from(text as string))).rejects.toThrow('a file of quoted fields');
  });
});
