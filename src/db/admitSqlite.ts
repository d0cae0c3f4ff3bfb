import { type AdmissionRequest, planAdmission, type TokenHolder } from '../accounts/admission.ts';
import type { Calendar } from '../accounts/calendar.ts';
import type { QuotaUse } from '../accounts/quota.ts';
import { AppError } from '../errors.ts';
import type { WantedUpload } from '../uploads/upload.ts';
import type { Engine } from './engine.ts';
import { HAS_LIMIT, type QuotaRow, quotaOf, storedUse } from './quotaUse.ts';
import type { SqliteConnection } from './sqliteConnection.ts';
import { type HolderRow, SELECT_HOLDERS, toHolder } from './tokenHolder.ts';
import { LONGEST_OPEN_MS } from './uploadStates.ts';

/**
 * Admission in one synchronous transaction: this thread waits for nothing between BEGIN and COMMIT, so the write
 * lock is held as briefly as can be. Statements are prepared by the first batch, after migration.
 */
export function createSqliteAdmit(connection: SqliteConnection, calendar: Calendar): Engine['admit'] {
  let statements: ReturnType<typeof prepareStatements> | undefined;
  return (batch, now) =>
    connection.transaction(() => {
      statements ??= prepareStatements(connection);
      return admitBatch({ statements, calendar, batch, now });
    });
}

function prepareStatements({ database }: SqliteConnection) {
  return {
    holder: database.prepare(`${SELECT_HOLDERS} WHERE t.hash = ?`),
    quota: database.prepare(`SELECT * FROM quota_use WHERE workspace_id = ? AND ${HAS_LIMIT}`),
    countIssued: database.prepare(
      'SELECT count(*) AS used FROM uploads WHERE issued_at >= ? AND issued_at < ? AND workspace_id = ?',
    ),
    sumLanded: database.prepare(
      `SELECT coalesce(sum(bytes), 0) AS bytes FROM uploads
      WHERE issued_at >= ? AND issued_at < ? AND landed_at >= ? AND landed_at < ? AND workspace_id = ?`,
    ),
    spend: database.prepare(
      `UPDATE quota_use SET window_start = ?1, newest_window = max(newest_window, ?1), used = ?2, bytes_used = ?3
      WHERE workspace_id = ?4`,
    ),
    insert: database.prepare(
      `INSERT INTO uploads (issued_at, upload_id, workspace_id, user_id, token_id, template_type,
        file_content_type, file_name, single_use, state, swept)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'issued', 0)`,
    ),
  };
}

interface Admission {
  readonly statements: ReturnType<typeof prepareStatements>;
  readonly calendar: Calendar;
  readonly batch: readonly AdmissionRequest<WantedUpload>[];
  readonly now: number;
}

function admitBatch(admission: Admission) {
  const { statements, calendar, batch, now } = admission;
  const { holders, quotas } = readAccounts(admission);
  const { outcomes, used } = planAdmission({ batch, holders, quotas, calendar, now });
  for (const [workspaceId, count] of used) {
    const quota = quotas.get(workspaceId);
    statements.spend.run(quota?.windowStart ?? now, count, quota?.bytesUsed ?? 0, workspaceId);
  }
  for (const outcome of outcomes) {
    if (outcome instanceof AppError) continue;
    const { holder, wanted } = outcome;
    statements.insert.run(
      now,
      wanted.uploadId,
      holder.workspaceId,
      holder.userId,
      holder.tokenId,
      wanted.templateType,
      wanted.fileContentType,
      wanted.fileName,
      holder.singleUse ? 1 : 0,
    );
  }
  return outcomes;
}

function readAccounts(admission: Admission) {
  const holders = new Map<string, TokenHolder>();
  const quotas = new Map<string, QuotaUse>();
  for (const { tokenHash } of admission.batch) {
    if (holders.has(tokenHash)) continue;
    const row = admission.statements.holder.get(tokenHash) as HolderRow | undefined;
    if (row === undefined) continue;
    holders.set(tokenHash, toHolder(row));
    if (quotas.has(row.workspace_id)) continue;
    const quota = readQuota(admission, row.workspace_id);
    if (quota !== undefined) quotas.set(row.workspace_id, quota);
  }
  return { holders, quotas };
}

function readQuota({ statements, calendar, now }: Admission, workspaceId: string): QuotaUse | undefined {
  const row = statements.quota.get(workspaceId) as unknown as QuotaRow | undefined;
  if (row === undefined) return undefined;
  const { start, end } = calendar.window(now, row.per);
  const use = storedUse(row, { start }) ?? {
    used: Number(statements.countIssued.get(start, end, workspaceId)?.['used']),
    bytesUsed: Number(
      statements.sumLanded.get(start - LONGEST_OPEN_MS, end, start, end, workspaceId)?.['bytes'],
    ),
  };
  return { ...quotaOf(row), windowStart: start, ...use };
}
