import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Database } from '../../src/db/open.ts';
import { type UploadRow, WRONG_QUOTAS } from './ledger.ts';
import type { Proof } from './prove.ts';

const CLEANED_WITHIN_MS = 120_000;

/** Each counts what must not be, with the rest of the sentence. */
const NEVER: readonly (readonly [sql: string, what: string])[] = [
  [`SELECT count(*) AS n FROM (${WRONG_QUOTAS}) wrong`, 'quotas are not the uploads issued'],
  [
    "SELECT count(*) AS n FROM activities WHERE state IN ('queued', 'running') OR lease_until IS NOT NULL",
    'activities have not ended',
  ],
  [
    'SELECT count(*) AS n FROM (SELECT 1 FROM activities GROUP BY upload_id HAVING count(*) > 1) twice',
    'uploads have two activities',
  ],
  [
    `SELECT count(*) AS n FROM documents d JOIN loads l ON l.load_id = d.load_id
     WHERE NOT EXISTS (SELECT 1 FROM activities a WHERE a.state = 'completed' AND l.state = 'committed'
       AND a.activity_id = l.activity_id AND a.attempt = l.attempt)`,
    'documents of dead attempts are left',
  ],
  [
    `SELECT count(*) AS n FROM documents d FULL JOIN document_keys k ON k.load_id = d.load_id AND k.sequence = d.sequence
     WHERE d.load_id IS NULL OR k.load_id IS NULL`,
    'documents have no key, or keys no document',
  ],
  [
    `SELECT count(*) AS n FROM downloads WHERE download_id NOT IN (
      SELECT coalesce(result::json ->> named, '') FROM activities,
        unnest(ARRAY['errorDownloadId', 'warningDownloadId', 'markDownloadId']) AS named WHERE result IS NOT NULL)`,
    'reports of dead attempts are left',
  ],
  [
    `SELECT count(*) AS n FROM (SELECT 1 FROM audit WHERE action IN ('activity.triggered', 'activity.ended')
      GROUP BY action, subject HAVING count(*) > 1) twice`,
    'activities were triggered or ended twice',
  ],
  [
    `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'gst-intake'
      AND state LIKE 'idle in transaction%'`,
    'transactions were left open',
  ],
];

export async function withPostgres<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function readPostgresUploads(url: string): Promise<Map<string, UploadRow>> {
  const rows = await withPostgres(url, (client) =>
    client.query<Omit<UploadRow, 'bytes'> & { bytes: string | null }>(
      'SELECT upload_id, state, current_put, bytes, sha256 FROM uploads',
    ),
  );
  return new Map(
    rows.rows.map((row) => [row.upload_id, { ...row, bytes: row.bytes === null ? null : Number(row.bytes) }]),
  );
}

/** Waits until the workers have cleaned away what dead attempts left. @returns for how long */
export async function untilCleaned(database: Database, proof: Proof): Promise<number> {
  const began = performance.now();
  while ((await database.activities.deadLoads(1)).length > 0) {
    if (performance.now() - began > CLEANED_WITHIN_MS) {
      proof.violation('dead attempts are not cleaned up');
      break;
    }
    await pause(100);
  }
  return performance.now() - began;
}

/** I3 to I7 over a PostgreSQL and its folder of files, when all has come to rest. */
export async function reconcilePostgres(url: string, dataDir: string, proof: Proof): Promise<void> {
  await withPostgres(url, async (client) => {
    for (const [sql, what] of NEVER) {
      const { rows } = await client.query<{ n: string }>(sql);
      if (rows[0]?.n !== '0') proof.violation(`${rows[0]?.n} ${what}`);
    }
    const { rows } = await client.query<{ owner: string }>(
      'SELECT upload_id AS owner FROM uploads UNION ALL SELECT download_id FROM downloads',
    );
    const owners = new Set(rows.map(({ owner }) => owner));
    const objects = join(dataDir, 'objects');
    for (const shard of await readdir(objects)) {
      for (const owner of await readdir(join(objects, shard)))
        if (!owners.has(owner))
          proof.violation(`a file of ${owner} is left, which is no upload and no download`);
    }
  });
}
