/**
 * Mutation check of what decides over rows in src/gst: the rules, money, dates, rates and GSTINs; docs/reference/mutation.md
 * argues the survivors that are left.
 *
 *     node test/proof/mutateGst.ts [--jobs 2] [--only amounts.ts] [--minutes 10]
 *
 * A mutant is shown to the test file of the same name and to those that stand beside it below, so that it takes about two
 * seconds.
 */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkMutants } from './mutate.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Without a test file of their own, or with more than that. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'src/gst/cess.ts': ['test/gst/defaultTables.test.ts'],
  'src/gst/decimal.ts': ['test/gst/money.test.ts'],
  'src/gst/limits.ts': ['test/gst/defaultTables.test.ts'],
  'src/gst/numbers.ts': ['test/gst/money.test.ts', 'test/gst/rules/amounts.test.ts'],
  'src/gst/rates.ts': ['test/gst/defaultTables.test.ts', 'test/gst/rules/rates.test.ts'],
  'src/gst/readJson.ts': ['test/gst/readTables.test.ts'],
  'src/gst/supplyOf.ts': [
    'test/gst/rules/amounts.test.ts',
    'test/gst/rules/supply.test.ts',
    'test/gst/judge.test.ts',
  ],
  'src/gst/rules/cells.ts': ['test/gst/rules/notes.test.ts', 'test/gst/rules/exports.test.ts'],
  'src/gst/rules/inForce.ts': ['test/gst/defaultTables.test.ts', 'test/gst/rules/rates.test.ts'],
};
const ROOM = ['money', 'dates', 'gstin', 'isoDay', 'readTables'].map((name) => `src/gst/${name}.ts`);
/** They hold types and lists alone. */
const NOTHING_TO_BREAK = new Set(['src/gst/rules/rule.ts', 'src/gst/rules/index.ts']);

const rules = readdirSync(`${ROOT}/src/gst/rules`).map((file) => `src/gst/rules/${file}`);
const sources = [...new Set([...ROOM, ...Object.keys(BESIDE), ...rules])].filter(
  (file) => !NOTHING_TO_BREAK.has(file),
);

function testsOf(source: string): string[] {
  const own = source.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts');
  const tests = [own, ...(BESIDE[source] ?? [])].filter((file) => existsSync(`${ROOT}/${file}`));
  if (tests.length === 0) throw new Error(`${source} has no test: name one in BESIDE.`);
  return tests;
}

await checkMutants({
  copied: ['src/errors.ts', 'src/gst', 'test/gst'],
  testsOf: new Map(sources.map((source) => [source, testsOf(source)])),
});
