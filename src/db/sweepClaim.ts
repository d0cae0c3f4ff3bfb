import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { PastRetention, SweepClaim } from '../uploads/ports.ts';
import type { Engine } from './engine.ts';
import type { DownloadTable, UploadTable } from './schema.ts';
import { lastKept } from './uploadStates.ts';

/**
 * Hands the oldest uploads that `where` selects to one sweep: no other gets them before the claim's end, also where the one
 * that has them dies. Rows that another claims at this moment are passed over and not waited for.
 */
export async function claimUploads(
  { queries, rowLocks }: Pick<Engine, 'queries' | 'rowLocks'>,
  where: RawBuilder<boolean>,
  { at, until, limit }: SweepClaim,
): Promise<Selectable<UploadTable>[]> {
  const { rows } = await sql<Selectable<UploadTable>>`
    WITH due AS MATERIALIZED (
      SELECT issued_at, upload_id FROM uploads WHERE ${where} AND sweep_after <= ${at}
      ORDER BY issued_at, upload_id LIMIT ${limit} ${passingOver(rowLocks)})
    UPDATE uploads SET sweep_after = CAST(${until} AS BIGINT)
    WHERE (issued_at, upload_id) IN (SELECT issued_at, upload_id FROM due) RETURNING *`.execute(queries);
  return rows.sort((a, b) => a.issued_at - b.issued_at || (a.upload_id < b.upload_id ? -1 : 1));
}

/** The same for what was handed out and is past its time. */
export async function claimDownloads(
  { queries, rowLocks }: Pick<Engine, 'queries' | 'rowLocks'>,
  created: PastRetention,
  { at, until, limit }: SweepClaim,
): Promise<Selectable<DownloadTable>[]> {
  const { rows } = await sql<Selectable<DownloadTable>>`
    WITH due AS MATERIALIZED (
      SELECT downloads.download_id FROM workspaces CROSS JOIN downloads
      WHERE downloads.workspace_id = workspaces.id AND downloads.created_at < ${lastKept(created)}
        AND downloads.sweep_after <= ${at}
      ORDER BY workspaces.id, downloads.created_at LIMIT ${limit} ${passingOver(rowLocks, sql`OF downloads`)})
    UPDATE downloads SET sweep_after = CAST(${until} AS BIGINT)
    WHERE download_id IN (SELECT download_id FROM due) RETURNING *`.execute(queries);
  return rows.sort((a, b) => a.created_at - b.created_at);
}

function passingOver(rowLocks: boolean, of = sql``) {
  return rowLocks ? sql`FOR UPDATE ${of} SKIP LOCKED` : sql``;
}
