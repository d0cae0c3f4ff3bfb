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
