import type {
  ClientBase,
  ClientConfig,
  Connection,
  Pool,
  PoolClient,
  Query,
  QueryResult,
  QueryResultRow,
} from 'pg';
import { ANSWER_WITHIN_MS, createDeadline, type Deadline } from './postgresDeadline.ts';
import { isElsewhere, standbyRefused, translatePostgresError, unconfirmedBy } from './postgresErrors.ts';
import { type PostgresHosts, parseHosts } from './postgresHosts.ts';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 10_000;
const INT8_OID = 20;

/** Where PostgreSQL warns that it no longer waits for a standby: named so in every language and version. */
const STANDBY_GIVEN_UP = 'SyncRepWaitForLSN';

/**
 * What each new connection is told. By a statement and not by start-up parameters, which poolers refuse; a server
 * set to wait for its replicas too keeps its stronger promise.
 */
const SESSION = `
  SELECT pg_is_in_recovery() AS standby, set_config('client_min_messages', 'warning', false),
    set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
    set_config('idle_in_transaction_session_timeout', $3, false),
    set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') = 'remote_apply'
      THEN 'remote_apply' ELSE 'on' END, false)`;

/** A pool whose every failure comes as news with a name. */
export interface PostgresPool {
  /** What may be shown of its URL: `host:port/database`. */
  readonly server: string;
  /** How many hosts its URL names. */
  readonly hosts: number;
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
 * Loads the driver, which is not loaded where there is no PostgreSQL (11 MB). Of several hosts the one that takes changes
 * is looked for whenever the last one does not: a standby is refused, as `target_session_attrs=read-write` has it.
 * @throws AppError settings_invalid
 */
export async function openPostgresPool(
  url: string,
  limits: { readonly lockTimeoutMs: number; readonly answerWithinMs?: number | undefined },
): Promise<PostgresPool> {
  const { lockTimeoutMs, answerWithinMs = ANSWER_WITHIN_MS } = limits;
  const hosts = parseHosts(url);
  const { server } = hosts;
  const { default: pg } = await import('pg');
  /** Of the host that was the current one when it was made. */
  class HostClient extends pg.Client {
    readonly place = hosts.place();
    constructor(config?: ClientConfig) {
      super({ ...config, connectionString: hosts.url() });
    }
  }
  const pool: Pool = new pg.Pool({
    Client: HostClient,
    application_name: 'gst-intake',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    pipeline: true,
    types: {
      getTypeParser: (oid, format) => (oid === INT8_OID ? parseInt8 : pg.types.getTypeParser(oid, format)),
    },
    onConnect: (client) => startSession(client, { server, lockTimeoutMs }),
  });
  // A connection that breaks while nobody waits on it is replaced when the next one is needed.
  pool.on('error', () => undefined);
  const unconfirmed = new WeakSet<ClientBase>();
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    client.on('notice', ({ routine }) => {
      if (routine !== STANDBY_GIVEN_UP) return;
      unconfirmed.add(client);
      if (client instanceof HostClient) hosts.leave(client.place);
    });
  });

  /** Past connections to a host that was left. */
  async function take(): Promise<PoolClient> {
    for (;;) {
      const client = await pool.connect();
      if (!(client instanceof HostClient) || client.place === hosts.place()) return client;
      client.release(true);
    }
  }

  const names = (client: PoolClient): Names => ({
    server,
    newQuery: (text) => new pg.Query(text),
    isUnconfirmed: () => unconfirmed.has(client),
    deadline: createDeadline(client, {
      answerWithinMs,
      onOverdue() {
        if (client instanceof HostClient) hosts.leave(client.place);
      },
    }),
  });
  return {
    server,
    hosts: hosts.count,
    async connect() {
      const client = await takeFromAny(hosts, take);
      return named(client, names(client));
    },
    end: () => pool.end(),
  };
}

/** From the first host that lends a connection, each asked once. */
async function takeFromAny(hosts: PostgresHosts, take: () => Promise<PoolClient>): Promise<PoolClient> {
  for (let asked = 1; ; asked += 1) {
    const place = hosts.place();
    try {
      return await take();
    } catch (error) {
      const news = translatePostgresError(error, hosts.server);
      if (!isElsewhere(error)) throw news;
      hosts.leave(place);
      if (asked >= hosts.count) throw news;
    }
  }
}

/** The pool waits for the promise, though its types say nothing of one. */
async function startSession(
  client: ClientBase,
  { server, lockTimeoutMs }: { readonly server: string; readonly lockTimeoutMs: number },
): Promise<void> {
  const session = {
    text: SESSION,
    values: [STATEMENT_TIMEOUT_MS, lockTimeoutMs, IDLE_TRANSACTION_TIMEOUT_MS].map(String),
    query_timeout: CONNECT_TIMEOUT_MS,
  };
  const { rows } = await client.query<{ standby: boolean }>(session);
  if (rows[0]?.standby !== false) throw standbyRefused(server);
}

interface Names {
  readonly server: string;
  newQuery(text: string): Query;
  isUnconfirmed(): boolean;
  readonly deadline: Deadline;
}

function named(client: PoolClient, { server, newQuery, isUnconfirmed, deadline }: Names): PostgresClient {
  return {
    async copyIn(text, data) {
      try {
        await deadline.within(text, () => copyIn(client, newQuery(text), data));
      } catch (error) {
        throw translatePostgresError(error, server);
      }
    },
    async query<R extends QueryResultRow>(statement: Statement) {
      let result: QueryResult<R>;
      try {
        result = await deadline.within(statement.text, () => client.query<R>(statement));
      } catch (error) {
        throw translatePostgresError(error, server);
      }
      // Committed here and perhaps nowhere else: who is told so may lose it with this machine.
      if (isUnconfirmed()) throw unconfirmedBy(server);
      return result;
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
