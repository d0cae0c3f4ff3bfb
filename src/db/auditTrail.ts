import type { Selectable } from 'kysely';
import type { AuditEntry } from '../accounts/audit.ts';
import type { Queries } from './engine.ts';
import type { AuditTable } from './schema.ts';

export interface AuditQuery {
  readonly workspaceId?: string;
  readonly before?: number;
  readonly limit: number;
}

export async function appendAudit(queries: Queries, entry: AuditEntry): Promise<void> {
  await queries.insertInto('audit').values(toAuditRow(entry)).execute();
}

export function toAuditRow({ at, workspaceId, actor, action, subject, detail }: AuditEntry) {
  return { at, workspace_id: workspaceId, actor, action, subject, detail: JSON.stringify(detail) };
}

/** What was written to the trail and what the uploads themselves record, newest first. */
export async function listAudit(queries: Queries, query: AuditQuery): Promise<AuditEntry[]> {
  const written = await writtenEntries(queries, query);
  const issued = await issuedEntries(queries, query);
  return [...written, ...issued].sort((one, other) => other.at - one.at).slice(0, query.limit);
}

async function writtenEntries(queries: Queries, query: AuditQuery): Promise<AuditEntry[]> {
  const { workspaceId, before, limit } = query;
  let rows = queries.selectFrom('audit').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit);
  if (workspaceId !== undefined) rows = rows.where('workspace_id', '=', workspaceId);
  if (before !== undefined) rows = rows.where('at', '<', before);
  return (await rows.execute()).map(fromAuditRow);
}

export function fromAuditRow(row: Selectable<AuditTable>): AuditEntry {
  return {
    at: row.at,
    workspaceId: row.workspace_id,
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    detail: JSON.parse(row.detail),
  };
}

async function issuedEntries(queries: Queries, query: AuditQuery): Promise<AuditEntry[]> {
  const { workspaceId, before, limit } = query;
  let rows = queries
    .selectFrom('uploads')
    .select(['issued_at', 'upload_id', 'workspace_id', 'user_id', 'token_id'])
    .select(['template_type', 'file_content_type', 'file_name'])
    .orderBy('issued_at', 'desc')
    .orderBy('upload_id', 'desc')
    .limit(limit);
  if (workspaceId !== undefined) rows = rows.where('workspace_id', '=', workspaceId);
  if (before !== undefined) rows = rows.where('issued_at', '<', before);
  return (await rows.execute()).map((row) => ({
    at: row.issued_at,
    workspaceId: row.workspace_id,
    actor: row.user_id,
    action: 'upload.issued',
    subject: row.upload_id,
    detail: {
      tokenId: row.token_id,
      templateType: row.template_type,
      fileContentType: row.file_content_type,
      fileName: row.file_name,
    },
  }));
}
