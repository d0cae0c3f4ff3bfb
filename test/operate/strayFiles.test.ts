import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import { findOwnerless, listRecordedObjects } from '../../src/db/recordedObjects.ts';
import { objectPath } from '../../src/operate/archive.ts';
import { runChecks } from '../../src/operate/doctor.ts';
import { checkStoredFiles } from '../../src/operate/strayFiles.ts';
import { type Account, issue, NOON, openAccount, putTo } from '../suites/accountFixture.ts';

let dataDir: string;
let database: Database;
let account: Account;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gst-intake-stray-'));
  database = await openDatabase({
    file: join(dataDir, 'control.sqlite'),
    calendar: createCalendar('Asia/Kolkata'),
  });
  await database.migrate();
  account = await openAccount(database.accounts);
});
afterEach(async () => {
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function store(owner: string, part: string): Promise<string> {
  const file = join(dataDir, objectPath({ owner, part }));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, 'x');
  return file;
}

/** One upload that landed, with its file. */
async function landed(at: number): Promise<{ readonly uploadId: string; readonly file: string }> {
  const upload = await issue(database, account, at);
  const put = putTo(upload, at + 1);
  await database.uploads.land(put);
  return { uploadId: upload.uploadId, file: await store(upload.uploadId, put.putId) };
}

async function findings() {
  const file = join(dataDir, 'control.sqlite');
  const check = checkStoredFiles({
    dataDir,
    listRecordedObjects: () => listRecordedObjects(file),
    findOwnerless: (owners) => findOwnerless(file, owners),
  });
  const [stray, missing, ...more] = await runChecks([check]);
  expect(more).toEqual([]);
  return { stray, missing };
}

const FINE = {
  stray: { check: 'stray files', status: 'ok', remedy: null },
  missing: { check: 'missing files', status: 'ok', remedy: null },
};

describe('the check of stored files', () => {
  it('passes an installation that has received nothing', async () => {
    expect(await findings()).toMatchObject(FINE);
  });

  it('passes files of uploads in any state, of downloads, and folders that are empty', async () => {
    await landed(NOON);
    await store((await issue(database, account, NOON)).uploadId, 'comingIn');
    const downloadId = randomBytes(16).toString('hex');
    await database.downloads.add({
      downloadId,
      workspaceId: account.workspaceId,
      fileName: 'a.csv',
      contentType: 'text/csv',
      bytes: 1,
      sha256: '0'.repeat(64),
      createdAt: NOON,
    });
    await store(downloadId, 'file');
    await rm(await store('ab'.repeat(16), 'gone'));
    expect(await findings()).toMatchObject(FINE);
  });

  it('counts folders that no row knows, and names the first of them', async () => {
    await landed(NOON);
    const strays = ['1', '2', '3', '4'].map((digit) => digit.repeat(32));
    for (const owner of strays) await store(owner, 'put');
    const { stray, missing } = await findings();
    expect(stray).toMatchObject({
      status: 'warning',
      remedy: expect.stringContaining('bring the right one'),
    });
    expect(stray?.found).toMatch(/^4 folders belong to no upload of this database: .+, …$/);
    const named = strays.filter((owner) => stray?.found.includes(`/${owner.slice(0, 2)}/${owner}`));
    expect(named).toHaveLength(3);
    expect(missing).toMatchObject(FINE.missing);
  });

  it('names uploads that landed and have no file any more', async () => {
    const { uploadId, file } = await landed(NOON);
    await landed(NOON + 1);
    await rm(file);
    const { stray, missing } = await findings();
    expect(stray).toMatchObject(FINE.stray);
    expect(missing).toMatchObject({
      status: 'error',
      found: `1 uploads landed, but their files are gone: ${uploadId}`,
    });
  });
});
