import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE } from '../../acceptance/installation.ts';
import { type GivenSite, SITE_VARIABLE } from '../../acceptance/site.ts';
import { ROOT, readPage } from '../../pages.ts';
import type { Proof } from '../prove.ts';

const FOLDER = 'test/acceptance';
/** Nine processes share the machine with the tests. */
const TEST_MS = 300_000;

interface Suites {
  readonly onSite: readonly string[];
  /** File and why. */
  readonly onOneBox: readonly (readonly [string, string])[];
}

/**
 * A suite that asks for a site runs against any; one that starts servers of its own says why.
 * @throws Error naming those that do neither: nobody would miss them
 */
export function findSuites(): Suites {
  const onSite: string[] = [];
  const onOneBox: (readonly [string, string])[] = [];
  const unexplained: string[] = [];
  for (const file of readdirSync(join(ROOT, FOLDER)).filter((name) => name.endsWith('.test.ts'))) {
    const text = readPage(`${FOLDER}/${file}`);
    const [, reason] = /\bOne box: ([^\n]+?)\.?(?: \*\/)?\n/.exec(text) ?? [];
    const asksForSite = /from '\.\/(?:site|databases)\.ts'/.test(text);
    if (reason !== undefined) onOneBox.push([file, reason]);
    else if (asksForSite) onSite.push(file);
    else unexplained.push(file);
  }
  if (unexplained.length > 0) {
    throw new Error(
      `${unexplained.join(', ')}: ask for a site (./site.ts), or say why not in a line that begins with "One box:"`,
    );
  }
  return { onSite, onOneBox };
}

interface Report {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The acceptance suite of one box, unchanged, against the site. */
export async function runAcceptance(site: GivenSite, folder: string, proof: Proof): Promise<string> {
  const { onSite, onOneBox } = findSuites();
  const output = join(folder, 'acceptance.json');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const files = onSite.map((file) => `${FOLDER}/${file}`);
  const child = spawn(
    NODE,
    [vitest, 'run', `--testTimeout=${TEST_MS}`, '--reporter=json', `--outputFile=${output}`, ...files],
    {
      cwd: ROOT,
      env: { ...process.env, [SITE_VARIABLE]: JSON.stringify(site) },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const started = performance.now();
  const ticking = setInterval(
    () => proof.progress(`acceptance suite, ${((performance.now() - started) / 1000).toFixed(0)} s`),
    1_000,
  );
  const [code] = await once(child, 'exit');
  clearInterval(ticking);
  const report: Report = JSON.parse(readFileSync(output, 'utf8'));
  for (const { name, status, message, assertionResults } of report.testResults) {
    if (status === 'failed' && assertionResults.length === 0)
      proof.violation(`${name}: ${message.slice(0, 500)}`);
    for (const test of assertionResults)
      if (test.status !== 'passed')
        proof.violation(`${test.fullName}: ${test.status} ${test.failureMessages.join().slice(0, 500)}`);
  }
  if (code !== 0 || report.numPassedTests !== report.numTotalTests)
    proof.violation(`the acceptance suite ended with ${code}`);
  for (const [file, reason] of onOneBox) proof.note(`not run here: ${file}, because ${reason}`);
  return `${report.numPassedTests} tests of ${onSite.length} suites passed, ${report.numFailedTests} failed (${onOneBox.length} suites are about one box)`;
}
