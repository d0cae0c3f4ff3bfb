import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, readPage } from './pages.ts';
import { findSuites } from './proof/cluster/acceptance.ts';

/** They take hours, and are told of on a page of their own. */
const APART = ['proof:mutation', 'proof:mutation-gst'];
const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
const proofs = Object.entries(scripts).filter(([name]) => name.startsWith('proof:'));

it('each proof has an npm script', () => {
  const files = readdirSync(join(ROOT, 'test/proof'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `test/proof/${name}`)
    .filter((file) => readPage(file).includes(` *     node ${file}`));
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !proofs.some(([, command]) => command.includes(`node ${file}`)))).toEqual([]);
});

it('npm run proof runs them all, itself or by proof:faults', () => {
  const all = scripts['proof'] ?? '';
  const gathered = [...readPage('test/proof/faults.ts').matchAll(/^ {2}\['\w+', '[^']+', '(\w+)'/gm)].map(
    ([, file]) => `node test/proof/${file}.ts`,
  );
  expect(gathered.length).toBeGreaterThan(5);
  const missing = proofs.filter(
    ([name, command]) =>
      !`${all} `.includes(`npm run ${name} `) && !gathered.some((one) => command.startsWith(one)),
  );
  expect(missing.map(([name]) => name)).toEqual(APART);
});

it('each proof is told of in the reference', () => {
  const page = ['reliability', 'threats'].map((name) => readPage(`docs/reference/${name}.md`)).join();
  const untold = proofs.filter(
    ([name, command]) =>
      !page.includes(name) && !page.includes(/test\/proof\/(\w+)\.ts/.exec(command)?.[1] ?? ''),
  );
  expect(untold).toEqual([]);
});

it('each acceptance suite runs against several servers, or says why not', () => {
  const { onSite, onOneBox } = findSuites();
  expect(onSite.length).toBeGreaterThanOrEqual(9);
  expect(onOneBox.map(([, reason]) => reason).filter((reason) => reason.length < 20)).toEqual([]);
});
