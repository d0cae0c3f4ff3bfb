import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answer,
  answerJson,
  hang,
  refusedBy,
  type ScriptedClear,
  SIGNATURE,
  s3Xml,
  startScriptedClear,
  TOKEN,
} from '../client/scriptedClear.ts';
import { run, start, temporaryDirectory } from './commandLine.ts';

const BYTES = randomBytes(300_000);
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

let clear: ScriptedClear;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let file: string;
let environment: Record<string, string>;
beforeEach(async () => {
  clear = await startScriptedClear();
  directory = await temporaryDirectory();
  file = join(directory.path, 'sales.csv');
  await writeFile(file, BYTES);
  const spool = join(directory.path, 'spool');
  await mkdir(spool);
  environment = { GST_INTAKE_BASE_URL: clear.baseUrl, GST_INTAKE_TOKEN: TOKEN, TMPDIR: spool };
});
afterEach(async () => {
  await clear[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

describe('gst-intake upload', () => {
  it('prints one JSON value on stdout, the URL without its signature, and progress on stderr', async () => {
    const { code, stdout, stderr } = await run(['upload', file, '--type', 'sales', '--json'], environment);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining(`${file}: 100% of 300.0 kB`),
    });
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(['uploadId', 'bytes', 'sha256', 'url']);
    expect(result).toMatchObject({
      uploadId: expect.stringMatching(/^[0-9a-f]{32}$/),
      bytes: BYTES.length,
      sha256: SHA256,
    });
    expect(result.url).toMatch(/\.SalesInvoicesAndCreditOrDebitNotes$/);
    expect(stdout + stderr).not.toContain(SIGNATURE);
    expect(clear.landed[0]?.body.equals(BYTES)).toBe(true);
  });

  it('shows the whole URL only when asked', async () => {
    const { stdout } = await run(['upload', file, '--type', 'sales', '--show-url'], environment);
    expect(stdout).toContain(`X-Amz-Signature=${SIGNATURE}`);
    expect(stdout).toContain(`sha256    ${SHA256}`);
  });

  it('tells of a further try and ends well', async () => {
    clear.nextPuts.push(
      answer(503, {}, s3Xml('SlowDown', 'slow down')),
      answer(403, { 'x-gst-intake-error': 'url_expired' }),
    );
    const { code, stderr } = await run(['upload', file, '--type', 'sales'], environment);
    expect(code).toBe(0);
    expect(stderr).toContain('503: slow down Trying again in');
    expect(stderr).toContain('with a new URL.');
    expect(clear.presigns).toHaveLength(2);
  });

  it('sends standard input again when the first try fails, and leaves nothing in the temporary directory', async () => {
    clear.nextPuts.push(answer(503));
    const argv = ['upload', '-', '--name', 'मई.csv', '--type', 'purchase', '--json'];
    const { code, stdout } = await run(argv, environment, BYTES);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).sha256).toBe(SHA256);
    expect(clear.landed[0]?.body.equals(BYTES)).toBe(true);
    expect(decodeURIComponent(clear.presigns[0]?.path ?? '')).toContain('fileName=मई.csv');
    expect(await readdir(environment['TMPDIR'] ?? '')).toEqual([]);
  });

  it('refuses a file that changes between two tries, so that no mixture lands', async () => {
    clear.nextPuts.push(async (_request, response) => {
      _request.resume();
      await once(_request, 'end');
      const changed = Buffer.from(BYTES);
      changed[0] = (changed[0] ?? 0) ^ 1;
      await writeFile(file, changed);
      response.writeHead(503).end();
    });
    const { code, stderr } = await run(['upload', file, '--type', 'sales'], environment);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file} was changed while it was being sent`);
    expect(clear.landed).toHaveLength(0);
  });

  it('ends with 130 at Ctrl-C, says how to go on, and leaves nothing behind', async () => {
    clear.nextPuts.push(hang);
    const { child, ended } = start(['upload', '-', '--name', 'a.csv', '--type', 'sales'], environment);
    child.stdin?.end(BYTES);
    while (clear.putCount() === 0) await delay(10);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('Run the same command again');
    expect(await readdir(environment['TMPDIR'] ?? '')).toEqual([]);
  });

  it('shows the token to nobody who lists processes', async () => {
    clear.nextPuts.push(hang);
    const { child, ended } = start(['upload', file, '--type', 'sales'], environment);
    while (clear.putCount() === 0) await delay(10);
    const commandLine = await readFile(`/proc/${child.pid}/cmdline`, 'utf8');
    child.kill('SIGINT');
    await ended;
    expect(commandLine).toContain('upload');
    expect(commandLine).not.toContain(TOKEN);
    expect(commandLine).not.toContain(SIGNATURE);
  });
});

describe('exit codes', () => {
  const upload = (...more: string[]) => ['upload', file, '--type', 'sales', '--retries', '0', ...more];

  it.each([
    ['0', 0, () => upload(), answer(200)],
    ['1: the server fails', 1, () => upload(), answer(500)],
    ['3: the file is refused', 3, () => upload(), answer(400, {}, s3Xml('EntityTooLarge', 'too large'))],
    ['5: the answer never comes', 5, () => upload('--timeout', '1s'), hang],
  ])('%s', async (_name, expected, argv, put) => {
    clear.nextPuts.push(put);
    expect((await run(argv(), environment)).code).toBe(expected);
  });

  it.each([
    [
      '3: the name is refused',
      3,
      answerJson(200, refusedBy('INTERNAL_ERROR', 'fileName: too long', 'FAILED')),
    ],
    ['4: the token is refused', 4, answerJson(401, refusedBy('AUTHORIZATION_FAILED', 'Invalid Auth Token'))],
    [
      '4: the license has run out',
      4,
      answerJson(403, refusedBy('LICENSE_EXPIRED', 'Account License has expired')),
    ],
    [
      '4: the permission is missing',
      4,
      answerJson(403, refusedBy('PERMISSION_DENIED', "Don't have permission.")),
    ],
    ['1: the quota is used up', 1, answerJson(403, refusedBy('API_QUOTA_EXCEEDED', 'used up'))],
  ])('%s', async (_name, expected, presign) => {
    clear.nextPresigns.push(presign);
    const { code, stdout, stderr } = await run(upload(), environment);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(/^Error: .+ Request id: r-1\n$/);
  });

  it('5: nobody listens', async () => {
    await clear[Symbol.asyncDispose]();
    const { code, stderr } = await run(upload(), environment);
    expect(code).toBe(5);
    expect(stderr).toContain(`No answer from ${clear.baseUrl} (ECONNREFUSED)`);
  });

  it.each([
    ['no type', () => ['upload', file], /required option '--type/],
    ['an unknown type', () => ['upload', file, '--type', 'sale'], /Allowed choices are sales, purchase/],
    ['a file that is not there', () => ['upload', `${file}x`, '--type', 'sales'], /there is no such file/],
    ['a directory', () => ['upload', directory.path, '--type', 'sales'], /is not a file/],
    [
      'a name that does not tell the kind',
      () => ['upload', file, '--name', 'a.dat', '--type', 'sales'],
      /--content-type XLSX, XLS or CSV/,
    ],
    [
      'a workbook that may have macros',
      () => ['upload', file, '--name', 'a.XLSM', '--type', 'sales'],
      /Save it as an Excel workbook without macros \(\.xlsx\)/,
    ],
    ['standard input without a name', () => ['upload', '-', '--type', 'sales'], /Give one with --name/],
    ['a typing error', () => ['uplaod', file], /Did you mean upload\?/],
    ['a token as an argument', () => ['upload', file, '--token', 'canary'], /Set GST_INTAKE_TOKEN instead/],
    [
      'a duration without a unit',
      () => ['upload', file, '--type', 'sales', '--timeout', '30'],
      /such as 30d, 12h, 15m or 45s/,
    ],
  ])('2: %s', async (_name, argv, words) => {
    const { code, stdout, stderr } = await run(argv(), environment);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr).not.toContain('canary');
    expect(clear.presigns).toHaveLength(0);
  });
});

describe('the profile file', () => {
  let profile: string;
  const withProfile = () => ({ XDG_CONFIG_HOME: join(directory.path, 'config') });
  beforeEach(async () => {
    const folder = join(directory.path, 'config', 'gst-intake');
    await mkdir(folder, { recursive: true });
    profile = join(folder, 'profile.json');
    await writeFile(profile, JSON.stringify({ baseUrl: clear.baseUrl, token: TOKEN }), { mode: 0o600 });
  });

  it('gives server and token', async () => {
    const { code } = await run(['upload', file, '--type', 'sales'], withProfile());
    expect(code).toBe(0);
    expect(clear.presigns[0]?.headers['x-cleartax-auth-token']).toBe(TOKEN);
  });

  it('yields to the environment', async () => {
    await run(['upload', file, '--type', 'sales'], { ...withProfile(), GST_INTAKE_TOKEN: 'another' });
    expect(clear.presigns[0]?.headers['x-cleartax-auth-token']).toBe('another');
  });

  it.each([0o640, 0o604, 0o644, 0o660])('is refused with mode %o, with the remedy', async (mode) => {
    await chmod(profile, mode);
    const { code, stderr } = await run(['upload', file, '--type', 'sales'], withProfile());
    expect(code).toBe(2);
    expect(stderr).toContain(`chmod 600 ${profile}`);
    expect(clear.presigns).toHaveLength(0);
  });

  it.each(['{"token":', '[]', '{"token":5}', '{"tokne":"x"}'])(
    'is refused when it holds %s, without quoting it',
    async (content) => {
      await writeFile(profile, content.replace('x', TOKEN));
      const { code, stderr } = await run(['upload', file, '--type', 'sales'], withProfile());
      expect(code).toBe(2);
      expect(stderr).toContain('{"baseUrl":"https://…","token":"…"}');
      expect(stderr).not.toContain(TOKEN);
    },
  );

  it('is named when there is no token at all', async () => {
    const { code, stderr } = await run(['upload', file, '--type', 'sales', '--base-url', clear.baseUrl]);
    expect(code).toBe(4);
    expect(stderr).toContain('Set GST_INTAKE_TOKEN, or write {"token":"…"} to');
  });
});

describe('gst-intake presign', () => {
  it('prints the answer as it came', async () => {
    const { code, stdout } = await run(['presign', 'a.xls', '--type', 'sales', '--json'], environment);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout))).toEqual([
      'status',
      'preSignedS3Url',
      'errorCode',
      'errorMessage',
    ]);
    expect(clear.presigns[0]?.headers['filecontenttype']).toBe('XLS');
  });

  it('prints the URL alone, for other programs, with the remaining facts on stderr', async () => {
    const { stdout, stderr } = await run(['presign', 'dir/a.CSV', '--type', 'sales'], environment);
    expect(stdout).toMatch(/^http:\S+\n$/);
    expect(stderr).toContain('Content-Type: application/vnd.ms-excel');
    expect(clear.presigns[0]?.path).toContain('?fileName=a.CSV');
  });
});
