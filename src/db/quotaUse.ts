import type { Selectable } from 'kysely';
import type { AuditEntry } from '../accounts/audit.ts';
import type { Calendar, Window } from '../accounts/calendar.ts';
import { type Quota, type QuotaUse, UNLIMITED_QUOTA } from '../accounts/quota.ts';
import { assertWorkspace } from './accountWrite.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import type { QuotaUseTable } from './schema.ts';
import { LONGEST_OPEN_MS } from './uploadStates.ts';

interface Bounds {
  readonly start: number;
  readonly end: number;
}

/** A row of `quota_use` as it is read. */
export type QuotaRow = Readonly<Selectable<QuotaUseTable>>;

/** Rows that bind their workspace; a statement with an index or a cache of its own uses these very words. */
export const HAS_LIMIT = '(quota_limit IS NOT NULL OR bytes_limit IS NOT NULL)';

/**
 * What a row that binds says of the window: what it stores, or nothing yet where whoever came first into a window would
 * have written it down. Undefined where it must be counted: the clock went back, now or before.
 */
export function storedUse(
  row: QuotaRow,
  { start }: Pick<Bounds, 'start'>,
): Pick<QuotaUse, 'used' | 'bytesUsed'> | undefined {
  if (row.window_start === start) return { used: row.used, bytesUsed: row.bytes_used };
  return start > row.newest_window ? { used: 0, bytesUsed: 0 } : undefined;
}

export function quotaOf(row: QuotaRow): Quota {
  return { limit: row.quota_limit, per: row.per, bytesLimit: row.bytes_limit };
}

/** The use in the window that holds `now`, of a row that binds. */
export async function currentUse(
  queries: Queries,
  calendar: Calendar,
  { row, now }: { readonly row: QuotaRow; readonly now: number },
): Promise<QuotaUse> {
  const window = calendar.window(now, row.per);
  const use = storedUse(row, window) ?? (await countUse(queries, row.workspace_id, window));
  return { ...quotaOf(row), windowStart: window.start, ...use };
}

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
  if (row !== undefined && (row.quota_limit !== null || row.bytes_limit !== null)) {
    return currentUse(queries, calendar, { row, now });
  }
  const quota = row === undefined ? UNLIMITED_QUOTA : quotaOf(row);
  const window = calendar.window(now, quota.per);
  return { ...quota, windowStart: window.start, ...(await countUse(queries, workspaceId, window)) };
}

/**
 * The use of every workspace that has a limit. A stored window older than the current one means that nothing was
 * issued and nothing landed since it ended: the first of either in a window writes it down.
 */
export async function readLimitedQuotas(
  queries: Queries,
  calendar: Calendar,
  now: number,
): Promise<ReadonlyMap<string, QuotaUse>> {
  const rows = await queries
    .selectFrom('quota_use')
    .selectAll()
    .where(({ eb, or }) => or([eb('quota_limit', 'is not', null), eb('bytes_limit', 'is not', null)]))
    .execute();
  return new Map(
    rows.map((row) => {
      const { start } = calendar.window(now, row.per);
      const use = storedUse(row, { start }) ?? { used: 0, bytesUsed: 0 };
      return [row.workspace_id, { ...quotaOf(row), windowStart: start, ...use }];
    }),
  );
}

/** No upload is issued between the count and the commit, and where bytes are counted none lands: they wait. */
export function writeQuota(
  engine: Engine,
  calendar: Calendar,
  change: { readonly workspaceId: string; readonly quota: Quota; readonly audit: AuditEntry },
): Promise<void> {
  const { workspaceId, quota, audit } = change;
  return transact(engine.queries, async (transaction) => {
    await engine.lockAdmissions(transaction);
    if (quota.bytesLimit !== null) await engine.lockLandings(transaction);
    await assertWorkspace(transaction, workspaceId);
    const window = calendar.window(audit.at, quota.per);
    const { used, bytesUsed } = await countUse(transaction, workspaceId, window);
    const state = {
      per: quota.per satisfies Window,
      quota_limit: quota.limit,
      bytes_limit: quota.bytesLimit,
      window_start: window.start,
      newest_window: window.start,
      used,
      bytes_used: bytesUsed,
    };
    await transaction
      .insertInto('quota_use')
      .values({ workspace_id: workspaceId, ...state })
      .onConflict((taken) => taken.column('workspace_id').doUpdateSet(state))
      .execute();
    await appendAudit(transaction, audit);
  });
}

async function countUse(
  queries: Queries,
  workspaceId: string,
  { start, end }: Bounds,
): Promise<Pick<QuotaUse, 'used' | 'bytesUsed'>> {
  const { used } = await queries
    .selectFrom('uploads')
    .select(({ fn }) => fn.countAll<number>().as('used'))
    .where('issued_at', '>=', start)
    .where('issued_at', '<', end)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  const { bytes } = await queries
    .selectFrom('uploads')
    .select(({ fn }) => fn.sum<number | null>('bytes').as('bytes'))
    .where('landed_at', '>=', start)
    .where('landed_at', '<', end)
    // The bound that has an index whatever became of the upload.
    .where('issued_at', '>=', start - LONGEST_OPEN_MS)
    .where('issued_at', '<', end)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return { used, bytesUsed: Number(bytes ?? 0) };
}
