import type { ActivityProgress } from '../../client/index.ts';

/** Where each pass over the file begins and ends, with the shares that the server's own estimate gives them. */
const SPANS: Readonly<Record<ActivityProgress['phase'], readonly [from: number, to: number]>> = {
  waiting: [0, 0],
  counting: [0, 0.2],
  judging: [0.2, 0.85],
  reporting: [0.85, 0.95],
  settling: [0.95, 1],
  done: [1, 1],
};

/** How far a check is, from 0 to 1 over all its passes; null before it has begun. */
export function checkedFraction({ phase, bytesDone, bytesTotal }: ActivityProgress): number | null {
  if (phase === 'waiting') return null;
  const [from, to] = SPANS[phase];
  return bytesTotal === 0 ? from : from + (to - from) * Math.min(1, bytesDone / bytesTotal);
}
