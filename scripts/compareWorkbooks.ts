import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Comparison, compareWorkbook } from './compareWorkbook.ts';

/**
 * Reads every workbook under a folder with our reader and with `@e965/xlsx`, and lists every cell in which they differ.
 * Exit code 1 where there is one.
 *
 *     npm run compare:workbooks FOLDER [-- --most 20]
 */
const SELF = fileURLToPath(import.meta.url);
const WORKBOOK = /\.(?:xlsx|xls)$/i;
const MOST_MS = 60_000;
const NO_ANSWER: Comparison = {
  equal: 0,
  differences: [],
  apart: 'no answer within a minute, or the process died',
};

/** Compares one file after the other in a process of its own: either reader may hang or die. */
class Comparer {
  #child: ChildProcess | null = null;

  async compare(path: string): Promise<Comparison> {
    this.#child ??= fork(SELF, ['--child'], { execArgv: ['--max-old-space-size=2048'] });
    const child = this.#child;
    const ending = new AbortController();
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(MOST_MS)]);
    const answered = once(child, 'message', { signal }).then(([answer]) => answer as Comparison);
    const died = once(child, 'exit', { signal }).then(() => NO_ANSWER);
    child.send(path);
    const answer = await Promise.race([answered, died]).catch(() => NO_ANSWER);
    ending.abort();
    await Promise.allSettled([answered, died]);
    if (answer === NO_ANSWER) this.close();
    return answer;
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }
}

async function compareFolder(folder: string, most: number): Promise<boolean> {
  const comparer = new Comparer();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => WORKBOOK.test(name))
    .sort();
  const sums = { files: 0, equal: 0, differing: 0, cells: 0, apart: 0 };
  for (const name of paths) {
    const { equal, differences, apart } = await comparer.compare(join(folder, name));
    sums.files += 1;
    sums.equal += equal;
    sums.cells += differences.length;
    if (differences.length > 0) sums.differing += 1;
    if (apart !== '') sums.apart += 1;
    if (apart !== '') console.log(`${name}: ${apart}`);
    for (const line of differences.slice(0, most)) console.log(`${name}: ${line}`);
    if (differences.length > most) console.log(`${name}: and ${differences.length - most} more`);
  }
  comparer.close();
  console.log(
    `${sums.files} workbooks: ${sums.equal} cells equal, ${sums.cells} differ in ${sums.differing} files; ` +
      `${sums.apart} taken by one reader or neither`,
  );
  return sums.cells === 0;
}

if (process.argv[2] === '--child') {
  process.on('message', async (path) => process.send?.(await compareWorkbook(String(path))));
} else {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { most: { type: 'string', default: '20' } },
  });
  if (positionals[0] === undefined) {
    console.error('Which folder? npm run compare:workbooks FOLDER');
    process.exitCode = 2;
  } else if (!(await compareFolder(positionals[0], Number(values.most)))) process.exitCode = 1;
}
