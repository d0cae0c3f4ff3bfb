import type { ObjectStore } from '../uploads/ports.ts';
import { createPartMemory, type PartMemory } from './partMemory.ts';
import { createS3Calls } from './s3Calls.ts';
import type { S3Connection } from './s3Connection.ts';
import { keyOf } from './s3Keys.ts';
import { abortUnfinished, listObjects, listUnfinished } from './s3Listing.ts';
import { readS3Object } from './s3Reader.ts';
import { fetchToScratch } from './s3Scratch.ts';
import { openS3Writer } from './s3Writer.ts';

/** Amazon's least is 5 MiB. */
const PART_BYTES = 8 * 1024 * 1024;
/** All tries of all calls that follow the last byte of a file: below what proxies wait for an answer (nginx's file of ours: 300 s). */
const COMMIT_MS = 120_000;

export interface S3StoreOptions {
  /** Where objects are fetched to that are opened, and parts are gathered that memory has no room for. */
  readonly scratchDirectory: string;
  readonly partBytes?: number;
  /** For parts of `partBytes`. */
  readonly memory?: PartMemory;
  /** How long a client may wait for its answer once it has sent all. */
  readonly commitMs?: number;
}

/**
 * Objects in a bucket: `objects/{owner}/{part}`. Names are made of randomness or of a numbered attempt, and nobody writes
 * one twice: that one is free is looked up before its first byte, which also tells a bucket that cannot be reached
 * before the client has sent anything.
 *
 * What a killed process leaves is a multipart upload that was never completed. It is listed as an object of the bytes
 * that have arrived, last changed when the last part came, and `remove` ends it: so the sweep treats it as a file that
 * was cut off.
 */
export function openS3Store(connection: S3Connection, options: S3StoreOptions): ObjectStore {
  const { scratchDirectory, partBytes = PART_BYTES, commitMs = COMMIT_MS } = options;
  const calls = createS3Calls(connection);
  const place = { partBytes, scratchDirectory, memory: options.memory ?? createPartMemory(partBytes) };
  return {
    async begin(name) {
      const key = keyOf(name);
      if ((await calls.look(key)) !== undefined) {
        throw Object.assign(new Error('an object of this name is there already'), { code: 'EEXIST' });
      }
      return openS3Writer({ calls, key, commitMs, place });
    },
    async read(name, range) {
      return (await readS3Object(connection, keyOf(name), range))?.stream;
    },
    async open(name) {
      const reading = await readS3Object(connection, keyOf(name));
      return reading && fetchToScratch(reading, scratchDirectory);
    },
    async list(owner) {
      const [objects, unfinished] = await Promise.all([
        listObjects(connection, owner),
        listUnfinished(connection, owner),
      ]);
      return [...objects, ...unfinished];
    },
    async remove(name) {
      const key = keyOf(name);
      await calls.remove(key);
      await abortUnfinished(connection, calls, key);
    },
    freeBytes: async () => Number.POSITIVE_INFINITY,
  };
}
