import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

/** Seconds from trigger to end, as the server wrote them down. */
export interface EndedActivity {
  readonly activityId: string;
  readonly state: string;
  readonly createdAt: number;
  readonly endedAt: number;
}

/** Waits until none of the installation's activities runs or waits; those that ended, by their end. */
export async function untilAllEnded(dataDir: string, triggeredSince: number): Promise<EndedActivity[]> {
  const database = new DatabaseSync(`${dataDir}/control.sqlite`, { readOnly: true });
  const open = database.prepare(
    `SELECT COUNT(*) AS open FROM activities WHERE created_at >= ? AND state IN ('queued', 'running')`,
  );
  while (Number(open.get(triggeredSince)?.['open']) > 0) await pause(100);
  const rows = database
    .prepare(
      'SELECT activity_id, state, created_at, ended_at FROM activities WHERE created_at >= ? ORDER BY ended_at',
    )
    .all(triggeredSince);
  database.close();
  return rows.map((row) => ({
    activityId: String(row['activity_id']),
    state: String(row['state']),
    createdAt: Number(row['created_at']),
    endedAt: Number(row['ended_at']),
  }));
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
