import { type ChildProcess, spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FinalStatus, trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { columnsOf } from '../../bench/registers/columns.ts';
import { generateRegister } from '../../bench/registers/generate.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { headerLine, lineOf } from '../../bench/registers/write.ts';
import { listRecordedObjects } from '../../src/db/recordedObjects.ts';
import { type PostgresServer, postgresChoices, startPostgres } from '../db/postgresServer.ts';
import { freePort } from '../freePort.ts';
import { startS3rver } from '../objects/s3rver.ts';
import { type Installation, startInstallation, withoutSettings } from './installation.ts';

/**
 * An installation on SQLite and disk that moves into PostgreSQL and a bucket, through kills and over a damaged file.
 *
 * One box: it begins on one, and kills the command that moves it.
 */

const BIN = fileURLToPath(new URL('../../bin/gst-intake.js', import.meta.url));
const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const UPLOADS = 300;
const JUDGED = 6;
const GATEWAY = {
  GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIMOVED',
  GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'the secret of the servers that it moves to',
};

interface Summary {
  readonly tables: Readonly<Record<string, number>>;
  readonly workspaces: number;
  readonly documents: number;
  readonly files: number;
  readonly damaged: readonly { name: string; problem: string }[];
  readonly isResumed: boolean;
  readonly lostKeys: readonly string[];
}

/** What clients see of one ingested register, what they download by its digest. */
interface Seen {
  readonly status: Omit<FinalStatus, 'fileError'>;
  readonly documents: string;
  readonly errors: string;
}

let postgres: PostgresServer;
let s3: Awaited<ReturnType<typeof startS3rver>>;
let source: Installation;
let port: string;
let work: string;
const before = new Map<string, Seen>();
let errorFileUrl = '';
let openUrl = '';

beforeAll(async () => {
  const [choice] = await postgresChoices();
  if (choice === undefined) throw new Error('no PostgreSQL to test with');
  [postgres, s3] = await Promise.all([startPostgres(choice), startS3rver('moved')]);
  work = mkdtempSync(join(tmpdir(), 'gst-intake-transfer-'));
  port = String(await freePort());
  source = await startInstallation({ args: ['--port', port] });
  await fill();
}, 240_000);

afterAll(async () => {
  await source?.remove();
  await Promise.all([postgres?.stop(), s3?.stop()]);
  rmSync(work, { recursive: true, force: true });
});

function register(seed: number): Buffer {
  const columns = columnsOf('sales', 'all');
  const { rows } = generateRegister({ register: 'sales', lines: 200, seed, plantOneIn: 20 });
  const text = [headerLine(columns)];
  for (const { cells } of rows()) text.push(lineOf(cells, columns));
  return Buffer.from(text.join(''));
}

/** 300 files, a few of them judged; a rotation; an error file's URL and an upload's from before the move. */
async function fill(): Promise<void> {
  await source.admin('admin', 'workspace', 'update', 'default', '--gstins', OWN_GSTINS.join(','));
  for (let place = 0; place < UPLOADS - JUDGED; place += 10) {
    await Promise.all(
      Array.from({ length: Math.min(10, UPLOADS - JUDGED - place) }, (_, n) =>
        upload(source, 'sales', Buffer.from(`file ${place + n}\n`.repeat(place + n + 1))),
      ),
    );
  }
  const activities = [];
  for (let seed = 1; seed <= JUDGED; seed += 1) {
    activities.push(await trigger(source, 'sales', await upload(source, 'sales', register(seed))));
  }
  for (const activityId of activities) {
    const status = await untilEnded(source, 'sales', activityId);
    expect(status.status).toBe('ACTIVITY_COMPLETED');
    errorFileUrl = status.fileError?.errorFileUrl ?? '';
  }
  // Only now, because a later register changes which documents of an earlier one count.
  for (const activityId of activities) before.set(activityId, await seen(source, activityId));
  await source.admin('admin', 'storage-key', 'rotate');
  openUrl = await presign(source);
}

async function presign({ baseUrl, token }: Installation): Promise<string> {
  const answer = await fetch(`${baseUrl}/integration/v1/generatePreSign/sales?fileName=late.csv`, {
    headers: { 'x-cleartax-auth-token': token, fileContentType: 'CSV' },
  });
  return (await answer.json()).preSignedS3Url;
}

async function seen(from: Pick<Installation, 'baseUrl' | 'token'>, activityId: string): Promise<Seen> {
  const { fileError, ...status } = await untilEnded(from, 'sales', activityId);
  const headers = { 'x-cleartax-auth-token': from.token };
  const documents = await fetch(`${from.baseUrl}/api/v1/activities/${activityId}/documents.ndjson`, {
    headers,
  });
  const errors = await fetch(fileError?.errorFileUrl ?? '');
  expect([documents.status, errors.status]).toEqual([200, 200]);
  const [documentBytes, errorBytes] = [await documents.bytes(), await errors.bytes()];
  expect(documentBytes.length).toBeGreaterThan(1_000);
  return { status, documents: hash('sha256', documentBytes), errors: hash('sha256', errorBytes) };
}

interface Target {
  readonly env: NodeJS.ProcessEnv;
  readonly dataDir: string;
}

async function newTarget(inBucket: boolean): Promise<Target> {
  const dataDir = mkdtempSync(join(work, 'target-'));
  const env = { ...GATEWAY, GST_INTAKE_DATABASE_URL: await postgres.createDatabase() };
  return { dataDir, env: inBucket ? { ...env, ...s3.env } : env };
}

function start({ env, dataDir }: Target, args: readonly string[]): ChildProcess {
  const options = ['transfer', '--data-dir', dataDir, ...args];
  return spawn(NODE, [BIN, ...options], {
    env: { ...withoutSettings(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(target: Target, ...args: string[]) {
  const { code, stdout, stderr } = await outcomeOf(start(target, [...args, '--json']));
  return { code, stderr, summary: (stdout === '' ? {} : JSON.parse(stdout)) as Summary };
}

function gstIntake(args: readonly string[]) {
  return outcomeOf(
    spawn(NODE, [BIN, ...args], { env: withoutSettings(process.env), stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

async function outcomeOf(child: ChildProcess) {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code: Number(code), stdout, stderr };
}

/** Ends a run by SIGKILL as soon as it tells of a step. */
async function killAt(target: Target, step: string): Promise<void> {
  const child = start(target, ['--from', source.dataDir]);
  let told = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (told.includes(step)) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect({ signal, told: told.includes(step) }).toEqual({ signal: 'SIGKILL', told: true });
}

async function firstObject(): Promise<string> {
  const [object] = await listRecordedObjects(join(source.dataDir, 'control.sqlite'));
  if (object === undefined) throw new Error('no object is recorded');
  return `${object.owner}/${object.part}`;
}

describe('gst-intake transfer', { timeout: 240_000 }, () => {
  let target: Target;

  it('does not touch an installation that a server is running on', async () => {
    target = await newTarget(true);
    const { code, stderr } = await run(target, '--from', source.dataDir);
    expect(code).toBe(1);
    expect(stderr).toContain('is in use: stop the server');
    await source.stop();
  });

  it('counts and changes nothing by --dry-run', async () => {
    const { code, summary } = await run(target, '--from', source.dataDir, '--dry-run');
    expect(code).toBe(0);
    expect(summary).toMatchObject({ workspaces: 1, isResumed: false, damaged: [], lostKeys: [] });
    // The workspace's files, and of each judged one what came of it.
    expect(summary.files).toBeGreaterThanOrEqual(UPLOADS + JUDGED);
    expect(summary.tables).toMatchObject({ uploads: UPLOADS + 1, activities: JUDGED });
    expect(summary.documents).toBeGreaterThan(JUDGED * 20);
  });

  it('stops over a file that is not what was received, by its name', async () => {
    const damaged = await firstObject();
    const path = join(source.dataDir, 'objects', damaged.slice(0, 2), damaged);
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.from(bytes.map((byte, place) => (place === 3 ? byte ^ 1 : byte))));
    const { code, stderr } = await run(target, '--from', source.dataDir);
    writeFileSync(path, bytes);
    expect(code).toBe(1);
    expect(stderr).toContain(`${damaged} (altered)`);
    expect(stderr).toContain('--skip-damaged');
  });

  it('lets no server start on what is there in part', async () => {
    const started = startInstallation({ dataDir: target.dataDir, env: target.env });
    await expect(started).rejects.toThrow("Run the same 'gst-intake transfer' again");
  });

  it('goes on after a kill at any step', async () => {
    for (const step of ['reading the source', 'documents', 'files', 'comparing both sides']) {
      await killAt(target, step);
    }
    const fresh = await newTarget(false);
    for (const step of ['accounts', 'documents', 'files', 'comparing both sides']) await killAt(fresh, step);
    // Also over a file that an earlier run had copied and counted, and that is gone since.
    const [lost = ''] = readdirSync(join(fresh.dataDir, 'objects'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.split('/').length === 3)
      .map((name) => join(fresh.dataDir, 'objects', name));
    rmSync(lost);
    expect(existsSync(join(source.dataDir, 'transferred.json'))).toBe(false);
    const { code, summary } = await run(fresh, '--from', source.dataDir, '--verify-hashes');
    expect({ code, isResumed: summary.isResumed }).toEqual({ code: 0, isResumed: true });
    expect(existsSync(lost)).toBe(true);
  });

  it('has a server on PostgreSQL and a bucket say what the one on SQLite said', async () => {
    const { code, summary } = await run(target, '--from', source.dataDir, '--verify-hashes');
    expect(code).toBe(0);
    expect(summary).toMatchObject({ isResumed: true, damaged: [], lostKeys: [] });

    const moved = await startInstallation({ ...target, args: ['--port', port] });
    try {
      for (const [activityId, told] of before) {
        expect(await seen({ baseUrl: moved.baseUrl, token: source.token }, activityId)).toEqual(told);
      }
      // URLs from before the move, of the root key and of a rotated one.
      expect((await fetch(errorFileUrl)).status).toBe(200);
      const headers = { 'content-type': 'application/vnd.ms-excel' };
      const late = await fetch(openUrl, { method: 'PUT', body: new Uint8Array(register(99)), headers });
      expect(late.status).toBe(200);
      const caller = { baseUrl: moved.baseUrl, token: source.token };
      const activityId = await trigger(caller, 'sales', openUrl);
      expect((await untilEnded(caller, 'sales', activityId)).status).toBe('ACTIVITY_COMPLETED');
    } finally {
      await moved.stop();
    }
  });

  it('lets no server, worker or command open the source any more', async () => {
    const url = target.env['GST_INTAKE_DATABASE_URL'] ?? '';
    const mark = readFileSync(join(source.dataDir, 'transferred.json'), 'utf8');
    expect(mark).toContain(new URL(url).pathname.slice(1));
    expect(mark).not.toContain('@');
    for (const words of [['serve', '--port', '0'], ['worker'], ['admin', 'workspace', 'list']]) {
      const { code, stderr } = await gstIntake([...words, '--data-dir', source.dataDir]);
      expect({ words, code }).toEqual({ words, code: 2 });
      expect(stderr).toContain("was moved by 'gst-intake transfer'");
      expect(stderr).toContain('transferred.json');
    }
  });

  it('refuses a database that holds something else, and finishes nothing twice', async () => {
    const again = await run(target, '--from', source.dataDir);
    expect({ code: again.code, stderr: again.stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('was transferred into this database already'),
    });
    const other = cpInstallation();
    rmSync(join(other, 'transferred.json'));
    const served = await startInstallation({ dataDir: other });
    await served.admin('admin', 'workspace', 'create', '--name', 'made since');
    await served.stop();
    const { code, stderr } = await run(target, '--from', other);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Make an empty database') });
  });

  it('leaves damaged files behind where it is told to, and lists them', async () => {
    const copy = cpInstallation();
    const damaged = await firstObject();
    rmSync(join(copy, 'objects', damaged.slice(0, 2), damaged));
    // As where the key was in the settings: what is left is its name in the database, and the rotated ones.
    rmSync(join(copy, 'gateway-key.json'));
    const elsewhere = await newTarget(false);
    const { code, summary } = await run(elsewhere, '--from', copy, '--skip-damaged');
    expect({ code, damaged: summary.damaged, lost: summary.lostKeys.length }).toEqual({
      code: 0,
      damaged: [{ name: damaged, problem: 'missing' }],
      lost: 2,
    });
  });

  it('says what it needs', async () => {
    const onSqlite = await run({ env: {}, dataDir: join(work, 'none') }, '--from', source.dataDir);
    expect(onSqlite.code).toBe(2);
    expect(onSqlite.stderr).toContain('set GST_INTAKE_DATABASE_URL');
    const nothing = await run(await newTarget(false), '--from', work);
    expect(nothing.stderr).toContain('name the data directory of an installation on SQLite');
  });

  function cpInstallation(): string {
    const copy = mkdtempSync(join(work, 'copy-'));
    cpSync(source.dataDir, copy, { recursive: true });
    return copy;
  }
});
