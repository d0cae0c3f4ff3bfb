/**
 * Issue 2, item 10: mutated sample files and random bytes against the CSV reader. Each read must end in rows or in a
 * SheetFault, in bounded time and memory, the same for every chunk size, and no character may come out as U+FFFD that
 * did not go in as such.
 *
 *     node test/proof/fuzzSheet.ts [--seconds 60] [--seed N]
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SheetFault } from '../../src/sheet/fault.ts';
import { MAX_COLUMNS } from '../../src/sheet/limits.ts';
import { openInChunks } from '../../src/sheet/open.ts';
import { sourceOf } from '../sheet/byteSource.ts';
import { mutate } from './mutateBytes.ts';
import { createRandom, type Random } from './prove.ts';

const FOLDER = join(import.meta.dirname, '../sheet/files');
const MAX_READ_MS = 5_000;
const MAX_GROWTH_BYTES = 256 * 1_048_576;
/** Each refill looks at the open record from its start: tiny chunks are for small files. */
const SMALL_BYTES = 20_000;
const PROGRESS_EVERY_MS = 10_000;

/** What a read came to, short enough to be compared and printed. */
interface Outcome {
  readonly rows: number;
  readonly digest: string;
  readonly fault: string;
  readonly wrong: string;
}

async function outcomeOf(bytes: Buffer, chunkBytes: number): Promise<Outcome> {
  const digest = createHash('sha256');
  let rows = 0;
  let lastNumber = 0;
  let wrong = '';
  let fault = '';
  try {
    const sheet = await openInChunks(sourceOf(bytes), { declared: 'CSV' }, chunkBytes);
    await sheet.read({
      row(view) {
        rows++;
        if (view.number <= lastNumber || view.cellCount < 1 || view.cellCount > MAX_COLUMNS) wrong = 'row';
        lastNumber = view.number;
        digest.update(`\n${view.number}`);
        for (let column = 0; column < view.cellCount; column++) {
          const text = view.text(column);
          if (text.includes('\0')) wrong = 'NUL';
          if (text.includes('\ufffd') && !hasReplacement(bytes)) wrong = 'mojibake';
          digest.update(`\0${text}`);
        }
      },
    });
    if (rows === 0) wrong = 'no rows and no fault';
  } catch (error) {
    if (!(error instanceof SheetFault)) throw error;
    fault = `${error.code}: ${error.message}`;
  }
  return { rows, digest: digest.digest('hex'), fault, wrong };
}

function hasReplacement(bytes: Buffer): boolean {
  return ['efbfbd', 'fdff', 'fffd'].some((hex) => bytes.includes(Buffer.from(hex, 'hex')));
}

function chunkSizes(bytes: Buffer, random: Random): number[] {
  const least = bytes.length > SMALL_BYTES ? 65_536 : 1;
  return [bytes.length + 1, least + random.integer(64), least + random.integer(4_096)];
}

/** @returns what is wrong with how the file was read, and how the read ended */
async function judge(bytes: Buffer, random: Random): Promise<{ wrong: string; ending: string }> {
  const outcomes: string[] = [];
  const sizes = chunkSizes(bytes, random);
  let wrong = '';
  let ending = '';
  for (const size of sizes) {
    const started = performance.now();
    const outcome = await outcomeOf(bytes, size);
    if (performance.now() - started > MAX_READ_MS) wrong = `slow in chunks of ${size}`;
    if (outcome.wrong !== '') wrong = `${outcome.wrong} in chunks of ${size}`;
    ending = outcome.fault === '' ? 'rows' : (outcome.fault.split(':')[0] ?? '');
    outcomes.push(JSON.stringify(outcome));
  }
  if (new Set(outcomes).size > 1) wrong = `chunks of ${sizes.join(', ')} differ: ${outcomes.join(' ')}`;
  return { wrong, ending };
}

async function fuzz(
  seconds: number,
  random: Random,
): Promise<{ endings: Map<string, number>; found: number }> {
  const files = readdirSync(FOLDER)
    .filter((name) => !name.endsWith('.json'))
    .map((name) => readFileSync(join(FOLDER, name)));
  const pick = () => files[random.integer(files.length)] ?? Buffer.alloc(0);
  const endings = new Map<string, number>();
  const until = performance.now() + seconds * 1_000;
  let shownAt = performance.now();
  let found = 0;
  for (let round = 0; performance.now() < until; round++) {
    const bytes =
      random.integer(20) === 0 ? random.bytes(random.integer(300)) : mutate(pick(), random, pick());
    const { wrong, ending } = await judge(bytes, random).catch((error: unknown) => ({
      wrong: String(error),
      ending: 'thrown',
    }));
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
    if (wrong !== '') {
      found++;
      console.error(
        `  VIOLATION in round ${round}: ${wrong}\n  ${bytes.subarray(0, 400).toString('base64')}`,
      );
    }
    if (performance.now() - shownAt > PROGRESS_EVERY_MS) {
      shownAt = performance.now();
      console.log(`  … ${round} files`);
    }
  }
  return { endings, found };
}

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const seconds = Number(values.seconds ?? 60);
console.log(`sheet fuzzing: ${seconds} s, seed ${seed}`);
const before = process.memoryUsage.rss();
const { endings, found } = await fuzz(seconds, createRandom(seed));
const growth = process.memoryUsage.rss() - before;
const isBroken = found > 0 || growth > MAX_GROWTH_BYTES;
const counts = [...endings].sort(([, a], [, b]) => b - a).map(([ending, count]) => `${ending} ${count}`);
const files = [...endings.values()].reduce((sum, count) => sum + count, 0);
console.log(
  `${isBroken ? 'BROKEN' : 'PROVED'} sheet fuzzing: ${files} files in three chunk sizes each: ${counts.join(', ')}; ` +
    `memory +${Math.round(growth / 1_048_576)} MiB; violations ${found} (seed ${seed})`,
);
process.exitCode = isBroken ? 1 : 0;
