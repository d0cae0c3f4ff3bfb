import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Mutant, mutantsOf } from './mutants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A mutant may loop for ever; the sound code takes a few seconds. */
const TIMEOUT_MS = 60_000;

export interface MutationCheck {
  /** Files and folders that the tests need, from the root of the repository. */
  readonly copied: readonly string[];
  /** By source file, from the root of the repository: the test files that must notice its mutants. */
  readonly testsOf: ReadonlyMap<string, readonly string[]>;
}

/**
 * Breaks a copy of the code in one place at a time and runs the tests that are about it against the copy. A mutant that no
 * test notices is a survivor, and is printed.
 *
 * Arguments of the process: `--jobs 2` side by side, `--only presign.ts` for one file, `--minutes 10` at most: then mutants
 * are drawn evenly from all of them, the same for the same bound.
 *
 * @throws Error where the tests fail on the sound code
 */
export async function checkMutants({ copied, testsOf }: MutationCheck): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      jobs: { type: 'string', default: '2' },
      only: { type: 'string' },
      minutes: { type: 'string', default: 'Infinity' },
    },
  });
  const files = [...testsOf.keys()].filter(
    (file) => options.only === undefined || file.endsWith(`/${options.only}`),
  );
  const sources = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
  const all = [...sources].flatMap(([file, source]) => mutantsOf(file, source));
  const minutes = Number(options.minutes);
  const queue = (Number.isFinite(minutes) ? spread(all) : all).values();
  const until = performance.now() + minutes * 60_000;
  let tried = 0;
  let survived = 0;

  async function work(sandbox: string): Promise<void> {
    const every = [...new Set(files.flatMap((file) => testsOf.get(file) ?? []))];
    if (!(await testsPass(sandbox, every))) throw new Error('The tests fail on the sound code.');
    for (const mutant of queue) {
      const source = sources.get(mutant.file) ?? '';
      writeFileSync(join(sandbox, mutant.file), mutated(source, mutant));
      if (await testsPass(sandbox, testsOf.get(mutant.file) ?? [])) {
        survived += 1;
        console.log(said(mutant));
      }
      tried += 1;
      writeFileSync(join(sandbox, mutant.file), source);
      if (performance.now() > until) return;
    }
  }

  const sandboxes = Array.from({ length: Number(options.jobs) }, () => createSandbox(copied));
  try {
    await Promise.all(sandboxes.map(work));
  } finally {
    for (const sandbox of sandboxes) rmSync(sandbox, { recursive: true });
  }
  const untried = tried < all.length ? ` of ${all.length}` : '';
  console.log(`${tried} mutants${untried}, ${tried - survived} killed, ${survived} survived`);
}

/** In an order in which every beginning is an even sample: by steps of the golden ratio. */
function spread(mutants: readonly Mutant[]): Mutant[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  return mutants
    .map((mutant, index) => ({ mutant, key: (index * golden) % 1 }))
    .sort((one, other) => one.key - other.key)
    .map(({ mutant }) => mutant);
}

function mutated(source: string, { line, after }: Mutant): string {
  return source
    .split('\n')
    .with(line - 1, after)
    .join('\n');
}

function said({ file, line, kind, before, after }: Mutant): string {
  return `${file}:${line} ${kind}\n  - ${before.trim()}\n  + ${after.trim()}`;
}

/** A project of its own in which one job works. */
function createSandbox(copied: readonly string[]): string {
  const sandbox = mkdtempSync(join(tmpdir(), 'gst-intake-mutants-'));
  for (const path of copied) {
    mkdirSync(join(sandbox, dirname(path)), { recursive: true });
    cpSync(join(ROOT, path), join(sandbox, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(sandbox, 'node_modules'));
  writeFileSync(join(sandbox, 'package.json'), '{ "type": "module" }');
  return sandbox;
}

/** Whether the tests pass in the sandbox as it stands. */
function testsPass(sandbox: string, files: readonly string[]): Promise<boolean> {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const run = spawn(
    process.execPath,
    [vitest, 'run', '--bail=1', '--no-isolate', '--maxWorkers=1', '--testTimeout=30000', ...files],
    { cwd: sandbox, stdio: 'ignore', timeout: TIMEOUT_MS, killSignal: 'SIGKILL' },
  );
  run.on('exit', (code) => resolve(code === 0));
  return promise;
}
