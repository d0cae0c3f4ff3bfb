import { sql } from 'kysely';
import type { AuditEntry } from '../accounts/audit.ts';
import type { ActivityState } from '../ingestion/activity.ts';
import type { ActivityStore, LoadRef } from '../ingestion/ports.ts';
import { claim } from './activityClaim.ts';
import { settle } from './activityEnd.ts';
import { toActivity } from './activityRow.ts';
import { trigger } from './activityTrigger.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import { DEAD_LOADS } from './firstMigrations.ts';
import { ofWorkspace } from './ofWorkspace.ts';

const ENDED: readonly ActivityState[] = ['completed', 'refused', 'failed'];
const UNENDED: readonly ActivityState[] = ['queued', 'running'];

/** Held while its attempt is the newest and runs: whoever was passed over meanwhile changes nothing. */
interface Held {
  readonly activityId: string;
  readonly fence: number;
}

export function createActivityStore(engine: Engine): ActivityStore {
  const { queries, boundTo } = engine;
  return {
    trigger: (wanted) => trigger(engine, wanted),

    async find(workspaceId, activityId) {
      const row = await boundTo(workspaceId)
        .selectFrom('activities')
        .selectAll()
        .where('activity_id', '=', activityId)
        .where('workspace_id', '=', workspaceId)
        .executeTakeFirst();
      return row && toActivity(row);
    },

    claim: (query) => claim(engine, query),

    async heartbeat(beat) {
      const { phase, bytesDone, bytesTotal, rowsRead } = beat.progress;
      const { numUpdatedRows } = await held(queries, beat)
        .set({
          lease_until: beat.now + beat.leaseMs,
          phase,
          bytes_done: bytesDone,
          bytes_total: bytesTotal,
          rows_read: rowsRead,
        })
        .executeTakeFirst();
      if (numUpdatedRows > 0n) return 'ok';
      const row = await queries
        .selectFrom('activities')
        .select('activity_id')
        .where('activity_id', '=', beat.activityId)
        .where('attempt', '=', beat.fence)
        .where('state', '=', 'discarded')
        .executeTakeFirst();
      return row === undefined ? 'lost' : 'cancelled';
    },

    settle: (input) => settle(engine, input),

    async handBack(input) {
      await held(queries, input)
        .set(({ eb }) => ({ ...WAITING, handed_back: eb('handed_back', '+', 1) }))
        .execute();
    },

    async retryLater(input) {
      await held(queries, input)
        .set(({ eb }) => ({
          ...WAITING,
          failures: eb('failures', '+', 1),
          failure_reason: input.reason,
          not_before: input.notBefore,
        }))
        .execute();
    },

    async retryAfterOutage(input) {
      await held(queries, input)
        .set(({ eb, fn, val }) => ({
          ...WAITING,
          outages: eb('outages', '+', 1),
          first_outage_at: fn.coalesce('first_outage_at', val(input.at)),
          failure_reason: input.reason,
          not_before: input.notBefore,
        }))
        .execute();
    },

    async endLeases(now) {
      const { numUpdatedRows } = await queries
        .updateTable('activities')
        .set({ lease_until: now })
        .where(sql<boolean>`state = 'running'`)
        .where('lease_until', '>', now)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    cancel: (workspaceId, activityId, audit) =>
      transact(boundTo(workspaceId), (transaction) =>
        discard(transaction, { workspaceId, activityId, audit, from: UNENDED }),
      ),

    discard: (workspaceId, activityId, audit) =>
      transact(boundTo(workspaceId), async (transaction) => {
        if (await discard(transaction, { workspaceId, activityId, audit, from: ENDED })) return true;
        const row = await transaction
          .selectFrom('activities')
          .select('state')
          .where('activity_id', '=', activityId)
          .where('workspace_id', '=', workspaceId)
          .executeTakeFirst();
        return row && row.state === 'discarded';
      }),

    async settledSequences(workspaceId, activityIds) {
      if (activityIds.length === 0) return new Map();
      const rows = await boundTo(workspaceId)
        .selectFrom('activities')
        .select(['activity_id', 'settled_sequence'])
        .where(ofWorkspace(workspaceId))
        .where('activity_id', 'in', activityIds)
        .where('state', '=', 'completed')
        .execute();
      return new Map(rows.map((row) => [row.activity_id, row.settled_sequence ?? 0]));
    },

    deadLoads: (limit) => deadLoads(queries, limit),
    markCleaned: (loads) => transact(queries, (transaction) => markCleaned(transaction, loads)),

    async countByState() {
      const counts = new Map<string, number>();
      for (const state of UNENDED) {
        const { count } = await queries
          .selectFrom('activities')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where(sql<boolean>`state = ${sql.lit(state)}`)
          .executeTakeFirstOrThrow();
        counts.set(state, count);
      }
      return counts;
    },
  };
}

const WAITING = {
  state: 'queued',
  lease_until: null,
  phase: 'waiting',
  bytes_done: 0,
  rows_read: 0,
} as const;

function held(queries: Queries, { activityId, fence }: Held) {
  return queries
    .updateTable('activities')
    .where('activity_id', '=', activityId)
    .where('attempt', '=', fence)
    .where('state', '=', 'running');
}

async function discard(
  transaction: Queries,
  what: {
    readonly workspaceId: string;
    readonly activityId: string;
    readonly audit: AuditEntry;
    readonly from: readonly ActivityState[];
  },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('activities')
    .set(({ fn, val }) => ({
      state: 'discarded',
      lease_until: null,
      phase: 'done',
      ended_at: fn.coalesce('ended_at', val(what.audit.at)),
      changed_at: what.audit.at,
    }))
    .where('activity_id', '=', what.activityId)
    .where('workspace_id', '=', what.workspaceId)
    .where('state', 'in', what.from)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await appendAudit(transaction, what.audit);
  return true;
}

async function deadLoads(queries: Queries, limit: number): Promise<LoadRef[]> {
  const rows = await queries
    .selectFrom('activities')
    .select(['workspace_id', 'activity_id', 'state', 'attempt', 'cleaned_attempt'])
    .where(sql<boolean>`${sql.raw(DEAD_LOADS)}`)
    .orderBy('activity_id')
    .limit(limit)
    .execute();
  const loads: LoadRef[] = [];
  for (const row of rows) {
    const last = row.state === 'running' || row.state === 'completed' ? row.attempt - 1 : row.attempt;
    for (let attempt = row.cleaned_attempt + 1; attempt <= last && loads.length < limit; attempt += 1) {
      loads.push({ workspaceId: row.workspace_id, activityId: row.activity_id, attempt });
    }
  }
  return loads;
}

async function markCleaned(transaction: Queries, loads: readonly LoadRef[]): Promise<void> {
  for (const { workspaceId, activityId, attempt } of loads) {
    await transaction
      .updateTable('activities')
      .set({ cleaned_attempt: attempt })
      .where('activity_id', '=', activityId)
      .where('workspace_id', '=', workspaceId)
      .where('cleaned_attempt', '<', attempt)
      .execute();
  }
}
