import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as client from '../../src/client/index.ts';
import { fencedBlocks, ROOT, readPage, tableRows } from '../pages.ts';
import { type Installation, NODE, startInstallation, withoutSettings } from './installation.ts';

/**
 * One box: the guide's examples bring a server of their own, whose token they are given by the environment.
 */
const guide = readPage('docs/guide/sdk.md');
/** The README's register: two good documents, and one whose second row has ten times its tax. */
const [, REGISTER = ''] = /<<'CSV'\n([\s\S]+?)^CSV$/m.exec(readPage('README.md')) ?? [];
const ENTRY = pathToFileURL(join(ROOT, 'src/client/index.ts')).href;

/** A page with the fields of the example, in which somebody signs in and chooses a file; a cookie jar as browsers have. */
const PAGE = `
import { readFile } from 'node:fs/promises';
const fields = new Map();
const fieldOf = (name) => fields.get(name) ?? fields.set(name, new EventTarget()).get(name);
globalThis.document = { querySelector: fieldOf };
globalThis.location = { origin: process.env.GST_INTAKE_BASE_URL };
const { fetch } = globalThis;
let cookie;
globalThis.fetch = async (url, init) => {
  const headers = { ...init.headers, ...(cookie && init.credentials === 'same-origin' ? { cookie } : {}) };
  const response = await fetch(url, { ...init, headers });
  cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
  return response;
};
setTimeout(async () => {
  fieldOf('#token').value = process.env.GST_INTAKE_TOKEN;
  fieldOf('#token').dispatchEvent(new Event('change'));
  while (cookie === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 10));
  fieldOf('#file').files = [new File([await readFile('sales-april.csv')], 'sales-april.csv')];
  fieldOf('#file').dispatchEvent(new Event('change'));
});
`;

let server: Installation;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gst-intake-sdk-'));
  writeFileSync(join(folder, 'sales-april.csv'), REGISTER);
  server = await startInstallation();
});
afterAll(async () => {
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function run(code: string): Promise<string> {
  const file = join(folder, 'example.mjs');
  writeFileSync(file, code.replaceAll("'gst-intake/client'", `'${ENTRY}'`));
  const child = spawn(NODE, [file], {
    cwd: folder,
    env: {
      ...withoutSettings(process.env),
      GST_INTAKE_BASE_URL: server.baseUrl,
      GST_INTAKE_TOKEN: server.token,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(await exit, `${code}\n${err}`).toBe(0);
  return out;
}

const EXPECTED: readonly [heading: string, told: readonly (string | RegExp)[]][] = [
  ['Send a register', ['ACTIVITY_COMPLETED', "gstin: '27AAPFU0939F1ZV'", 'invalidRows: 2']],
  ['Leave, or cancel', ['the person went home\n', /AbortError\n$/]],
  ['What was refused', [/^[A-Z]\d\d \d \S/, /^5 \[\]\n6 \[\n {2}'Tax 2700/m, /invalidRows: 0\b/]],
  ['Watch', [/^file_refused 0$/m]],
  ['Against Clear, or call by call', ['ACTIVITY_COMPLETED\n', 'No. of Errors']],
  ['Errors', [/^Which token\? 401 \S/]],
];

it.each(EXPECTED)('the example of “%s” does what the guide says', async (heading, told) => {
  const section = guide.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const [code, ...others] = fencedBlocks(section, 'js');
  expect(others).toEqual([]);
  const said = await run(code ?? '');
  for (const each of told) expect(said).toMatch(each);
});

it('the example of a page signs in, sends, and ends well', async () => {
  const [code = ''] = fencedBlocks(guide, 'js browser');
  expect(await run(`${PAGE}\n${code}`)).toBe('ACTIVITY_COMPLETED\n');
});

it('no example is left out', () => {
  expect(fencedBlocks(guide, 'js')).toHaveLength(EXPECTED.length);
  expect([...guide.matchAll(/^```\w/gm)]).toHaveLength(EXPECTED.length + 2);
});

it('the guide has every error, and no other', () => {
  const errors = Object.entries(client).filter(
    ([, value]) => typeof value === 'function' && value.prototype instanceof client.GstIntakeError,
  );
  const told = tableRows(guide).flatMap(([cell = '']) => /^`(\w+Error)`$/.exec(cell)?.[1] ?? []);
  expect(told.sort()).toEqual(errors.map(([name]) => name).sort());
});

it.each([
  [
    'createClient',
    'src/client/types.ts',
    ['baseUrl', 'token', 'session', 'timeoutMs', 'retries', 'retryDelayMs'],
  ],
  ['watch', 'src/client/nativeTypes.ts', ['activityId', 'pollDelayMs', 'streamAgainMs', 'silenceMs']],
])('the defaults of %s are those of its types', (name, path, options) => {
  const [, ...rows] = tableRows(guide.slice(guide.indexOf(`| option of \`${name}\``)));
  const types = readFileSync(join(ROOT, path), 'utf8');
  for (const option of options) {
    const value = rows.find(([cell]) => cell === `\`${option}\``)?.at(-1);
    expect(value, option).toBeDefined();
    if (/^[\d,]+$/.test(value ?? '')) {
      expect(types).toMatch(new RegExp(`Default ${value}\\b(?:(?!readonly)[\\s\\S])*readonly ${option}\\?`));
    }
  }
});
