import { createHash } from 'node:crypto';
import { eachAtOnce } from '../uploads/atOnce.ts';
import type { ObjectName } from '../uploads/ports.ts';
import type { RecordedObject } from './archive.ts';
import type { FileStores } from './transferPorts.ts';

/** Files that are under way at once: a bucket answers each only after a while. */
const AT_ONCE = 8;
/** So often it is written down how far the files are. */
const MARK_EVERY_BYTES = 64 * 1024 * 1024;
const MARK_EVERY_FILES = 500;

/** A file that is not what was received, and so was not copied. */
export interface DamagedFile {
  /** `{upload or download id}/{part}`. */
  readonly name: string;
  readonly problem: 'missing' | 'altered';
}

export interface FileCopy {
  readonly stores: FileStores;
  readonly objects: Iterable<RecordedObject>;
  /** Up to this name all are there already. */
  readonly until: string;
  /** An earlier run may have left files after that. */
  readonly isResumed: boolean;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  mark(until: string): Promise<void>;
}

/** Copies every file under its name, each held against its recorded SHA-256 on the way. The damaged ones, in their order. */
export async function copyFiles(copy: FileCopy): Promise<DamagedFile[]> {
  const damaged: DamagedFile[] = [];
  for (const batch of batches(copy)) {
    await eachAtOnce(batch, AT_ONCE, async (object) => {
      copy.signal.throwIfAborted();
      const problem = await copyOne(copy, object);
      copy.onBytes(object.bytes);
      if (problem !== undefined) damaged.push({ name: nameOf(object), problem });
    });
    const last = batch.at(-1);
    // What stands behind a damaged file is looked at again by the next run, which then finds a mended one.
    if (last !== undefined && damaged.length === 0) await copy.mark(nameOf(last));
  }
  return damaged.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** What is still to be copied, in pieces between which it is written down how far it is. */
function* batches({ objects, until, onBytes }: FileCopy): Iterable<RecordedObject[]> {
  let batch: RecordedObject[] = [];
  let bytes = 0;
  for (const object of objects) {
    if (nameOf(object) <= until) {
      onBytes(object.bytes);
      continue;
    }
    batch.push(object);
    bytes += object.bytes;
    if (bytes < MARK_EVERY_BYTES && batch.length < MARK_EVERY_FILES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

export function nameOf({ owner, part }: ObjectName): string {
  return `${owner}/${part}`;
}

/** What is the matter with the source's file, or undefined when it is there now, as it was received. */
export async function copyOne(
  { stores, isResumed, signal }: Pick<FileCopy, 'stores' | 'isResumed' | 'signal'>,
  object: RecordedObject,
): Promise<DamagedFile['problem'] | undefined> {
  const { from, to, stay } = stores;
  const name = { owner: object.owner, part: object.part };
  if (stay) return judge(await digestOf(to, name, signal), object);
  if (isResumed && (await to.list(name.owner)).some(({ part }) => part === name.part)) {
    if (judge(await digestOf(to, name, signal), object) === undefined) return undefined;
    await to.remove(name);
  }
  const bytes = await from.read(name);
  if (bytes === undefined) {
    // Files that were in the bucket before the move stay there.
    return judge(await digestOf(to, name, signal), object);
  }
  const writer = await to.begin(name, object.bytes);
  const hash = createHash('sha256');
  let count = 0;
  try {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      hash.update(chunk);
      count += chunk.length;
      await writer.write(chunk);
    }
  } catch (error) {
    bytes.destroy();
    await writer.abort();
    throw error;
  }
  const problem = judge({ bytes: count, sha256: hash.digest('hex') }, object);
  if (problem === undefined) await writer.commit();
  else await writer.abort();
  return problem;
}

/** What one file comes to, or undefined when there is none. */
export async function digestOf(
  store: FileStores['to'],
  name: ObjectName,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string } | undefined> {
  const stream = await store.read(name);
  if (stream === undefined) return undefined;
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of stream) {
    signal.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

export function judge(
  found: { readonly bytes: number; readonly sha256: string } | undefined,
  recorded: RecordedObject,
): DamagedFile['problem'] | undefined {
  if (found === undefined) return 'missing';
  return found.bytes === recorded.bytes && found.sha256 === recorded.sha256 ? undefined : 'altered';
}
