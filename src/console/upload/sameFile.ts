import { ENDS, type QueuedFile } from './queueTypes.ts';

const CHUNK_BYTES = 1_048_576;

/** Whether two files are the same: by name, size and time of change, else by their bytes, the first that differ ending it. */
export async function isSameFile(one: File, other: File): Promise<boolean> {
  if (one.size !== other.size) return false;
  if (one.name === other.name && one.lastModified === other.lastModified) return true;
  for (let at = 0; at < one.size; at += CHUNK_BYTES) {
    const [left, right] = await Promise.all(
      [one, other].map((file) => file.slice(at, at + CHUNK_BYTES).arrayBuffer()),
    );
    if (left === undefined || right === undefined || !isSame(left, right)) return false;
  }
  return true;
}

function isSame(one: ArrayBuffer, other: ArrayBuffer): boolean {
  const left = new Uint8Array(one);
  const right = new Uint8Array(other);
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/** The name of a file before it in the list that is the same; those that came to nothing do not count. */
export async function sameBefore(
  id: number,
  files: readonly QueuedFile[],
  sources: ReadonlyMap<number, File>,
): Promise<string | null> {
  const source = sources.get(id);
  for (const file of files) {
    const other = sources.get(file.id);
    const counts = file.outcome !== null || !ENDS.has(file.state);
    if (file.id >= id || other === undefined || source === undefined || !counts) continue;
    if (await isSameFile(other, source)) return file.name;
  }
  return null;
}

/** A file that was moved, changed or deleted since it was chosen cannot be read any more. */
export async function isReadable(file: File | undefined): Promise<boolean> {
  try {
    await file?.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
