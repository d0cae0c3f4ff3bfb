import type { QueryResult, QueryResultRow } from 'pg';
import type { PostgresClient, Statement } from './postgresPool.ts';

/** The role that row-level security holds to one workspace. It cannot log in: transactions of ours take it on. */
const TENANT_ROLE = 'gst_intake_tenant';
const WORKSPACE_SETTING = 'gst_intake.workspace';

/** SQL: the id of the workspace that a transaction is bound to, looked up once a statement; null or empty where none is. */
const BOUND_WORKSPACE = `(SELECT current_setting('${WORKSPACE_SETTING}', true))`;

/** Row-level security on a table: `Ddl.ownRowsOnly`. Its owner, as whom all else is done, is not subject to it. */
export function ownRowsOnly(table: string, isOwn: (workspaceId: string) => string): readonly string[] {
  return [
    `CREATE POLICY own_rows_only ON ${table} USING (${isOwn(BOUND_WORKSPACE)})`,
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
  ];
}

/**
 * Makes the role where there is none, and gives it what has row-level security and nothing else. What we have no right
 * to do is left: `isWalled` tells then.
 */
export const BUILD_WALL = `DO $$
  DECLARE walled name;
  BEGIN
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = '${TENANT_ROLE}') THEN
        CREATE ROLE ${TENANT_ROLE} NOLOGIN;
      END IF;
    EXCEPTION WHEN insufficient_privilege THEN RETURN; WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    BEGIN
      EXECUTE format('GRANT ${TENANT_ROLE} TO %I', current_user);
    EXCEPTION WHEN insufficient_privilege OR invalid_grant_operation THEN NULL;
    END;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO ${TENANT_ROLE}', current_schema());
    FOR walled IN
      SELECT relname FROM pg_catalog.pg_class
      WHERE relnamespace = to_regnamespace(current_schema()) AND relkind IN ('r', 'p') AND relrowsecurity
        AND NOT has_table_privilege('${TENANT_ROLE}', oid, 'DELETE')
    LOOP
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ${TENANT_ROLE}', walled);
    END LOOP;
  END $$`;

/** Whether we may take on the role: one row, `walled`. PostgreSQL 16 tells being a member from that. */
export const IS_WALLED = `SELECT coalesce((
    SELECT CASE WHEN current_setting('server_version_num')::int >= 160000 THEN pg_has_role(oid, 'SET')
        ELSE pg_has_role(oid, 'MEMBER') END
      AND has_table_privilege(oid, to_regclass('activities'), 'SELECT')
    FROM pg_catalog.pg_roles WHERE rolname = '${TENANT_ROLE}'), false) AS walled`;

/** How work of one workspace is bound to it. */
export interface Binding {
  /** Begins a transaction that is bound. What is sent without waiting for it runs in that transaction. */
  begin(client: PostgresClient, workspaceId: string): Promise<Promise<unknown>[]>;
  /** One statement in such a transaction, in one round trip. */
  query<R extends QueryResultRow>(
    client: PostgresClient,
    workspaceId: string,
    statement: Statement,
  ): Promise<QueryResult<R>>;
}

/** Whether there is a wall is asked once: one that is built later stands from the next start on. */
export function createBinding(): Binding {
  let walled: boolean | undefined;

  async function begin(client: PostgresClient, workspaceId: string): Promise<Promise<unknown>[]> {
    walled ??= (await client.query<{ walled: boolean }>({ text: IS_WALLED })).rows[0]?.walled === true;
    const bind = {
      name: 'bind',
      text: `SELECT set_config('role', '${TENANT_ROLE}', true), set_config('${WORKSPACE_SETTING}', $1, true)`,
      values: [workspaceId],
    };
    return [client.query({ text: 'BEGIN' }), ...(walled ? [client.query(bind)] : [])];
  }

  return {
    begin,
    async query<R extends QueryResultRow>(client: PostgresClient, workspaceId: string, statement: Statement) {
      const begun = await begin(client, workspaceId);
      const answer = client.query<R>(statement);
      const committed = client.query({ text: 'COMMIT' });
      // All are waited for, however the first ends: the connection is the next one's then.
      await Promise.allSettled([...begun, answer, committed]);
      await Promise.all(begun);
      const result = await answer;
      const { command } = await committed;
      if (command !== 'COMMIT') throw new Error('the transaction was rolled back');
      return result;
    },
  };
}
