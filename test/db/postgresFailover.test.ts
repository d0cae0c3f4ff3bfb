import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import type { Upload } from '../../src/uploads/upload.ts';
import { issue, NOON, openAccount, putTo } from '../suites/accountFixture.ts';
import { type PostgresServer, postgresChoices, startPostgres } from './postgresServer.ts';

/** F13: a primary and a synchronous standby, and what a server makes of either. */

const calendar = createCalendar('Asia/Kolkata');
const [choice] = (await postgresChoices()).filter(({ programs }) => programs !== undefined);
const SYNCHRONOUS = 'synchronous_standby_names=standby';

async function ask(url: string, sql: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(sql);
  await client.end();
  return rowCount;
}

/** As an administrator does who sees sessions hang. */
async function endStandbyWait(url: string): Promise<void> {
  const cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
  while ((await ask(url, cancel)) === 0);
}

describe.runIf(choice !== undefined)('a primary and its standby', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let [onPrimary, onStandby, onBoth] = ['', '', ''];
  let database: Database;
  let answered: Upload;

  beforeAll(async () => {
    if (choice === undefined) throw new Error('there is a PostgreSQL');
    primary = await startPostgres(choice, ['fsync=off']);
    onPrimary = await primary.createDatabase();
    standby = await primary.startStandby(['fsync=off']);
    await primary.restart(['fsync=off', SYNCHRONOUS]);
    const { pathname } = new URL(onPrimary);
    onStandby = standby.url + pathname;
    const [first, second] = [standby, primary].map(({ url }) => new URL(url).host);
    onBoth = `postgres://postgres@${first},${second}${pathname}?target_session_attrs=read-write`;
  });
  afterAll(async () => {
    await database.close();
    await primary.stop();
    await standby.stop();
  });

  it('a standby alone is refused in words', async () => {
    await expect(openDatabase({ url: onStandby, calendar })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/standby: point GST_INTAKE_DATABASE_URL at the primary/),
    });
  });

  it('of both the primary is found, wherever it stands; after a promotion the other, with all that was answered', async () => {
    database = await openDatabase({ url: onBoth, calendar });
    await database.migrate();
    const account = await openAccount(database.accounts);
    answered = await issue(database, account, NOON);
    await primary.crash();
    await expect(database.ping()).rejects.toMatchObject({ code: 'unavailable' });
    await ask(onStandby, 'SELECT pg_promote()');
    expect(await database.uploads.find(answered)).toEqual(answered);
    expect(await issue(database, account, NOON + 1)).toMatchObject({ state: 'issued' });
  });

  it('the old primary, back without its standby, gets nothing answered as done', async () => {
    await primary.restart();
    const stale = await openDatabase({ url: onPrimary, calendar });
    const upload = await stale.uploads.find(answered);
    if (upload === undefined) throw new Error('what was answered is here, too');
    const refused = expect(stale.uploads.land(putTo(upload, NOON))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('its standby has not confirmed'),
    });
    await endStandbyWait(onPrimary);
    await refused;
    await stale.close();

    const hasty = await openDatabase({ url: onPrimary, calendar, answerWithinMs: 300 });
    await expect(hasty.uploads.land(putTo(upload, NOON))).rejects.toMatchObject({ code: 'unavailable' });
    await hasty.close();
  });
});
