import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { openDatabase } from '../../src/db/open.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import {
  assertParameters,
  assertSqliteVersion,
  openSqliteConnection,
} from '../../src/db/sqliteConnection.ts';
import { entry, issue, NOON, openAccount, requestOf } from '../suites/accountFixture.ts';
import { accountStoreSuite } from '../suites/accountStore.ts';
import { activityListsSuite } from '../suites/activityLists.ts';
import { activityStoreSuite } from '../suites/activityStore.ts';
import { admissionSuite } from '../suites/admission.ts';
import { auditTrailSuite } from '../suites/auditTrail.ts';
import { byteQuotaSuite } from '../suites/byteQuota.ts';
import { clientSecretSuite } from '../suites/clientSecret.ts';
import { documentStoreSuite } from '../suites/documentStore.ts';
import { downloadStoreSuite } from '../suites/downloadStore.ts';
import { erasureSuite } from '../suites/erasure.ts';
import { migratingSuite } from '../suites/migrating.ts';
import { sessionSuite } from '../suites/session.ts';
import { startingSuite } from '../suites/starting.ts';
import { storageKeyStoreSuite } from '../suites/storageKeyStore.ts';
import { uploadStoreSuite } from '../suites/uploadStore.ts';
import { usageSuite } from '../suites/usage.ts';
import { sqliteUnderTest } from './sqliteUnderTest.ts';

const calendar = createCalendar('Asia/Kolkata');
const root = mkdtempSync(join(tmpdir(), 'gst-intake-sqlite-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let files = 0;

function newFile(): string {
  files += 1;
  return join(root, `${files}.sqlite`);
}

function emptyDatabase(file = newFile()) {
  return sqliteUnderTest(file);
}

async function migrated() {
  const database = emptyDatabase();
  await (await database.open()).migrate();
  return database;
}

/** Every byte of the database, of its log and of the documents beside it. */
async function remainsInFiles(_: unknown, canaries: readonly string[]): Promise<string[]> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name));
  const bytes = names.filter((name) => statSync(name).isFile()).map((name) => readFileSync(name, 'latin1'));
  return canaries.filter((canary) => bytes.some((text) => text.includes(canary)));
}

describe('SQLite', () => {
  startingSuite(async () => emptyDatabase());
  migratingSuite(() => openSqlite({ file: newFile(), calendar, busyTimeoutMs: 100 }));
  accountStoreSuite(migrated);
  clientSecretSuite(migrated);
  sessionSuite(migrated);
  auditTrailSuite(migrated);
  uploadStoreSuite(migrated);
  byteQuotaSuite(migrated);
  usageSuite(migrated);
  erasureSuite(migrated, remainsInFiles);
  downloadStoreSuite(migrated);
  storageKeyStoreSuite(migrated);
  admissionSuite(migrated);
  activityStoreSuite(migrated);
  activityListsSuite(migrated);
  documentStoreSuite(migrated);

  it('keeps its files to their owner, and every commit on the disk', async () => {
    const { file, open, dispose } = await migrated();
    await issue(await open(), await openAccount((await open()).accounts), NOON);
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600);
    const connection = await openSqliteConnection(file, 100);
    const setting = (name: string) =>
      Object.values(connection.database.prepare(`PRAGMA ${name}`).get() ?? {});
    expect(setting('journal_mode')).toEqual(['wal']);
    expect(setting('synchronous')).toEqual([2]);
    expect(setting('foreign_keys')).toEqual([1]);
    connection.database.close();
    await dispose();
  });

  it('says that the disk is full, keeps nothing of what did not fit, and goes on when there is room', async () => {
    const { file, query, dispose } = await migrated();
    const connection = await openSqliteConnection(file, 100);
    const pages = Number(connection.database.prepare('PRAGMA page_count').get()?.['page_count']);
    const insert = () =>
      connection.transaction(() =>
        connection.database
          .prepare("INSERT INTO audit VALUES (?, 0, NULL, 'a', 'b', 'c', ?)")
          .run(1, 'x'.repeat(100_000)),
      );
    connection.database.exec(`PRAGMA max_page_count = ${pages + 1}`);
    await expect(insert()).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringContaining(file),
    });
    connection.database.exec(`PRAGMA max_page_count = ${pages + 1_000}`);
    expect(await query('SELECT count(*) AS n FROM audit')).toEqual([{ n: 0 }]);
    await insert();
    expect(await query('SELECT count(*) AS n FROM audit')).toEqual([{ n: 1 }]);
    connection.database.close();
    await dispose();
  });

  it('takes no parameter that it would store as something else', () => {
    const bad = [new Date(0), Number.NaN, Number.POSITIVE_INFINITY, true, undefined, {}, ['a'], Symbol('a')];
    for (const value of bad) expect(() => assertParameters(['good', value])).toThrow(TypeError);
    expect(() => assertParameters([null, '', 0, -1.5, 1n, new Uint8Array(1)])).not.toThrow();
  });

  it('keeps its trail from REPLACE too', async () => {
    const { open, query, dispose } = await migrated();
    const database = await open();
    await database.accounts.appendAudit(entry('workspace.created'));
    const replace = "REPLACE INTO audit SELECT id, 0, NULL, 'x', 'x', 'x', 'x' FROM audit";
    await expect(query(replace)).rejects.toThrow('append-only');
    expect(await query('SELECT actor FROM audit')).toEqual([{ actor: 'operator' }]);
    await dispose();
  });

  describe('while another process holds the write lock', () => {
    async function locked(busyTimeoutMs: number) {
      const { file, dispose } = await migrated();
      const database = await openDatabase({ file, calendar, busyTimeoutMs });
      const account = await openAccount(database.accounts, { quota: { limit: 5, per: 'day' } });
      const holder = spawn(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `import { DatabaseSync } from 'node:sqlite';
          const database = new DatabaseSync(process.argv[1]);
          database.exec('BEGIN EXCLUSIVE');
          process.stdin.once('data', () => { database.exec('ROLLBACK'); process.exit(); });
          console.log('locked');`,
          file,
        ],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      );
      await once(holder.stdout, 'data');
      return {
        database,
        account,
        async release() {
          const exit = once(holder, 'exit');
          holder.stdin.write('go');
          await exit;
        },
        async dispose() {
          await database.close();
          await dispose();
        },
      };
    }

    it('gives up by name after the timeout, and recovers', async () => {
      const { database, account, release, dispose } = await locked(100);
      const calls = await Promise.allSettled([
        database.uploads.admit([requestOf(account)], NOON),
        database.accounts.touchTokens([account.tokenId], NOON),
        database.ping(),
      ]);
      const reason = { code: 'unavailable', message: expect.stringContaining('locked') };
      for (const call of calls) {
        expect(call).toMatchObject({ status: 'rejected', reason: expect.objectContaining(reason) });
      }
      await release();
      expect(await issue(database, account, NOON)).toMatchObject({ state: 'issued' });
      expect(await database.accounts.quotaUse(account.workspaceId, NOON)).toMatchObject({ used: 1 });
      await dispose();
    });

    it('waits within the timeout, and meanwhile leaves this thread to others', async () => {
      const { database, account, release, dispose } = await locked(60_000);
      const order: string[] = [];
      const issued = issue(database, account, NOON).then(() => order.push('issued'));
      for (let turn = 0; turn < 3; turn += 1) {
        await pause(1);
        order.push('turn');
      }
      await release();
      await issued;
      expect(order).toEqual(['turn', 'turn', 'turn', 'issued']);
      await dispose();
    });
  });

  it('loses no answered upload when it is killed in the middle of batches, and counts right after', async () => {
    const { file, open, query, dispose } = await migrated();
    const database = await open();
    const account = await openAccount(database.accounts, { quota: { limit: 1_000_000, per: 'month' } });
    const answered = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'admitUntilKilled.ts'), file, account.tokenHash],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let text = '';
      const exit = once(child, 'exit');
      for await (const chunk of child.stdout.setEncoding('utf8')) {
        text += chunk;
        if (text.split('\n').length > 40 + round * 13) child.kill('SIGKILL');
      }
      expect((await exit)[1]).toBe('SIGKILL');
      for (const uploadId of text.split('\n').slice(0, -1)) answered.add(uploadId);
    }
    const rows = await query('SELECT upload_id FROM uploads');
    const recorded = new Set(rows.map((row) => row['upload_id']));
    expect([...answered].filter((uploadId) => !recorded.has(uploadId))).toEqual([]);
    expect(answered.size).toBeGreaterThan(240);
    expect(await query('SELECT used FROM quota_use')).toEqual([{ used: recorded.size }]);
    expect(await database.check()).toEqual([]);
    await dispose();
  });

  it('copies itself while in use, never over a file', async () => {
    const { open, dispose } = await migrated();
    const database = await open();
    const account = await openAccount(database.accounts);
    const before = await issue(database, account, NOON);
    const copy = newFile();
    await database.snapshotTo(copy);
    const after = await issue(database, account, NOON + 1);
    const restored = await openDatabase({ file: copy, calendar });
    expect(await restored.uploads.find(before)).toEqual(before);
    expect(await restored.uploads.find(after)).toBeUndefined();
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await restored.close();
    await expect(database.snapshotTo(copy)).rejects.toMatchObject({ code: 'conflict' });
    await dispose();
  });

  describe('refuses to start, in words,', () => {
    it('on a file that is no database', async () => {
      const file = newFile();
      writeFileSync(file, 'PK\u0003\u0004 a workbook'.repeat(500));
      await expect(openDatabase({ file, calendar })).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(/damaged.*-wal and -shm.*objects\/.*restore/),
      });
    });

    it('on a file that was cut off', async () => {
      const { file, open, dispose } = await migrated();
      await openAccount((await open()).accounts);
      await dispose();
      truncateSync(file, 4_096);
      await expect(openDatabase({ file, calendar })).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining('damaged'),
      });
    });

    it('where there is no folder', async () => {
      const file = join(root, 'nowhere', 'control.sqlite');
      await expect(openDatabase({ file, calendar })).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringContaining(file),
      });
    });

    it('on a SQLite with the lost-write bug', () => {
      expect(() => assertSqliteVersion('3.51.2')).toThrow('3.51.3');
      expect(() => assertSqliteVersion('3.6.99')).toThrow('3.51.3');
      expect(() => assertSqliteVersion(undefined)).toThrow('3.51.3');
      for (const good of ['3.51.3', '3.53.0', '4.0.0']) expect(() => assertSqliteVersion(good)).not.toThrow();
    });

    it('with two databases, or none', async () => {
      const both = { file: newFile(), url: 'postgres://localhost/x', calendar };
      await expect(openDatabase(both)).rejects.toMatchObject({ code: 'settings_invalid' });
      await expect(openDatabase({ calendar })).rejects.toMatchObject({ code: 'settings_invalid' });
    });
  });

  it('finds damage within a file', async () => {
    const { file, open, dispose } = await migrated();
    const database = await open();
    const { tokenHash } = await openAccount(database.accounts);
    expect(await database.check()).toEqual([]);
    await dispose();
    const bytes = readFileSync(file);
    bytes.write('0123', bytes.indexOf(tokenHash));
    writeFileSync(file, bytes);
    const damaged = await openDatabase({ file, calendar });
    expect((await damaged.check()).length).toBeGreaterThan(0);
    await damaged.close();
  });
});
