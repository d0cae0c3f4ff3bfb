import { ENDS, type QueuedFile, type QueueSnapshot } from './queueTypes.ts';

/** What is said aloud of all files on their way together, each thing once. */
export type Announcement =
  | { readonly kind: 'started'; readonly files: number }
  | { readonly kind: 'quarter'; readonly percent: 25 | 50 | 75 }
  | {
      readonly kind: 'ended';
      readonly done: number;
      readonly withErrors: number;
      /** Refused, failed or cancelled. */
      readonly others: number;
    };

const QUARTERS = [75, 50, 25] as const;

/** Builds what is shown each snapshot and says what is new. One round: from the first file on its way to none being so. */
export function createAnnouncer(tell: (announcement: Announcement) => void): (now: QueueSnapshot) => void {
  let round = new Set<number>();
  let toldQuarter = 0;
  return ({ files }) => {
    const active = files.filter(isActive);
    if (round.size === 0 && active.length === 0) return;
    if (round.size === 0) {
      toldQuarter = 0;
      tell({ kind: 'started', files: active.length });
    }
    for (const { id } of active) round.add(id);
    const ofRound = files.filter(({ id }) => round.has(id));
    if (active.length === 0) {
      tell(endOf(ofRound));
      round = new Set();
      return;
    }
    const percent = 100 * fractionOf(ofRound);
    const quarter = QUARTERS.find((one) => percent >= one) ?? 0;
    if (quarter > toldQuarter && quarter !== 0) {
      toldQuarter = quarter;
      tell({ kind: 'quarter', percent: quarter });
    }
  };
}

export function isActive({ state }: QueuedFile): boolean {
  return state === 'queued' || state === 'sending' || state === 'checking';
}

/** How far several files are together, 0 to 1, the larger weighing more. */
export function fractionOf(files: readonly QueuedFile[]): number {
  let all = 0;
  let done = 0;
  for (const { size, progress, state } of files) {
    all += size;
    done += size * (ENDS.has(state) ? 1 : progress);
  }
  return all === 0 ? 0 : done / all;
}

function endOf(files: readonly QueuedFile[]): Announcement {
  const done = files.filter(({ state }) => state === 'done').length;
  const withErrors = files.filter(({ state }) => state === 'doneWithErrors').length;
  return { kind: 'ended', done, withErrors, others: files.length - done - withErrors };
}
