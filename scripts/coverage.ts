import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Runs all tests, or those that its arguments name, and prints which lines of src/ they run, in the test's own process or in a program that a test
 * starts: Vitest counts the first alone. A program that is killed outright tells nothing.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(ROOT, 'coverage');
const CHILDREN = join(OUT, 'children');
/** A test's own process: Vitest has counted it, and V8's offsets there are those of transformed text. */
const OF_TESTS = 'node_modules/vitest/';

/** Istanbul's form: where statements begin, and how often each was run. */
interface FileCoverage {
  readonly statementMap: Readonly<
    Record<string, { readonly start: { readonly line: number; readonly column: number } }>
  >;
  readonly s: Readonly<Record<string, number>>;
}

/** V8's form: how often each range of text was run; the smallest range around a place is the one that counts. */
interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

function runTests(): number {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(CHILDREN, { recursive: true });
  const reporting = ['--coverage.reporter=json', '--coverage.clean=false', '--coverage.reportOnFailure'];
  const { status } = spawnSync('vitest', ['run', '--coverage', ...reporting, ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...process.env, NODE_V8_COVERAGE: CHILDREN },
    stdio: 'inherit',
  });
  return status ?? 1;
}

/** By URL, the ranges of every started program that loaded it. */
function rangesOfChildren(): Map<string, Range[][]> {
  const found = new Map<string, Range[][]>();
  for (const name of readdirSync(CHILDREN)) {
    const { result }: { result: Script[] } = JSON.parse(readFileSync(join(CHILDREN, name), 'utf8'));
    if (result.some(({ url }) => url.includes(OF_TESTS))) continue;
    for (const { url, functions } of result) {
      const runs = found.get(url) ?? [];
      runs.push(functions.flatMap(({ ranges }) => ranges));
      found.set(url, runs);
    }
  }
  return found;
}

function wasRun(ranges: readonly Range[], offset: number): boolean {
  let smallest: Range | undefined;
  for (const range of ranges) {
    if (offset < range.startOffset || offset >= range.endOffset) continue;
    const size = range.endOffset - range.startOffset;
    if (smallest === undefined || size <= smallest.endOffset - smallest.startOffset) smallest = range;
  }
  return smallest !== undefined && smallest.count > 0;
}

/** Lines that begin a statement, and whether a test's own process or any program has run them. */
function linesOf(file: string, coverage: FileCoverage, children: readonly Range[][]) {
  // Type stripping leaves every character where it stood.
  const texts = readFileSync(file, 'utf8').split('\n');
  const starts = [0];
  for (const text of texts) starts.push((starts.at(-1) ?? 0) + text.length + 1);
  const lines = new Map<number, { inTests: boolean; anywhere: boolean }>();
  for (const [id, { start }] of Object.entries(coverage.statementMap)) {
    const line = lines.get(start.line) ?? { inTests: false, anywhere: false };
    const offset = (starts[start.line - 1] ?? 0) + start.column;
    line.inTests ||= (coverage.s[id] ?? 0) > 0;
    line.anywhere ||= line.inTests || children.some((ranges) => wasRun(ranges, offset));
    lines.set(start.line, line);
  }
  return lines;
}

function percent(part: number, whole: number): string {
  return `${(whole === 0 ? 100 : (100 * part) / whole).toFixed(1).padStart(5)} %`;
}

const status = runTests();
const files: Record<string, FileCoverage> = JSON.parse(
  readFileSync(join(OUT, 'coverage-final.json'), 'utf8'),
);
const children = rangesOfChildren();
const sum = { lines: 0, inTests: 0, anywhere: 0 };
process.stdout.write('\n in tests  anywhere  file: lines that no test runs\n');
for (const [file, coverage] of Object.entries(files).sort()) {
  const lines = linesOf(file, coverage, children.get(pathToFileURL(file).href) ?? []);
  const inTests = [...lines.values()].filter((line) => line.inTests).length;
  const missed = [...lines].flatMap(([number, { anywhere }]) => (anywhere ? [] : [number]));
  sum.lines += lines.size;
  sum.inTests += inTests;
  sum.anywhere += lines.size - missed.length;
  if (missed.length === 0) continue;
  const shares = `${percent(inTests, lines.size)}   ${percent(lines.size - missed.length, lines.size)}`;
  process.stdout.write(`  ${shares}  ${relative(ROOT, file)}: ${missed.sort((a, b) => a - b).join(' ')}\n`);
}
process.stdout.write(
  `  ${percent(sum.inTests, sum.lines)}   ${percent(sum.anywhere, sum.lines)}  of ${sum.lines} lines of src/\n`,
);
process.exitCode = status;
