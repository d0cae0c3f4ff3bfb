import { ENDS, type QueuedFile, type QueueSnapshot } from './queueTypes.ts';

/** What is said aloud of all files together, each thing once. */
export type Announcement =
  | {
      readonly kind: 'looked';
      readonly ready: number;
      readonly asking: number;
      /** Or not readable. */
      readonly refused: number;
    }
  | { readonly kind: 'started'; readonly files: number }
  | { readonly kind: 'quarter'; readonly percent: 25 | 50 | 75 }
  | {
      readonly kind: 'ended';
      readonly done: number;
      readonly withErrors: number;
      readonly cancelled: number;
      /** Refused or failed. */
      readonly others: number;
    };

export interface AnnouncerParts {
  readonly tell: (announcement: Announcement) => void;
  /** Whether the screen of this import is shown: it says itself how far it is. */
  readonly isShown: (activityId: string) => boolean;
}

const QUARTERS = [75, 50, 25] as const;

/** Builds what is shown each snapshot and says what is new. */
export function createAnnouncer({ tell, isShown }: AnnouncerParts): (now: QueueSnapshot) => void {
  const tellOfLooks = createLookTeller(tell);
  const isTold = ({ activityId }: QueuedFile) => activityId !== null && isShown(activityId);
  const tellOfRound = createRoundTeller(tell, isTold);
  return ({ files }) => {
    tellOfLooks(files);
    tellOfRound(files);
  };
}

/** Once all that was added has been looked at. */
function createLookTeller(tell: AnnouncerParts['tell']): (files: readonly QueuedFile[]) => void {
  const known = new Set<number>();
  let added: number[] = [];
  return (files) => {
    for (const { id } of files) {
      if (!known.has(id)) added.push(id);
      known.add(id);
    }
    const ofAdded = files.filter(({ id }) => added.includes(id));
    if (ofAdded.some(({ state }) => state === 'looking')) return;
    added = [];
    const ready = ofAdded.filter(({ state }) => state === 'ready').length;
    const asking = ofAdded.filter(({ state }) => state === 'asking').length;
    const refused = ofAdded.filter(({ state }) => state === 'refused' || state === 'failed').length;
    if (ready + asking + refused > 0) tell({ kind: 'looked', ready, asking, refused });
  };
}

/** One round: from the first file on its way to none being so. */
function createRoundTeller(
  tell: AnnouncerParts['tell'],
  isTold: (file: QueuedFile) => boolean,
): (files: readonly QueuedFile[]) => void {
  let round = new Set<number>();
  let toldQuarter = 0;
  return (files) => {
    const active = files.filter(isActive);
    if (round.size === 0 && active.length === 0) return;
    if (round.size === 0) {
      toldQuarter = 0;
      tell({ kind: 'started', files: active.length });
    }
    for (const { id } of active) round.add(id);
    const ofRound = files.filter(({ id }) => round.has(id));
    if (active.length === 0) {
      if (!ofRound.every(isTold)) tell(endOf(ofRound));
      round = new Set();
      return;
    }
    const percent = 100 * fractionOf(ofRound);
    const quarter = QUARTERS.find((one) => percent >= one) ?? 0;
    if (quarter > toldQuarter && quarter !== 0) {
      toldQuarter = quarter;
      if (!active.every(isTold)) tell({ kind: 'quarter', percent: quarter });
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
  const count = (wanted: QueuedFile['state']) => files.filter(({ state }) => state === wanted).length;
  return {
    kind: 'ended',
    done: count('done'),
    withErrors: count('doneWithErrors'),
    cancelled: count('cancelled'),
    others: count('refused') + count('failed'),
  };
}
