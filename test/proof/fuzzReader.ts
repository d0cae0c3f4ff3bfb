import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom, type Random } from './prove.ts';
import type { Ending } from './readerChild.ts';

const CHILD = join(import.meta.dirname, 'readerChild.ts');
const MOST_MS = 10_000;
const MOST_MB = 512;
const HEAP_MB = 384;
const PROGRESS_EVERY_MS = 10_000;

/** Makes the next file to read. */
export type NextFile = (random: Random) => Buffer;

interface Outcome extends Ending {
  readonly ms: number;
}

/** A process that reads one file after the other; whatever goes wrong in it, the next file gets one that works. */
class Reader {
  readonly #directory = mkdtempSync(join(tmpdir(), 'gst-intake-fuzz-'));
  #child: ChildProcess | null = null;

  async read(bytes: Buffer): Promise<Outcome> {
    const path = join(this.#directory, 'file');
    writeFileSync(path, bytes);
    this.#child ??= fork(CHILD, {
      execArgv: [`--max-old-space-size=${HEAP_MB}`, '--max-semi-space-size=16'],
    });
    const child = this.#child;
    const ending = new AbortController();
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(MOST_MS)]);
    const began = performance.now();
    const answered = once(child, 'message', { signal }).then(([answer]) => answer as Ending);
    const died = once(child, 'exit', { signal }).then(() => ({ ending: 'death', wrong: 'the process died' }));
    child.send(path);
    const hung = { ending: 'hang', wrong: `no answer within ${MOST_MS} ms` };
    const answer = await Promise.race([answered, died]).catch(() => hung);
    ending.abort();
    await Promise.allSettled([answered, died]);
    const ms = performance.now() - began;
    const mb = peakMb(child.pid);
    const wrong = answer.wrong === '' && mb > MOST_MB ? `${mb.toFixed(0)} MB` : answer.wrong;
    if (wrong !== '') this.#end();
    return { ending: answer.ending, wrong, ms };
  }

  close(): void {
    this.#end();
    rmSync(this.#directory, { recursive: true });
  }

  #end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }
}

function peakMb(pid = -1): number {
  try {
    return (
      Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024
    );
  } catch {
    return 0;
  }
}

/**
 * Runs a fuzzer as a script: `--seconds N`, `--seed N`. Each file must be read, the same each time, or refused in words;
 * what was not is written to a file whose path is printed. Exit code 1 after any.
 */
export async function fuzzReader(name: string, next: NextFile): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  const seconds = Number(values.seconds ?? 120);
  console.log(`${name}: ${seconds} s, seed ${seed}`);
  const random = createRandom(seed);
  const reader = new Reader();
  const endings = new Map<string, number>();
  const until = performance.now() + seconds * 1_000;
  let shownAt = performance.now();
  let slowest = 0;
  let found = 0;
  let files = 0;
  for (; performance.now() < until; files++) {
    const bytes = next(random);
    const { ending, wrong, ms } = await reader.read(bytes);
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
    slowest = Math.max(slowest, ms);
    if (wrong !== '') {
      found++;
      const kept = join(tmpdir(), `${name}-${seed}-${files}`);
      writeFileSync(kept, bytes);
      console.error(`  VIOLATION in file ${files} (${kept}): ${wrong}`);
    }
    if (performance.now() - shownAt > PROGRESS_EVERY_MS) {
      shownAt = performance.now();
      console.log(`  … ${files} files`);
    }
  }
  reader.close();
  const counts = [...endings].sort(([, a], [, b]) => b - a).map(([ending, count]) => `${ending} ${count}`);
  console.log(
    `${found > 0 ? 'BROKEN' : 'PROVED'} ${name}: ${files} files: ${counts.join(', ')}; ` +
      `slowest ${slowest.toFixed(0)} ms; violations ${found} (seed ${seed})`,
  );
  process.exitCode = found > 0 ? 1 : 0;
}
