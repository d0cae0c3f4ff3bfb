import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { assertParameters, type SqliteConnection } from './sqliteConnection.ts';

/** Kysely over `node:sqlite`; Kysely's own SQLite driver begins transactions that can't be upgraded to writers. */
export function createSqliteDialect(connection: SqliteConnection): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(connection),
    createIntrospector: (queries) => new SqliteIntrospector(queries),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(connection: SqliteConnection): Driver {
  const executor = createExecutor(connection);
  let endTurn: () => void = () => undefined;
  return {
    async init() {},
    async acquireConnection() {
      endTurn = await connection.takeTurn();
      return executor;
    },
    async releaseConnection() {
      endTurn();
    },
    beginTransaction: () => connection.begin(),
    async commitTransaction() {
      try {
        connection.commit();
      } catch (error) {
        throw connection.translate(error);
      }
    },
    async rollbackTransaction() {
      connection.rollback();
    },
    async destroy() {},
  };
}

function createExecutor(connection: SqliteConnection): DatabaseConnection {
  function execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    assertParameters(parameters);
    const { statement, returnsRows } = connection.prepare(sql);
    if (returnsRows) return { rows: statement.all(...parameters) as R[] };
    const { changes } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      if (!connection.database.isTransaction) return connection.patiently(() => execute<R>(query));
      try {
        return execute<R>(query);
      } catch (error) {
        throw connection.translate(error);
      }
    },
    async *streamQuery() {
      yield await Promise.reject(new Error('queries are not streamed'));
    },
  };
}
