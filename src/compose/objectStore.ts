import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openDiskStore } from '../objects/disk.ts';
import { openS3Store } from '../objects/s3.ts';
import { connectS3, type S3Connection } from '../objects/s3Connection.ts';
import { createS3Readiness, READINESS_PATIENCE } from '../objects/s3Readiness.ts';
import type { ObjectStore } from '../uploads/ports.ts';
import { PROBE_OWNER } from '../uploads/probeOwner.ts';
import { OBJECTS_DIRECTORY, SCRATCH_DIRECTORY } from './installation.ts';

export interface OpenedObjects {
  readonly objects: ObjectStore;
  /** The connection behind `objects`; null where files are on disk. */
  readonly s3: S3Connection | null;
  /** Resolves when a file could be stored now, rejects with why not; leaves nothing. */
  ready(): Promise<void>;
  /** Lets go of connections; to be called when nothing is under way any more. */
  close(): void;
}

/** Where the settings say that files are kept. Nobody is called yet. */
export async function openConfiguredObjects(config: Config): Promise<OpenedObjects> {
  const { dataDir, diskReserveBytes } = config;
  if (config.s3 === null) {
    const root = join(dataDir, OBJECTS_DIRECTORY);
    const objects = await openDiskStore({ root, reserveBytes: diskReserveBytes });
    return { objects, s3: null, ready: () => probeDisk(objects), close: () => undefined };
  }
  const s3 = await connectS3(config.s3);
  const probing = await connectS3(config.s3, READINESS_PATIENCE);
  return {
    objects: openS3Store(s3, { scratchDirectory: makeScratchDirectory(dataDir) }),
    s3,
    ready: createS3Readiness(probing, () => performance.now()),
    close() {
      s3.close();
      probing.close();
    },
  };
}

/** Where files are that nobody but their process needs. */
export function makeScratchDirectory(dataDir: string): string {
  const directory = join(dataDir, SCRATCH_DIRECTORY);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** A file is begun where uploads go, and taken back. */
async function probeDisk(objects: ObjectStore): Promise<void> {
  const writer = await objects.begin({ owner: PROBE_OWNER, part: randomBytes(16).toString('hex') });
  await writer.abort();
}
