import type { ActivityResult } from '../ingestion/activity.ts';
import type { ActivityStore } from '../ingestion/ports.ts';
import type { ActivityRow } from './activityRow.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';

/** The one update that makes an attempt count; the trail and the place in the order of settling go with it. */
export function settle(engine: Engine, input: Parameters<ActivityStore['settle']>[0]): Promise<boolean> {
  const { activityId, fence, at, result } = input;
  return transact(engine.queries, async (transaction) => {
    const held = transaction
      .selectFrom('activities')
      .selectAll()
      .where('activity_id', '=', activityId)
      .where('attempt', '=', fence)
      .where('state', '=', 'running');
    const row = await (engine.rowLocks ? held.forUpdate() : held).executeTakeFirst();
    if (row === undefined) return false;
    const settledSequence = result.state === 'completed' ? await nextInOrder(transaction) : null;
    await recordEnd(transaction, { row, at, result, settledSequence });
    return true;
  });
}

/** Held until the transaction ends, so that the order is that of the commits. */
async function nextInOrder(transaction: Queries): Promise<number> {
  const { value } = await transaction
    .updateTable('counters')
    .set(({ eb }) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', 'settled')
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}

/** For a row that the transaction holds. */
export async function recordEnd(
  transaction: Queries,
  end: {
    readonly row: ActivityRow;
    readonly at: number;
    readonly result: ActivityResult;
    readonly settledSequence: number | null;
  },
): Promise<void> {
  const { row, at, result, settledSequence } = end;
  await transaction
    .updateTable('activities')
    .set({
      state: result.state,
      ended_at: at,
      lease_until: null,
      phase: 'done',
      result: JSON.stringify(result),
      settled_sequence: settledSequence,
      refused_rows: refusedRowsOf(result),
      changed_at: at,
    })
    .where('activity_id', '=', row.activity_id)
    .execute();
  await appendAudit(transaction, {
    at,
    workspaceId: row.workspace_id,
    actor: 'worker',
    action: 'activity.ended',
    subject: row.activity_id,
    detail: { state: result.state, attempt: row.attempt },
  });
}

function refusedRowsOf({ stats }: ActivityResult): number {
  return (stats ?? []).reduce((sum, { invalidRows }) => sum + invalidRows, 0);
}
