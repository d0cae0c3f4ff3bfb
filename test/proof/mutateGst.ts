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
  cess: ['defaultTables'],
  decimal: ['money'],
  limits: ['defaultTables', 'rules/amounts', 'rules/goods', 'rules/itc', 'rules/notes'],
  numbers: ['money', 'rules/amounts'],
  rates: ['defaultTables', 'rules/rates'],
  readJson: ['readTables'],
  supplyOf: ['rules/amounts', 'rules/placeOfSupply', 'rules/supply'],
  'rules/cells': ['rules/notes', 'rules/exports'],
  'rules/inForce': ['defaultTables', 'rules/rates'],
};
const ROOM = ['money', 'dates', 'gstin', 'isoDay', 'readTables'];
/** They hold types and lists alone. */
const NOTHING_TO_BREAK = new Set(['rules/rule', 'rules/index']);

const rules = readdirSync(`${ROOT}/src/gst/rules`).map((file) => `rules/${file.replace('.ts', '')}`);
const names = [...new Set([...ROOM, ...Object.keys(BESIDE), ...rules])].filter(
  (name) => !NOTHING_TO_BREAK.has(name),
);

function testsOf(name: string): string[] {
  const tests = [name, ...(BESIDE[name] ?? [])]
    .map((each) => `test/gst/${each}.test.ts`)
    .filter((file) => existsSync(`${ROOT}/${file}`));
  if (tests.length === 0) throw new Error(`src/gst/${name}.ts has no test: name one in BESIDE.`);
  return tests;
}

await checkMutants({
  copied: ['src/errors.ts', 'src/gst', 'test/gst'],
  testsOf: new Map(names.map((name) => [`src/gst/${name}.ts`, testsOf(name)])),
});
