import { chmod, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { readGatewayKey } from '../../src/compose/gatewayKey.ts';
import { loadConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/db/open.ts';
import { AppError } from '../../src/errors.ts';
import {
  checkCorsOrigins,
  checkDatabase,
  checkDataDirectory,
  checkGatewayKey,
  checkSettings,
  checkVersions,
} from '../../src/operate/checks.ts';
import { type Check, runChecks } from '../../src/operate/doctor.ts';
import { openAccount } from '../suites/accountFixture.ts';

const NOBODY = 65_534;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gst-intake-checks-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the one check found; nothing to mend has no remedy, and all else has one. */
async function finding(check: Check) {
  const [found, ...more] = await runChecks([check]);
  expect(more).toEqual([]);
  expect(found?.check).toBe(check.name);
  expect(found?.remedy === null).toBe(found?.status === 'ok');
  return found;
}

describe('the check of settings', () => {
  const check = (environment: Record<string, string>) => checkSettings(() => loadConfig(environment));

  it('passes good ones', async () => {
    expect(await finding(check({ GST_INTAKE_PORT: '9000' }))).toMatchObject({ status: 'ok' });
  });

  it('names those that nobody reads', async () => {
    const found = await finding(check({ GST_INTAKE_PROT: '9000', GST_INTAKE_HSOT: '::1' }));
    expect(found).toMatchObject({
      status: 'warning',
      found: 'not known to this version: GST_INTAKE_PROT, GST_INTAKE_HSOT',
    });
  });

  it('lists all that are wrong', async () => {
    const found = await finding(check({ GST_INTAKE_PORT: 'http', GST_INTAKE_TIME_ZONE: 'Mars/Base' }));
    expect(found?.status).toBe('error');
    expect(found?.found).toMatch(/GST_INTAKE_PORT is 'http'.*\n.*GST_INTAKE_TIME_ZONE is 'Mars\/Base'/);
  });
});

describe('the check of versions', () => {
  it.each([
    ['24.0.0', '3.51.3', 'ok'],
    ['25.1.0', '3.60.0', 'ok'],
    ['24.0.0', '4.0.0', 'ok'],
    ['22.20.0', '3.51.3', 'error'],
    ['24.0.0', '3.51.2', 'error'],
    ['24.0.0', '3.9.9', 'error'],
    ['24.0.0', '0', 'error'],
  ])('takes Node.js %s with SQLite %s for %s', async (node, sqlite, status) => {
    expect(await finding(checkVersions({ node, sqlite }))).toMatchObject({
      status,
      found: `Node.js ${node}, SQLite ${sqlite}`,
    });
  });
});

describe('the check of the database', () => {
  let file: string;
  beforeEach(() => {
    file = join(folder, 'control.sqlite');
  });

  const open = () => openDatabase({ file, calendar: createCalendar('Asia/Kolkata') });

  async function made(): Promise<string> {
    const database = await open();
    await database.migrate();
    const { tokenHash } = await openAccount(database.accounts);
    await database.close();
    return tokenHash;
  }

  const check = () =>
    finding(
      checkDatabase(async () => {
        const database = await open();
        try {
          const { found, needed } = await database.schemaVersion();
          return { version: found, needed, damage: await database.check() };
        } finally {
          await database.close();
        }
      }),
    );

  it('passes a good one', async () => {
    await made();
    expect(await check()).toMatchObject({ status: 'ok', found: expect.stringContaining('undamaged') });
  });

  it('tells of migrations that are due', async () => {
    expect(await check()).toMatchObject({
      status: 'warning',
      found: expect.stringMatching(/^at version 0, this program needs [1-9]/),
      remedy: expect.stringContaining('gst-intake migrate'),
    });
  });

  it('finds a flipped bit within', async () => {
    const tokenHash = await made();
    const bytes = await readFile(file);
    bytes.write('0123', bytes.indexOf(tokenHash));
    await writeFile(file, bytes);
    expect(await check()).toMatchObject({
      status: 'error',
      found: expect.stringMatching(/^damaged: .+/),
      remedy: expect.stringContaining('restore the newest backup'),
    });
  });

  it.each([
    ['that was cut off', () => truncate(file, 4_096)],
    ['that is something else', () => writeFile(file, 'PK\u0003\u0004 a workbook'.repeat(500))],
  ])('finds a file %s', async (_name, damage) => {
    await made();
    await damage();
    expect(await check()).toMatchObject({
      status: 'error',
      found: expect.stringMatching(/damaged.*restore/),
    });
  });
});

describe('the check of the data directory', () => {
  const check = (change: { dataDir?: string; diskReserveBytes?: number; maxUploadBytes?: number } = {}) =>
    finding(checkDataDirectory({ dataDir: folder, diskReserveBytes: 0, maxUploadBytes: 1, ...change }));

  it('passes one that can be written, and leaves nothing in it', async () => {
    expect(await check()).toMatchObject({
      status: 'ok',
      found: expect.stringMatching(/can be written; room above the reserve: [1-9]\d* MB$/),
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('finds that little room is left, or none', async () => {
    expect(await check({ maxUploadBytes: 1e15 })).toMatchObject({
      status: 'warning',
      remedy: 'Make room: a single upload may have 1000000000 MB (GST_INTAKE_MAX_UPLOAD_BYTES).',
    });
    expect(await check({ diskReserveBytes: 1e15 })).toMatchObject({
      status: 'error',
      found: expect.stringMatching(/room above the reserve: 0 MB$/),
      remedy: 'Make room: every upload is refused now.',
    });
  });

  it('finds that it is missing, or no directory', async () => {
    const dataDir = join(folder, 'data');
    const remedy = expect.stringContaining('GST_INTAKE_DATA_DIR');
    const missing = { status: 'error', found: `${dataDir} cannot be written (ENOENT)`, remedy };
    expect(await check({ dataDir })).toMatchObject(missing);
    expect(await readdir(folder)).toEqual([]);
    await writeFile(dataDir, '');
    expect(await check({ dataDir })).toMatchObject({ found: `${dataDir} cannot be written (ENOTDIR)` });
  });

  it('finds that another user owns it', async () => {
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    await chmod(dataDir, 0o555);
    await chmod(folder, 0o755);
    // To root every folder is open, so root looks with the eyes of another.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      expect(await check({ dataDir })).toMatchObject({
        status: 'error',
        found: `${dataDir} cannot be written (EACCES)`,
      });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});

describe('the check of the signing key', () => {
  let file: string;
  beforeEach(async () => {
    file = join(folder, 'gateway-key.json');
    await writeFile(file, JSON.stringify({ accessKeyId: 'GSTI0', secretAccessKey: 'canary' }), {
      mode: 0o600,
    });
  });

  const check = (isInSettings = false) =>
    finding(
      checkGatewayKey({ file, isInSettings, read: () => readGatewayKey(file), unopened: () => undefined }),
    );

  it('finds keys of the database that it does not open, whether it is a file or in the settings', async () => {
    for (const isInSettings of [true, false]) {
      const key = {
        file,
        isInSettings,
        read: () => readGatewayKey(file),
        unopened: () => 'sealed by another',
      };
      expect(await finding(checkGatewayKey(key))).toMatchObject({
        status: 'warning',
        found: 'sealed by another',
        remedy: expect.stringContaining('admin storage-key rotate --new-root'),
      });
    }
  });

  it('passes one that its owner alone may read', async () => {
    expect(await check()).toMatchObject({ status: 'ok', found: `${file}, readable by its owner only` });
  });

  it.each([0o640, 0o604, 0o620, 0o601])('finds mode %o, with the remedy', async (mode) => {
    await chmod(file, mode);
    expect(await check()).toMatchObject({ status: 'error', remedy: `Run: chmod 600 ${file}` });
  });

  it('finds that it is missing, or damaged, without quoting it', async () => {
    await writeFile(file, '{"accessKeyId":"GSTI0","secretAccessKey":"canary"');
    const damaged = await check();
    expect(damaged).toMatchObject({ status: 'error', found: expect.stringContaining('--with-keys') });
    expect(JSON.stringify(damaged)).not.toContain('canary');
    await rm(file);
    expect(await check()).toMatchObject({ status: 'warning', found: `${file} is not there` });
  });

  it('needs no file when the settings bring one', async () => {
    await rm(file);
    expect(await check(true)).toMatchObject({ status: 'ok', found: 'given by the settings' });
  });
});

it('tells which web pages may upload', async () => {
  const origins = ['https://erp.example.in', 'http://localhost:3000'];
  expect((await finding(checkCorsOrigins(origins)))?.found).toContain(origins.join(', '));
  expect((await finding(checkCorsOrigins([])))?.found).toMatch(/^no web page may upload/);
});

describe('all checks', () => {
  const broken = (name: string, error: unknown): Check => ({ name, run: () => Promise.reject(error) });

  it('go on after one that broke, and never quote what an error says by itself', async () => {
    const secret = 'postgres://user:canary@db';
    const reset = Object.assign(new Error(secret), { code: 'ECONNRESET' });
    const findings = await runChecks([
      broken('named', new AppError('unavailable', 'The database is locked.')),
      broken('system', reset),
      broken('bug', new TypeError(secret)),
      broken('thrown', secret),
      checkCorsOrigins([]),
    ]);
    expect(findings.map(({ check, status, found }) => [check, status, found])).toEqual([
      ['named', 'error', 'The database is locked.'],
      ['system', 'error', 'the check broke: ECONNRESET'],
      ['bug', 'error', 'the check broke: TypeError'],
      ['thrown', 'error', 'the check broke: unknown error'],
      ['browser uploads', 'ok', expect.any(String)],
    ]);
  });
});
