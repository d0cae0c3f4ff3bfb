import type { AuditEntry } from '../accounts/audit.ts';
import type { Calendar, Window } from '../accounts/calendar.ts';
import { type Quota, type QuotaUse, UNLIMITED_QUOTA } from '../accounts/quota.ts';
import { assertWorkspace } from './accountWrite.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';

/** Stored use where it is kept (a limit, and still the same window), else the uploads of the window, counted. */
export async function readQuotaUse(
  queries: Queries,
  calendar: Calendar,
  { workspaceId, now }: { readonly workspaceId: string; readonly now: number },
): Promise<QuotaUse> {
  const row = await queries
    .selectFrom('quota_use')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  const quota = row === undefined ? UNLIMITED_QUOTA : { limit: row.quota_limit, per: row.per };
  const window = calendar.window(now, quota.per);
  const kept = row !== undefined && row.quota_limit !== null && row.window_start === window.start;
  const used = kept ? row.used : await countIssued(queries, workspaceId, window);
  return { ...quota, windowStart: window.start, used };
}

/**
 * The use of every workspace that has a limit. A stored window older than the current one means that nothing was
 * issued since it ended: the first admission of a window writes it down.
 */
export async function readLimitedQuotas(
  queries: Queries,
  calendar: Calendar,
  now: number,
): Promise<ReadonlyMap<string, QuotaUse>> {
  const rows = await queries
    .selectFrom('quota_use')
    .selectAll()
    .where('quota_limit', 'is not', null)
    .execute();
  return new Map(
    rows.map((row) => {
      const { start } = calendar.window(now, row.per);
      const used = row.window_start === start ? row.used : 0;
      return [row.workspace_id, { limit: row.quota_limit, per: row.per, windowStart: start, used }];
    }),
  );
}

/** No upload is issued between the count and the commit: admissions wait. */
export function writeQuota(
  engine: Engine,
  calendar: Calendar,
  change: { readonly workspaceId: string; readonly quota: Quota; readonly audit: AuditEntry },
): Promise<void> {
  const { workspaceId, quota, audit } = change;
  return transact(engine.queries, async (transaction) => {
    await engine.lockAdmissions(transaction);
    await assertWorkspace(transaction, workspaceId);
    const window = calendar.window(audit.at, quota.per);
    const state = {
      per: quota.per satisfies Window,
      quota_limit: quota.limit,
      window_start: window.start,
      used: await countIssued(transaction, workspaceId, window),
    };
    await transaction
      .insertInto('quota_use')
      .values({ workspace_id: workspaceId, ...state })
      .onConflict((taken) => taken.column('workspace_id').doUpdateSet(state))
      .execute();
    await appendAudit(transaction, audit);
  });
}

async function countIssued(
  queries: Queries,
  workspaceId: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<number> {
  const { used } = await queries
    .selectFrom('uploads')
    .select(({ fn }) => fn.countAll<number>().as('used'))
    .where('issued_at', '>=', start)
    .where('issued_at', '<', end)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return used;
}
