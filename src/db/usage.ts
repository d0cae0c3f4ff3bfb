import { sql } from 'kysely';
import { NO_USAGE, type Usage, type UsageQuery } from '../accounts/usage.ts';
import type { Engine } from './engine.ts';

/**
 * Uploads and activities go along the keys that begin with the time of issue, what is kept along the indexes that hold
 * its sizes: each is read once for all workspaces.
 */
export async function readUsage(engine: Engine, query: UsageQuery): Promise<ReadonlyMap<string, Usage>> {
  const found = new Map<string, Usage>();
  const merge = (id: string, facts: (before: Usage) => Partial<Usage>) => {
    const before = found.get(id) ?? NO_USAGE;
    found.set(id, { ...before, ...facts(before) });
  };
  for (const { id, ...issued } of await readIssued(engine, query)) merge(id, () => issued);
  for (const { id, state, count } of await readStates(engine, query)) {
    merge(id, ({ activities }) => ({ activities: { ...activities, [state]: count } }));
  }
  for (const { id, ...judged } of await readJudged(engine, query)) merge(id, () => judged);
  for (const { id, files, bytes } of await readKept(engine, query)) {
    merge(id, (before) => ({
      filesKept: before.filesKept + files,
      bytesKept: before.bytesKept + bytes,
    }));
  }
  return found;
}

function ofWorkspace({ workspaceId }: UsageQuery) {
  return workspaceId === undefined ? sql`` : sql`AND workspace_id = ${workspaceId}`;
}

async function readIssued({ queries }: Engine, query: UsageQuery) {
  const { rows } = await sql<{ id: string; urlsIssued: number; uploadsLanded: number; bytesLanded: number }>`
    SELECT workspace_id AS id, count(*) AS "urlsIssued", count(landed_at) AS "uploadsLanded",
      CAST(coalesce(sum(CASE WHEN landed_at IS NOT NULL THEN bytes END), 0) AS BIGINT) AS "bytesLanded"
    FROM uploads WHERE issued_at >= ${query.start} AND issued_at < ${query.end} ${ofWorkspace(query)}
    GROUP BY workspace_id`.execute(queries);
  return rows;
}

async function readStates({ queries }: Engine, query: UsageQuery) {
  const { rows } = await sql<{ id: string; state: string; count: number }>`
    SELECT workspace_id AS id, state, count(*) AS count
    FROM activities WHERE upload_issued_at >= ${query.start} AND upload_issued_at < ${query.end} ${ofWorkspace(query)}
    GROUP BY workspace_id, state`.execute(queries);
  return rows;
}

async function readJudged({ queries, ddl }: Engine, query: UsageQuery) {
  const { rows } = await sql<{ id: string; rowsValid: number; rowsInvalid: number; documents: number }>`
    SELECT workspace_id AS id,
      CAST(coalesce(sum(CAST(stats.value ->> 'validRows' AS BIGINT)), 0) AS BIGINT) AS "rowsValid",
      CAST(coalesce(sum(CAST(stats.value ->> 'invalidRows' AS BIGINT)), 0) AS BIGINT) AS "rowsInvalid",
      CAST(coalesce(sum(CASE WHEN state = 'completed' THEN CAST(stats.value ->> 'totalDocumentCount' AS BIGINT) END), 0)
        AS BIGINT) AS documents
    FROM activities CROSS JOIN ${sql.raw(ddl.eachOf('activities.result', 'stats'))} AS stats
    WHERE upload_issued_at >= ${query.start} AND upload_issued_at < ${query.end} ${ofWorkspace(query)}
    GROUP BY workspace_id`.execute(queries);
  return rows;
}

async function readKept({ queries }: Engine, query: UsageQuery) {
  const sums = sql`SELECT workspace_id AS id, count(*) AS files, CAST(sum(bytes) AS BIGINT) AS bytes`;
  const { rows } = await sql<{ id: string; files: number; bytes: number }>`
    ${sums} FROM uploads WHERE state = 'landed' ${ofWorkspace(query)} GROUP BY workspace_id
    UNION ALL ${sums} FROM uploads WHERE state = 'pinned' ${ofWorkspace(query)} GROUP BY workspace_id
    UNION ALL ${sums} FROM downloads WHERE TRUE ${ofWorkspace(query)} GROUP BY workspace_id`.execute(queries);
  return rows;
}
