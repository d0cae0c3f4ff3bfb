import { findWorkspace } from '../accounts/workspaceAdministration.ts';
import type { ErasureJson } from '../cli/bodies.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import { AppError } from '../errors.ts';
import { eraseWorkspace } from '../ingestion/eraseWorkspace.ts';
import { createClientKeys } from '../objects/s3ClientKeys.ts';
import { openConfiguredObjects } from './objectStore.ts';

/** `admin workspace erase`. @throws AppError not_found; input_invalid where the name that confirms is another one */
export async function runErasure(
  { config, database }: { readonly config: Config; readonly database: Database },
  idOrName: string,
  { confirm }: { readonly confirm: string | undefined },
): Promise<ErasureJson> {
  const { accounts, erasure, documents, downloads } = database;
  const { id: workspaceId, name } = await findWorkspace(accounts, idOrName);
  const { lastIssuedAt: _, ...extent } = await erasure.extent(workspaceId);
  if (confirm === undefined) {
    return { ...extent, workspaceId, name, isErased: false, mayArriveUntil: null, cancelled: 0 };
  }
  if (confirm.normalize('NFC') !== name) {
    throw new AppError(
      'input_invalid',
      `--confirm must be the name of the workspace, '${name}'. Nothing was erased.`,
    );
  }
  const { objects, s3, close } = await openConfiguredObjects(config);
  try {
    const { filesRemoved, bytesRemoved, cancelled, mayArriveUntil } = await eraseWorkspace(workspaceId, {
      erasure,
      documents,
      downloads,
      objects,
      clientKeys: s3 === null ? undefined : createClientKeys(s3),
      isDirect: config.s3?.direct === true,
      now: Date.now,
    });
    return {
      ...extent,
      workspaceId,
      name,
      isErased: mayArriveUntil === null,
      mayArriveUntil: mayArriveUntil === null ? null : new Date(mayArriveUntil).toISOString(),
      files: filesRemoved,
      bytes: bytesRemoved,
      cancelled,
    };
  } finally {
    close();
  }
}
