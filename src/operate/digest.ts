import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Size and SHA-256 (hex) of a file. `sync`: its bytes are on the disk when this resolves.
 * @throws the signal's reason
 */
export async function digestFile(
  file: string,
  options: {
    readonly sync: boolean;
    readonly signal: AbortSignal;
    readonly onBytes: (count: number) => void;
  },
): Promise<{ bytes: number; sha256: string }> {
  const { sync, signal, onBytes } = options;
  const handle = await open(file, sync ? 'r+' : 'r');
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, bytes);
      if (bytesRead === 0) break;
      bytes += bytesRead;
      hash.update(chunk.subarray(0, bytesRead));
      onBytes(bytesRead);
    }
    if (sync) await handle.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

/** Makes the names in a directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}
