import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { openDatabase } from '../../src/db/open.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { entry, issue, NOON, openAccount, requestOf } from '../suites/accountFixture.ts';
import { accountStoreSuite } from '../suites/accountStore.ts';
import { activityListsSuite } from '../suites/activityLists.ts';
import { activityStoreSuite } from '../suites/activityStore.ts';
import { admissionSuite } from '../suites/admission.ts';
import { auditTrailSuite } from '../suites/auditTrail.ts';
import { byteQuotaSuite } from '../suites/byteQuota.ts';
import { clientSecretSuite } from '../suites/clientSecret.ts';
import type { DatabaseUnderTest } from '../suites/databaseUnderTest.ts';
import { documentStoreSuite } from '../suites/documentStore.ts';
import { downloadStoreSuite } from '../suites/downloadStore.ts';
import { erasureSuite } from '../suites/erasure.ts';
import { migratingSuite } from '../suites/migrating.ts';
import { sessionSuite } from '../suites/session.ts';
import { startingSuite } from '../suites/starting.ts';
import { storageKeyStoreSuite } from '../suites/storageKeyStore.ts';
import { uploadStoreSuite } from '../suites/uploadStore.ts';
import { usageSuite } from '../suites/usage.ts';
import { type PostgresServer, postgresChoices, startPostgres } from './postgresServer.ts';
import { postgresUnderTest } from './postgresUnderTest.ts';

const calendar = createCalendar('Asia/Kolkata');

/** As an operator should have it, on the first; as a superuser, whom everything is allowed, on the others. */
const choices = (await postgresChoices()).map((choice, place) => ({
  ...choice,
  owner: place === 0 ? 'gst_intake_plain' : undefined,
}));

/** Every row of every table, as text. */
async function remainsInRows({ query }: DatabaseUnderTest, canaries: readonly string[]): Promise<string[]> {
  const tables = await query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  const texts = await Promise.all(
    tables.map(async ({ tablename }) => JSON.stringify(await query(`SELECT * FROM ${String(tablename)}`))),
  );
  return canaries.filter((canary) => texts.some((text) => text.includes(canary)));
}

describe.each(choices)('$name', ({ owner, ...choice }) => {
  let server: PostgresServer;
  beforeAll(async () => {
    // The machine outlives these tests, so what the server has written need not reach the disk.
    server = await startPostgres(choice, ['fsync=off']);
  });
  afterAll(() => server.stop());

  async function migrated() {
    const database = await postgresUnderTest(server, owner);
    await (await database.open()).migrate();
    return database;
  }

  startingSuite(() => postgresUnderTest(server, owner));
  migratingSuite(async () =>
    openPostgres({ url: await server.createDatabase(owner), calendar, busyTimeoutMs: 100 }),
  );
  accountStoreSuite(migrated);
  clientSecretSuite(migrated);
  sessionSuite(migrated);
  auditTrailSuite(migrated);
  uploadStoreSuite(migrated);
  byteQuotaSuite(migrated);
  usageSuite(migrated);
  erasureSuite(migrated, remainsInRows);
  downloadStoreSuite(migrated);
  storageKeyStoreSuite(migrated);
  admissionSuite(migrated);
  activityStoreSuite(migrated);
  activityListsSuite(migrated);
  documentStoreSuite(migrated);

  it('keeps its trail from TRUNCATE too', async () => {
    const { query, dispose } = await migrated();
    await expect(query('TRUNCATE audit')).rejects.toThrow('append-only');
    await dispose();
  });

  it('waits for the disk at each commit, even where the server would not', async () => {
    const { url, query, dispose } = await migrated();
    const name = new URL(url).pathname.slice(1);
    await query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    await query(`CREATE TABLE seen (setting text)`);
    await query(`CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$`);
    await query('CREATE TRIGGER note BEFORE INSERT ON uploads FOR EACH ROW EXECUTE FUNCTION note()');
    const database = await openDatabase({ url, calendar });
    await issue(database, await openAccount(database.accounts), NOON);
    expect(await query('SELECT * FROM seen')).toEqual([{ setting: 'on' }]);
    await database.close();
    await dispose();
  });

  it('says that it is unavailable while a lock is held too long, and recovers', async () => {
    const { url, dispose } = await migrated();
    const database = await openDatabase({ url, calendar, busyTimeoutMs: 200 });
    const account = await openAccount(database.accounts, { quota: { limit: 5, per: 'day' } });
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT * FROM quota_use FOR UPDATE');
    await expect(database.uploads.admit([requestOf(account)], NOON)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('lock'),
    });
    await holder.end();
    expect(await issue(database, account, NOON)).toMatchObject({ state: 'issued' });
    expect(await database.accounts.quotaUse(account.workspaceId, NOON)).toMatchObject({ used: 1 });
    await database.close();
    await dispose();
  });

  it('refuses a database that cannot hold every script', async () => {
    const { url, query, dispose } = await postgresUnderTest(server);
    await query("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    await expect(openDatabase({ url: new URL('/latin', url).href, calendar })).rejects.toMatchObject({
      code: 'settings_invalid',
      message: expect.stringContaining('UTF8'),
    });
    await dispose();
  });

  it('names what is wrong with a URL and never shows the password', async () => {
    const { url, dispose } = await postgresUnderTest(server);
    const wrong = [
      [new URL('/nowhere', url).href, 'settings_invalid', 'no database of that name'],
      ['postgres://user:hunter2@127.0.0.1:1/x', 'unavailable', 'cannot be reached'],
      ['postgres://user:hunter2@nowhere.invalid/x', 'unavailable', 'nowhere.invalid:5432/x'],
      ['mysql://user:hunter2@localhost/x', 'settings_invalid', 'postgres://'],
      ['hunter2', 'settings_invalid', 'postgres://'],
    ] as const;
    for (const [bad, code, message] of wrong) {
      const refusal = await openDatabase({ url: bad, calendar }).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code, message: expect.stringContaining(message) });
      expect(String(refusal)).not.toContain('hunter2');
    }
    await dispose();
  });

  it('leaves backups to the tools of PostgreSQL', async () => {
    const { open, dispose } = await migrated();
    const database = await open();
    await expect(database.snapshotTo('copy')).rejects.toMatchObject({
      message: expect.stringContaining('pg_dump'),
    });
    expect(await database.check()).toEqual([]);
    await dispose();
  });

  if (choice.programs !== undefined) {
    it('outlives a crash of the server: nothing answered is lost, and calls fail by name meanwhile', async () => {
      const { open, dispose } = await migrated();
      const database = await open();
      const account = await openAccount(database.accounts, { quota: { limit: 100, per: 'day' } });
      const answered = await issue(database, account, NOON);
      await server.crash();
      const attempts = await Promise.allSettled([
        database.uploads.admit([requestOf(account)], NOON),
        database.ping(),
        database.uploads.find(answered),
      ]);
      for (const attempt of attempts) {
        expect(attempt).toMatchObject({
          status: 'rejected',
          reason: expect.objectContaining({ code: 'unavailable' }),
        });
      }
      await server.restart();
      expect(await database.uploads.find(answered)).toEqual(answered);
      const revoked = database.accounts.revokeToken(account.tokenId, NOON, entry('token.revoked'));
      expect(await revoked).toBe(1);
      await dispose();
    });
  }
});
