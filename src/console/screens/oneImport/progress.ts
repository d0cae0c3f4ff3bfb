import type { ActivityProgress } from '../../../client/index.ts';

/** How far a check is, from 0 to 1 over all its passes, with the shares that the server's estimate gives them; null before. */
export function fractionOf({ phase, bytesDone, bytesTotal }: ActivityProgress): number | null {
  if (phase === 'waiting') return null;
  const [from, to] = SPANS[phase];
  return bytesTotal === 0 ? from : from + (to - from) * Math.min(1, bytesDone / bytesTotal);
}

const SPANS: Readonly<Record<ActivityProgress['phase'], readonly [from: number, to: number]>> = {
  waiting: [0, 0],
  counting: [0, 0.2],
  judging: [0.2, 0.85],
  reporting: [0.85, 0.95],
  settling: [0.95, 1],
  done: [1, 1],
};

/** Seconds in whole, coarser the more there are, so that the figure does not flicker. */
export function roundedSeconds(seconds: number): number {
  if (seconds < 10) return Math.max(1, Math.round(seconds));
  if (seconds < 60) return Math.round(seconds / 5) * 5;
  return Math.round(seconds / 60) * 60;
}

/** The last quarter that was passed: 0 to 3. */
export function quarterOf(fraction: number | null): number {
  return fraction === null ? 0 : Math.min(3, Math.floor(fraction * 4));
}
