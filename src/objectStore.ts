import { join } from 'node:path';
import type { Config } from './config.ts';
import { OBJECTS_DIRECTORY } from './installation.ts';
import { openDiskStore } from './objects/disk.ts';
import type { ObjectStore } from './uploads/ports.ts';

/** Where the settings say that files are kept. */
export async function openConfiguredObjects({ dataDir, diskReserveBytes }: Config): Promise<ObjectStore> {
  return openDiskStore({ root: join(dataDir, OBJECTS_DIRECTORY), reserveBytes: diskReserveBytes });
}
