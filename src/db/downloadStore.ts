import { type Selectable, sql } from 'kysely';
import { AppError } from '../errors.ts';
import type { Download, DownloadStore } from '../uploads/ports.ts';
import type { Engine } from './engine.ts';
import type { DownloadTable } from './schema.ts';
import { claimDownloads } from './sweepClaim.ts';

export function createDownloadStore(engine: Engine): DownloadStore {
  const { boundTo } = engine;
  return {
    async add({ downloadId, workspaceId, fileName, contentType, bytes, sha256, createdAt }) {
      const { numAffectedRows } = await sql`
        INSERT INTO downloads (download_id, workspace_id, file_name, content_type, bytes, sha256, created_at)
        SELECT ${downloadId}, id, ${fileName}, ${contentType}, CAST(${bytes} AS BIGINT), ${sha256},
          CAST(${createdAt} AS BIGINT)
        FROM workspaces WHERE id = ${workspaceId} AND erased_at IS NULL`.execute(boundTo(workspaceId));
      if (numAffectedRows !== 1n) throw new AppError('not_found', 'The workspace of the file was erased.');
    },

    async find(workspaceId, downloadId) {
      const row = await boundTo(workspaceId)
        .selectFrom('downloads')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('download_id', '=', downloadId)
        .executeTakeFirst();
      return row && toDownload(row);
    },

    async remove(workspaceId, downloadId) {
      const { numDeletedRows } = await boundTo(workspaceId)
        .deleteFrom('downloads')
        .where('workspace_id', '=', workspaceId)
        .where('download_id', '=', downloadId)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },

    claimOld: async (created, claim) => (await claimDownloads(engine, created, claim)).map(toDownload),
  };
}

function toDownload(row: Selectable<DownloadTable>): Download {
  return {
    downloadId: row.download_id,
    workspaceId: row.workspace_id,
    fileName: row.file_name,
    contentType: row.content_type,
    bytes: row.bytes,
    sha256: row.sha256,
    createdAt: row.created_at,
  };
}
