import type { Random } from '../registers/random.ts';
import type { Arrival } from './site.ts';

const GRAIN = 1e9;

/** At least 0 and less than 1. */
function share(random: Random): number {
  return random.below(GRAIN) / GRAIN;
}

/** How large files are: an assumption, with P14's 300 rows for most and a register of a million for one in 500. */
const SIZES: readonly { readonly share: number; readonly rows: number }[] = [
  { share: 0.8, rows: 300 },
  { share: 0.15, rows: 3_000 },
  { share: 0.048, rows: 50_000 },
  { share: 0.002, rows: 1_000_000 },
];

function size(random: Random): number {
  let left = share(random);
  for (const { share: part, rows } of SIZES) {
    left -= part;
    if (left < 0) return rows;
  }
  return SIZES[0]?.rows ?? 0;
}

/** One trigger after the other, `spacing` seconds apart, each from the next company, all files of one size. */
export function inTurn(input: {
  readonly files: number;
  readonly companies: number;
  readonly spacing: number;
  readonly rows: number;
}): Arrival[] {
  const { files, companies, spacing, rows } = input;
  return Array.from({ length: files }, (_, place) => ({
    time: place * spacing,
    company: place % companies,
    rows,
  }));
}

/** At random moments, `rate` a second on average, of mixed sizes. */
export function atRandom(
  input: { readonly rate: number; readonly seconds: number; readonly companies: number },
  random: Random,
): Arrival[] {
  const arrivals: Arrival[] = [];
  for (let time = 0; ; ) {
    time -= Math.log(1 - share(random)) / input.rate;
    if (time >= input.seconds) return arrivals;
    arrivals.push({ time, company: random.below(input.companies), rows: size(random) });
  }
}

const HOUR_SECONDS = 3600;
/**
 * Hours of the 11th of a month, from 9 to 22 in India, and how much of the day's files falls into each: an assumption, not
 * a measurement.
 */
const DAY_SHARES = [2, 6, 9, 9, 6, 8, 10, 15, 16, 9, 5, 3, 2];

export function busiestHour(
  input: { readonly companies: number; readonly filesPerCompany: number },
  random: Random,
): Arrival[] {
  const total = DAY_SHARES.reduce((sum, part) => sum + part, 0);
  const files = (input.companies * input.filesPerCompany * Math.max(...DAY_SHARES)) / total;
  return atRandom({ rate: files / HOUR_SECONDS, seconds: HOUR_SECONDS, companies: input.companies }, random);
}

/** Half of all files of the day within ten minutes, as when a portal opens late or everyone's job runs at six. */
export function rush(
  input: { readonly companies: number; readonly filesPerCompany: number },
  random: Random,
): Arrival[] {
  const seconds = 600;
  const rate = (input.companies * input.filesPerCompany) / 2 / seconds;
  return atRandom({ rate, seconds, companies: input.companies }, random);
}
