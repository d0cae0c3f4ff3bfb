import { constants } from 'node:fs';
import { mkdir, open, readdir, realpath, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { ObjectName, ObjectStore, ObjectWriter } from '../uploads/ports.ts';
import {
  absentAsUndefined,
  codeOf,
  diskFull,
  inPlainWords,
  removeWhenEmpty,
  takenAsFine,
} from './diskErrors.ts';
import { createBlockPool, openDiskWriter, type Place, syncDirectory } from './diskWriter.ts';
import { createPromisedRoom, type Promised } from './promisedRoom.ts';

const OWNER = /^[0-9a-f]{32}$/;
const PART = /^[0-9A-Za-z]{1,64}$/;
const SHARDS = 256;
const READ_CHUNK_BYTES = 256 * 1024;
/** A sweep may remove an empty owner directory between our mkdir and our open. */
const BEGIN_ATTEMPTS = 3;
/** Of the free room, what promises to others may keep a new object from: what was only claimed never closes the store. */
const MAX_PROMISED_SHARE = 0.5;

/**
 * Objects in the directory `root`: `{root}/{first two hex digits of owner}/{owner}/{part}`, files 0600, directories 0700.
 * `reserveBytes` of the disk are never touched, so that the database beside it can still be written.
 *
 * A declared length is a claim and costs its sender nothing. So an object of declared length is begun where the free
 * room holds it beside what other owners were promised, each owner counted once and all of them as half of the free room
 * at most; one without a declared length where there is any room at all. Where more comes than fits, the writers find
 * the disk full and nothing of theirs stays.
 */
export async function openDiskStore(options: {
  readonly root: string;
  readonly reserveBytes: number;
}): Promise<ObjectStore> {
  await mkdir(options.root, { recursive: true, mode: 0o700 });
  const root = await realpath(options.root);
  await makeShards(root);
  const blocks = createBlockPool();
  const promisedRoom = createPromisedRoom();

  async function freeBytes(): Promise<number> {
    const disk = await statfs(root);
    return Math.max(0, disk.bavail * disk.bsize - options.reserveBytes);
  }

  async function assertRoom(): Promise<void> {
    if ((await freeBytes()) < 1) throw diskFull();
  }

  async function setAside(owner: string, bytes: number): Promise<Promised> {
    const free = await freeBytes();
    const promised = Math.min(promisedRoom.toOthers(owner), free * MAX_PROMISED_SHARE);
    if (free - promised < bytes) throw diskFull();
    return promisedRoom.promise(owner, bytes);
  }

  async function begin(name: ObjectName, declaredBytes = 0): Promise<ObjectWriter> {
    const place = placeOf(root, name);
    await assertRoom().catch(inPlainWords);
    const promised =
      declaredBytes > 0 ? await setAside(name.owner, declaredBytes).catch(inPlainWords) : undefined;
    try {
      const handle = await openNew(root, place);
      return openDiskWriter({
        handle,
        place,
        blocks,
        assertRoom,
        written: (bytes) => promised?.written(bytes),
        settled: () => promised?.settled(),
      });
    } catch (error) {
      promised?.settled();
      return inPlainWords(error);
    }
  }

  return {
    begin,
    freeBytes,
    async read(name, range) {
      const place = placeOf(root, name);
      const handle = await open(place.file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(
        absentAsUndefined,
      );
      return handle?.createReadStream({ ...range, highWaterMark: READ_CHUNK_BYTES });
    },
    async open(name) {
      const place = placeOf(root, name);
      const handle = await open(place.file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(
        absentAsUndefined,
      );
      if (handle === undefined) return undefined;
      const { size } = await handle.stat();
      return { fd: handle.fd, bytes: size, close: () => handle.close() };
    },
    async list(owner) {
      const { directory } = placeOf(root, { owner, part: 'any' });
      const parts = (await readdir(directory).catch(absentAsUndefined)) ?? [];
      const found = await Promise.all(
        parts.map(async (part) => {
          const facts = await stat(join(directory, part)).catch(absentAsUndefined);
          return facts && { part, bytes: facts.size, modifiedAt: facts.mtimeMs };
        }),
      );
      return found.filter((object) => object !== undefined);
    },
    async remove(name) {
      const place = placeOf(root, name);
      await unlink(place.file).catch(absentAsUndefined);
      await removeWhenEmpty(place.directory);
    },
  };
}

/** A path is only ever built from names of this shape, so none can lead out of the root. */
function placeOf(root: string, { owner, part }: ObjectName): Place {
  if (!OWNER.test(owner) || !PART.test(part)) throw new Error('an object name has an impossible shape');
  const shard = join(root, owner.slice(0, 2));
  const directory = join(shard, owner);
  return { shard, directory, file: join(directory, part) };
}

async function makeShards(root: string): Promise<void> {
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const name = shard.toString(16).padStart(2, '0');
    await mkdir(join(root, name), { mode: 0o700 }).catch(takenAsFine);
  }
  // The root itself may be new too.
  await syncDirectory(root);
  await syncDirectory(dirname(root));
}

async function openNew(root: string, place: Place) {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  for (let attempt = 1; ; attempt += 1) {
    await mkdir(place.directory, { mode: 0o700 }).catch(takenAsFine);
    const real = await realpath(place.directory).catch(absentAsUndefined);
    if (real !== undefined && !real.startsWith(root + sep)) {
      throw new Error('an object directory leads out of the object store');
    }
    try {
      return await open(place.file, flags, 0o600);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === BEGIN_ATTEMPTS) throw error;
    }
  }
}
