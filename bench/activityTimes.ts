import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** Times of an activity as the server wrote them down, in epoch milliseconds. */
export interface EndedActivity {
  readonly activityId: string;
  readonly state: string;
  readonly createdAt: number;
  readonly endedAt: number;
}

/** Where the activities stand: the folder of an installation on SQLite, or the URL of its PostgreSQL. */
export type ActivityPlace = { readonly dataDir: string } | { readonly databaseUrl: string };

type Rows = Record<string, unknown>[];

const POLL_MS = 100;

/** Waits until none of the installation's activities runs or waits; those that ended, by their end. */
export async function untilAllEnded(place: ActivityPlace, triggeredSince: number): Promise<EndedActivity[]> {
  const { select, close } = await open(place);
  const since = String(Math.trunc(triggeredSince));
  const isOpen = `SELECT 1 FROM activities WHERE created_at >= ${since} AND state IN ('queued', 'running') LIMIT 1`;
  while ((await select(isOpen)).length > 0) await pause(POLL_MS);
  const rows = await select(
    `SELECT activity_id, state, created_at, ended_at FROM activities WHERE created_at >= ${since} ORDER BY ended_at`,
  );
  await close();
  return rows.map((row) => ({
    activityId: String(row['activity_id']),
    state: String(row['state']),
    createdAt: Number(row['created_at']),
    endedAt: Number(row['ended_at']),
  }));
}

async function open(place: ActivityPlace): Promise<{
  select(sql: string): Promise<Rows>;
  close(): Promise<void>;
}> {
  if ('databaseUrl' in place) {
    const client = new pg.Client({ connectionString: place.databaseUrl });
    await client.connect();
    return { select: async (sql) => (await client.query(sql)).rows, close: () => client.end() };
  }
  const database = new DatabaseSync(`${place.dataDir}/control.sqlite`, { readOnly: true });
  return {
    select: async (sql) => database.prepare(sql).all(),
    close: async () => database.close(),
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
