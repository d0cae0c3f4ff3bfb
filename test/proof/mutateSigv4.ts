/**
 * Mutation check of src/sigv4: breaks a copy of it in one place at a time and runs its tests against the copy. A mutant
 * that no test notices is a survivor; docs/reference/mutation.md argues those that are left.
 *
 *     node test/proof/mutateSigv4.ts [--jobs 2] [--only presign.ts]
 *
 * The mutations are textual and systematic: every place of every kind below, on every line of code. The tests are those of
 * test/sigv4 that need neither the AWS SDK nor a server, so that a mutant takes about two seconds.
 */
import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TESTS = ['canonical', 'signingKey', 'presign', 'presignedQuery', 'verify', 'dates'];
/** A mutant may loop for ever; the sound code takes a few seconds. */
const TIMEOUT_MS = 60_000;

interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/** What is broken, how. Each match of a pattern gives one mutant. */
const KINDS: readonly (readonly [kind: string, pattern: RegExp, replacement: string])[] = [
  ['equal', / === /g, ' !== '],
  ['unequal', / !== /g, ' === '],
  ['below', / < /g, ' <= '],
  ['below, turned', / < /g, ' > '],
  ['above', / > /g, ' >= '],
  ['above, turned', / > /g, ' < '],
  ['at least', / >= /g, ' > '],
  ['and', / && /g, ' || '],
  ['or', / \|\| /g, ' && '],
  ['default taken away', / \?\? [^;,)]+/g, ''],
  ['optional chain', /\?\./g, '.'],
  ['not', /!(?=[A-Za-z(])/g, ''],
  ['condition true', /\bif \((?!.*\bif\b).*?\)(?= |$)/g, 'if (true)'],
  ['condition false', /\bif \((?!.*\bif\b).*?\)(?= |$)/g, 'if (false)'],
  ['plus', / \+ (?=[A-Za-z0-9(])/g, ' - '],
  ['minus', / - (?=[A-Za-z0-9(])/g, ' + '],
  ['times', / \* /g, ' / '],
  ['one more', /(?<![\w.'%-])\d[\d_]*(?![\w'])/g, '($& + 1)'],
  ['one less', /(?<![\w.'%-])\d[\d_]*(?![\w'])/g, '($& - 1)'],
  ['another text', /(?<=\(|= |, )'[^']+'(?! \|)/g, "'mutant'"],
  ['another template', /`(?=[^`]+`)/g, '`mutant'],
  ['line break of a template', /\\n(?=[^/]*`)/g, ' '],
  ['anchor at the start', /(?<=[=(] ?)\/\^/g, '/'],
  ['anchor at the end', /\$\/(?=[gi;.])/g, '/'],
  ['regular expression once', /(?<=\/)g(?=;|,)/g, ''],
  ['link of a chain', /^\s*\.(?:filter|sort|map)\(.*\)$/g, ''],
  ['call taken away', /\.(?:toLowerCase|toUpperCase|filter|sort)\((?:[^()]|\([^()]*\))*\)/g, ''],
  ['statement', /^\s*[a-zA-Z.]+\(.*\);$/g, ''],
];

/** Lines that are no code at run time, or text for people. */
function isCode(line: string): boolean {
  return !/^\s*(\/?\*|\/\/|import |export (type|interface)|type |interface |readonly |declare |\} from )/.test(
    line,
  );
}

/** Where a refusal's words begin: they are for people, and tests need not hold them to the letter. */
const WORDS = /new (?:Type|Range)Error\(|\brefuse\(/;

function mutantsOf(file: string, source: string): Mutant[] {
  return source.split('\n').flatMap((before, index) =>
    isCode(before)
      ? KINDS.flatMap(([kind, pattern, replacement]) =>
          [...(before.split(WORDS, 1)[0] ?? '').matchAll(pattern)].map((match) => {
            const [found] = match;
            const broken = replacement.replaceAll('$&', found);
            const after = before.slice(0, match.index) + broken + before.slice(match.index + found.length);
            return { file, line: index + 1, kind, before, after };
          }),
        )
      : [],
  );
}

/** A project of its own in which one job works: the room, its tests, what they import. */
function createSandbox(): string {
  const sandbox = mkdtempSync(join(tmpdir(), 'gst-intake-mutants-'));
  mkdirSync(join(sandbox, 'src'));
  cpSync(join(ROOT, 'src/errors.ts'), join(sandbox, 'src/errors.ts'));
  cpSync(join(ROOT, 'src/sigv4'), join(sandbox, 'src/sigv4'), { recursive: true });
  cpSync(join(ROOT, 'test/sigv4'), join(sandbox, 'test/sigv4'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(sandbox, 'node_modules'));
  writeFileSync(join(sandbox, 'package.json'), '{ "type": "module" }');
  return sandbox;
}

/** Whether the tests pass in the sandbox as it stands. */
function testsPass(sandbox: string): Promise<boolean> {
  const files = TESTS.map((name) => `test/sigv4/${name}.test.ts`);
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const run = spawn(
    process.execPath,
    [vitest, 'run', '--bail=1', '--no-isolate', '--maxWorkers=1', '--testTimeout=30000', ...files],
    {
      cwd: sandbox,
      stdio: 'ignore',
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    },
  );
  run.on('exit', (code) => resolve(code === 0));
  return promise;
}

const { values: options } = parseArgs({
  options: { jobs: { type: 'string', default: '2' }, only: { type: 'string' } },
});
const sources = new Map(
  readdirSync(join(ROOT, 'src/sigv4'))
    .filter((file) => options.only === undefined || file === options.only)
    .map((file) => [file, readFileSync(join(ROOT, 'src/sigv4', file), 'utf8')]),
);
const mutants = [...sources].flatMap(([file, source]) => mutantsOf(file, source));
const queue = mutants.values();
const survivors: Mutant[] = [];

async function work(sandbox: string): Promise<void> {
  if (!(await testsPass(sandbox))) throw new Error('The tests fail on the sound code.');
  for (const mutant of queue) {
    const source = sources.get(mutant.file) ?? '';
    const path = join(sandbox, 'src/sigv4', mutant.file);
    writeFileSync(
      path,
      source
        .split('\n')
        .with(mutant.line - 1, mutant.after)
        .join('\n'),
    );
    if (await testsPass(sandbox)) {
      survivors.push(mutant);
      console.log(
        `${mutant.file}:${mutant.line} ${mutant.kind}\n  - ${mutant.before.trim()}\n  + ${mutant.after.trim()}`,
      );
    }
    writeFileSync(path, source);
  }
}

const sandboxes = Array.from({ length: Number(options.jobs) }, createSandbox);
try {
  await Promise.all(sandboxes.map(work));
} finally {
  for (const sandbox of sandboxes) rmSync(sandbox, { recursive: true });
}
console.log(
  `${mutants.length} mutants, ${mutants.length - survivors.length} killed, ${survivors.length} survived`,
);
