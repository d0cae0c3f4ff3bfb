import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import { openDiskStore } from '../../src/objects/disk.ts';
import { startFaultyS3 } from '../objects/faultyS3.ts';
import { startS3rver } from '../objects/s3rver.ts';
import { issue, NOON, openAccount, openUser, putTo } from '../suites/accountFixture.ts';
import { wantedOf } from '../suites/activityFixture.ts';
import { admin } from './adminLine.ts';
import { temporaryDirectory } from './commandLine.ts';

describe('gst-intake admin workspace erase', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let ours: ReturnType<typeof admin>;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    ours = admin(`${directory.path}/data`);
    await ours.json('workspace create --name "Canary Traders" --gstins 27AAPFU0939F1ZV');
    await ours.json(
      'user create --workspace "Canary Traders" --name canary-user --permissions invoice.create',
    );
  });
  afterAll(() => directory[Symbol.asyncDispose]());

  const leftOf = (text: string) =>
    readdirSync(directory.path, { recursive: true, encoding: 'utf8' })
      .map((name) => join(directory.path, name))
      .filter((name) => statSync(name).isFile() && readFileSync(name, 'latin1').includes(text));

  it('says what would go, and goes on only by its name', async () => {
    const { code, stdout, stderr } = await ours.call('workspace erase "Canary Traders"');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^users +1$/m) });
    expect(stderr).toContain("Nothing was erased. To erase it, add --confirm 'Canary Traders'.");
    const wrong = await ours.call('workspace erase "Canary Traders" --confirm Canary');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain(
      "must be the name of the workspace, 'Canary Traders'. Nothing was erased.",
    );
    expect(leftOf('Canary Traders')).not.toEqual([]);
  });

  it('leaves no byte of its names, and its id in the trail', async () => {
    const done = await ours.json('workspace erase "Canary Traders" --confirm "Canary Traders"');
    expect(done).toMatchObject({ isErased: true, users: 1, uploads: 0, files: 0, cancelled: 0 });
    for (const text of ['Canary Traders', 'canary-user', '27AAPFU0939F1ZV']) expect(leftOf(text)).toEqual([]);
    const [newest] = await ours.ndjson(`audit --workspace ${String(done['workspaceId'])}`);
    expect(newest).toMatchObject({ action: 'workspace.erased', actor: 'operator', detail: { users: 1 } });
  });

  const control = () => join(directory.path, 'data', 'control.sqlite');

  async function onDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await openDatabase({ file: control(), calendar: createCalendar('Asia/Kolkata') });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  /** A company with one file that landed. */
  async function company(name: string) {
    const made = await ours.json(`workspace create --name ${name}`);
    const workspaceId = String(made['workspaceId']);
    const upload = await onDatabase(async (database) => {
      const account = await openUser(database.accounts, workspaceId);
      const ref = await issue(database, account, NOON);
      const put = putTo(ref, NOON);
      const objects = await openDiskStore({ root: join(directory.path, 'data', 'objects'), reserveBytes: 0 });
      const writer = await objects.begin({ owner: ref.uploadId, part: put.putId });
      await writer.write(Buffer.from(`bytes of ${name}`));
      await writer.commit();
      await database.uploads.land(put);
      const landed = await database.uploads.find(ref);
      if (landed === undefined) throw new Error('the upload landed');
      return landed;
    });
    return { workspaceId, upload };
  }

  const commandOf = (workspaceId: string) =>
    `gst-intake admin workspace erase ${workspaceId} --confirm 'erased ${workspaceId}'`;
  const again = (workspaceId: string) => `workspace erase ${workspaceId} --confirm "erased ${workspaceId}"`;

  it('stops before anything where files on record are not where it looks for them', async () => {
    await company('Absent');
    const [objects, away] = [join(directory.path, 'data', 'objects'), join(directory.path, 'away')];
    renameSync(objects, away);
    const refused = await ours.call('workspace erase Absent --confirm Absent');
    expect({ ...refused, stdout: '' }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/1 of the 1 files on record are not in .*objects.* Nothing was erased\./),
    });
    expect(await ours.json('workspace show Absent')).toMatchObject({ users: [{ disabledAt: null }] });
    renameSync(objects, join(directory.path, 'made-anew'));
    renameSync(away, objects);
    const done = await ours.call('workspace erase Absent --confirm Absent');
    expect({ code: done.code, stdout: done.stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^files +1, /m),
    });
    expect(done.stderr).toContain('Absent: removing files · 1 of 1');
    expect(done.stderr).toContain('Take it out of the list that you import');
    expect(leftOf('bytes of Absent')).toEqual([]);
  });

  it('erases without the files where they are said to be gone', async () => {
    await company('Gone');
    renameSync(join(directory.path, 'data', 'objects'), join(directory.path, 'gone'));
    const done = await ours.json('workspace erase Gone --confirm Gone --files-are-gone');
    expect(done).toMatchObject({ isErased: true, files: 0, again: null });
  });

  it('says how to go on where the database file cannot be rewritten, and goes on so', async () => {
    const { workspaceId } = await company('Readers');
    const reader = new DatabaseSync(control());
    reader.exec('BEGIN; SELECT count(*) FROM workspaces');
    const failed = await ours.call('workspace erase Readers --confirm Readers');
    reader.close();
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(
      'files, documents and names are removed, but the database file could not be',
    );
    expect(failed.stderr).toContain(commandOf(workspaceId));
    expect(await ours.json(again(workspaceId))).toMatchObject({ isErased: true, again: null });
    expect(leftOf('Readers')).toEqual([]);
  });

  it('ends badly where it cancelled ingestions, with the command that is to be given later', async () => {
    const { workspaceId, upload } = await company('Busy');
    await onDatabase(({ activities }) => activities.trigger(wantedOf(upload)));
    const first = await ours.call('workspace erase Busy --confirm Busy');
    expect(first.code).toBe(1);
    expect(first.stderr).toContain('1 ingestion cancelled.');
    expect(first.stderr).toContain(commandOf(workspaceId));
    expect((await ours.call(again(workspaceId))).code).toBe(0);
  });
});

describe('gst-intake admin workspace erase where URLs lead to the bucket', () => {
  it('says that files may still arrive, and ends so that it is run again', async () => {
    await using directory = await temporaryDirectory();
    const data = `${directory.path}/data`;
    const server = await startS3rver('intake');
    try {
      const ours = admin(data, { ...server.env, GST_INTAKE_S3_DIRECT: 'true' });
      await ours.json('workspace create --name Others --gstins 27AAPFU0939F1ZV');
      const database = await openDatabase({
        file: join(data, 'control.sqlite'),
        calendar: createCalendar('Asia/Kolkata'),
      });
      const account = await openAccount(database.accounts);
      await issue(database, account, Date.now());
      await database.close();
      const { workspaceId } = account;
      const line = `workspace erase ${workspaceId} --confirm "workspace ${workspaceId}"`;
      const { code, stderr } = await ours.call(line);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(
          /URLs that lead to the bucket may still bring files until \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
        ),
      });
      const again = /admin (workspace erase .*)$/m.exec(stderr)?.[1]?.replaceAll("'", '"') ?? '';
      const { code: second, stdout } = await ours.call(`${again} --json`);
      expect(second).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ isErased: false, mayArriveUntil: expect.any(String) });
    } finally {
      await server.stop();
    }
  });
});

describe('gst-intake admin workspace erase over a bucket that keeps versions', () => {
  it('says that what was removed is still there as such', async () => {
    await using directory = await temporaryDirectory();
    const s3 = await startFaultyS3({ versioning: 'Enabled' });
    const { bucket, endpoint, credentials } = s3.settings;
    const ours = admin(`${directory.path}/data`, {
      GST_INTAKE_S3_BUCKET: bucket,
      GST_INTAKE_S3_ENDPOINT: endpoint ?? '',
      GST_INTAKE_S3_FORCE_PATH_STYLE: 'true',
      GST_INTAKE_S3_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
      GST_INTAKE_S3_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
    });
    await ours.json('workspace create --name Versioned --gstins 27AAPFU0939F1ZV');
    const { code, stderr } = await ours.call('workspace erase Versioned --confirm Versioned');
    expect(code).toBe(0);
    expect(stderr).toContain('The bucket keeps old versions of what is removed from it');
    await s3.stop();
  });
});
