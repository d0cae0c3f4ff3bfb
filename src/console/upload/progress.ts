import type { ActivityProgress } from '../../client/index.ts';
import { checkedFraction } from '../api/checkProgress.ts';

/** Of the whole bar, what the bytes take; the rows have the rest. */
export const BYTES_SHARE = 0.5;

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
export function rowsFraction(progress: ActivityProgress): number {
  return BYTES_SHARE + (1 - BYTES_SHARE) * (checkedFraction(progress) ?? 0);
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
