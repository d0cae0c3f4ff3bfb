import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import type { ClaimedJob } from '../../src/ingestion/ports.ts';
import type { Upload } from '../../src/uploads/upload.ts';
import { type Account, issue, NOON, openAccount, putTo, requestOf } from '../suites/accountFixture.ts';
import {
  claimAt,
  completed,
  LEASE_MS,
  landedUpload,
  triggered,
  wantedOf,
} from '../suites/activityFixture.ts';
import { type Cut, type PostgresProxy, startPostgresProxy } from './postgresProxy.ts';
import { type PostgresServer, postgresChoices, startPostgres } from './postgresServer.ts';

/** F12: the connection breaks at a commit. The caller hears `unavailable` and asks again: nothing is lost or done twice. */

const calendar = createCalendar('Asia/Kolkata');
const [choice] = await postgresChoices();

describe.each(['before', 'after'] as const)('a connection cut %s its commit', (cut) => {
  let server: PostgresServer;
  let proxy: PostgresProxy;
  let database: Database;
  let account: Account;
  const isDone = cut === 'after';

  beforeAll(async () => {
    if (choice === undefined) throw new Error('there is a PostgreSQL');
    server = await startPostgres(choice, ['fsync=off']);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    const url = await server.createDatabase();
    proxy = await startPostgresProxy(url);
    database = await openDatabase({ url: proxy.through(url), calendar });
    await database.migrate();
    account = await openAccount(database.accounts, { quota: { limit: 10, per: 'day' } });
  });
  afterEach(async () => {
    await database.close();
    await proxy.close();
  });

  /** Cuts the next commit of a statement like that, whose caller must be told that it failed. */
  async function cutAt<T>(statement: RegExp, work: () => Promise<T>): Promise<void> {
    let due: Cut | undefined = cut;
    proxy.onCommit((statements) => {
      if (!statements.some((text) => statement.test(text))) return undefined;
      const now = due;
      due = undefined;
      return now;
    });
    await expect(work()).rejects.toMatchObject({ code: 'unavailable' });
    expect(due).toBeUndefined();
    proxy.onCommit(() => undefined);
  }

  const trailOf = async () =>
    (await database.accounts.listAudit({ workspaceId: account.workspaceId, limit: 100 })).map(
      ({ action }) => action,
    );

  const find = async (upload: Upload) => database.uploads.find(upload);

  it('of a pre-sign: what the quota counted is what was recorded', async () => {
    await cutAt(/insert into uploads/i, () => database.uploads.admit([requestOf(account)], NOON));
    const recorded = (await trailOf()).filter((action) => action === 'upload.issued').length;
    expect(recorded).toBe(isDone ? 1 : 0);
    expect(await database.accounts.quotaUse(account.workspaceId, NOON)).toMatchObject({ used: recorded });
  });

  it('of a landing: the row is as before or whole, and the same PUT again lands', async () => {
    const upload = await issue(database, account, NOON);
    const [first, again] = [putTo(upload, NOON), putTo(upload, NOON + 1)];
    await cutAt(/update "uploads"/, () => database.uploads.land(first));
    expect(await find(upload)).toMatchObject(
      isDone ? { state: 'landed', currentPut: first.putId, sha256: first.sha256 } : upload,
    );
    expect(await database.uploads.land(again)).toEqual({
      outcome: 'landed',
      superseded: isDone ? first.putId : null,
    });
    expect(await find(upload)).toMatchObject({ currentPut: again.putId, bytes: again.bytes });
  });

  it('of a trigger: asked again it gives the one activity', async () => {
    const upload = await landedUpload(database, account);
    const [first, again] = [wantedOf(upload), wantedOf(upload)];
    await cutAt(/insert into "activities"/, () => database.activities.trigger(first));
    expect(await database.activities.trigger(again)).toMatchObject({
      outcome: isDone ? 'existing' : 'created',
      activity: { activityId: isDone ? first.activityId : again.activityId },
    });
    const triggers = (await trailOf()).filter((action) => action === 'activity.triggered');
    expect(triggers).toHaveLength(1);
  });

  it('of a claim: its lease runs out, and the next claim has a fence of its own', async () => {
    const { activityId } = await triggered(database, { account });
    await cutAt(/update "activities"/, () => database.activities.claim(claimAt(NOON)));
    const job = await database.activities.claim(claimAt(NOON + LEASE_MS));
    expect(job).toMatchObject({ activity: { activityId }, fence: isDone ? 2 : 1 });
    await settle(job);
  });

  it('of a settling: the activity ends once, whether its worker knows or not', async () => {
    const { activityId } = await triggered(database, { account });
    const job = await database.activities.claim(claimAt(NOON));
    await cutAt(/update "activities"/, () => settle(job));
    await database.activities.retryAfterOutage({
      activityId,
      fence: job?.fence ?? 0,
      reason: 'of an outage',
      at: NOON + 1,
      notBefore: NOON + 1,
    });
    const again = await database.activities.claim(claimAt(NOON + 2));
    if (isDone) expect(again).toBeUndefined();
    else expect(await settle(again)).toBe(true);
    expect(await database.activities.find(account.workspaceId, activityId)).toMatchObject({
      state: 'completed',
      attempt: isDone ? 1 : 2,
    });
    expect((await trailOf()).filter((action) => action === 'activity.ended')).toHaveLength(1);
  });

  it('of a commit of documents: opened again, the load holds them once', async () => {
    const { workspaceId, activityId } = await triggered(database, { account });
    const ref = { workspaceId, activityId, attempt: 1 };
    const load = await database.documents.openLoad(ref);
    await cutAt(/UPDATE loads SET state = 'committed'/, () => load.commit());
    const opened = await database.documents.openLoad(ref);
    await opened.commit();
    expect(await database.documents.read(ref, { after: 0, limit: 10 })).toEqual([]);
    await database.documents.remove(ref);
    await expect(database.documents.openLoad(ref)).rejects.toThrow('removed');
  });

  const settle = (job: ClaimedJob | undefined) =>
    database.activities.settle({
      activityId: job?.activity.activityId ?? '',
      fence: job?.fence ?? 0,
      at: NOON,
      result: completed(),
    });
});
