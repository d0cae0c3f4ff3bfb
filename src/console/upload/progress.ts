import type { ActivityProgress } from '../../client/index.ts';

/** Of the whole bar, what the bytes take; the rows have the rest. */
export const BYTES_SHARE = 0.5;

/** Where each pass of the server over the file begins and ends, of the share of the rows. */
const PASSES: Readonly<Record<ActivityProgress['phase'], readonly [from: number, to: number]>> = {
  waiting: [0, 0],
  counting: [0, 0.25],
  judging: [0.25, 0.85],
  reporting: [0.85, 0.95],
  settling: [0.95, 1],
  done: [1, 1],
};
/** How much the newest interval weighs in the speed. */
const NEWEST_WEIGHT = 0.3;
/** Milliseconds: shorter intervals say nothing about the speed. */
const SHORTEST_INTERVAL = 250;
/** Milliseconds of sending before an end is foretold. */
const SETTLING_TIME = 1_000;

/** Where the bar stands while bytes are sent, 0 to `BYTES_SHARE`. */
export function bytesFraction(sent: number, total: number): number {
  return total <= 0 ? 0 : BYTES_SHARE * Math.min(1, sent / total);
}

/** Where the bar stands while rows are checked, `BYTES_SHARE` to 1. */
export function rowsFraction({ phase, bytesDone, bytesTotal }: ActivityProgress): number {
  const [from, to] = PASSES[phase];
  const part = bytesTotal > 0 ? Math.min(1, bytesDone / bytesTotal) : 0;
  return BYTES_SHARE + (1 - BYTES_SHARE) * (from + (to - from) * part);
}

/** Foretells the end of an upload by its speed of late. */
export class SpeedMeter {
  #startedAt: number;
  #at: number;
  #sent = 0;
  /** Bytes a millisecond. */
  #speed: number | null = null;

  /** @param now milliseconds */
  constructor(now: number) {
    this.#startedAt = now;
    this.#at = now;
  }

  /** @returns seconds until all is sent; null while that cannot be told */
  tell(sent: number, total: number, now: number): number | null {
    // A further try begins at the start again.
    if (sent < this.#sent) {
      this.#startedAt = now;
      this.#at = now;
      this.#sent = sent;
      this.#speed = null;
    }
    const passed = now - this.#at;
    if (passed >= SHORTEST_INTERVAL) {
      const speed = (sent - this.#sent) / passed;
      this.#speed = this.#speed === null ? speed : this.#speed + NEWEST_WEIGHT * (speed - this.#speed);
      this.#at = now;
      this.#sent = sent;
    }
    if (this.#speed === null || this.#speed <= 0 || now - this.#startedAt < SETTLING_TIME) return null;
    return Math.ceil((total - sent) / this.#speed / 1000);
  }
}
