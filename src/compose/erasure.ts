import { findWorkspace } from '../accounts/workspaceAdministration.ts';
import type { ErasureJson } from '../cli/bodies.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import { AppError } from '../errors.ts';
import { eraseWorkspace } from '../ingestion/eraseWorkspace.ts';
import { openConfiguredObjects } from './objectStore.ts';

/** `admin workspace erase`. @throws AppError not_found; input_invalid where the name that confirms is another one */
export async function runErasure(
  { config, database }: { readonly config: Config; readonly database: Database },
  idOrName: string,
  { confirm }: { readonly confirm: string | undefined },
): Promise<ErasureJson> {
  const { accounts, erasure, documents, downloads } = database;
  const { id: workspaceId, name } = await findWorkspace(accounts, idOrName);
  const extent = await erasure.extent(workspaceId);
  if (confirm === undefined) return { ...extent, workspaceId, name, isErased: false, cancelled: 0 };
  if (confirm.normalize('NFC') !== name) {
    throw new AppError(
      'input_invalid',
      `--confirm must be the name of the workspace, '${name}'. Nothing was erased.`,
    );
  }
  const { objects } = await openConfiguredObjects(config);
  const { filesRemoved, bytesRemoved, cancelled } = await eraseWorkspace(workspaceId, {
    erasure,
    documents,
    downloads,
    objects,
    now: Date.now,
  });
  return {
    ...extent,
    workspaceId,
    name,
    isErased: true,
    files: filesRemoved,
    bytes: bytesRemoved,
    cancelled,
  };
}
