import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { PostgresClient, PostgresPool } from './postgresPool.ts';

/** Kysely over a pool that names its failures and drops connections whose state is unknown. */
export function createPostgresDialect(pool: PostgresPool): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(pool),
    createIntrospector: (queries) => new PostgresIntrospector(queries),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function createDriver(pool: PostgresPool): ReturnType<Dialect['createDriver']> {
  const inUse = new Map<DatabaseConnection, { readonly client: PostgresClient; broken: boolean }>();
  return {
    async init() {},
    async acquireConnection() {
      const client = await pool.connect();
      const connection = createConnection(client);
      inUse.set(connection, { client, broken: false });
      return connection;
    },
    async releaseConnection(connection) {
      const use = inUse.get(connection);
      inUse.delete(connection);
      use?.client.release(use.broken);
    },
    async beginTransaction(connection) {
      await connection.executeQuery(CompiledQuery.raw('BEGIN'));
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

function createConnection(client: PostgresClient): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery) {
      const { command, rowCount, rows } = await client.query({ text: sql, values: [...parameters] });
      if (sql === 'COMMIT' && command !== 'COMMIT') throw new Error('the transaction was rolled back');
      return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) };
    },
    async *streamQuery() {
      yield await Promise.reject(new Error('queries are not streamed'));
    },
  };
}
