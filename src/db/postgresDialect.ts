import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { Binding } from './postgresBinding.ts';
import type { PostgresClient, PostgresPool } from './postgresPool.ts';

/** Binds all that a dialect is used for to one workspace. */
interface Bound {
  readonly binding: Binding;
  readonly workspaceId: string;
}

/** Kysely over a pool that names its failures and drops connections whose state is unknown. */
export function createPostgresDialect(pool: PostgresPool, bound?: Bound): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(pool, bound),
    createIntrospector: (queries) => new PostgresIntrospector(queries),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

interface Use {
  readonly client: PostgresClient;
  inTransaction: boolean;
  broken: boolean;
}

function createDriver(pool: PostgresPool, bound: Bound | undefined): ReturnType<Dialect['createDriver']> {
  const inUse = new Map<DatabaseConnection, Use>();
  return {
    async init() {},
    async acquireConnection() {
      const client = await pool.connect();
      const use: Use = { client, inTransaction: false, broken: false };
      const connection = createConnection(use, bound);
      inUse.set(connection, use);
      return connection;
    },
    async releaseConnection(connection) {
      const use = inUse.get(connection);
      inUse.delete(connection);
      use?.client.release(use.broken);
    },
    async beginTransaction(connection) {
      const use = inUse.get(connection);
      if (bound === undefined || use === undefined) {
        await connection.executeQuery(CompiledQuery.raw('BEGIN'));
        return;
      }
      use.inTransaction = true;
      use.broken = true;
      await Promise.all(await bound.binding.begin(use.client, bound.workspaceId));
      use.broken = false;
    },
    async commitTransaction(connection) {
      await connection.executeQuery(CompiledQuery.raw('COMMIT'));
    },
    async rollbackTransaction(connection) {
      try {
        await connection.executeQuery(CompiledQuery.raw('ROLLBACK'));
      } catch {
        // The server rolls back by itself when the connection ends; the error that led here is the one to tell.
        const use = inUse.get(connection);
        if (use !== undefined) use.broken = true;
      }
    },
    async destroy() {},
  };
}

function createConnection(use: Use, bound: Bound | undefined): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery) {
      const statement = { text: sql, values: [...parameters] };
      const { command, rowCount, rows } = await (bound === undefined || use.inTransaction
        ? use.client.query(statement)
        : bound.binding.query(use.client, bound.workspaceId, statement));
      if (sql === 'COMMIT' && command !== 'COMMIT') throw new Error('the transaction was rolled back');
      return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) };
    },
    async *streamQuery() {
      yield await Promise.reject(new Error('queries are not streamed'));
    },
  };
}
