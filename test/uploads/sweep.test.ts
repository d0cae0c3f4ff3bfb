import { utimes } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../src/uploads/ports.ts';
import { sweep } from '../../src/uploads/sweep.ts';
import { type Harness, ISSUED_AT, type Issued, startGateway } from '../http/gateway/harness.ts';
import { claimAt, completed, wantedOf } from '../suites/activityFixture.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const RETENTION_MS = 30 * 24 * HOUR_MS;

let gateway: Harness;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

/** One run as of `now`: files count as written to as long before it as they were, really, before this moment. */
function sweepAt(now: number, facts: Partial<ObjectStore> = {}, isStopping = () => false) {
  const skew = now - Date.now();
  const { accounts, downloads, uploads } = gateway.database;
  const objects = {
    ...gateway.objects,
    list: async (owner: string) =>
      (await gateway.objects.list(owner)).map((file) => ({ ...file, modifiedAt: file.modifiedAt + skew })),
    ...facts,
  };
  return sweep({ accounts, downloads, uploads, objects, now, retentionMs: RETENTION_MS, isStopping });
}

/** Makes every file of an upload look untouched for `ageMs`. */
async function age(issued: Issued, ageMs: number): Promise<void> {
  const at = new Date(Date.now() - ageMs);
  for (const { part } of await gateway.files(issued.upload)) {
    await utimes(gateway.pathOf({ owner: issued.upload.uploadId, part }), at, at);
  }
}

async function writeFile(owner: string, part: string): Promise<void> {
  const writer = await gateway.objects.begin({ owner, part });
  await writer.write(Buffer.from(part));
  await writer.commit();
}

const stateOf = async ({ upload }: Issued) => (await gateway.database.uploads.find(upload))?.state;

describe('a sweep', () => {
  it('closes a URL that ran out unused, and not before', async () => {
    const issued = await gateway.issue();
    expect(await sweepAt(ISSUED_AT + 10 * MINUTE_MS)).toMatchObject({ closedUnused: 0 });
    expect(await stateOf(issued)).toBe('issued');
    expect(await sweepAt(ISSUED_AT + 11 * MINUTE_MS + 1)).toMatchObject({ closedUnused: 1, more: false });
    expect(await stateOf(issued)).toBe('unused');
  });

  it('removes superseded files that are still there and keeps the object', async () => {
    const issued = await gateway.issue();
    for (const part of ['first', 'second']) {
      const writer = await gateway.objects.begin({ owner: issued.upload.uploadId, part });
      await writer.write(Buffer.from(part));
      await writer.commit();
    }
    await gateway.send(issued, { body: 'third' });
    await age(issued, 2 * HOUR_MS);
    const summary = await sweepAt(ISSUED_AT + 2 * HOUR_MS);
    expect(summary).toMatchObject({ filesRemoved: 2, bytesRemoved: 11, inFlight: 0 });
    expect(String(await gateway.bytesOf(issued.upload))).toBe('third');
    expect(await gateway.files(issued.upload)).toHaveLength(1);
    expect(await sweepAt(ISSUED_AT + 3 * HOUR_MS)).toMatchObject({ filesRemoved: 0 });
  });

  it('leaves a fresh file to its PUT and comes back for it', async () => {
    const issued = await gateway.issue();
    const writer = await gateway.objects.begin({ owner: issued.upload.uploadId, part: 'orphan' });
    await writer.write(Buffer.from('a PUT whose server was killed'));
    await writer.commit();
    await sweepAt(ISSUED_AT + 12 * MINUTE_MS);
    expect(await sweepAt(ISSUED_AT + 2 * HOUR_MS)).toMatchObject({
      filesRemoved: 0,
      inFlight: 1,
      more: false,
    });
    expect(await gateway.files(issued.upload)).toHaveLength(1);
    await age(issued, 61 * MINUTE_MS);
    expect(await sweepAt(ISSUED_AT + 3 * HOUR_MS)).toMatchObject({ filesRemoved: 1, inFlight: 0 });
    expect(await gateway.files(issued.upload)).toEqual([]);
  });

  it('expires what landed and was never triggered, after the retention, and never what was triggered', async () => {
    const [forgotten, triggered] = [await gateway.issue(), await gateway.issue()];
    for (const issued of [forgotten, triggered]) {
      await gateway.send(issued);
      await age(issued, 40 * 24 * HOUR_MS);
    }
    await gateway.database.uploads.pin(triggered.upload, gateway.time.now);
    expect(await sweepAt(gateway.time.now + RETENTION_MS - 1)).toMatchObject({ expired: 0, filesRemoved: 0 });
    expect(await sweepAt(gateway.time.now + RETENTION_MS + 1)).toMatchObject({ expired: 1, filesRemoved: 1 });
    expect([await stateOf(forgotten), await stateOf(triggered)]).toEqual(['expired', 'pinned']);
    expect(await gateway.files(forgotten.upload)).toEqual([]);
    expect(await gateway.files(triggered.upload)).toHaveLength(1);
  });

  it('keeps what is being ingested, and removes it and its error file when the time after that has passed', async () => {
    const issued = await gateway.issue();
    await gateway.send(issued);
    await age(issued, 40 * 24 * HOUR_MS);
    const { activities, downloads, uploads } = gateway.database;
    const upload = await uploads.find(issued.upload);
    if (upload === undefined) throw new Error('the upload is there');
    const { now } = gateway.time;
    await activities.trigger(wantedOf(upload, { at: now }));
    const job = await activities.claim(claimAt(now));
    const { workspaceId } = upload;
    const downloadId = 'ab'.repeat(16);
    const writer = await gateway.objects.begin({ owner: downloadId, part: 'file' });
    await writer.write(Buffer.from('errors'));
    await writer.commit();
    const facts = { fileName: 'e.csv', contentType: 'text/csv', bytes: 6, sha256: 'ab'.repeat(32) };
    await downloads.add({ downloadId, workspaceId, ...facts, createdAt: now + HOUR_MS });

    expect(await sweepAt(now + RETENTION_MS + 1)).toMatchObject({ expired: 0, filesRemoved: 0 });
    const { activityId } = job?.activity ?? { activityId: '' };
    await activities.settle({ activityId, fence: 1, at: now + HOUR_MS, result: completed() });
    expect(await sweepAt(now + RETENTION_MS - 1)).toMatchObject({ expired: 0, filesRemoved: 0 });
    expect(await sweepAt(now + RETENTION_MS + 1)).toMatchObject({ expired: 1, filesRemoved: 1 });
    expect(await gateway.files(issued.upload)).toEqual([]);
    expect(await downloads.find(workspaceId, downloadId)).toBeDefined();
    // Of the last moment there may be a URL, which lives for seven days.
    const gone = now + HOUR_MS + RETENTION_MS + 7 * 24 * HOUR_MS + 10 * MINUTE_MS;
    expect(await sweepAt(gone)).toMatchObject({ filesRemoved: 0 });
    const last = await sweepAt(gone + 1);
    expect(last).toMatchObject({ filesRemoved: 1, bytesRemoved: 6 });
    expect(await downloads.find(workspaceId, downloadId)).toBeUndefined();
    expect(await gateway.objects.list(downloadId)).toEqual([]);
    expect((await activities.find(workspaceId, activityId))?.state).toBe('completed');
  });

  it('writes one entry per workspace and action into the trail', async () => {
    const [first, second, other] = [
      await gateway.issue(),
      await gateway.issue(),
      await gateway.issue({ singleUse: true }),
    ];
    await sweepAt(ISSUED_AT + 12 * MINUTE_MS);
    const { accounts } = gateway.database;
    for (const [issued, count] of [
      [first, 2],
      [other, 1],
    ] as const) {
      const { workspaceId } = issued.upload;
      const trail = await accounts.listAudit({ workspaceId, limit: 100 });
      expect(trail.filter(({ actor }) => actor === 'sweep')).toEqual([
        {
          at: ISSUED_AT + 12 * MINUTE_MS,
          workspaceId,
          actor: 'sweep',
          action: 'uploads.closed_unused',
          subject: workspaceId,
          detail: { count },
        },
      ]);
    }
    expect(await stateOf(second)).toBe('unused');
  });

  it('is counted once where two servers sweep at the same time', async () => {
    const issued = await gateway.issue();
    for (const part of ['first', 'second']) {
      const writer = await gateway.objects.begin({ owner: issued.upload.uploadId, part });
      await writer.write(Buffer.from(part));
      await writer.commit();
    }
    await gateway.send(issued, { body: 'third' });
    await age(issued, 2 * HOUR_MS);
    const summaries = await Promise.all([sweepAt(ISSUED_AT + 2 * HOUR_MS), sweepAt(ISSUED_AT + 2 * HOUR_MS)]);
    expect(summaries.map(({ filesRemoved }) => filesRemoved).sort()).toEqual([0, 2]);
    const { workspaceId } = issued.upload;
    const trail = await gateway.database.accounts.listAudit({ workspaceId, limit: 100 });
    expect(trail.filter(({ action }) => action === 'files.swept').map(({ detail }) => detail)).toEqual([
      { count: 2 },
    ]);
  });

  it('passes over what the store refuses, records all else that is done, and comes back ten minutes later', async () => {
    const { downloads } = gateway.database;
    const uploads = [await gateway.issue(), await gateway.issue(), await gateway.issue()];
    for (const { upload } of uploads) await writeFile(upload.uploadId, 'orphan');
    for (const issued of uploads) await age(issued, 2 * HOUR_MS);
    const [broken, ...good] = uploads;
    if (broken === undefined) throw new Error('there are three');
    const { workspaceId, uploadId } = broken.upload;
    const facts = { fileName: 'e.csv', contentType: 'text/csv', bytes: 6, sha256: 'ab'.repeat(32) };
    const downloadId = 'cd'.repeat(16);
    await writeFile(downloadId, 'file');
    await downloads.add({ downloadId, workspaceId, ...facts, createdAt: 0 });

    const later = ISSUED_AT + 2 * HOUR_MS;
    await sweepAt(ISSUED_AT + HOUR_MS - 1);
    const { objects } = gateway;
    const summary = await sweepAt(later, {
      remove: (name) => (name.owner === uploadId ? Promise.reject(new Error('503')) : objects.remove(name)),
    });
    expect(summary).toMatchObject({ filesRemoved: 2, more: false });
    expect(summary.failures).toMatchObject({ count: 1, first: { workspaceId, owner: uploadId } });
    for (const { upload } of good) expect(await gateway.files(upload)).toEqual([]);
    expect(await gateway.files(broken.upload)).toHaveLength(1);
    expect(await sweepAt(later)).toMatchObject({ filesRemoved: 0 });
    expect(await sweepAt(later + 10 * MINUTE_MS)).toMatchObject({ filesRemoved: 1, failures: { count: 0 } });
    expect(await gateway.files(broken.upload)).toEqual([]);
    expect(await downloads.find(workspaceId, downloadId)).toBeUndefined();
  });

  it('ends with what it is at when its server stops, and another comes back for the rest', async () => {
    for (let count = 0; count < 60; count += 1) await gateway.issue();
    await sweepAt(ISSUED_AT + HOUR_MS - 1);
    let asked = 0;
    const list = async () => {
      asked += 1;
      return [];
    };
    const later = ISSUED_AT + 2 * HOUR_MS;
    expect(await sweepAt(later, { list }, () => asked > 0)).toMatchObject({ more: false });
    expect(asked).toBeLessThanOrEqual(8);
    await sweepAt(later + 10 * MINUTE_MS, { list });
    expect(asked).toBe(60);
  });

  it('ends early when the store does not answer at all', async () => {
    for (let count = 0; count < 60; count += 1) await gateway.issue();
    await sweepAt(ISSUED_AT + HOUR_MS - 1);
    let asked = 0;
    const summary = await sweepAt(ISSUED_AT + 2 * HOUR_MS, {
      list: async () => {
        asked += 1;
        throw new Error('no bucket');
      },
    });
    expect(summary).toMatchObject({ more: false, filesRemoved: 0 });
    expect(asked).toBeLessThan(40);
  });

  it('lets a PUT that began in time land after its URL was closed, and keeps its file', async () => {
    const issued = await gateway.issue();
    await sweepAt(ISSUED_AT + 12 * MINUTE_MS);
    expect((await gateway.send(issued)).status).toBe(200);
    await age(issued, 2 * HOUR_MS);
    expect(await sweepAt(ISSUED_AT + 2 * HOUR_MS)).toMatchObject({ filesRemoved: 0 });
    expect(await stateOf(issued)).toBe('landed');
    expect(await gateway.files(issued.upload)).toHaveLength(1);
  });
});
