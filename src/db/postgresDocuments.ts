import type { DocumentStore, LoadRef } from '../ingestion/ports.ts';
import { copyText } from './copyText.ts';
import { createDocumentLoad, type LoadWriter } from './documentLoad.ts';
import {
  DOCUMENT_COLUMNS,
  type DocumentColumns,
  documentValues,
  KEY_COLUMNS,
  keyHashOf,
  keyParts,
  toStoredDocument,
} from './documentRow.ts';
import type { Binding } from './postgresBinding.ts';
import { type PostgresClient, type PostgresPool, withClient } from './postgresPool.ts';

const ROWS_PER_DELETION = 10_000;

const COPY_DOCUMENTS = `COPY documents (load_id, sequence, ${DOCUMENT_COLUMNS.join(', ')}) FROM STDIN`;
const COPY_KEYS = 'COPY document_keys (key_hash, load_id, sequence) FROM STDIN';

const READ = `
  SELECT d.* FROM loads l JOIN documents d ON d.load_id = l.load_id
  WHERE l.workspace_id = $1 AND l.activity_id = $2 AND l.attempt = $3 AND l.state = 'committed' AND d.sequence > $4
  ORDER BY d.sequence LIMIT $5`;

const VERSIONS = `
  SELECT wanted.place, l.activity_id, l.attempt
  FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::text[])
    WITH ORDINALITY AS wanted (key_hash, ${KEY_COLUMNS.join(', ')}, place)
  JOIN document_keys k ON k.key_hash = wanted.key_hash
  JOIN documents d ON d.load_id = k.load_id AND d.sequence = k.sequence
    AND ${KEY_COLUMNS.map((column) => `d.${column} = wanted.${column}`).join(' AND ')}
  JOIN loads l ON l.load_id = d.load_id AND l.workspace_id = $1 AND l.state = 'committed'
  ORDER BY wanted.place, l.load_id, d.sequence`;

/** Documents in the tables `loads`, `documents` and `document_keys`, loaded by COPY; read bound to their workspace. */
export function createPostgresDocuments(pool: PostgresPool, binding: Binding): DocumentStore {
  return {
    openLoad: async (load) => createDocumentLoad(await beginLoad(pool, load)),

    async read({ workspaceId, activityId, attempt }, { after, limit }) {
      const rows = await withClient(pool, (client) =>
        binding.query<DocumentColumns & { sequence: number }>(client, workspaceId, {
          text: READ,
          values: [workspaceId, activityId, attempt, after, limit],
        }),
      );
      return rows.rows.map((row) => toStoredDocument(row, row.sequence));
    },

    async versions(workspaceId, keys) {
      const columns = KEY_COLUMNS.map((_, place) => keys.map((key) => keyParts(key)[place]));
      const { rows } = await withClient(pool, (client) =>
        binding.query<{ place: number; activity_id: string; attempt: number }>(client, workspaceId, {
          text: VERSIONS,
          values: [workspaceId, keys.map(keyHashOf), ...columns],
        }),
      );
      const found: LoadRef[][] = keys.map(() => []);
      for (const { place, activity_id, attempt } of rows) {
        found[place - 1]?.push({ workspaceId, activityId: activity_id, attempt });
      }
      return found;
    },

    remove: (load) => removeLoad(pool, load),

    async erase(workspaceId, dead) {
      await withClient(pool, (client) =>
        client.query({
          text: "UPDATE loads SET state = 'removed' WHERE workspace_id = $1",
          values: [workspaceId],
        }),
      );
      for (const load of dead) await removeLoad(pool, load);
      const { rows } = await withClient(pool, (client) =>
        client.query<{ load_id: number }>({
          text: 'SELECT load_id FROM loads WHERE workspace_id = $1 ORDER BY load_id',
          values: [workspaceId],
        }),
      );
      for (const { load_id } of rows) await emptyLoad(pool, load_id);
    },

    async close() {},
  };
}

async function beginLoad(pool: PostgresPool, load: LoadRef): Promise<LoadWriter> {
  const loadId = await withClient(pool, async (client) => {
    const { rows } = await client.query<{ load_id: number; state: string }>({
      text: `INSERT INTO loads (workspace_id, activity_id, attempt, state) VALUES ($1, $2, $3, 'open')
        ON CONFLICT (activity_id, attempt) DO UPDATE
          SET state = CASE loads.state WHEN 'removed' THEN 'removed' ELSE 'open' END
        RETURNING load_id, state`,
      values: [load.workspaceId, load.activityId, load.attempt],
    });
    const [row] = rows;
    if (row?.state !== 'open') throw removed();
    return row.load_id;
  });
  await emptyLoad(pool, loadId);
  return {
    write: (documents) =>
      quickly(pool, loadId, (client) =>
        client.copyIn(
          COPY_DOCUMENTS,
          copyText(documents.map((document) => [loadId, document.sequence, ...documentValues(document)])),
        ),
      ),
    writeKeys: (keys) =>
      quickly(pool, loadId, (client) =>
        client.copyIn(COPY_KEYS, copyText(keys.map(({ keyHash, sequence }) => [keyHash, loadId, sequence]))),
      ),
    async commit() {
      const { rowCount } = await withClient(pool, (client) =>
        client.query({
          text: "UPDATE loads SET state = 'committed' WHERE load_id = $1 AND state = 'open'",
          values: [loadId],
        }),
      );
      if (rowCount !== 1) throw removed();
    },
    remove: () => removeLoad(pool, load),
  };
}

async function removeLoad(pool: PostgresPool, { workspaceId, activityId, attempt }: LoadRef): Promise<void> {
  const loadId = await withClient(pool, async (client) => {
    const { rows } = await client.query<{ load_id: number }>({
      text: `INSERT INTO loads (workspace_id, activity_id, attempt, state) VALUES ($1, $2, $3, 'removed')
        ON CONFLICT (activity_id, attempt) DO UPDATE SET state = 'removed' RETURNING load_id`,
      values: [workspaceId, activityId, attempt],
    });
    return rows[0]?.load_id ?? 0;
  });
  await emptyLoad(pool, loadId);
}

/** In pieces: no statement takes long, and whatever is left after a crash the next call finds. */
async function emptyLoad(pool: PostgresPool, loadId: number): Promise<void> {
  for (;;) {
    const { rowCount } = await withClient(pool, (client) =>
      client.query({
        text: `WITH gone AS (
            DELETE FROM documents WHERE load_id = $1 AND sequence <= (
              SELECT min(sequence) + $2 FROM documents WHERE load_id = $1)
            RETURNING key_hash, load_id, sequence
          ), keys_gone AS (
            DELETE FROM document_keys k USING gone
            WHERE k.key_hash = gone.key_hash AND k.load_id = gone.load_id AND k.sequence = gone.sequence
          ) SELECT 1 FROM gone`,
        values: [loadId, ROWS_PER_DELETION],
      }),
    );
    if (rowCount === 0) return;
  }
}

/**
 * One transaction of an open load, held against its removal. Not waited for on the disk: the commit of the load, which
 * comes after it in the log, is.
 */
function quickly(
  pool: PostgresPool,
  loadId: number,
  work: (client: PostgresClient) => Promise<void>,
): Promise<void> {
  return withClient(pool, async (client) => {
    const [, , held] = await Promise.all([
      client.query({ text: 'BEGIN' }),
      client.query({ text: 'SET LOCAL synchronous_commit = off' }),
      client.query({
        name: 'load-held',
        text: "SELECT 1 FROM loads WHERE load_id = $1 AND state = 'open' FOR SHARE",
        values: [loadId],
      }),
    ]);
    if (held.rowCount !== 1) throw removed();
    await work(client);
    const { command } = await client.query({ text: 'COMMIT' });
    if (command !== 'COMMIT') throw new Error('the load was rolled back');
  });
}

function removed(): Error {
  return new Error('the load was removed: its attempt is dead');
}
