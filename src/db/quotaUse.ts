import { type Selectable, sql } from 'kysely';
import type { Calendar, Window } from '../accounts/calendar.ts';
import type { QuotaChange } from '../accounts/ports.ts';
import { type Quota, type QuotaUse, UNLIMITED_QUOTA } from '../accounts/quota.ts';
import { assertWorkspaces } from './accountWrite.ts';
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
export function storedUse(row: QuotaRow, { start }: Pick<Bounds, 'start'>): Use | undefined {
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

/**
 * No upload is issued between the count and the commit, and where bytes are counted none lands: they wait. So what is
 * stored is kept where it still tells the use, and the others are counted together, by one look at their window.
 */
export function writeQuotas(
  engine: Engine,
  calendar: Calendar,
  changes: readonly QuotaChange[],
): Promise<void> {
  return transact(engine.queries, async (transaction) => {
    for (const { audit } of changes) await appendAudit(transaction, audit);
    await engine.lockAdmissions(transaction);
    const ids = changes.map(({ workspaceId }) => workspaceId);
    await assertWorkspaces(transaction, ids);
    const stored =
      ids.length === 0
        ? []
        : await transaction.selectFrom('quota_use').selectAll().where('workspace_id', 'in', ids).execute();
    const rows = new Map(stored.map((row) => [row.workspace_id, row]));
    const [kept, counted] = [[] as QuotaChange[], [] as QuotaChange[]];
    for (const change of changes) {
      const { workspaceId, quota, audit } = change;
      const row = rows.get(workspaceId);
      const isTold = row !== undefined && tellsUse(row, quota, calendar.window(audit.at, quota.per));
      (isTold ? kept : counted).push(change);
    }
    if (counted.some(({ quota }) => quota.bytesLimit !== null)) await engine.lockLandings(transaction);
    for (const { workspaceId, quota } of kept) {
      await transaction
        .updateTable('quota_use')
        .set({ quota_limit: quota.limit, bytes_limit: quota.bytesLimit })
        .where('workspace_id', '=', workspaceId)
        .execute();
    }
    for (const [per, together] of Map.groupBy(counted, ({ quota }) => quota.per)) {
      await storeCounted(transaction, { calendar, per, changes: together });
    }
  });
}

/** Bytes are stored only while they are limited, and neither use while nothing is. */
function tellsUse(row: QuotaRow, quota: Quota, window: Bounds): boolean {
  if (row.per !== quota.per || (row.quota_limit === null && row.bytes_limit === null)) return false;
  if (quota.bytesLimit !== null && row.bytes_limit === null) return false;
  return storedUse(row, window) !== undefined;
}

async function storeCounted(
  transaction: Queries,
  {
    calendar,
    per,
    changes,
  }: { readonly calendar: Calendar; readonly per: Window; readonly changes: readonly QuotaChange[] },
): Promise<void> {
  const windows = Map.groupBy(changes, ({ audit }) => calendar.window(audit.at, per).start);
  for (const [start, together] of windows) {
    const { end } = calendar.window(start, per);
    const uses = await countUses(
      transaction,
      together.map(({ workspaceId }) => workspaceId),
      { start, end },
    );
    for (const { workspaceId, quota } of together) {
      const { used, bytesUsed } = uses.get(workspaceId) ?? NOTHING_USED;
      const state = {
        per: quota.per,
        quota_limit: quota.limit,
        bytes_limit: quota.bytesLimit,
        window_start: start,
        newest_window: start,
        used,
        bytes_used: bytesUsed,
      };
      await transaction
        .insertInto('quota_use')
        .values({ workspace_id: workspaceId, ...state })
        .onConflict((taken) => taken.column('workspace_id').doUpdateSet(state))
        .execute();
    }
  }
}

type Use = Pick<QuotaUse, 'used' | 'bytesUsed'>;

const NOTHING_USED: Use = { used: 0, bytesUsed: 0 };

async function countUse(queries: Queries, workspaceId: string, bounds: Bounds): Promise<Use> {
  return (await countUses(queries, [workspaceId], bounds)).get(workspaceId) ?? NOTHING_USED;
}

/** One look at all uploads of the window, however many workspaces are asked for; those that used nothing are left out. */
async function countUses(
  queries: Queries,
  workspaceIds: readonly string[],
  { start, end }: Bounds,
): Promise<ReadonlyMap<string, Use>> {
  const { rows } = await sql<{ workspaceId: string; used: number; bytesUsed: number }>`
    SELECT workspace_id AS "workspaceId", count(CASE WHEN issued_at >= ${start} THEN 1 END) AS used,
      CAST(coalesce(sum(CASE WHEN landed_at >= ${start} AND landed_at < ${end} THEN bytes END), 0) AS BIGINT) AS "bytesUsed"
    FROM uploads
    WHERE issued_at >= ${start - LONGEST_OPEN_MS} AND issued_at < ${end} AND workspace_id IN (${sql.join(workspaceIds)})
    GROUP BY workspace_id`.execute(queries);
  return new Map(rows.map(({ workspaceId, ...use }) => [workspaceId, use]));
}
