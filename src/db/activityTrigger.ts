import type { TriggerOutcome, WantedActivity } from '../ingestion/ports.ts';
import type { Upload } from '../uploads/upload.ts';
import { type ActivityRow, toActivity } from './activityRow.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, transact } from './engine.ts';
import { pin, selectRow, toUpload } from './uploadStore.ts';

/** The upload is locked before it is judged, so that of two triggers at once the second finds the first one's activity. */
export function trigger(engine: Engine, wanted: WantedActivity): Promise<TriggerOutcome> {
  return transact(engine.boundTo(wanted.workspaceId), async (transaction) => {
    const due = selectRow(transaction, wanted.upload).where('workspace_id', '=', wanted.workspaceId);
    const row = await (engine.rowLocks ? due.forUpdate() : due).executeTakeFirst();
    if (row?.template_type !== wanted.templateType) return { outcome: 'unknown' };
    const earlier = await transaction
      .selectFrom('activities')
      .selectAll()
      .where('upload_issued_at', '=', wanted.upload.issuedAt)
      .where('upload_id', '=', wanted.upload.uploadId)
      .where('workspace_id', '=', wanted.workspaceId)
      .executeTakeFirst();
    if (earlier !== undefined) return { outcome: 'existing', activity: toActivity(earlier) };
    if (row.state === 'issued' || row.state === 'unused') return { outcome: 'notLanded' };
    if (!(await pin(transaction, { ...wanted.upload, workspaceId: wanted.workspaceId }, wanted.at)))
      return { outcome: 'closed' };

    const activity = newRow(wanted, toUpload(row));
    await transaction.insertInto('activities').values(activity).execute();
    await appendAudit(transaction, {
      at: wanted.at,
      workspaceId: wanted.workspaceId,
      actor: wanted.userId,
      action: 'activity.triggered',
      subject: wanted.activityId,
      detail: {
        uploadId: wanted.upload.uploadId,
        ...(wanted.corrects === null ? {} : { corrects: wanted.corrects }),
      },
    });
    return { outcome: 'created', activity: toActivity(activity) };
  });
}

function newRow(wanted: WantedActivity, upload: Upload): ActivityRow {
  if (upload.currentPut === null || upload.bytes === null) throw new Error('a pinned upload has no file');
  return {
    activity_id: wanted.activityId,
    workspace_id: wanted.workspaceId,
    user_id: wanted.userId,
    template_type: wanted.templateType,
    upload_issued_at: upload.issuedAt,
    upload_id: upload.uploadId,
    put_id: upload.currentPut,
    declared: upload.fileContentType,
    bytes: upload.bytes,
    external_id: wanted.externalId,
    template_id: wanted.templateId,
    only_gstins: JSON.stringify(wanted.onlyGstins),
    user_file_name: wanted.userFileName,
    state: 'queued',
    created_at: wanted.at,
    started_at: null,
    ended_at: null,
    not_before: wanted.notBefore ?? wanted.at,
    lease_until: null,
    attempt: 0,
    handed_back: 0,
    failures: 0,
    outages: 0,
    first_outage_at: null,
    failure_reason: null,
    cleaned_attempt: 0,
    phase: 'waiting',
    bytes_done: 0,
    bytes_total: upload.bytes,
    rows_read: 0,
    result: null,
    settled_sequence: null,
    corrects: wanted.corrects,
    refused_rows: 0,
    changed_at: wanted.at,
  };
}
