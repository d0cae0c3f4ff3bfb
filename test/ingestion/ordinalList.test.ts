import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrdinalList } from '../../src/ingestion/ordinalList.ts';

describe('a list of ordinals', () => {
  it('has any part of what was added, each number once, in about a byte for each', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.nat(5_000_000)), { maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.nat(3_000), fc.nat(50), (far, offset, limit) => {
        const list = new OrdinalList();
        const numbers: number[] = [];
        let last = 0;
        for (const step of [...far, ...Array.from({ length: 2_500 }, () => 1), ...far]) {
          last = Math.min(last + step, 2 ** 31);
          if (numbers.at(-1) !== last) numbers.push(last);
          list.add(last);
        }
        expect(list.length).toBe(numbers.length);
        expect(list.slice(offset, limit)).toEqual(numbers.slice(offset, offset + limit));
      }),
    );
    const dense = new OrdinalList();
    for (let each = 0; each < 1_000_000; each += 1) dense.add(each);
    expect(dense.bytes).toBeLessThan(1_200_000);
    expect(dense.slice(999_998, 9)).toEqual([999_998, 999_999]);
  });
});
