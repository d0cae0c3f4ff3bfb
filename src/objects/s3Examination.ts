import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ObjectName, ObjectStore } from '../uploads/ports.ts';
import { PROBE_OWNER } from '../uploads/probeOwner.ts';
import { openS3Store } from './s3.ts';
import { createS3Calls } from './s3Calls.ts';
import { connectS3, type S3Connection, type S3Patience, type S3Settings } from './s3Connection.ts';
import { inOperatorsWords, s3Outage } from './s3Errors.ts';
import { keyOf } from './s3Keys.ts';
import { keepsVersions } from './s3Versioning.ts';

/** Someone waits for the answer and can ask again. */
const PATIENCE: S3Patience = { connectMs: 5_000, idleMs: 10_000, answerMs: 20_000, attempts: 2 };

export interface S3Examination {
  /** How far this machine's clock is ahead of the bucket's (behind: negative), to the second; null where it tells no time. */
  readonly clockAheadMs: number | null;
  /** Whether removed files stay as old versions; null where the bucket does not tell. */
  readonly keepsVersions: boolean | null;
}

/**
 * Does all that the product does with a bucket, with one small object: writes it by both ways, reads, lists and removes it.
 * @param part letters and digits that no other examination has
 * @param now epoch milliseconds
 * @throws AppError unavailable, in words for the operator, at the first thing that does not go
 */
export async function examineBucket(
  settings: S3Settings,
  { part, now, scratchDirectory }: { part: string; now(): number; scratchDirectory: string },
): Promise<S3Examination> {
  const connection = await connectS3(settings, PATIENCE);
  const store = openS3Store(connection, { scratchDirectory });
  const name = { owner: PROBE_OWNER, part };
  const answers = datesOf(connection);
  try {
    await tryMultipart(connection, keyOf(name));
    await tryObject(store, name);
    await store.remove(name);
    const theirs = answers.newest();
    return {
      clockAheadMs: theirs === null ? null : now() - theirs,
      keepsVersions: await keepsVersions(connection),
    };
  } catch (error) {
    await store.remove(name).catch(() => undefined);
    throw inOperatorsWords(error);
  } finally {
    connection.close();
  }
}

/** The clock of the bucket, by what its answers say. */
function datesOf({ client }: S3Connection): { newest(): number | null } {
  let newest: number | null = null;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Readonly<Record<string, string>> };
      const date = Date.parse(headers?.['date'] ?? '');
      if (!Number.isNaN(date)) newest = date;
      return result;
    },
    { step: 'deserialize', name: 'clockOfTheBucket' },
  );
  return { newest: () => newest };
}

async function tryMultipart(connection: S3Connection, key: string): Promise<void> {
  const calls = createS3Calls(connection);
  const place = { key, id: await calls.createUpload(key) };
  const bytes = Buffer.from('part');
  const md5 = createHash('md5').update(bytes).digest();
  const cut = new AbortController().signal;
  await calls.putPart({ ...place, number: 1 }, { bytes, md5, cut }).finally(() => calls.abortUpload(place));
}

async function tryObject(store: ObjectStore, name: ObjectName): Promise<void> {
  const bytes = Buffer.from(`gst-intake doctor ${name.part}\n`);
  const writer = await store.begin(name);
  await writer.write(bytes);
  await writer.commit();
  const stream = await store.read(name);
  const back = stream && (await buffer(stream));
  if (!back?.equals(bytes)) throw s3Outage('look', 'the bucket gave back other bytes than it took');
  const listed = await store.list(name.owner);
  if (!listed.some(({ part }) => part === name.part)) {
    throw s3Outage('look', 'the bucket does not list an object that it has');
  }
}
