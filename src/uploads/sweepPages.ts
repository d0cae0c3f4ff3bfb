import type { ObjectStore, SweepClaim } from './ports.ts';
import { PROBE_OWNER } from './probeOwner.ts';

const AT_ONCE = 8;
const ROWS_PER_PAGE = 100;
/** Rows of one kind that one run looks through at most, so that a run stays short beside the traffic. */
export const ROWS_PER_RUN = 1_000;
/** When another sweep may try what this one could not end; also how long what a dead server claimed lies still. */
export const CLAIMED_FOR_MS = 600_000;
/** So many failures one after the other are an outage of the store, unless it answers. */
const FAILURES_IN_A_ROW = 16;

/** What could not be looked at, so that one line of a log tells of all of it. */
export interface SweepFailures {
  readonly count: number;
  readonly first: { readonly error: unknown; readonly workspaceId: string; readonly owner: string } | null;
}

/** One kind of rows that a sweep goes through. */
export interface SweepPages<T, R> {
  claim(claim: SweepClaim): Promise<readonly T[]>;
  /** Whose files an item is about. */
  ownerOf(item: T): string;
  look(item: T): Promise<R>;
  /** Told after each page what came to its end. */
  done(looked: readonly (readonly [item: T, result: R])[]): Promise<void>;
}

/** Goes through pages, and keeps count of what failed. */
export interface SweepRun {
  /**
   * Claims page after page and looks at what is in them, a few at once. What fails is passed over and stays claimed, so that it
   * keeps nothing else waiting; when the store does not answer at all, the run ends early.
   * @returns whether it stopped at its bound, and there may be more
   */
  through<T extends { readonly workspaceId: string }, R>(pages: SweepPages<T, R>): Promise<boolean>;
  failures(): SweepFailures;
}

export function startRun({
  objects,
  now,
  isStopping = () => false,
}: {
  readonly objects: Pick<ObjectStore, 'list'>;
  readonly now: number;
  readonly isStopping?: (() => boolean) | undefined;
}): SweepRun {
  let count = 0;
  let first: SweepFailures['first'] = null;
  let inARow = 0;
  let isOut = false;

  async function note(error: unknown, workspaceId: string, owner: string): Promise<void> {
    count += 1;
    first ??= { error, workspaceId, owner };
    inARow += 1;
    if (inARow < FAILURES_IN_A_ROW) return;
    inARow = 0;
    isOut ||= await objects.list(PROBE_OWNER).then(
      () => false,
      () => true,
    );
  }

  return {
    async through({ claim, ownerOf, look, done }) {
      const isOver = () => isOut || isStopping();
      for (let taken = 0; !isOver() && taken < ROWS_PER_RUN; ) {
        const page = await claim({ at: now, until: now + CLAIMED_FOR_MS, limit: ROWS_PER_PAGE });
        if (page.length === 0) return false;
        taken += page.length;
        const left = page.values();
        const looked: [(typeof page)[number], Awaited<ReturnType<typeof look>>][] = [];
        const lookOneByOne = async (): Promise<void> => {
          for (const item of left) {
            try {
              if (isOver()) return;
              looked.push([item, await look(item)]);
              inARow = 0;
            } catch (error) {
              await note(error, item.workspaceId, ownerOf(item));
            }
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, lookOneByOne));
        await done(looked);
      }
      return !isOver();
    },
    failures: () => ({ count, first }),
  };
}
