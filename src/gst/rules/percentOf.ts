import type { MilliPercent, Paise } from '../line.ts';

/** 100 % in thousandths of a percent. */
const WHOLE = 100_000;

/** `rate` percent of an amount in whole paise, half away from zero; exact for every amount that is a safe integer. */
export function percentOf(amount: Paise, rate: MilliPercent): Paise {
  return share(amount, rate, WHOLE);
}

/** `amount * numerator / denominator`, half away from zero. The numerator is not negative. */
export function share(amount: number, numerator: number, denominator: number): number {
  const magnitude = amount < 0 ? -amount : amount;
  const doubled = 2 * magnitude * numerator + denominator;
  const result = Number.isSafeInteger(doubled)
    ? Math.floor(doubled / (2 * denominator))
    : exactShare(magnitude, numerator, denominator);
  return amount < 0 ? -result : result;
}

/** The same where the product is beyond what a double holds exactly. */
function exactShare(magnitude: number, numerator: number, denominator: number): number {
  const doubled = 2n * BigInt(magnitude) * BigInt(numerator) + BigInt(denominator);
  return Number(doubled / (2n * BigInt(denominator)));
}
