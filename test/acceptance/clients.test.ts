import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fencedBlocks, readPage } from '../pages.ts';
import { DATABASES, openSiteOn } from './databases.ts';
import { withoutSettings } from './installation.ts';
import type { Site } from './site.ts';

/** Real clients, each sending a real workbook, against a server on each database. */
const WORKBOOK = fileURLToPath(new URL('files/sales-april.xlsx', import.meta.url));
const XLSX = readFileSync(WORKBOOK);
const BIN = fileURLToPath(new URL('../../bin/gst-intake.js', import.meta.url));
/** 300 code points, and far more bytes than a file system gives a name. */
const DEVANAGARI = `${[...'बिक्री रजिस्टर अप्रैल '.repeat(20)].slice(0, 295).join('')}.xlsx`;

/** Debian's Python brings `requests` as a package of its own: whichever Python here has it. */
const PYTHON_WITH_REQUESTS = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', 'import requests']).status === 0,
);

const PYTHON_STANDARD_LIBRARY = `
import json, os, urllib.parse, urllib.request
base, token, name = (os.environ[key] for key in ("GST_INTAKE_BASE_URL", "GST_INTAKE_TOKEN", "NAME"))
ask = urllib.request.Request(
    base + "/integration/v1/generatePreSign/sales?" + urllib.parse.urlencode({"fileName": name}),
    headers={"x-cleartax-auth-token": token, "fileContentType": "XLSX"})
with urllib.request.urlopen(ask) as answer:
    url, kind = json.load(answer)["preSignedS3Url"], answer.headers["x-upload-content-type"]
with open("sales-april.xlsx", "rb") as file:
    put = urllib.request.Request(url, data=file.read(), method="PUT", headers={"Content-Type": kind})
with urllib.request.urlopen(put) as answer:
    print("HTTP", answer.status)
`;

const ask = (fileContentType: string): string =>
  `curl -sS -G "$GST_INTAKE_BASE_URL/integration/v1/generatePreSign/sales" --data-urlencode "fileName=$NAME" \
    -H "x-cleartax-auth-token: $GST_INTAKE_TOKEN" -H 'fileContentType: ${fileContentType}' |
    sed 's/.*"preSignedS3Url":"\\([^"]*\\)".*/\\1/'`;

function example(language: string, with_: string): string {
  const found = fencedBlocks(readPage('docs/guide/integrating.md'), language).find((code) =>
    code.includes(with_),
  );
  if (found === undefined) throw new Error(`the guide has no ${language} example with ${with_}`);
  return found;
}

describe.each(DATABASES)('on %s, byte for byte and with its name:', (kind) => {
  let server: Site;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gst-intake-clients-'));
    copyFileSync(WORKBOOK, join(folder, 'sales-april.xlsx'));
    copyFileSync(WORKBOOK, join(folder, 'april.xlsx'));
    server = await openSiteOn(kind);
  });
  afterAll(async () => {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const child = spawn(program, args, {
      cwd: folder,
      env: {
        ...withoutSettings(process.env),
        GST_INTAKE_BASE_URL: server.baseUrl,
        GST_INTAKE_TOKEN: server.token,
        NAME: DEVANAGARI,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(await ended, out + err).toBe(0);
    return out;
  }

  const bash = (script: string, env?: NodeJS.ProcessEnv) =>
    run('bash', ['-euo', 'pipefail', '-c', script], env);

  /** What one client's run adds to the workspace: exactly one upload of one file. */
  async function added(client: () => Promise<unknown>): Promise<{ bytes: Buffer; name: unknown }> {
    const before = new Set(await server.landed());
    await client();
    const after = (await server.landed()).filter((uploadId) => !before.has(uploadId));
    expect(after).toHaveLength(1);
    const { bytes, fileName } = await server.stored(after[0] ?? '');
    return { bytes, name: fileName };
  }

  it('curl', async () => {
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    const script = `URL=$(${ask('XLSX')}); curl -sS -T sales-april.xlsx -H 'Content-Type: ${type}' -w '%{http_code}' "$URL"`;
    const { bytes, name } = await added(async () => expect(await bash(script)).toBe('200'));
    expect(bytes.equals(XLSX)).toBe(true);
    expect(name).toBe(DEVANAGARI);
  });

  it('curl in chunks, with the malformed Content-Type that is seen in the wild', async () => {
    const script = `URL=$(${ask('XLSX')})
      curl -sS -T - -H 'Transfer-Encoding: chunked' -H 'Content-Type: application/vnd.ms-excel;charset:UTF-8' \
        -w '%{http_code}' "$URL" < sales-april.xlsx`;
    const { bytes, name } = await added(async () => expect(await bash(script)).toBe('200'));
    expect(bytes.equals(XLSX)).toBe(true);
    expect(name).toBe(DEVANAGARI);
  });

  it('fetch of the returned URL', async () => {
    const { bytes, name } = await added(async () => {
      const answer = await fetch(
        `${server.baseUrl}/integration/v1/generatePreSign/purchase?fileName=${encodeURIComponent(DEVANAGARI)}`,
        { headers: { 'x-cleartax-auth-token': server.token, fileContentType: 'XLSX' } },
      );
      const { preSignedS3Url } = (await answer.json()) as { preSignedS3Url: string };
      const put = await fetch(preSignedS3Url, {
        method: 'PUT',
        headers: { 'content-type': answer.headers.get('x-upload-content-type') ?? '' },
        body: XLSX,
      });
      expect(put.status).toBe(200);
      expect(await put.text()).toBe('');
      expect(put.headers.get('etag')).toMatch(/^".+"$/);
    });
    expect(bytes.equals(XLSX)).toBe(true);
    expect(name).toBe(DEVANAGARI);
  });

  it('gst-intake upload', async () => {
    const { bytes, name } = await added(async () => {
      const said = await run(process.execPath, [
        ...[BIN, 'upload', 'sales-april.xlsx', '--type', 'sales', '--name', DEVANAGARI, '--json'],
      ]);
      expect(JSON.parse(said)).toMatchObject({
        bytes: XLSX.length,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    });
    expect(bytes.equals(XLSX)).toBe(true);
    expect(name).toBe(DEVANAGARI);
  });

  it('Python’s standard library', async () => {
    const { bytes, name } = await added(async () => {
      expect(await run('python3', ['-c', PYTHON_STANDARD_LIBRARY])).toBe('HTTP 200\n');
    });
    expect(bytes.equals(XLSX)).toBe(true);
    expect(name).toBe(DEVANAGARI);
  });

  const examples: Readonly<Record<string, () => Promise<string>>> = {
    'with curl': () => bash(example('sh', '--data-urlencode')),
    'in Node.js': () => run(process.execPath, ['--input-type=module', '-e', example('js', 'openAsBlob')]),
    ...(PYTHON_WITH_REQUESTS === undefined
      ? {}
      : {
          'with Python requests': () => run(PYTHON_WITH_REQUESTS, ['-c', example('python', 'requests.put')]),
        }),
  };

  it.each(Object.keys(examples))('the guide’s example %s', async (which) => {
    const { bytes, name } = await added(async () => examples[which]?.());
    expect(bytes.equals(XLSX)).toBe(true);
    expect(name).toMatch(/^(sales-april|खरीद अप्रैल)\.xlsx$/);
  });

  it('leaves the token and the signatures of all that in no log', () => {
    expect(server.logs()).toContain('"msg":"answered"');
    for (const secret of [server.token, 'X-Amz-Signature', basename(DEVANAGARI).slice(0, 10)])
      expect(server.logs()).not.toContain(secret);
  });
});
