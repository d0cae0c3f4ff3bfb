import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowFinding } from '../../../src/client/index.ts';
import {
  badCells,
  briefly,
  columnPlace,
  columnWidths,
  findingsByCell,
} from '../../../src/console/screens/oneImport/rows/cells.ts';
import { documentColumns } from '../../../src/console/screens/oneImport/rows/documentColumns.ts';
import { findRow } from '../../../src/console/screens/oneImport/rows/findRow.ts';
import { cellAfterKey, rowAfterKey } from '../../../src/console/screens/oneImport/rows/rowKeys.ts';
import {
  PAGE_ROWS,
  PART_ROWS,
  pagesOf,
  partOf,
  partsOf,
  rowAt,
} from '../../../src/console/screens/oneImport/rows/rowPages.ts';

function finding(cell: number, code = 'G03'): RowFinding {
  return { code, cell, column: null, value: null, message: 'It is wrong.', hint: null };
}

describe('pages and parts of rows', () => {
  it('asks for the pages in sight, and for none of an empty table', () => {
    expect(pagesOf(0, 20)).toEqual([0]);
    expect(pagesOf(-30, 99)).toEqual([0]);
    expect(pagesOf(95, 205)).toEqual([0, 1, 2]);
    expect(pagesOf(0, -1)).toEqual([]);
  });

  it('parts the rows without a gap, none of it too high for a browser', () => {
    expect(partsOf(0)).toEqual([]);
    expect(partsOf(PART_ROWS)).toEqual([{ start: 0, rows: PART_ROWS }]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000_000 }), (total) => {
        const parts = partsOf(total);
        expect(parts.reduce((sum, { rows }) => sum + rows, 0)).toBe(total);
        for (const [place, { start, rows }] of parts.entries()) {
          expect(partOf(start)).toBe(place);
          expect(partOf(start + rows - 1)).toBe(place);
        }
      }),
    );
  });

  it('finds a row in its page, and says where the page is not there yet', () => {
    const pages = new Map([[1, { rows: ['a', 'b'] }]]);
    expect(rowAt(pages, PAGE_ROWS + 1)).toBe('b');
    expect(rowAt(pages, PAGE_ROWS + 2)).toBeUndefined();
    expect(rowAt(pages, 0)).toBeUndefined();
  });
});

describe('keys', () => {
  const at = { row: 10, rows: 50_000, perPage: 7 };

  it.each([
    ['ArrowDown', 11],
    ['ArrowUp', 9],
    ['PageDown', 17],
    ['PageUp', 3],
    ['Home', 0],
    ['End', 49_999],
  ])('%s goes to row %i', (key, row) => {
    expect(rowAfterKey(key, at)).toBe(row);
  });

  it('stays within the rows, moves by one row at least and leaves other keys alone', () => {
    expect(rowAfterKey('PageUp', { ...at, row: 2 })).toBe(0);
    expect(rowAfterKey('PageDown', { ...at, row: 49_998 })).toBe(49_999);
    expect(rowAfterKey('PageDown', { ...at, perPage: 0 })).toBe(11);
    expect(rowAfterKey('Tab', at)).toBeNull();
    expect(rowAfterKey('toString', at)).toBeNull();
  });

  it('goes from wrong cell to wrong cell', () => {
    const cells = badCells({ findings: [finding(9), finding(2), finding(-1), finding(9)] });
    expect(cells).toEqual([2, 9]);
    expect(cellAfterKey('ArrowRight', cells, -1)).toBe(2);
    expect(cellAfterKey('ArrowRight', cells, 2)).toBe(9);
    expect(cellAfterKey('ArrowRight', cells, 9)).toBeNull();
    expect(cellAfterKey('ArrowLeft', cells, 9)).toBe(2);
    expect(cellAfterKey('ArrowDown', cells, 9)).toBeNull();
  });
});

describe('cells', () => {
  it('gathers what is wrong with each, and what lies in none', () => {
    const found = findingsByCell([finding(3, 'G02'), finding(-1, 'D12'), finding(3, 'P01')]);
    expect(found.get(3)?.map(({ code }) => code)).toEqual(['G02', 'P01']);
    expect(found.get(-1)?.map(({ code }) => code)).toEqual(['D12']);
  });

  it('is as wide as its texts ask for, within bounds, with room for cells beyond the header', () => {
    const widths = columnWidths(['No', 'Remarks'], [{ cells: ['1', 'x'.repeat(4000), 'surplus text'] }]);
    expect(widths).toHaveLength(3);
    const [narrow = 0, wide = 0, beyond = 0] = widths;
    expect(narrow).toBeLessThan(beyond);
    expect(beyond).toBeLessThan(wide);
    expect(wide).toBeLessThan(400);
  });
});

describe('the columns by which a row is known again', () => {
  it('are found by their headers, in whatever words of an office', () => {
    expect(documentColumns('sales', ['My GSTIN', 'Document Number', 'Document Date', 'GST Rate'])).toEqual({
      number: 1,
      date: 2,
    });
    const tally = ['Invoice Date', 'GSTIN of Customer', 'invoice no.', 'Taxable Value', 'IGST'];
    expect(documentColumns('sales', tally)).toEqual({ number: 2, date: 0 });
    expect(documentColumns('purchase', ['a', 'b'])).toEqual({ number: null, date: null });
  });

  it('stand in front, and each column has a place of its own', () => {
    for (const frozen of [null, 0, 3, 6]) {
      const places = Array.from({ length: 7 }, (_, index) => columnPlace(index, frozen));
      const others = frozen === null ? places : places.toSpliced(frozen, 1);
      expect(others).toEqual(others.toSorted((one, other) => one - other));
      expect(new Set(places).size).toBe(7);
      expect(Math.max(...places)).toBe(9);
      expect(Math.min(...others)).toBe(frozen === null ? 3 : 4);
    }
  });

  it('and wrong values are told briefly, without breaking a letter', () => {
    expect(briefly('17')).toBe('17');
    expect([...briefly('😀'.repeat(500))]).toHaveLength(60);
    expect(briefly('😀'.repeat(500))).toMatch(/^(?:😀)+…$/u);
  });
});

describe('the place of a row', () => {
  it('is found by few looks, or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 2, max: 5_000 }), { minLength: 1, maxLength: 800 }),
        fc.integer({ min: 2, max: 5_000 }),
        async (unsorted, wanted) => {
          const numbers = unsorted.toSorted((one, other) => one - other);
          let looks = 0;
          const found = await findRow({
            row: wanted,
            total: numbers.length,
            rowNumberAt: async (index) => {
              looks += 1;
              return numbers[index] ?? null;
            },
          });
          const place = numbers.indexOf(wanted);
          expect(found).toBe(place < 0 ? null : place);
          expect(looks).toBeLessThanOrEqual(10);
        },
      ),
    );
  });

  it('is not known where the numbers of rows were not noted', async () => {
    expect(await findRow({ row: 17, total: 300, rowNumberAt: async () => null })).toBeNull();
  });
});
