import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the name of a new file survive a power cut. */
export async function syncFolderOf(file: string): Promise<void> {
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}
