import { join } from 'node:path';
import { findWorkspace } from '../accounts/workspaceAdministration.ts';
import type { ErasureJson } from '../cli/adminBodies.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import { AppError } from '../errors.ts';
import {
  type ErasureProgress,
  eraseAgain,
  eraseWorkspace,
  lookForFiles,
} from '../ingestion/eraseWorkspace.ts';
import { createClientKeys } from '../objects/s3ClientKeys.ts';
import { keepsVersions } from '../objects/s3Versioning.ts';
import { OBJECTS_DIRECTORY } from './installation.ts';
import { openConfiguredObjects } from './objectStore.ts';

/** `admin workspace erase`. @throws AppError not_found; input_invalid where the name that confirms is another one */
export async function runErasure(
  { config, database }: { readonly config: Config; readonly database: Database },
  idOrName: string,
  {
    confirm,
    filesAreGone,
    onProgress,
  }: {
    readonly confirm: string | undefined;
    readonly filesAreGone: boolean;
    readonly onProgress?: ((progress: ErasureProgress) => void) | undefined;
  },
): Promise<ErasureJson> {
  const { accounts, erasure, documents, downloads } = database;
  const { id: workspaceId, name } = await findWorkspace(accounts, idOrName);
  const { lastIssuedAt: _, ...extent } = await erasure.extent(workspaceId);
  if (confirm === undefined) {
    return {
      ...extent,
      ...{ workspaceId, name, isErased: false, versionsStay: false },
      ...{ mayArriveUntil: null, cancelled: 0, again: null },
    };
  }
  if (confirm.normalize('NFC') !== name) {
    throw new AppError(
      'input_invalid',
      `--confirm must be the name of the workspace, '${name}'. Nothing was erased.`,
    );
  }
  const { objects, s3, close } = await openConfiguredObjects(config);
  try {
    if (!filesAreGone) await assertFilesFound(config, workspaceId, { erasure, objects, onProgress });
    const { filesRemoved, bytesRemoved, cancelled, mayArriveUntil } = await eraseWorkspace(workspaceId, {
      erasure,
      documents,
      downloads,
      objects,
      clientKeys: s3 === null ? undefined : createClientKeys(s3),
      isDirect: config.s3?.direct === true,
      now: Date.now,
      onProgress,
    });
    return {
      ...extent,
      workspaceId,
      name,
      isErased: mayArriveUntil === null,
      versionsStay: s3 !== null && (await keepsVersions(s3)) === true,
      mayArriveUntil: mayArriveUntil === null ? null : new Date(mayArriveUntil).toISOString(),
      files: filesRemoved,
      bytes: bytesRemoved,
      cancelled,
      again: cancelled > 0 || mayArriveUntil !== null ? eraseAgain(workspaceId) : null,
    };
  } finally {
    close();
  }
}

/** Settings that lead to another store would find nothing to remove and call it done. */
async function assertFilesFound(
  { s3, dataDir }: Config,
  workspaceId: string,
  ports: Parameters<typeof lookForFiles>[1],
): Promise<void> {
  const { found, missing } = await lookForFiles(workspaceId, ports);
  const [first] = missing;
  if (first === undefined) return;
  const place = s3 === null ? `in ${join(dataDir, OBJECTS_DIRECTORY)}` : `in the bucket ${s3.bucket}`;
  throw new AppError(
    'conflict',
    `${missing.length} of the ${found + missing.length} files on record are not ${place}, such as that of ${first}. Nothing was erased. ` +
      'Run it with the settings and the data directory of the server, whose files they are; if they are really gone, add --files-are-gone.',
  );
}
