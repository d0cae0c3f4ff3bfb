import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDiskStore } from '../../src/objects/disk.ts';
import { objectStoreSuite } from '../suites/objectStore.ts';

const OWNER = '00ff00ff00ff00ff00ff00ff00ff00ff';
const OTHER = 'ff00ff00ff00ff00ff00ff00ff00ff00';
let scratch = '';

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'objects-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const freshRoot = () => mkdtemp(join(scratch, 'root-'));

describe('an object store on a directory', () => {
  objectStoreSuite(async () => openDiskStore({ root: await freshRoot(), reserveBytes: 0 }));

  it('makes the 256 shards at start and keeps all of it to its own user', async () => {
    const root = join(await freshRoot(), 'objects');
    const store = await openDiskStore({ root, reserveBytes: 0 });
    expect(await readdir(root)).toHaveLength(256);
    const writer = await store.begin({ owner: OWNER, part: 'put1' });
    await writer.write(Buffer.from('secret'));
    await writer.commit();
    const modes = await Promise.all(
      [root, join(root, '00'), join(root, '00', OWNER), join(root, '00', OWNER, 'put1')].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o600]);
  });

  it('opens a root that it has used before', async () => {
    const root = await freshRoot();
    const first = await openDiskStore({ root, reserveBytes: 0 });
    const writer = await first.begin({ owner: OWNER, part: 'put1' });
    await writer.commit();
    const second = await openDiskStore({ root, reserveBytes: 0 });
    expect(await second.list(OWNER)).toHaveLength(1);
  });

  it('leaves no empty directory behind', async () => {
    const root = await freshRoot();
    const store = await openDiskStore({ root, reserveBytes: 0 });
    const aborted = await store.begin({ owner: OWNER, part: 'put1' });
    await aborted.abort();
    expect(await readdir(join(root, '00'))).toEqual([]);
  });

  it('refuses a directory that leads out of the root', async () => {
    const root = await freshRoot();
    const outside = await freshRoot();
    const store = await openDiskStore({ root, reserveBytes: 0 });
    await symlink(outside, join(root, '00', OWNER));
    await expect(store.begin({ owner: OWNER, part: 'put1' })).rejects.toThrow('leads out');
    expect(await readdir(outside)).toEqual([]);
  });

  it('does not read through a link', async () => {
    const root = await freshRoot();
    const store = await openDiskStore({ root, reserveBytes: 0 });
    await writeFile(join(root, 'secret'), 'not an object');
    await mkdir(join(root, '00', OWNER));
    await symlink(join(root, 'secret'), join(root, '00', OWNER, 'put1'));
    await expect(store.read({ owner: OWNER, part: 'put1' })).rejects.toMatchObject({ code: 'ELOOP' });
  });

  it('refuses a file that would touch the reserve, before a byte of it came', async () => {
    const root = await freshRoot();
    const free = await (await openDiskStore({ root, reserveBytes: 0 })).freeBytes();
    const store = await openDiskStore({ root, reserveBytes: free / 2 });
    const declared = Math.ceil(free * 0.75);
    await expect(store.begin({ owner: OWNER, part: 'put1' }, declared)).rejects.toMatchObject({
      code: 'disk_full',
    });
    const small = await store.begin({ owner: OWNER, part: 'put2' });
    await small.abort();
  });

  it('counts what running uploads have declared, until they end', async () => {
    const root = await freshRoot();
    const free = await (await openDiskStore({ root, reserveBytes: 0 })).freeBytes();
    const store = await openDiskStore({ root, reserveBytes: 0 });
    const declared = Math.ceil(free * 0.6);
    const first = await store.begin({ owner: OWNER, part: 'put1' }, declared);
    await expect(store.begin({ owner: OTHER, part: 'put2' }, declared)).rejects.toMatchObject({
      code: 'disk_full',
    });
    await first.abort();
    const second = await store.begin({ owner: OTHER, part: 'put2' }, declared);
    await second.abort();
  });

  it('lets nobody be shut out by what others only claim, however many do', async () => {
    const root = await freshRoot();
    const store = await openDiskStore({ root, reserveBytes: 0 });
    const free = await store.freeBytes();
    const claims = [];
    for (let owner = 0; owner < 50; owner += 1) {
      const name = { owner: owner.toString(16).padStart(32, '0'), part: 'put1' };
      claims.push(await store.begin(name, Math.floor(free * 0.4)));
    }
    const honest = await store.begin({ owner: OTHER, part: 'put1' }, Math.floor(free * 0.4));
    const probe = await store.begin({ owner: OTHER, part: 'put2' });
    expect(await store.freeBytes()).toBeGreaterThan(free * 0.9);
    for (const writer of [...claims, honest, probe]) await writer.abort();
  });

  it('counts what several writers of one owner claim once', async () => {
    const root = await freshRoot();
    const store = await openDiskStore({ root, reserveBytes: 0 });
    const free = await store.freeBytes();
    const claims = [];
    for (let put = 0; put < 50; put += 1) {
      claims.push(await store.begin({ owner: OWNER, part: `put${put}` }, Math.floor(free * 0.2)));
    }
    const others = await store.begin({ owner: OTHER, part: 'put1' }, Math.floor(free * 0.7));
    for (const writer of [...claims, others]) await writer.abort();
  });

  it('gives back what was set aside for an object that could not be begun', async () => {
    const root = await freshRoot();
    const store = await openDiskStore({ root, reserveBytes: 0 });
    const declared = Math.ceil((await store.freeBytes()) * 0.6);
    await (await store.begin({ owner: OWNER, part: 'put1' })).commit();
    await expect(store.begin({ owner: OWNER, part: 'put1' }, declared)).rejects.toMatchObject({
      code: 'EEXIST',
    });
    const other = await store.begin({ owner: OTHER, part: 'put1' }, declared);
    await other.abort();
  });
});
