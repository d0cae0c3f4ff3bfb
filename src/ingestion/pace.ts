import type { Activity, Phase } from './activity.ts';

/** What part of an attempt's time each phase takes, roughly: an estimate may be wrong by half, and mends itself. */
const SHARE: readonly (readonly [Phase, number])[] = [
  ['counting', 0.2],
  ['judging', 0.65],
  ['reporting', 0.1],
  ['settling', 0.05],
];
/** Before this part is done, a guess would jump about. */
const TOO_EARLY = 0.02;

export interface Pace {
  /** Of the phase's pass; null while the activity does not run or has hardly begun. */
  readonly rowsPerSecond: number | null;
  /** Until the whole activity has ended; null likewise. */
  readonly etaSeconds: number | null;
}

/** How fast a running activity is and when it will end, from what its worker last reported. @param now epoch ms */
export function paceOf(activity: Pick<Activity, 'state' | 'startedAt' | 'progress'>, now: number): Pace {
  const { state, startedAt, progress } = activity;
  const place = SHARE.findIndex(([phase]) => phase === progress.phase);
  if (state !== 'running' || startedAt === null || place < 0)
    return { rowsPerSecond: null, etaSeconds: null };
  const before = SHARE.slice(0, place).reduce((sum, [, share]) => sum + share, 0);
  const isMeasured = progress.bytesTotal > 0 && progress.phase !== 'settling';
  const ofPhase = (SHARE[place]?.[1] ?? 0) * (isMeasured ? progress.bytesDone / progress.bytesTotal : 0.5);
  const done = before + ofPhase;
  const elapsed = Math.max(now - startedAt, 1) / 1000;
  if (done < TOO_EARLY || ofPhase === 0) return { rowsPerSecond: null, etaSeconds: null };
  return {
    rowsPerSecond: Math.round(progress.rowsRead / ((elapsed * ofPhase) / done)),
    etaSeconds: Math.ceil((elapsed * (1 - done)) / done),
  };
}
