import { sql } from 'kysely';
import { failedResult } from '../ingestion/outcome.ts';
import type { ClaimedJob, ClaimQuery } from '../ingestion/ports.ts';
import { recordEnd } from './activityEnd.ts';
import { type ActivityRow, toActivity } from './activityRow.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import { parseSettings } from './tokenHolder.ts';

const NO_REASON = 'its worker was ended again and again, perhaps by a lack of memory.';

/** Idle workers ask often: a look that takes no lock comes first. */
export async function claim(engine: Engine, query: ClaimQuery): Promise<ClaimedJob | undefined> {
  const { rows } = await sql`SELECT 1 FROM (${dueRows(query)}) due LIMIT 1`.execute(engine.queries);
  if (rows.length === 0) return undefined;
  for (;;) {
    const claimed = await transact(engine.queries, (transaction) => claimNext(engine, transaction, query));
    if (claimed !== 'failed') return claimed;
  }
}

async function claimNext(
  engine: Engine,
  transaction: Queries,
  query: ClaimQuery,
): Promise<ClaimedJob | undefined | 'failed'> {
  const row = await nextDue(engine, transaction, query);
  if (row === undefined) return undefined;
  const lost = row.attempt - row.handed_back - row.failures - row.outages;
  if (row.failures >= query.maxAttempts || lost >= query.maxLostAttempts) {
    await fail(transaction, row, query.at ?? query.now);
    return 'failed';
  }
  const claimed = await transaction
    .updateTable('activities')
    .set({
      state: 'running',
      attempt: row.attempt + 1,
      started_at: query.at ?? query.now,
      lease_until: query.now + query.leaseMs,
      phase: 'counting',
      bytes_done: 0,
      bytes_total: row.bytes,
      rows_read: 0,
    })
    .where('activity_id', '=', row.activity_id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return {
    activity: toActivity(claimed),
    sha256: await pinnedSha256(transaction, claimed),
    workspace: await workspaceOf(transaction, claimed),
    fence: claimed.attempt,
    outages: { count: claimed.outages, since: claimed.first_outage_at },
  };
}

/**
 * Fair with few slots as well as with many: a workspace that sent a thousand files waits for one that sent one. On
 * PostgreSQL rows that another worker is just claiming are passed over, and what it has claimed since this statement
 * began no longer meets the last condition.
 */
async function nextDue(
  engine: Engine,
  transaction: Queries,
  query: ClaimQuery,
): Promise<ActivityRow | undefined> {
  const { now } = query;
  const { rows } = await sql<ActivityRow>`
    SELECT activities.* FROM activities
    JOIN (${dueRows(query)}) due ON due.activity_id = activities.activity_id
    JOIN (
      SELECT w.workspace_id,
        (SELECT count(*) FROM activities r
          WHERE r.state = 'running' AND r.workspace_id = w.workspace_id AND r.lease_until > ${now}) AS running,
        coalesce((SELECT max(s.started_at) FROM activities s WHERE s.workspace_id = w.workspace_id), 0) AS served
      FROM (SELECT DISTINCT workspace_id FROM (${dueRows(query)}) each_due) w
    ) line ON line.workspace_id = activities.workspace_id
    WHERE (activities.state = 'queued' AND activities.not_before <= ${now})
      OR (activities.state = 'running' AND activities.lease_until <= ${now})
    ORDER BY line.running, line.served, activities.created_at, activities.activity_id
    LIMIT 1 ${engine.rowLocks ? sql`FOR UPDATE OF activities SKIP LOCKED` : sql``}`.execute(transaction);
  return rows[0];
}

/** Two selections, so that each goes along its own small index and never through all that has ended. */
function dueRows({ now, maxBytes = Number.MAX_SAFE_INTEGER }: ClaimQuery) {
  return sql`
    SELECT activity_id, workspace_id FROM activities
      WHERE state = 'queued' AND not_before <= ${now} AND bytes <= ${maxBytes}
    UNION ALL
    SELECT activity_id, workspace_id FROM activities
      WHERE state = 'running' AND lease_until <= ${now} AND bytes <= ${maxBytes}`;
}

async function fail(transaction: Queries, row: ActivityRow, now: number): Promise<void> {
  const result = failedResult(row.failure_reason ?? NO_REASON, row.attempt);
  await recordEnd(transaction, { row, at: now, result, settledSequence: null });
}

async function pinnedSha256(transaction: Queries, claimed: ActivityRow): Promise<string | null> {
  const upload = await transaction
    .selectFrom('uploads')
    .select('sha256')
    .where('issued_at', '=', claimed.upload_issued_at)
    .where('upload_id', '=', claimed.upload_id)
    .executeTakeFirst();
  return upload?.sha256 ?? null;
}

async function workspaceOf(
  transaction: Queries,
  { workspace_id }: ActivityRow,
): Promise<ClaimedJob['workspace']> {
  const row = await transaction
    .selectFrom('workspaces')
    .select(['gstins', 'settings'])
    .where('id', '=', workspace_id)
    .executeTakeFirstOrThrow();
  return { gstins: JSON.parse(row.gstins), settings: parseSettings(row.settings) };
}
