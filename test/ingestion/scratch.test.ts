import { describe, expect, it } from 'vitest';
import { FindingStore } from '../../src/ingestion/findingStore.ts';
import { withScratch } from './judging.ts';

describe('Scratch', () => {
  it('gives back records of any size from any place, also those not written out yet', async () => {
    await withScratch((scratch) => {
      const records = ['', 'a', 'नोट', 'x'.repeat(3_000_000), 'y'.repeat(20_000), 'z'];
      const many = Array.from({ length: 2_000 }, (_, at) => `${at} ${'m'.repeat(at)}`);
      const positions = [...records, ...many].map((record) => scratch.append(record));
      for (const [at, record] of [...records, ...many].entries()) {
        expect(scratch.read(positions[at] ?? -1)).toBe(record);
      }
      expect(scratch.read(positions[2] ?? -1)).toBe('नोट');
      const late = scratch.append('late');
      expect(scratch.read(late)).toBe('late');
    });
  });
});

describe('FindingStore', () => {
  it('gives back what was noted in the order of the rows', async () => {
    await withScratch((scratch) => {
      const store = new FindingStore(scratch);
      for (let row = 5_000; row > 0; row -= 1) {
        if (row % 2 === 0) store.noteNumber(row, row + 1);
        else store.noteText(row, `row ${row}`);
      }
      expect(store.size).toBe(5_000);
      const entries = [...store.inRowOrder()];
      expect(entries.map(({ row }) => row)).toEqual(Array.from({ length: 5_000 }, (_, at) => at + 1));
      expect(entries.slice(0, 2)).toEqual([
        { row: 1, text: 'row 1' },
        { row: 2, number: 3 },
      ]);
    });
  });
});
