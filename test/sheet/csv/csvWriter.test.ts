import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvWriter } from '../../../src/sheet/csv/csvWriter.ts';
import { defuse, undefuse } from '../../../src/sheet/formulaDefence.ts';
import { openInChunks } from '../../../src/sheet/open.ts';
import { rowsOf, sourceOf } from '../byteSource.ts';

/** Cells as files have them: any characters but NUL, and often those that mean something to CSV or a spreadsheet. */
const cell = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(...'",;\t|\r\n\'=+-@＝ aक0€😀'), maxLength: 12 }),
  )
  .map((text) => text.replaceAll('\0', ''));

function written(rows: readonly (readonly string[])[]): Uint8Array {
  const writer = new CsvWriter();
  for (const row of rows) writer.row(row);
  return writer.take();
}

describe('the formula defence', () => {
  it.each([
    '=1+1',
    '+SUM(A1)',
    '-1+cmd',
    '@A1',
    '\t=1',
    '\r=1',
    ' =1',
    '\u00a0=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠A1',
    '-',
    "'x",
    '-1-1',
    '+91 98765 43210',
    '\0=1',
  ])('puts a quote before %j', (text) => {
    expect(defuse(text)).toBe(`'${text}`);
  });

  it.each(['', 'Acme', '-5', '+5', '-1,23,456.00', '-2.5%', '1=1', 'a-b', '₹-5', ' x'])(
    'leaves %j',
    (text) => {
      expect(defuse(text)).toBe(text);
    },
  );

  it('is taken back exactly, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => undefuse(defuse(text)) === text));
    fc.assert(fc.property(cell, (text) => undefuse(defuse(text)) === text));
  });
});

describe('the CSV writer', () => {
  it('quotes every field and marks the file as UTF-8 once', () => {
    const writer = new CsvWriter();
    writer.row(['No. of Errors', 'a "b", c', '']);
    const first = writer.take();
    writer.row(['श्री']);
    expect(Buffer.from(first).toString()).toBe('\ufeff"No. of Errors","a ""b"", c",""\r\n');
    expect(Buffer.from(writer.take()).toString()).toBe('"श्री"\r\n');
    expect(writer.pending).toBe(0);
  });

  it('is read back as it was, blank rows apart', async () => {
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 300 }), async (rows, chunkBytes) => {
        // A first row with text, so that the file is not empty and its delimiter is known.
        const sent = [['a', 'b', 'c'], ...rows];
        const sheet = await openInChunks(sourceOf(written(sent)), { declared: 'CSV' }, chunkBytes);
        const expected = sent
          .map((cells, index) => ({ number: index + 1, cells: cells.map(defuse) }))
          .filter(({ cells }) => cells.some((text) => /[!-\uffff]/.test(text)));
        expect(await rowsOf(sheet)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
