import type { Calendar } from '../accounts/calendar.ts';
import { AppError } from '../errors.ts';
import { type ColumnValue, copyText } from './copyText.ts';
import { DOCUMENT_COLUMNS } from './documentRow.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { openPostgresPool, type PostgresClient, type PostgresPool, withClient } from './postgresPool.ts';
import {
  type LoadRows,
  type Row,
  type StoredLoad,
  type TableRows,
  TRANSFERRED_TABLES,
  type TransferredTable,
} from './transferTables.ts';

const ROWS_PER_COPY = 2_000;
const CHARACTERS_PER_COPY = 2_000_000;
const ROWS_PER_FETCH = 2_000;
const LOCK_WAIT_MS = 60_000;
/** Of a table of any size. */
const LONGEST_STATEMENT_MS = 86_400_000;

/** A PostgreSQL database, brought to this program's version, that takes an installation in. */
export interface TransferTarget {
  /** The transfer of this source that was begun here, if any. @throws AppError conflict when it holds anything else */
  find(fingerprint: string): Promise<TransferProgress | undefined>;
  /** All control data and the mark that a transfer is under way, in one transaction. @throws AppError conflict as `find` */
  begin(input: {
    readonly fingerprint: string;
    readonly at: number;
    readonly tables: readonly TableRows[];
    readonly onRow: () => void;
  }): Promise<void>;
  /** One transaction; nothing where the load is there already. */
  copyLoad(rows: LoadRows, onRow: () => void): Promise<void>;
  /** Remembers that all files up to this one are there. */
  markFiles(fingerprint: string, until: string): Promise<void>;
  finish(fingerprint: string, at: number): Promise<void>;
  eachRow(table: TransferredTable, columns: readonly string[], use: (row: Row) => void): Promise<void>;
  /** `activity_id`, `attempt`, `sequence`, then the columns of `DOCUMENT_COLUMNS`. */
  eachDocument(workspaceId: string, use: (row: Row) => void): Promise<void>;
  /** `activity_id`, `attempt`, `key_hash`, `sequence`. */
  eachKey(workspaceId: string, use: (row: Row) => void): Promise<void>;
  close(): Promise<void>;
}

export interface TransferProgress {
  /** `owner/part`; empty at the beginning. */
  readonly filesUntil: string;
  readonly isFinished: boolean;
}

/** @throws AppError settings_invalid, unavailable */
export async function openTransferTarget(options: {
  readonly url: string;
  readonly calendar: Calendar;
  /** Whether to bring the schema to this program's version first. */
  readonly migrates: boolean;
}): Promise<TransferTarget> {
  if (options.migrates) await migrateTarget(options);
  const pool = await openPostgresPool(options.url, {
    lockTimeoutMs: LOCK_WAIT_MS,
    answerWithinMs: LONGEST_STATEMENT_MS,
  });
  return {
    find: (fingerprint) =>
      withClient(pool, async (client) => {
        const { rows } = await client.query<{ there: boolean }>({
          text: "SELECT to_regclass('transfers') IS NOT NULL AS there",
        });
        return rows[0]?.there === true ? find(client, fingerprint) : undefined;
      }),

    begin: ({ fingerprint, at, tables, onRow }) =>
      inTransaction(pool, async (client) => {
        await client.query({ text: 'LOCK TABLE transfers, workspaces, audit IN EXCLUSIVE MODE' });
        if ((await find(client, fingerprint)) !== undefined) return;
        // Its one row is made by the migration.
        await client.query({ text: 'DELETE FROM counters' });
        for (const { table, columns, rows } of tables) {
          await copyRows(client, { into: `${table} (${columns.join(', ')})`, rows, onRow });
        }
        await client.query({
          text: "SELECT setval(pg_get_serial_sequence('audit', 'id'), max(id)) FROM audit HAVING max(id) IS NOT NULL",
        });
        await client.query({
          text: "INSERT INTO transfers (fingerprint, started_at, files_until) VALUES ($1, $2, '')",
          values: [fingerprint, at],
        });
      }),

    copyLoad: ({ load, documents, keys }, onRow) =>
      inTransaction(pool, async (client) => {
        const loadId = await addLoad(client, load);
        if (loadId === undefined) return;
        const withLoad = (rows: Iterable<Row>) => prefixed(rows, [loadId]);
        await copyRows(client, {
          into: `documents (load_id, sequence, ${DOCUMENT_COLUMNS.join(', ')})`,
          rows: withLoad(documents),
          onRow,
        });
        await copyRows(client, {
          into: 'document_keys (load_id, key_hash, sequence)',
          rows: withLoad(keys),
          onRow: () => undefined,
        });
      }),

    async markFiles(fingerprint, until) {
      await run(pool, 'UPDATE transfers SET files_until = $2 WHERE fingerprint = $1', [fingerprint, until]);
    },
    async finish(fingerprint, at) {
      await run(pool, 'UPDATE transfers SET finished_at = $2 WHERE fingerprint = $1', [fingerprint, at]);
    },

    eachRow: (table, columns, use) =>
      eachRow(pool, { text: `SELECT ${columns.join(', ')} FROM ${table}`, values: [], columns }, use),
    eachDocument(workspaceId, use) {
      const columns = ['activity_id', 'attempt', 'sequence', ...DOCUMENT_COLUMNS];
      const text = `SELECT ${columns.join(', ')} FROM loads JOIN documents USING (load_id) WHERE workspace_id = $1`;
      return eachRow(pool, { text, values: [workspaceId], columns }, use);
    },
    eachKey(workspaceId, use) {
      const columns = ['activity_id', 'attempt', 'key_hash', 'sequence'];
      const text = `SELECT ${columns.join(', ')} FROM loads JOIN document_keys USING (load_id) WHERE workspace_id = $1`;
      return eachRow(pool, { text, values: [workspaceId], columns }, use);
    },
    close: () => pool.end(),
  };
}

async function migrateTarget(options: { readonly url: string; readonly calendar: Calendar }): Promise<void> {
  const engine = await openPostgres({ ...options, busyTimeoutMs: LOCK_WAIT_MS });
  try {
    await migrate(engine);
  } finally {
    await engine.close();
  }
}

async function find(client: PostgresClient, fingerprint: string): Promise<TransferProgress | undefined> {
  const { rows: marks } = await client.query<{
    fingerprint: string;
    files_until: string;
    finished_at: number | null;
  }>({ text: 'SELECT fingerprint, files_until, finished_at FROM transfers' });
  const ours = marks.find((mark) => mark.fingerprint === fingerprint);
  if (ours !== undefined) return { filesUntil: ours.files_until, isFinished: ours.finished_at !== null };
  if (marks.length > 0) {
    throw new AppError(
      'conflict',
      'The database holds a transfer of another installation, or of this one before something changed in it. ' +
        'Make an empty database and transfer into that.',
    );
  }
  for (const table of TRANSFERRED_TABLES.filter((name) => name !== 'counters')) {
    const { rowCount } = await client.query({ text: `SELECT 1 FROM ${table} LIMIT 1` });
    if (rowCount !== 0) {
      throw new AppError(
        'conflict',
        `The database holds data already (in ${table}): a server or a command was run on it. Nothing was transferred. ` +
          'Make an empty database and name it by GST_INTAKE_DATABASE_URL.',
      );
    }
  }
  return undefined;
}

async function addLoad(client: PostgresClient, load: StoredLoad): Promise<number | undefined> {
  const { rows } = await client.query<{ load_id: number }>({
    text: `INSERT INTO loads (workspace_id, activity_id, attempt, state) VALUES ($1, $2, $3, $4)
      ON CONFLICT (activity_id, attempt) DO NOTHING RETURNING load_id`,
    values: [load.workspaceId, load.activityId, load.attempt, load.state],
  });
  return rows[0]?.load_id;
}

async function copyRows(
  client: PostgresClient,
  { into, rows, onRow }: { readonly into: string; readonly rows: Iterable<Row>; readonly onRow: () => void },
): Promise<void> {
  const text = `COPY ${into} FROM STDIN`;
  let gathered: Row[] = [];
  let characters = 0;
  for (const row of rows) {
    gathered.push(row);
    for (const value of row) characters += typeof value === 'string' ? value.length : 8;
    onRow();
    if (gathered.length < ROWS_PER_COPY && characters < CHARACTERS_PER_COPY) continue;
    await client.copyIn(text, copyText(gathered));
    gathered = [];
    characters = 0;
  }
  if (gathered.length > 0) await client.copyIn(text, copyText(gathered));
}

function* prefixed(rows: Iterable<Row>, before: Row): Iterable<Row> {
  for (const row of rows) yield [...before, ...row];
}

function inTransaction<T>(pool: PostgresPool, work: (client: PostgresClient) => Promise<T>): Promise<T> {
  return withClient(pool, async (client) => {
    await client.query({ text: 'BEGIN' });
    // A table may be read, or waited for, longer than a server ever does.
    await client.query({
      text: `SELECT set_config('statement_timeout', '0', true),
        set_config('idle_in_transaction_session_timeout', '0', true)`,
    });
    const result = await work(client);
    const { command } = await client.query({ text: 'COMMIT' });
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back');
    return result;
  });
}

function eachRow(
  pool: PostgresPool,
  query: { readonly text: string; readonly values: unknown[]; readonly columns: readonly string[] },
  use: (row: Row) => void,
): Promise<void> {
  return inTransaction(pool, async (client) => {
    await client.query({
      text: `DECLARE reader NO SCROLL CURSOR FOR ${query.text}`,
      values: query.values,
    });
    for (;;) {
      const { rows } = await client.query<Record<string, ColumnValue>>({
        text: `FETCH ${ROWS_PER_FETCH} FROM reader`,
      });
      for (const row of rows) use(query.columns.map((column) => row[column] ?? null));
      if (rows.length === 0) return;
    }
  });
}

async function run(pool: PostgresPool, text: string, values: unknown[]): Promise<void> {
  await withClient(pool, (client) => client.query({ text, values }));
}
