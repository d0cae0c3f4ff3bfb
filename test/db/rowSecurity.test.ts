import { readFileSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import type { Wall } from '../../src/db/databaseServer.ts';
import type { Engine } from '../../src/db/engine.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { createBinding } from '../../src/db/postgresBinding.ts';
import { openPostgresPool, type PostgresPool, withClient } from '../../src/db/postgresPool.ts';
import type { Schema } from '../../src/db/schema.ts';
import { type Account, entry, NOON, openAccount } from '../suites/accountFixture.ts';
import { claimAt, completed, triggered } from '../suites/activityFixture.ts';
import { document } from '../suites/documentStore.ts';
import { type PostgresServer, postgresChoices, startPostgres } from './postgresServer.ts';
import { postgresUnderTest } from './postgresUnderTest.ts';

/** What is no workspace's: all else has row-level security. */
const UNWALLED = ['counters', 'schema_migrations', 'storage_keys', 'transfers'];
/** What no work of one workspace touches. */
const UNTOUCHED = [...UNWALLED, 'client_secrets'];
const OWNER = 'gst_intake_plain';
const calendar = createCalendar('Asia/Kolkata');

let server: PostgresServer;
let url: string;
let database: Database;
let engine: Engine;
let pool: PostgresPool;
let mine: Account;
let other: Account;

/** A workspace with something in every table. */
async function fullAccount(): Promise<Account> {
  const account = await openAccount(database.accounts, { quota: { limit: 9, per: 'day' } });
  const { workspaceId, userId } = account;
  await database.accounts.createClientSecret(
    { id: `secret of ${userId}`, userId, hash: `hash of ${userId}`, createdAt: NOON, revokedAt: null },
    entry('client_secret.created', { workspaceId }),
  );
  const { activityId } = await triggered(database, { account });
  const job = await database.activities.claim(claimAt(NOON));
  const load = await database.documents.openLoad({ workspaceId, activityId, attempt: job?.fence ?? 0 });
  await load.add('sales', [document({ number: workspaceId.slice(0, 8) }), document()]);
  await load.commit();
  await database.activities.settle({ activityId, fence: 1, at: NOON, result: completed() });
  const facts = { fileName: 'e.csv', contentType: 'text/csv', bytes: 1, sha256: 'ab', createdAt: NOON };
  await database.downloads.add({ downloadId: activityId, workspaceId, ...facts });
  return account;
}

async function tables(): Promise<string[]> {
  const { rows } = await sql<{ tablename: string }>`SELECT tablename FROM pg_catalog.pg_tables
    WHERE schemaname = 'public' ORDER BY tablename`.execute(engine.queries);
  return rows.map(({ tablename }) => tablename);
}

async function count(queries: Kysely<Schema>, table: string): Promise<number> {
  const { rows } = await sql<{ rows: number }>`SELECT count(*) AS rows FROM ${sql.table(table)}`.execute(
    queries,
  );
  return rows[0]?.rows ?? -1;
}

async function wallOf(opened: Database): Promise<Wall> {
  const found = await opened.examineServer();
  if (found === null) throw new Error('it is on a server');
  return found.wall;
}

/** How many rows of each walled table there are for `queries`, which ask for all. */
async function countsOf(queries: Kysely<Schema>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await tables())
    if (!UNTOUCHED.includes(table)) counts[table] = await count(queries, table);
  return counts;
}

describe.each(await postgresChoices())('row-level security on $name', (choice) => {
  beforeAll(async () => {
    server = await startPostgres(choice, ['fsync=off']);
    const underTest = await postgresUnderTest(server, OWNER);
    url = underTest.url;
    database = await underTest.open();
    await database.migrate();
    engine = await openPostgres({ url, calendar, busyTimeoutMs: 5_000 });
    pool = await openPostgresPool(url, { lockTimeoutMs: 5_000 });
    mine = await fullAccount();
    other = await fullAccount();
  });
  afterAll(async () => {
    await pool.end();
    await engine.close();
    await database.close();
    await server.stop();
  });

  it('stands on every table but those that are no workspace’s, which nobody bound to one can see', async () => {
    const { rows } = await sql<{ relname: string }>`
      SELECT relname FROM pg_catalog.pg_class c
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity
        AND EXISTS (SELECT 1 FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*')
      ORDER BY relname`.execute(engine.queries);
    expect(rows.map(({ relname }) => relname)).toEqual(
      (await tables()).filter((table) => !UNWALLED.includes(table)),
    );
    expect((await wallOf(database)).stands).toBe(true);
    for (const table of UNTOUCHED) {
      await expect(count(engine.boundTo(mine.workspaceId), table)).rejects.toMatchObject({
        cause: { message: `permission denied for table ${table}` },
      });
    }
  });

  it('shows a statement without any WHERE its own workspace alone, table by table', async () => {
    const all = await countsOf(engine.queries);
    const ofMine = await countsOf(engine.boundTo(mine.workspaceId));
    const ofOther = await countsOf(engine.boundTo(other.workspaceId));
    for (const [table, rows] of Object.entries(ofMine)) {
      expect({ table, rows }).not.toEqual({ table, rows: 0 });
      expect({ table, rows: rows + (ofOther[table] ?? 0) }).toEqual({
        table,
        rows: table === 'audit' ? expect.any(Number) : all[table],
      });
    }
    expect(ofMine).toEqual(ofOther);
    // Those of no workspace are the operator's.
    expect((ofMine['audit'] ?? 0) * 2).toBeLessThanOrEqual(all['audit'] ?? 0);
  });

  it('holds within a transaction, for what is changed, deleted and written too', async () => {
    const bound = engine.boundTo(mine.workspaceId);
    const before = await countsOf(engine.queries);
    const changed = await bound.transaction().execute(async (transaction) => {
      const updated = await transaction.updateTable('activities').set({ rows_read: 77 }).executeTakeFirst();
      await transaction.deleteFrom('downloads').where('workspace_id', '=', other.workspaceId).execute();
      return updated.numUpdatedRows;
    });
    expect(changed).toBe(1n);
    expect(await countsOf(engine.queries)).toEqual(before);
    const write = (workspaceId: string) =>
      bound
        .insertInto('downloads')
        .values({
          download_id: `new of ${workspaceId}`,
          workspace_id: workspaceId,
          ...{ file_name: 'f', content_type: 't', bytes: 1, sha256: 's', created_at: 1 },
        })
        .execute();
    await expect(write(other.workspaceId)).rejects.toThrow('row-level security');
    await write(mine.workspaceId);
    const { numDeletedRows } = await bound
      .deleteFrom('downloads')
      .where('download_id', 'like', 'new of %')
      .executeTakeFirst();
    expect(numDeletedRows).toBe(1n);
    await expect(
      bound.updateTable('activities').set({ workspace_id: other.workspaceId }).execute(),
    ).rejects.toThrow('row-level security');
  });

  it('shows no documents of another, however they are asked for', async () => {
    const bound = engine.boundTo(mine.workspaceId);
    const { rows } = await sql<{ number: string }>`SELECT number FROM documents ORDER BY number`.execute(
      bound,
    );
    expect(rows.map(({ number }) => number)).toContain(mine.workspaceId.slice(0, 8));
    expect(rows).toHaveLength(2);
    const leaky = sql`SELECT k.key_hash FROM document_keys k LEFT JOIN documents d ON true WHERE d.number = ${other.workspaceId.slice(0, 8)}`;
    expect((await leaky.execute(bound)).rows).toEqual([]);
    expect((await leaky.execute(engine.queries)).rows).not.toEqual([]);
  });

  it('gives no user of another database of the server anything in this one, whatever roles it may take on', async () => {
    const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(engine.queries);
    const theirs = await postgresUnderTest(server, 'gst_intake_staging');
    const staging = await theirs.open();
    await staging.migrate();
    const { role } = await wallOf(staging);
    expect(role).not.toBe((await wallOf(database)).role);
    const here = new URL(theirs.url);
    here.pathname = `/${rows[0]?.name}`;
    const client = new pg.Client({ connectionString: here.href });
    await client.connect();
    try {
      await client.query(`SELECT set_config('gst_intake.workspace', '${mine.workspaceId}', false)`);
      await client.query(`SET ROLE ${role}`);
      for (const table of await tables()) {
        for (const statement of [`SELECT * FROM ${table}`, `DELETE FROM ${table}`]) {
          await expect(client.query(statement)).rejects.toThrow(`permission denied for table ${table}`);
        }
      }
      await expect(client.query(`SET ROLE ${(await wallOf(database)).role}`)).rejects.toThrow(
        'permission denied',
      );
    } finally {
      await client.end();
      await theirs.dispose();
    }
  });

  it('lets work of one workspace do what it does and nothing else', async () => {
    const bound = engine.boundTo(mine.workspaceId);
    for (const statement of [
      'DELETE FROM tokens',
      'UPDATE tokens SET revoked_at = NULL',
      'DELETE FROM audit',
      'DELETE FROM activities',
      'DELETE FROM documents',
      'UPDATE workspaces SET license_until = NULL',
      'UPDATE quota_use SET used = 0',
    ]) {
      await expect(sql.raw(statement).execute(bound)).rejects.toMatchObject({
        cause: { message: expect.stringContaining('permission denied') },
      });
    }
  });

  it('tells who else may take on the role', async () => {
    const { role } = await wallOf(database);
    const superuser = await postgresUnderTest(server);
    await superuser.query(`CREATE ROLE gst_intake_nosy LOGIN IN ROLE ${role}`);
    expect((await wallOf(database)).othersToo).toEqual(['gst_intake_nosy']);
    await superuser.query('DROP ROLE gst_intake_nosy');
  });

  it('ends with the transaction: the next one on the same connection is bound by itself alone', async () => {
    await withClient(pool, async (client) => {
      const seen = async () =>
        (await client.query<{ rows: number }>({ text: 'SELECT count(*) AS rows FROM workspaces' })).rows[0]
          ?.rows;
      expect(await seen()).toBe(2);
      await Promise.all(await createBinding().begin(client, mine.workspaceId));
      expect(await seen()).toBe(1);
      await client.query({ text: 'ROLLBACK' });
      expect(await seen()).toBe(2);
    });
    const failing = sql`SELECT 1 / 0`.execute(engine.boundTo(mine.workspaceId));
    await expect(failing).rejects.toThrow('division by zero');
    const [all, own] = await Promise.all([
      count(engine.queries, 'workspaces'),
      count(engine.boundTo(other.workspaceId), 'workspaces'),
    ]);
    expect([all, own]).toEqual([2, 1]);
  });

  it('shows nothing to the role alone, without a workspace or with one that is not there', async () => {
    await withClient(pool, async (client) => {
      for (const workspace of [undefined, '', 'nobody']) {
        await client.query({ text: 'BEGIN' });
        await client.query({ text: `SET LOCAL ROLE ${(await wallOf(database)).role}` });
        if (workspace !== undefined) {
          await client.query({ text: `SELECT set_config('gst_intake.workspace', '${workspace}', true)` });
        }
        expect((await client.query({ text: 'SELECT * FROM activities' })).rows).toEqual([]);
        expect((await client.query({ text: 'SELECT * FROM documents' })).rows).toEqual([]);
        await client.query({ text: 'ROLLBACK' });
      }
    });
  });

  it('binds a superuser too, and whoever may make the role needs no help', async () => {
    const superuser = await postgresUnderTest(server);
    await superuser.query('CREATE ROLE gst_intake_maker LOGIN CREATEROLE');
    for (const user of ['gst_intake_maker', 'postgres']) {
      const asUser = new URL(await server.createDatabase());
      await superuser.query(`ALTER DATABASE ${asUser.pathname.slice(1)} OWNER TO ${user}`);
      asUser.username = user;
      const opened = await openDatabase({ url: asUser.href, calendar });
      await opened.migrate();
      expect(await wallOf(opened)).toMatchObject({ stands: true, othersToo: [] });
      const { workspaceId } = await openAccount(opened.accounts);
      await openAccount(opened.accounts);
      const asEngine = await openPostgres({ url: asUser.href, calendar, busyTimeoutMs: 5_000 });
      expect(await count(asEngine.boundTo(workspaceId), 'workspaces')).toBe(1);
      await asEngine.close();
      await opened.close();
    }
  });

  it('stands after a database of a superuser was given to another user as the guide says', async () => {
    const guide = readFileSync(new URL('../../docs/guide/operating.md', import.meta.url), 'utf8');
    const [role = '', move = ''] = guide.match(/^DO \$\$[^`]*?END \$\$;/gm) ?? [];
    const admin = await postgresUnderTest(server);
    await admin.query('CREATE ROLE gst_intake LOGIN');
    await admin.query(role);
    await (await admin.open()).migrate();
    await admin.query(move);
    const moved = new URL(admin.url);
    moved.username = 'gst_intake';
    const opened = await openDatabase({ url: moved.href, calendar });
    await opened.migrate();
    expect(await wallOf(opened)).toMatchObject({ stands: true, othersToo: [] });
    const { workspaceId, activityId } = await triggered(opened);
    expect(await opened.activities.find(workspaceId, activityId)).toMatchObject({ state: 'queued' });
    await opened.close();
    await admin.dispose();
  });

  it('is missed by name where the role is not there or not ours, and all works without it', async () => {
    const admin = await postgresUnderTest(server);
    await admin.query('CREATE ROLE gst_intake_alone LOGIN');
    const alone = new URL(admin.url);
    await admin.query(`ALTER DATABASE ${alone.pathname.slice(1)} OWNER TO gst_intake_alone`);
    alone.username = 'gst_intake_alone';
    const opened = await openDatabase({ url: alone.href, calendar });
    await opened.migrate();
    const { role, stands } = await wallOf(opened);
    expect(stands).toBe(false);
    const { workspaceId, activityId } = await triggered(opened);
    expect(await opened.activities.find(workspaceId, activityId)).toMatchObject({ state: 'queued' });
    await opened.close();
    await admin.query(`CREATE ROLE ${role} NOLOGIN; GRANT ${role} TO gst_intake_alone`);
    const later = await openDatabase({ url: alone.href, calendar });
    await later.migrate();
    expect((await wallOf(later)).stands).toBe(true);
    expect(await later.activities.find(workspaceId, activityId)).toMatchObject({ state: 'queued' });
    await later.close();
  });
});
