import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MergedColumns } from '../../src/ingestion/mergedDown.ts';

const all = (merges: MergedColumns) => Array.from({ length: merges.size }, (_, index) => merges.at(index));

describe('MergedColumns', () => {
  it('gives back every merge as it was, by its first column, the topmost first', () => {
    const merge = fc.record({
      top: fc.integer({ min: 1, max: 5_000_000 }),
      height: fc.integer({ min: 1, max: 1_048_575 }),
      left: fc.integer({ min: 0, max: 1_000 }),
      width: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(merge), (wanted) => {
        const merged = wanted.map(({ top, height, left, width }) => ({
          top,
          bottom: top + height,
          left,
          right: left + width,
        }));
        const sorted = merged
          .map(({ top, bottom, left }) => ({ top, bottom, column: left }))
          .sort((a, b) => a.top - b.top || a.column - b.column || a.bottom - b.bottom);
        expect(all(new MergedColumns(merged, () => true))).toEqual(sorted);
      }),
    );
  });

  it('keeps only what is wanted, and nothing whose place no sheet can have', () => {
    const at = (top: number, bottom: number, left = 0) => ({ top, bottom, left, right: left });
    const merged = [
      at(2, 3),
      at(4, 4),
      at(5, 4),
      at(-1, 4),
      at(2 ** 23, 2 ** 24),
      at(2, 3, 1_024),
      at(6, 9, 2),
    ];
    expect(all(new MergedColumns(merged, ({ top }) => top !== 2))).toEqual([
      { top: 6, bottom: 9, column: 2 },
    ]);
    expect(all(new MergedColumns([at(1, 2 ** 40)], () => true))).toEqual([
      { top: 1, bottom: 2 ** 20, column: 0 },
    ]);
  });
});
