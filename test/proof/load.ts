import { setTimeout as pause } from 'node:timers/promises';
import { presign, type Target } from './calls.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './prove.ts';

const MAX_PARTS = 12;
/** Mostly small, as registers are; some large enough that a body is under way for a while. */
const SIZES_BYTES = [1, 900, 20_000, 200_000, 3_000_000];

/** A body in parts, so that a kill also falls between two of them. */
export function randomBody(random: Random): Buffer | readonly Buffer[] {
  const size = 1 + random.integer(SIZES_BYTES[random.integer(SIZES_BYTES.length)] ?? 1);
  const bytes = random.bytes(size);
  if (random.integer(2) === 0) return bytes;
  const parts = 1 + random.integer(MAX_PARTS);
  return Array.from({ length: parts }, (_, part) =>
    bytes.subarray(Math.floor((size * part) / parts), Math.floor((size * (part + 1)) / parts)),
  ).filter((part) => part.byteLength > 0);
}

export interface Load {
  /** Lets every writer end its call under way. */
  end(): Promise<void>;
}

/** Writers that each ask for a URL and send two PUTs of different bytes to it, one after the other or at once. */
export function startLoad(input: {
  readonly target: Target;
  readonly writers: number;
  readonly ledger: Ledger;
  readonly random: Random;
}): Load {
  const { target, ledger, random } = input;
  let ended = false;
  async function write(): Promise<void> {
    while (!ended) {
      const { result, url } = await presign(target);
      if (result !== 'CREATED') {
        await pause(5);
        continue;
      }
      const first = ledger.put(url, randomBody(random));
      if (random.integer(3) > 0) await first;
      await ledger.put(url, randomBody(random));
      await first;
    }
  }
  const running = Array.from({ length: input.writers }, () => write());
  return {
    async end() {
      ended = true;
      await Promise.all(running);
    },
  };
}
