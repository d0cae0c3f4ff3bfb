import { type Selectable, sql } from 'kysely';
import type { AuditEntry } from '../accounts/audit.ts';
import type { Activity } from '../ingestion/activity.ts';
import { fromAuditRow } from './auditTrail.ts';
import type { Queries } from './engine.ts';
import { OF_ACTIVITIES } from './migrations.ts';
import { ofWorkspace } from './ofWorkspace.ts';
import type { AuditTable, UploadTable } from './schema.ts';
import { selectRow } from './uploadStore.ts';

/**
 * The upload's own entries have no index by their subject, which would cost every upload one: they are found by their
 * time, which the upload's and the activity's rows know.
 */
export async function activityTrail(queries: Queries, activity: Activity): Promise<AuditEntry[]> {
  const { workspaceId, activityId, uploadId, uploadIssuedAt, createdAt } = activity;
  const upload = await selectRow(queries, { issuedAt: uploadIssuedAt, uploadId })
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  const { rows: ofActivity } = await sql<Selectable<AuditTable>>`
    SELECT * FROM audit
    WHERE subject = ${activityId} AND ${sql.raw(OF_ACTIVITIES)} AND ${ofWorkspace(workspaceId)}
    ORDER BY at, id`.execute(queries);
  const ofUpload = await queries
    .selectFrom('audit')
    .selectAll()
    .where('at', 'in', [...new Set([upload?.landed_at ?? createdAt, createdAt])])
    .where('subject', '=', uploadId)
    .where('workspace_id', '=', workspaceId)
    .where('action', 'in', ['upload.landed', 'upload.pinned'])
    .orderBy('at')
    .orderBy('id')
    .execute();
  return [
    ...(upload === undefined ? [] : [issuedEntry(upload)]),
    ...[...ofUpload, ...ofActivity].map(fromAuditRow).sort((one, other) => one.at - other.at),
  ];
}

function issuedEntry(row: Selectable<UploadTable>): AuditEntry {
  return {
    at: row.issued_at,
    workspaceId: row.workspace_id,
    actor: row.user_id,
    action: 'upload.issued',
    subject: row.upload_id,
    detail: {
      templateType: row.template_type,
      fileContentType: row.file_content_type,
      fileName: row.file_name,
    },
  };
}
