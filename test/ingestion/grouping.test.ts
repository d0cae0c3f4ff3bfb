import { describe, expect, it } from 'vitest';
import { Grouping } from '../../src/ingestion/grouping.ts';
import { JUDGE_BOUNDS } from '../../src/ingestion/judgeJob.ts';
import { KeyTable } from '../../src/ingestion/keyTable.ts';
import type { ReadRow } from '../../src/ingestion/registerRows.ts';
import { withScratch } from './judging.ts';

const row = (number: number, key: string): ReadRow => ({
  row: number,
  values: [key],
  beyond: '',
  characters: 10,
});
const keyOf = ({ values }: ReadRow) => values[0] ?? '';

function gather(
  keys: readonly string[],
  counted: Pick<KeyTable, 'slotOf' | 'take' | 'capacity'>,
  openRows: number,
) {
  return withScratch((scratch) => {
    const grouping = new Grouping({ counted, scratch, bounds: { ...JUDGE_BOUNDS, openRows }, keyOf });
    const groups: string[] = [];
    for (const [at, key] of keys.entries()) {
      grouping.take(row(at + 1, key), key, (rows) =>
        groups.push(`${rows.map(keyOf).join('')}:${rows.map((each) => each.row).join(',')}`),
      );
    }
    expect(grouping.waiting).toBe(0);
    return groups;
  });
}

function counting(keys: readonly string[]): KeyTable {
  const counted = new KeyTable(3);
  for (const key of keys) if (key !== '') counted.add(key);
  return counted;
}

describe('Grouping', () => {
  const keys = ['a', 'b', 'a', 'c', '', 'b', 'a', 'c', 'c'];
  const groups = [':5', 'bb:2,6', 'aaa:1,3,7', 'ccc:4,8,9'];

  it('lets a document go with its last row', async () => {
    expect(await gather(keys, counting(keys), 100)).toEqual(groups);
  });

  it('does the same when every waiting row has to go to the scratch file', async () => {
    expect(await gather(keys, counting(keys), 0)).toEqual(groups);
    expect(await gather(keys, counting(keys), 1)).toEqual(groups);
  });

  it('parts keys whose hashes collide, in memory and in the scratch file', async () => {
    const allInOne = () => {
      let left = keys.filter((key) => key !== '').length;
      return { capacity: 8, slotOf: () => 5, take: () => --left };
    };
    const parted = [':5', 'aaa:1,3,7', 'bb:2,6', 'ccc:4,8,9'];
    expect(await gather(keys, allInOne(), 100)).toEqual(parted);
    expect(await gather(keys, allInOne(), 0)).toEqual(parted);
  });

  it('gives a document that waited for a row which is none', async () => {
    await withScratch((scratch) => {
      const counted = counting(['a', 'a']);
      const grouping = new Grouping({ counted, scratch, bounds: JUDGE_BOUNDS, keyOf });
      const rows: number[] = [];
      grouping.take(row(1, 'a'), 'a', () => expect.unreachable());
      grouping.leaveOut('a', (group) => rows.push(...group.map((each) => each.row)));
      expect(rows).toEqual([1]);
    });
  });
});

describe('KeyTable', () => {
  it('counts a hundred thousand keys apart', () => {
    const counted = new KeyTable(1);
    let apart = 0;
    for (let at = 0; at < 100_000; at += 1) {
      if (counted.add(`29AAFCD5862R1ZR\nS/26-27/${at}`) === 1) apart += 1;
    }
    expect(apart).toBe(100_000);
    for (let at = 0; at < 100_000; at += 1) counted.add(`29AAFCD5862R1ZR\nS/26-27/${at}`);
    const slots = new Set<number>();
    for (let at = 0; at < 100_000; at += 1) {
      const slot = counted.slotOf(`29AAFCD5862R1ZR\nS/26-27/${at}`);
      if (counted.take(slot) === 1) slots.add(slot);
    }
    expect(slots.size).toBe(100_000);
    expect(counted.capacity).toBe(262_144);
  });

  it('notices a row that the first pass did not see', () => {
    const counted = counting(['a']);
    const slot = counted.slotOf('a');
    counted.take(slot);
    expect(() => counted.take(slot)).toThrow('more rows in the second pass');
  });
});
