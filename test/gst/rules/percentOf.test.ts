import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentOf, share } from '../../../src/gst/rules/percentOf.ts';

describe('a percentage of an amount', () => {
  it.each([
    [10_000, 18_000, 1_800],
    [10_000, 2_500, 250],
    [1, 50_000, 1],
    [1, 49_999, 0],
    [333, 100, 0],
    [100, 500, 1],
    [-1, 50_000, -1],
    [0, 18_000, 0],
    [9_007_199_254_740_991, 40_000, 3_602_879_701_896_396],
    [9_007_199_254_740_991, 100_000, 9_007_199_254_740_991],
  ])('of %i paise at %i thousandths is %i', (amount, rate, expected) => {
    expect(percentOf(amount, rate)).toBe(expected);
  });

  it('is what arithmetic without limits gives, half away from zero', () => {
    const amount = fc.maxSafeInteger();
    const numerator = fc.integer({ min: 0, max: 100_000 });
    const denominator = fc.constantFrom(100_000, 200_000, 10_000_000, 20_000_000);
    fc.assert(
      fc.property(amount, numerator, denominator, (of, by, over) => {
        const [whole, rest] = [BigInt(Math.abs(of)) * BigInt(by), BigInt(over)];
        const exact = whole / rest + (2n * (whole % rest) >= rest ? 1n : 0n);
        expect(BigInt(Math.abs(share(of, by, over)))).toBe(exact);
        if (exact !== 0n) expect(Math.sign(share(of, by, over))).toBe(Math.sign(of));
      }),
    );
  });
});
