import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REACT_ARIA_STYLES } from '../../src/http/console/contentSecurity.ts';
import { ROOT } from '../pages.ts';
import { type Api, rawGet, startApi } from './apiHarness.ts';

const PAGE =
  '<!doctype html>\n<html lang="en"><head><base href="/" /></head><body><div id="root"></div></body></html>\n';
const SCRIPT = `console.log(${JSON.stringify('x'.repeat(500))});\n`;
const SCREENS = ['/', '/imports', '/imports?state=done', '/imports/0123456789abcdef01234567', '/sign-in'];

let directory: string;
let api: Api;
let unbuilt: Api;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gst-intake-console-'));
  mkdirSync(join(directory, 'assets'));
  const files: Record<string, string | Buffer> = {
    'index.html': PAGE,
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'licences.txt': 'everybody’s',
    'assets/index-abc.js': SCRIPT,
    'assets/index-abc.js.br': brotliCompressSync(SCRIPT),
    'assets/index-abc.js.gz': gzipSync(SCRIPT),
    'assets/index-def.css': 'a{}',
    'secret.pem': 'nobody’s',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  api = await startApi({ consoleDirectory: directory, publicOrigin: 'https://intake.example.com' });
  unbuilt = await startApi();
});
afterAll(async () => {
  await api.stop();
  await unbuilt.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function get(path: string, headers: Record<string, string> = {}, from = api) {
  const answer = await fetch(from.baseUrl + path, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe('the console', () => {
  it.each(SCREENS)('is one page at %s, which is asked for anew and answered in short', async (path) => {
    const { status, headers, text } = await get(path);
    expect([status, text]).toEqual([200, PAGE]);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache');
    const again = await get(path, { 'if-none-match': `W/"x", ${headers.get('etag')}` });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers.get('content-security-policy')).toBe(headers.get('content-security-policy'));
  });

  it('may run and show what this server serves, and send files where its URLs lead, and nothing else', async () => {
    const { headers } = await get('/');
    const policy = new Map(
      (headers.get('content-security-policy') ?? '')
        .split('; ')
        .map((each): [string, string[]] => [each.split(' ')[0] ?? '', each.split(' ').slice(1)]),
    );
    const hashes = policy.get('style-src')?.slice(1) ?? [];
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", ...hashes],
      'img-src': ["'self'"],
      'connect-src': ["'self'", 'https://intake.example.com'],
      'base-uri': ["'self'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
    expect(hashes).toHaveLength(2);
    for (const hash of hashes) expect(hash).toMatch(/^'sha256-[\w+/]{43}='$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=(), ');
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });

  it('lets in the styles that React Aria writes itself, to the letter of the version that is installed', () => {
    const written = ['interactions/usePress', 'overlays/usePreventScroll'].map((path) => {
      const code = readFileSync(join(ROOT, `node_modules/react-aria/dist/private/${path}.mjs`), 'utf8');
      const [, attribute = ''] = /PRESSABLE_ATTRIBUTE = '([^']+)'/.exec(code) ?? [];
      return /\.textContent = `([^`]+)`\.trim\(\)/
        .exec(code)?.[1]
        ?.replace(/\$\{[^}]+\}/, attribute)
        .trim();
    });
    expect(written).toEqual(REACT_ARIA_STYLES);
  });

  it('keeps its files for a year, compressed as the caller takes them', async () => {
    for (const [accepted, coding] of [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip;q=0.5', 'gzip'],
      ['identity', null],
    ] as const) {
      const { status, headers, text } = await get('/assets/index-abc.js', { 'accept-encoding': accepted });
      expect([status, text, headers.get('content-encoding')]).toEqual([200, SCRIPT, coding]);
      expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('vary')).toBe('accept-encoding');
    }
    const plain = await get('/assets/index-def.css');
    expect([plain.text, plain.headers.get('content-encoding')]).toEqual(['a{}', null]);
    expect((await get('/favicon.svg')).headers.get('content-type')).toBe('image/svg+xml');
    expect((await get('/licences.txt')).text).toBe('everybody’s');
  });

  it('gives out nothing else, however it is asked for', async () => {
    for (const target of [
      '/assets/',
      '/assets/nothing-123.js',
      '/assets/index-abc.js.br',
      '/assets/../secret.pem',
      '/assets/..%2fsecret.pem',
      '/assets/%2e%2e/secret.pem',
      '/assets/..%2ffavicon.svg',
      '/assets/.svg',
      '/assets/index-abc.js/',
      '/assets/index-abc.js%00',
      '/secret.pem',
      '/index.html',
      '/imports/a/b',
      '/nowhere',
    ]) {
      const { status, headers, body } = await rawGet(api.port, target, []);
      expect({ target, status }).toEqual({ target, status: 404 });
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(headers.has('cache-control')).toBe(false);
      expect(JSON.parse(body)).toMatchObject({ code: 'route_unknown' });
    }
    const put = await fetch(`${api.baseUrl}/assets/index-abc.js`, { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('answers HEAD like GET, without a body', async () => {
    for (const path of [
      ...SCREENS,
      '/assets/index-abc.js',
      '/favicon.svg',
      '/licences.txt',
      '/openapi.json',
    ]) {
      const head = await fetch(api.baseUrl + path, { method: 'HEAD' });
      const { status, headers } = await get(path);
      expect([path, head.status, await head.text()]).toEqual([path, status, '']);
      for (const name of ['content-type', 'content-length', 'content-encoding', 'cache-control', 'etag']) {
        expect([path, name, head.headers.get(name)]).toEqual([path, name, headers.get(name)]);
      }
    }
    expect((await fetch(`${api.baseUrl}/assets/no-1.js`, { method: 'HEAD' })).status).toBe(404);
  });

  it('says itself, as 404, that there is nothing where somebody browses to, and as JSON to programs', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const page = await get('/nowhere/at/all?x=1', {
      accept,
      'if-none-match': (await get('/')).headers.get('etag') ?? '',
    });
    expect([page.status, page.text]).toEqual([404, PAGE]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const [path, sent, from] of [
      ['/nowhere', {}, api],
      ['/nowhere', { accept: 'application/json' }, api],
      ['/api/v1/nothing', { accept }, api],
      ['/integration/v1/nothing', { accept }, api],
      ['/assets/nothing.js', { accept }, api],
      ['/robots.txt', { accept }, api],
      ['/nowhere', { accept }, unbuilt],
    ] as const) {
      const { status, headers } = await get(path, sent, from);
      expect([path, status]).toEqual([path, 404]);
      expect(headers.get('content-type')).toContain('json');
    }
  });

  it('finds its files under the path that a proxy publishes it at', async () => {
    const behind = await startApi({ consoleDirectory: directory, pathPrefix: '/gst' });
    try {
      for (const path of ['/gst', '/gst/', '/gst/imports', '/imports']) {
        expect((await get(path, {}, behind)).text).toContain('<base href="/gst/" />');
      }
      expect((await get('/gst/assets/index-abc.js', {}, behind)).text).toBe(SCRIPT);
    } finally {
      await behind.stop();
    }
  });

  it('is named by its routes in log and metrics, whatever is asked for', async () => {
    for (const name of ['a', 'b', 'c']) await get(`/assets/${name}.js`);
    const metrics = await (await fetch(`${api.baseUrl}/metrics`)).text();
    expect(metrics).toContain('route="/assets/*"');
    expect(metrics).toContain('route="/imports/:importId"');
    expect(metrics).not.toMatch(/route="[^"]*(?:index-abc|\/a\.js|0123456789abcdef)/);
    expect(JSON.stringify(api.logged())).not.toMatch(/index-abc|0123456789abcdef/);
  });

  it('is told how to be built where it is not, by a page that loads nothing and runs nothing', async () => {
    const front = await get('/', {}, unbuilt);
    expect(front.status).toBe(200);
    expect(front.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(front.text).toContain('npm run build:console');
    expect(front.text).not.toMatch(/<script|src=|https?:\/\//);
    for (const [, path = ''] of front.text.matchAll(/href="([^"]+)"/g)) {
      expect((await get(`/${path}`, {}, unbuilt)).status).toBe(200);
    }
    for (const path of ['/imports', '/sign-in', '/assets/index-abc.js', '/favicon.svg']) {
      const { status, headers } = await get(path, {}, unbuilt);
      expect([status, headers.get('x-gst-intake-error')]).toEqual([404, 'route_unknown']);
    }
  });
});
