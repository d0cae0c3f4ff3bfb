import { type Selectable, sql } from 'kysely';
import type { Download, DownloadStore } from '../uploads/ports.ts';
import type { Engine } from './engine.ts';
import type { DownloadTable } from './schema.ts';
import { lastKept } from './uploadStates.ts';

export function createDownloadStore({ queries, boundTo }: Engine): DownloadStore {
  return {
    async add(download) {
      await boundTo(download.workspaceId)
        .insertInto('downloads')
        .values({
          download_id: download.downloadId,
          workspace_id: download.workspaceId,
          file_name: download.fileName,
          content_type: download.contentType,
          bytes: download.bytes,
          sha256: download.sha256,
          created_at: download.createdAt,
        })
        .execute();
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
      await boundTo(workspaceId)
        .deleteFrom('downloads')
        .where('workspace_id', '=', workspaceId)
        .where('download_id', '=', downloadId)
        .execute();
    },

    async old(created, limit) {
      const { rows } = await sql<Selectable<DownloadTable>>`
        SELECT downloads.* FROM workspaces CROSS JOIN downloads
        WHERE downloads.workspace_id = workspaces.id AND downloads.created_at < ${lastKept(created)}
        ORDER BY workspaces.id, downloads.created_at LIMIT ${limit}`.execute(queries);
      return rows.map(toDownload);
    },
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
