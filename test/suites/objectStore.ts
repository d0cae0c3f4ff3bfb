import { randomBytes } from 'node:crypto';
import { readSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { ObjectName, ObjectStore } from '../../src/uploads/ports.ts';

/** What every object store must do, whatever it keeps its bytes in. */
export function objectStoreSuite(open: () => Promise<ObjectStore>): void {
  const newName = (part = 'put1'): ObjectName => ({ owner: randomBytes(16).toString('hex'), part });

  async function write(store: ObjectStore, name: ObjectName, chunks: readonly Uint8Array[]) {
    const writer = await store.begin(name);
    for (const chunk of chunks) await writer.write(chunk);
    await writer.commit();
  }

  async function readBack(store: ObjectStore, name: ObjectName, range?: { start: number; end: number }) {
    const bytes = await store.read(name, range);
    return bytes && (await buffer(bytes));
  }

  it('gives back the bytes of a committed object in their order', async () => {
    const store = await open();
    const name = newName();
    const chunks = Array.from({ length: 300 }, (_, index) => randomBytes(1 + ((index * 7919) % 60_000)));
    await write(store, name, chunks);
    expect(await readBack(store, name)).toEqual(Buffer.concat(chunks));
  });

  it('keeps an object of no bytes', async () => {
    const store = await open();
    const name = newName();
    await write(store, name, []);
    expect(await readBack(store, name)).toEqual(Buffer.alloc(0));
  });

  it('takes chunks of any size, and lets their memory be used again once they are taken', async () => {
    const store = await open();
    const name = newName();
    const writer = await store.begin(name);
    const sent: Buffer[] = [];
    const chunk = Buffer.alloc(3_000_001);
    for (const size of [1, 3_000_001, 0, 524_288, 524_287, 2, 1_048_576, 7]) {
      const bytes = randomBytes(size);
      sent.push(bytes);
      chunk.set(bytes);
      await writer.write(chunk.subarray(0, size));
      chunk.fill(0);
    }
    await writer.commit();
    expect((await readBack(store, name))?.equals(Buffer.concat(sent))).toBe(true);
  });

  it('reads inclusive ranges', async () => {
    const store = await open();
    const name = newName();
    await write(store, name, [Buffer.from('0123456789')]);
    expect(String(await readBack(store, name, { start: 2, end: 5 }))).toBe('2345');
    expect(String(await readBack(store, name, { start: 9, end: 9 }))).toBe('9');
  });

  it('opens an object to be read by position, until it is closed', async () => {
    const store = await open();
    const name = newName();
    await write(store, name, [Buffer.from('0123456789')]);
    const object = await store.open(name);
    const bytes = Buffer.alloc(4);
    expect(object?.bytes).toBe(10);
    expect(readSync(object?.fd ?? -1, bytes, 0, 4, 3)).toBe(4);
    expect(String(bytes)).toBe('3456');
    await object?.close();
    expect(await store.open(newName())).toBeUndefined();
  });

  it('leaves nothing of an aborted object', async () => {
    const store = await open();
    const name = newName();
    const writer = await store.begin(name);
    await writer.write(randomBytes(3_000_000));
    await writer.abort();
    expect(await store.list(name.owner)).toEqual([]);
    expect(await store.read(name)).toBeUndefined();
  });

  it('writes a name once and never over another object', async () => {
    const store = await open();
    const name = newName();
    await write(store, name, [Buffer.from('first')]);
    await expect(write(store, name, [Buffer.from('second')])).rejects.toThrow();
    expect(String(await readBack(store, name))).toBe('first');
  });

  it('lists the parts of one owner with size and time', async () => {
    const store = await open();
    const name = newName('a');
    const before = Date.now();
    await write(store, name, [Buffer.from('abc')]);
    await write(store, { ...name, part: 'b' }, [Buffer.from('')]);
    await write(store, newName(), [Buffer.from('of another owner')]);
    const listed = (await store.list(name.owner)).sort((x, y) => x.part.localeCompare(y.part));
    expect(listed.map(({ part, bytes }) => ({ part, bytes }))).toEqual([
      { part: 'a', bytes: 3 },
      { part: 'b', bytes: 0 },
    ]);
    for (const { modifiedAt } of listed) expect(Math.abs(modifiedAt - before)).toBeLessThan(60_000);
  });

  it('removes one object and no other, and takes a second removal as done', async () => {
    const store = await open();
    const [kept, gone] = [newName('kept'), newName('gone')];
    const sibling = { owner: gone.owner, part: 'sibling' };
    for (const name of [kept, gone, sibling]) await write(store, name, [Buffer.from(name.part)]);
    await store.remove(gone);
    await store.remove(gone);
    expect(await store.read(gone)).toBeUndefined();
    expect(String(await readBack(store, sibling))).toBe('sibling');
    expect(String(await readBack(store, kept))).toBe('kept');
  });

  it('knows nothing of an owner that never wrote', async () => {
    const store = await open();
    expect(await store.list(newName().owner)).toEqual([]);
    expect(await store.read(newName())).toBeUndefined();
  });

  it('takes a new object while the last one of its owner is removed', async () => {
    const store = await open();
    const owner = newName().owner;
    for (let round = 0; round < 50; round += 1) {
      const old = { owner, part: `old${round}` };
      const fresh = { owner, part: `fresh${round}` };
      await write(store, old, [Buffer.from('old')]);
      await Promise.all([store.remove(old), write(store, fresh, [Buffer.from('fresh')])]);
      expect(String(await readBack(store, fresh))).toBe('fresh');
      await store.remove(fresh);
    }
  });

  it('refuses names of any other shape before it touches anything', async () => {
    const store = await open();
    const { owner } = newName();
    const bent: ObjectName[] = [
      { owner: '..', part: 'a' },
      { owner: `${owner}/..`, part: 'a' },
      { owner: owner.toUpperCase().replace(/[0-9]/g, 'A'), part: 'a' },
      { owner, part: '' },
      { owner, part: '../a' },
      { owner, part: 'a/b' },
      { owner, part: 'a\0' },
      { owner, part: 'a.tmp' },
      { owner, part: 'a\n' },
    ];
    for (const name of bent) {
      await expect(store.begin(name)).rejects.toThrow('impossible shape');
      await expect(store.read(name)).rejects.toThrow('impossible shape');
      await expect(store.remove(name)).rejects.toThrow('impossible shape');
    }
  });
}
