import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { create, extract, list } from 'tar';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { createClient } from '../../src/client/index.ts';
import { openDatabase } from '../../src/db/open.ts';
import { listRecordedObjects } from '../../src/db/recordedObjects.ts';
import { snapshotDocuments } from '../../src/db/sqliteDocuments.ts';
import { objectPath } from '../../src/operate/archive.ts';
import { type BackupInput, backup } from '../../src/operate/backup.ts';
import { type RestoreInput, restore } from '../../src/operate/restore.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { document } from '../suites/documentStore.ts';

const never = new AbortController().signal;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let installation: Installation;
let scratch: string;
let archive: string;
beforeAll(async () => {
  installation = await startInstallation();
  for (let count = 0; count < 5; count += 1) await upload();
});
afterAll(() => installation.remove());
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'gst-intake-test-'));
  archive = join(scratch, 'all.tar');
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

/** Sends a file of its own; the digest of what was sent. */
async function upload(): Promise<string> {
  const bytes = randomBytes(50_000);
  const client = createClient({ baseUrl: installation.baseUrl, token: installation.token });
  const source = { size: bytes.length, open: () => new Blob([bytes]) };
  await client.upload({ source, templateType: 'sales', fileContentType: 'CSV', fileName: 'a.csv' });
  return sha256(bytes);
}

async function back(change: Partial<BackupInput> = {}) {
  const { dataDir } = installation;
  const file = join(dataDir, 'control.sqlite');
  const database = await openDatabase({ file, calendar: createCalendar('Asia/Kolkata') });
  try {
    return await backup({
      file: archive,
      dataDir,
      id: randomBytes(8).toString('hex'),
      withKeys: false,
      filesIn: 'archive',
      programVersion: '0.0.0',
      schemaVersion: 1,
      now: Date.now(),
      snapshotTo: database.snapshotTo,
      snapshotDocuments: (into) => snapshotDocuments(join(dataDir, 'documents'), into),
      listRecordedObjects,
      onProgress: () => undefined,
      signal: never,
      ...change,
    });
  } finally {
    await database.close();
  }
}

function bringBack(change: Partial<RestoreInput> = {}) {
  return restore({
    dataDir: join(scratch, 'restored'),
    file: archive,
    id: randomBytes(8).toString('hex'),
    listRecordedObjects,
    expectsFiles: 'archive',
    onProgress: () => undefined,
    signal: never,
    ...change,
  });
}

async function digestsIn(dataDir: string): Promise<string[]> {
  const objects = await listRecordedObjects(join(dataDir, 'control.sqlite'));
  const digests = objects.map(async (object) => {
    const digest = sha256(await readFile(join(dataDir, objectPath(object))));
    expect(digest).toBe(object.sha256);
    return digest;
  });
  return Promise.all(digests);
}

async function namesIn(file: string): Promise<string[]> {
  const names: string[] = [];
  await list({ file, onReadEntry: (entry) => void names.push(entry.path) });
  return names;
}

const leftovers = async () =>
  (await readdir(installation.dataDir)).filter((name) => name.startsWith('.backup-'));

/** The good archive unpacked, changed by `change`, and packed again. */
async function tamper(change: (folder: string) => Promise<unknown>, more: string[] = []): Promise<void> {
  await back({ withKeys: true });
  const folder = join(scratch, 'unpacked');
  await mkdir(folder);
  await extract({ file: archive, cwd: folder });
  await change(folder);
  await create({ file: archive, cwd: folder, preservePaths: true }, [...(await filesIn(folder)), ...more]);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

async function anObject(folder: string): Promise<string> {
  const path = (await filesIn(folder)).find((each) => each.startsWith('objects/'));
  return join(folder, path ?? '');
}

describe('backup and restore', () => {
  it('bring back every upload that landed before, while others land and are replaced', async () => {
    const before = await Promise.all([upload(), upload()]);
    let isRunning = true;
    const writer = (async () => {
      while (isRunning) await upload();
    })();
    const progress: number[] = [];
    const summary = await back({ onProgress: (done) => progress.push(done) });
    isRunning = false;
    await writer;
    const restored = await bringBack();
    expect(restored).toEqual({ ...summary, file: archive });
    const digests = await digestsIn(join(scratch, 'restored'));
    expect(digests).toEqual(expect.arrayContaining(before));
    expect(digests).toHaveLength(summary.uploads);
    expect(progress.at(-1)).toBe(summary.bytes);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(await leftovers()).toEqual([]);
    expect(await readdir(scratch)).toEqual(['all.tar', 'restored']);
    expect((await stat(archive)).mode & 0o777).toBe(0o600);
  });

  it('bring back the documents, also of a load that was cut off, and never over others', async () => {
    const workspaceId = randomUUID();
    const load = { workspaceId, activityId: randomBytes(12).toString('hex'), attempt: 1 };
    const cutOff = { ...load, attempt: 2 };
    const open = (dataDir: string) =>
      openDatabase({ file: join(dataDir, 'control.sqlite'), calendar: createCalendar('Asia/Kolkata') });
    const database = await open(installation.dataDir);
    const loading = await database.documents.openLoad(load);
    await loading.add('sales', [document({ number: 'INV-1' }), document({ number: 'INV-2' })]);
    await loading.commit();
    await (await database.documents.openLoad(cutOff)).add('sales', [document()]);
    await back();
    expect(await namesIn(archive)).toContain(`documents/${workspaceId}.sqlite`);
    await bringBack();
    const stored = await database.documents.read(load, { after: 0, limit: 9 });
    await database.documents.remove(load);
    await database.close();

    const restored = await open(join(scratch, 'restored'));
    expect(stored.map(({ number }) => number)).toEqual(['INV-1', 'INV-2']);
    expect(await restored.documents.read(load, { after: 0, limit: 9 })).toEqual(stored);
    const goesOn = await restored.documents.openLoad(cutOff);
    await goesOn.add('sales', [document()]);
    await goesOn.commit();
    await restored.close();
    await rm(join(scratch, 'restored', 'control.sqlite'));
    await expect(bringBack()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('documents'),
    });
  });

  it('leave the key out unless it is wanted', async () => {
    expect((await back()).withKeys).toBe(false);
    expect(await namesIn(archive)).not.toContain('gateway-key.json');
    archive = join(scratch, 'keys.tar');
    expect((await back({ withKeys: true })).withKeys).toBe(true);
    expect((await bringBack()).withKeys).toBe(true);
    const key = (folder: string) => readFile(join(folder, 'gateway-key.json'), 'utf8');
    expect(await key(join(scratch, 'restored'))).toBe(await key(installation.dataDir));
    expect((await stat(join(scratch, 'restored', 'gateway-key.json'))).mode & 0o777).toBe(0o600);
  });

  it('make an installation that runs, with the old tokens', async () => {
    await back({ withKeys: true });
    await bringBack();
    const again = await startInstallation({ dataDir: join(scratch, 'restored') });
    try {
      expect(again.token).toBe('');
      const client = createClient({ baseUrl: again.baseUrl, token: installation.token });
      const made = await client.presign({ templateType: 'sales', fileContentType: 'CSV', fileName: 'a.csv' });
      expect(made.answer.status).toBe('CREATED');
    } finally {
      await again.stop();
    }
  });
});

describe('a backup that cannot be whole', () => {
  it('is not written over another file', async () => {
    await writeFile(archive, 'precious');
    await expect(back()).rejects.toMatchObject({ code: 'conflict' });
    expect(await readFile(archive, 'utf8')).toBe('precious');
  });

  it('stops at Ctrl-C without a trace', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const stopped = back({ signal: controller.signal, onProgress: () => controller.abort(reason) });
    await expect(stopped).rejects.toBe(reason);
    expect(await readdir(scratch)).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['altered', (file: string) => appendFile(file, 'x')],
    ['gone', (file: string) => rm(file)],
  ])('names the upload whose file is %s', async (_name, damage) => {
    await upload();
    const [object] = (await listRecordedObjects(join(installation.dataDir, 'control.sqlite'))).slice(-1);
    const file = join(installation.dataDir, objectPath(object ?? { owner: '', part: '' }));
    const good = await readFile(file);
    await damage(file);
    await expect(back()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(object?.owner ?? '?'),
    });
    await writeFile(file, good);
    expect(await readdir(scratch)).toEqual([]);
    expect(await leftovers()).toEqual([]);
    await back();
  });
});

describe('a restore that would do harm', () => {
  it('leaves a directory with a database alone', async () => {
    await back();
    const before = await digestsIn(installation.dataDir);
    await expect(bringBack({ dataDir: installation.dataDir })).rejects.toMatchObject({ code: 'conflict' });
    expect(await digestsIn(installation.dataDir)).toEqual(before);
  });

  it('never lets SQLite replay what an earlier database left behind', async () => {
    await back();
    const file = join(scratch, 'restored', 'control.sqlite');
    await mkdir(join(scratch, 'restored'));
    const earlier = new DatabaseSync(file);
    earlier.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE earlier (x)');
    const wal = await readFile(`${file}-wal`);
    earlier.close();
    await rm(file);
    await writeFile(`${file}-wal`, wal);
    await expect(bringBack()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/control\.sqlite-wal .*Move them away/),
    });
    expect(await readdir(join(scratch, 'restored'))).toEqual(['control.sqlite-wal']);

    await rm(`${file}-wal`);
    await bringBack();
    expect(await digestsIn(join(scratch, 'restored'))).toEqual(await digestsIn(installation.dataDir));
  });

  it.each(['control.sqlite-shm', 'control.sqlite-journal'])('refuses a left-behind %s', async (name) => {
    await back();
    await mkdir(join(scratch, 'restored'));
    await writeFile(join(scratch, 'restored', name), '');
    await expect(bringBack()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(name),
    });
  });

  it.each<[string, (folder: string) => Promise<unknown>, string[]?]>([
    ['has an altered upload', async (folder) => appendFile(await anObject(folder), 'x')],
    ['has an altered database', (folder) => appendFile(join(folder, 'control.sqlite'), 'x')],
    ['lacks an upload', async (folder) => rm(await anObject(folder))],
    ['lacks its list of files', (folder) => rm(join(folder, 'manifest.json'))],
    ['has a file that its list does not name', async (folder) => writeFile(`${await anObject(folder)}x`, '')],
    ['has a file of another kind', (folder) => writeFile(join(folder, 'run.sh'), '')],
    ['has a path that leads out', (folder) => writeFile(join(folder, '..', 'evil'), 'x'), ['../evil']],
    ['has a path from the root', async () => undefined, ['/etc/hostname']],
    [
      'has a link instead of an upload',
      async (folder) => {
        const file = await anObject(folder);
        await rm(file);
        await symlink('/etc/passwd', file);
      },
    ],
    [
      'hides an upload from list and database alike',
      async (folder) => {
        const file = await anObject(folder);
        await rm(file);
        const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
        manifest.files = manifest.files.filter(({ path }: { path: string }) => !file.endsWith(path));
        await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
      },
    ],
  ])('refuses an archive that %s, and restores nothing', async (_name, change, more) => {
    await tamper(change, more);
    await expect(bringBack()).rejects.toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining('Nothing was restored'),
    });
    expect(await readdir(join(scratch, 'restored'))).toEqual([]);
  });

  it.each([
    ['cut short', async () => truncate(archive, Math.floor((await stat(archive)).size / 2))],
    ['no archive', () => writeFile(archive, 'Dear reader, this is text.'.repeat(100))],
    ['empty', () => writeFile(archive, '')],
  ])('refuses a file that is %s', async (_name, damage) => {
    await back();
    await damage();
    await expect(bringBack()).rejects.toMatchObject({ code: 'input_invalid' });
    expect(await readdir(join(scratch, 'restored'))).toEqual([]);
  });
});
