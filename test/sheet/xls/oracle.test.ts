import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utils, write } from '@e965/xlsx';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSame, readOracle } from '../../../scripts/workbookOracle.ts';
import { columnName } from '../../../src/sheet/cells/cellReference.ts';
import { UNCALCULATED } from '../../../src/sheet/cells/uncalculated.ts';
import { openBytes, typedRowsOf } from './typedRows.ts';

const FILES = join(import.meta.dirname, '../files');
const WRITTEN_BY_OTHERS = readdirSync(FILES).filter((name) => /^(?:xlwt|libreOffice).*\.xls$/.test(name));

/** Cells by their addresses as both readers have them; of those that they agree on nothing is left. */
async function differences(bytes: Buffer): Promise<string[]> {
  const theirs = readOracle(bytes);
  if (theirs === null) throw new Error('the other reader finds no worksheet');
  const left = new Map(theirs.cells);
  const differing: string[] = [];
  for (const { number, texts, kinds } of await typedRowsOf(await openBytes(bytes))) {
    for (const [column, text] of texts.entries()) {
      const kind = kinds[column] as string;
      // The other reader takes a formula that was never calculated for a blank.
      if (kind === 'blank' || text === UNCALCULATED) continue;
      const address = `${columnName(column)}${number}`;
      const other = left.get(address);
      left.delete(address);
      if (other === undefined || !isSame({ kind, text }, other, theirs.is1904))
        differing.push(`${address}: ours ${kind} ${text}, theirs ${JSON.stringify(other)}`);
    }
  }
  return [...differing, ...[...left.keys()].map((address) => `${address}: theirs alone`)];
}

type Cell = { v: string | number | boolean; t: 's' | 'n' | 'b'; z?: string };
const text = fc
  .string({
    unit: fc.constantFrom('a', 'Z', ' ', '0', 'é', 'श्री', '₹', '🙂', '\n'),
    minLength: 1,
    maxLength: 40,
  })
  // The other reader leaves blank rows in, ours leaves them out.
  .map((made): Cell => ({ t: 's', v: `x${made}` }));
const amount = fc
  .oneof(
    fc.integer(),
    fc.integer({ min: -1e9, max: 1e9 }).map((paise) => paise / 100),
    fc.double({ noNaN: true, min: 1e-3, max: 1e14 }),
  )
  .map((v): Cell => ({ t: 'n', v }));
const formatted = fc
  .tuple(
    fc.integer({ min: 1, max: 60_000 }),
    fc.constantFrom('dd-mm-yyyy', '0.00%', '000000', 'd/m/yy h:mm', '#,##0.00'),
  )
  .map(([v, z]): Cell => ({ t: 'n', v, z }));
const cell = fc.oneof(
  text,
  amount,
  formatted,
  fc.boolean().map((v): Cell => ({ t: 'b', v })),
);

function written(rows: readonly (readonly (Cell | null)[])[], bookType: 'biff8' | 'biff5' | 'biff2'): Buffer {
  const sheet = utils.aoa_to_sheet([[]], { dense: true });
  sheet['!data'] = rows.map((row) => row.map((each) => each ?? undefined)) as never;
  sheet['!ref'] = `A1:Z${rows.length}`;
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, 'Register');
  return write(book, { type: 'buffer', bookType, bookSST: true });
}

describe('our reading and another', () => {
  it('has files of other writers to go by', () => {
    expect(WRITTEN_BY_OTHERS.length).toBeGreaterThanOrEqual(4);
  });

  it.each(WRITTEN_BY_OTHERS)('agree on each cell of %s', async (name) => {
    expect(await differences(readFileSync(join(FILES, name)))).toEqual([]);
  });

  it('agree on whatever cells are written', async () => {
    const rows = fc.array(fc.array(fc.option(cell), { maxLength: 12 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, cell, async (made, last) => {
        expect(await differences(written([...made, [last]], 'biff8'))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it.each<['biff5' | 'biff2', string]>([
    ['biff5', 'Excel 5'],
    ['biff2', 'Excel 2'],
  ])('part where a workbook is older than ours reads: %s', async (bookType, words) => {
    const opening = openBytes(written([[{ t: 's', v: 'GSTIN' }]], bookType));
    await expect(opening).rejects.toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      message: expect.stringContaining(words),
    });
  });
});
