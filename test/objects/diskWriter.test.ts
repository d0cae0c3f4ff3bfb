import { type FileHandle, mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { createBlockPool, openDiskWriter } from '../../src/objects/diskWriter.ts';

const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true });
});

type WriteFrom = (bytes: Uint8Array, offset: number) => Promise<{ bytesWritten: number }>;

/** A real file whose device misbehaves as told: the calls not named go through. */
async function writerOn(
  faultsOn: (real: FileHandle) => { write?: WriteFrom; datasync?: () => Promise<void> },
  assertRoom = async () => {},
) {
  const shard = await mkdtemp(join(tmpdir(), 'writer-'));
  roots.push(shard);
  const directory = join(shard, 'owner');
  await mkdir(directory);
  const file = join(directory, 'put1');
  const real = await open(file, 'wx');
  const faults = faultsOn(real);
  const handle = new Proxy(real, {
    get(target, name) {
      if (name in faults) return faults[name as keyof typeof faults];
      const value = target[name as keyof FileHandle];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const settled: string[] = [];
  const writer = openDiskWriter({
    handle,
    place: { shard, directory, file },
    blocks: createBlockPool(),
    assertRoom,
    written: () => {},
    settled: () => settled.push('settled'),
  });
  return { writer, shard, file, settled };
}

const failing = (code: string) => async () => {
  throw Object.assign(new Error(`${code}: the device says so`), { code });
};

describe('a file being written', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EROFS'])('tells %s in plain words and leaves nothing', async (code) => {
    const { writer, shard } = await writerOn(() => ({ write: failing(code) }));
    await writer.write(Buffer.from('a'));
    const refusal = await writer.commit().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ code: 'disk_full', message: expect.stringContaining('operator') });
    expect(await readdir(shard)).toEqual([]);
  });

  it('passes any other error of the device through', async () => {
    const { writer, shard } = await writerOn(() => ({ write: failing('EIO') }));
    await writer.write(Buffer.from('a'));
    await expect(writer.commit()).rejects.toMatchObject({ code: 'EIO' });
    expect(await readdir(shard)).toEqual([]);
  });

  it('never tries a failed fsync again and drops the file', async () => {
    let syncs = 0;
    const { writer, shard, settled } = await writerOn(() => ({
      async datasync() {
        syncs += 1;
        if (syncs === 1) await failing('EIO')();
      },
    }));
    await writer.write(Buffer.from('a'));
    await expect(writer.commit()).rejects.toMatchObject({ code: 'EIO' });
    expect({ syncs, left: await readdir(shard), settled }).toEqual({
      syncs: 1,
      left: [],
      settled: ['settled'],
    });
  });

  it('refuses further bytes after a failed write', async () => {
    const { writer } = await writerOn(() => ({ write: failing('ENOSPC') }));
    await writer.write(Buffer.from('a'));
    await expect(writer.write(Buffer.alloc(8 * 1024 * 1024))).rejects.toMatchObject({ code: 'disk_full' });
    await writer.abort();
  });

  it('writes on where the device took only a part', async () => {
    const { writer, file } = await writerOn((real) => ({
      write: (bytes, offset) => real.write(bytes, offset, Math.min(7, bytes.byteLength - offset)),
    }));
    const text = 'the quick brown fox jumps over the lazy dog'.split(' ');
    for (const word of text) await writer.write(Buffer.from(word));
    await writer.commit();
    expect(await readFile(file, 'utf8')).toBe(text.join(''));
  });

  it('holds the sender back while the disk is slow', async () => {
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { writer, file } = await writerOn((real) => ({
      async write(bytes, offset) {
        await slow;
        return real.write(bytes, offset);
      },
    }));
    let taken = 0;
    const sending = (async () => {
      for (let chunk = 0; chunk < 40; chunk += 1) {
        await writer.write(Buffer.alloc(1024 * 1024, chunk));
        taken += 1;
      }
    })();
    await new Promise((resolve) => setImmediate(resolve));
    const takenWhileStuck = taken;
    release();
    await sending;
    await writer.commit();
    expect(takenWhileStuck).toBeLessThan(10);
    expect((await readFile(file)).byteLength).toBe(40 * 1024 * 1024);
  });

  it('looks at the room again while it streams', async () => {
    let looks = 0;
    const { writer, shard } = await writerOn(
      () => ({}),
      async () => {
        looks += 1;
        throw new AppError('disk_full', 'full');
      },
    );
    const chunk = Buffer.alloc(4 * 1024 * 1024);
    const sending = (async () => {
      for (let count = 0; count < 40; count += 1) await writer.write(chunk);
    })();
    await expect(sending).rejects.toMatchObject({ code: 'disk_full' });
    await writer.abort();
    expect(looks).toBe(1);
    expect(await readdir(shard)).toEqual([]);
  });
});
