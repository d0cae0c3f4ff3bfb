import type { Selectable } from 'kysely';
import type { Activity } from '../ingestion/activity.ts';
import type { ActivityTable } from './schema.ts';

export type ActivityRow = Selectable<ActivityTable>;

export function toActivity(row: ActivityRow): Activity {
  return {
    activityId: row.activity_id,
    workspaceId: row.workspace_id,
    userId: row.user_id,
    templateType: row.template_type,
    uploadId: row.upload_id,
    uploadIssuedAt: row.upload_issued_at,
    putId: row.put_id,
    declared: row.declared,
    bytes: row.bytes,
    externalId: row.external_id,
    templateId: row.template_id,
    onlyGstins: JSON.parse(row.only_gstins),
    userFileName: row.user_file_name,
    state: row.state,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    attempt: row.attempt,
    progress: {
      phase: row.phase,
      bytesDone: row.bytes_done,
      bytesTotal: row.bytes_total,
      rowsRead: row.rows_read,
    },
    result: row.result === null ? null : JSON.parse(row.result),
    settledSequence: row.settled_sequence,
    corrects: row.corrects,
    refusedRows: row.refused_rows,
  };
}
