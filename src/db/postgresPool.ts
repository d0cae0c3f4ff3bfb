import type { ClientBase, Connection, Pool, PoolClient, Query, QueryResult, QueryResultRow } from 'pg';
import { AppError } from '../errors.ts';
import { translatePostgresError } from './postgresErrors.ts';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 10_000;
const INT8_OID = 20;

/**
 * What each new connection is told. By a statement and not by start-up parameters, which poolers refuse; a server
 * set to wait for its replicas too keeps its stronger promise.
 */
const SESSION = `
  SELECT set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
    set_config('idle_in_transaction_session_timeout', $3, false),
    set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') = 'remote_apply'
      THEN 'remote_apply' ELSE 'on' END, false)`;

/** A pool whose every failure comes as news with a name. */
export interface PostgresPool {
  /** `host:port/database`. */
  readonly server: string;
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
}

export interface PostgresClient {
  /** Statements given without waiting for the one before are sent at once and run in order. */
  query<R extends QueryResultRow>(statement: Statement): Promise<QueryResult<R>>;
  /** Runs a `COPY … FROM STDIN` alone: nothing else may be sent before it resolves. @param data in the format that it names */
  copyIn(text: string, data: Buffer): Promise<void>;
  /** @param broken whether the connection is in no state to be used again */
  release(broken: boolean): void;
}

export interface Statement {
  /** With a name it is parsed once a connection. */
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}

/**
 * Loads the driver, which is not loaded where there is no PostgreSQL (11 MB), and connects for the first time.
 * @throws AppError settings_invalid, unavailable
 */
export async function openPostgresPool(url: string, lockTimeoutMs: number): Promise<PostgresPool> {
  const server = serverOf(url);
  const { default: pg } = await import('pg');
  const pool: Pool = new pg.Pool({
    connectionString: url,
    application_name: 'gst-intake',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    pipeline: true,
    types: {
      getTypeParser: (oid, format) => (oid === INT8_OID ? parseInt8 : pg.types.getTypeParser(oid, format)),
    },
    onConnect: (client) => startSession(client, lockTimeoutMs),
  });
  // A connection that breaks while nobody waits on it is replaced when the next one is needed.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  return {
    server,
    async connect() {
      try {
        return named(await pool.connect(), { server, newQuery: (text) => new pg.Query(text) });
      } catch (error) {
        throw translatePostgresError(error, server);
      }
    },
    end: () => pool.end(),
  };
}

/** The pool waits for the promise, though its types say nothing of one. */
async function startSession(client: ClientBase, lockTimeoutMs: number): Promise<void> {
  await client.query(SESSION, [
    String(STATEMENT_TIMEOUT_MS),
    String(lockTimeoutMs),
    String(IDLE_TRANSACTION_TIMEOUT_MS),
  ]);
}

function named(
  client: PoolClient,
  { server, newQuery }: { readonly server: string; readonly newQuery: (text: string) => Query },
): PostgresClient {
  return {
    async copyIn(text, data) {
      try {
        await copyIn(client, newQuery(text), data);
      } catch (error) {
        throw translatePostgresError(error, server);
      }
    },
    async query<R extends QueryResultRow>(statement: Statement) {
      try {
        return await client.query<R>(statement);
      } catch (error) {
        throw translatePostgresError(error, server);
      }
    },
    release: (broken) => client.release(broken),
  };
}

/** What the driver calls on a query of its own and its types keep to themselves. */
interface CopyQuery {
  callback: (error: Error | null) => void;
  handleCopyInResponse: (connection: CopyConnection) => void;
}

interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** The driver speaks the protocol of COPY but for where the data come from. */
function copyIn(client: PoolClient, query: Query, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const copy = query as unknown as CopyQuery;
    copy.handleCopyInResponse = (connection) => {
      connection.sendCopyFromChunk(data);
      connection.endCopyFrom();
    };
    copy.callback = (error) => (error === null ? resolve() : reject(error));
    client.query(query);
  });
}

/** Counts, ids and times: all below 2^53, or something is badly wrong. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large an integer`);
  return value;
}

/** What may be shown of a database URL. @throws AppError settings_invalid */
function serverOf(url: string): string {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new AppError(
      'settings_invalid',
      'GST_INTAKE_DATABASE_URL is no PostgreSQL URL: write postgres://USER:PASSWORD@HOST:PORT/DATABASE.',
    );
  }
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
}

/** Lends a connection to `work`; after an error whatever transaction it left open is undone, or the connection thrown away. */
export async function withClient<T>(
  pool: PostgresPool,
  work: (client: PostgresClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    const result = await work(client);
    broken = false;
    return result;
  } catch (error) {
    broken = await client.query({ text: 'ROLLBACK' }).then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}
