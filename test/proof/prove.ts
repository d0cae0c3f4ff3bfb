import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';

/** Random values that a seed repeats. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  integer(below: number): number;
  bytes(count: number): Buffer;
}

export interface Proof {
  readonly rounds: number;
  readonly random: Random;
  /** A line of progress: rewritten in place on a terminal, one a line elsewhere only now and then. */
  progress(text: string): void;
  note(text: string): void;
  /** Something that must never be. The proof goes on, so that its figures are whole, and ends with exit code 1. */
  violation(text: string): void;
  violations(): number;
  flag(name: string): boolean;
}

const PROGRESS_EVERY_MS = 10_000;

/**
 * Runs one proof as a script: `--rounds N`, `--goal` for the rounds that the goal asks for, `--seed N`. Prints the
 * seed, what happens, and last the line of figures that `body` gives back. Exit code 1 after any violation.
 */
export async function prove(
  options: {
    readonly name: string;
    readonly rounds: number;
    readonly goalRounds: number;
    readonly flags?: readonly string[];
  },
  body: (proof: Proof) => Promise<string>,
): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string' },
      goal: { type: 'boolean' },
      seed: { type: 'string' },
      ...Object.fromEntries((options.flags ?? []).map((flag) => [flag, { type: 'boolean' as const }])),
    },
  });
  const given: Readonly<Record<string, unknown>> = values;
  const seed = Number(given['seed'] ?? Date.now() % 2 ** 31);
  const rounds = Number(given['rounds'] ?? (given['goal'] === true ? options.goalRounds : options.rounds));
  const found: string[] = [];
  let shownAt = 0;
  console.log(`${options.name}: ${rounds} rounds, seed ${seed}`);
  const started = performance.now();
  const figures = await body({
    rounds,
    random: createRandom(seed),
    progress(text) {
      if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}`);
      else if (performance.now() - shownAt > PROGRESS_EVERY_MS) {
        shownAt = performance.now();
        console.log(`  … ${text}`);
      }
    },
    note: (text) => console.log(`${process.stdout.isTTY ? '\r\u001b[K' : ''}  ${text}`),
    violation(text) {
      found.push(text);
      console.error(`  VIOLATION: ${text}`);
    },
    violations: () => found.length,
    flag: (name) => given[name] === true,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const verdict = found.length === 0 ? 'PROVED' : 'BROKEN';
  console.log(
    `${verdict} ${options.name}: ${figures}; violations ${found.length} (${seconds} s, seed ${seed})`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}

/** A SHA-256 chain in counter mode: slow beside a generator of numbers, but it gives bytes of any length. */
export function createRandom(seed: number): Random {
  let counter = 0;
  const digest = (length: number): Buffer => {
    counter += 1;
    return createHash('shake256', { outputLength: length }).update(`${seed}/${counter}`).digest();
  };
  return {
    integer: (below) => digest(6).readUIntBE(0, 6) % below,
    bytes: (count) => (count === 0 ? Buffer.alloc(0) : digest(count)),
  };
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
