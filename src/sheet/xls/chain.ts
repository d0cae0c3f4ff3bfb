import type { ByteSource } from '../rows.ts';
import { cutOff, damaged } from './xlsFaults.ts';

/** [MS-CFB] 2.1: greater numbers are marks and no sectors. */
const LAST_SECTOR = 0xfffffffa;
export const END_OF_CHAIN = 0xfffffffe;

/** Sectors of one size, numbered, somewhere in a file; `next` holds each one's successor, with the marks of [MS-CFB] 2.1. */
export interface Sectors {
  readonly base: ByteSource;
  readonly sectorBytes: number;
  /** Where sector 0 starts in `base`. */
  readonly firstAt: number;
  readonly next: Uint32Array;
}

/**
 * The bytes of a chain of sectors, one after the other. Neighbouring sectors are read at once.
 *
 * @param size how many bytes of the chain are meant; null for all of it
 * @throws SheetFault where the chain leaves the file, runs in a circle or is too short
 */
export function chainOf(sectors: Sectors, start: number, size: number | null): ByteSource {
  const { sectorBytes, next } = sectors;
  const wanted = size === null ? Infinity : Math.ceil(size / sectorBytes);
  const runs: Run[] = [];
  const seen = new Uint8Array(next.length);
  let last: Run | undefined;
  let count = 0;
  for (let sector = start; count < wanted; sector = next[sector] as number) {
    if (sector > LAST_SECTOR && size === null && sector === END_OF_CHAIN) break;
    if (sector >= next.length)
      throw sector > LAST_SECTOR ? damaged('one of its parts is cut short') : cutOff();
    if (seen[sector] === 1) throw damaged('one of its parts runs in a circle');
    seen[sector] = 1;
    const at = sectors.firstAt + sector * sectorBytes;
    if (last !== undefined && at === last.at + last.bytes) last.bytes += sectorBytes;
    else {
      last = { from: count * sectorBytes, at, bytes: sectorBytes };
      runs.push(last);
    }
    count++;
  }
  const bytes = size ?? count * sectorBytes;
  return new ChainedBytes(sectors.base, runs, bytes);
}

/** Sectors that lie one behind the other: from which byte of the chain on, where in the base, how many bytes. */
interface Run {
  readonly from: number;
  readonly at: number;
  bytes: number;
}

class ChainedBytes implements ByteSource {
  readonly size: number;
  readonly #base: ByteSource;
  readonly #runs: readonly Run[];

  constructor(base: ByteSource, runs: readonly Run[], size: number) {
    this.#base = base;
    this.#runs = runs;
    this.size = size;
  }

  read(into: Uint8Array, position: number): number {
    const wanted = Math.min(into.length, this.size - position);
    let done = 0;
    for (let index = this.#runAt(position); done < wanted; index++) {
      const run = this.#runs[index] as Run;
      const within = position + done - run.from;
      const piece = into.subarray(done, done + Math.min(wanted - done, run.bytes - within));
      const count = this.#base.read(piece, run.at + within);
      if (count < piece.length) throw cutOff();
      done += count;
    }
    return done;
  }

  #runAt(position: number): number {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#runs[middle] as Run).from <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
