import type { QueryResult, QueryResultRow } from 'pg';
import type { Wall } from './databaseServer.ts';
import type { PostgresClient, Statement } from './postgresPool.ts';

/**
 * SQL: the name of the role that row-level security holds to one workspace. It cannot log in: transactions of ours take it on.
 * Roles belong to the whole server, so that each database has one of its own: whoever may take on another's has no rights here.
 */
const TENANT_ROLE = `(SELECT 'gst_intake_tenant_' || oid FROM pg_catalog.pg_database WHERE datname = current_database())`;
const WORKSPACE_SETTING = 'gst_intake.workspace';

/** What work of one workspace does to which tables: the role may do nothing else, however it is asked. */
const RIGHTS: Readonly<Record<string, readonly string[]>> = {
  workspaces: ['SELECT'],
  users: ['SELECT'],
  tokens: ['SELECT'],
  quota_use: ['SELECT'],
  uploads: ['SELECT', 'UPDATE'],
  activities: ['SELECT', 'INSERT', 'UPDATE'],
  audit: ['SELECT', 'INSERT'],
  downloads: ['SELECT', 'INSERT', 'DELETE'],
  loads: ['SELECT'],
  documents: ['SELECT'],
  document_keys: ['SELECT'],
};

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
 * Makes the role where there is none, and gives it its rights. What we have no right to do is left: `WALL` tells then.
 */
export const BUILD_WALL = `DO $$
  DECLARE
    tenant CONSTANT name := ${TENANT_ROLE};
    wanted record;
  BEGIN
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = tenant) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', tenant);
      END IF;
    EXCEPTION WHEN insufficient_privilege THEN RETURN; WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    BEGIN
      EXECUTE format('GRANT %I TO %I', tenant, current_user);
    EXCEPTION WHEN insufficient_privilege OR invalid_grant_operation THEN NULL;
    END;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), tenant);
    FOR wanted IN
      SELECT walled.relname, rights.privilege
      FROM (VALUES ${Object.entries(RIGHTS)
        .flatMap(([table, privileges]) => privileges.map((privilege) => `('${table}', '${privilege}')`))
        .join(', ')}) AS rights (relname, privilege)
      JOIN pg_catalog.pg_class walled ON walled.relname = rights.relname
      WHERE walled.relnamespace = to_regnamespace(current_schema()) AND walled.relkind IN ('r', 'p')
        AND walled.relrowsecurity AND NOT has_table_privilege(tenant, walled.oid, rights.privilege)
    LOOP
      EXECUTE format('GRANT %s ON %I TO %I', wanted.privilege, wanted.relname, tenant);
    END LOOP;
  END $$`;

/**
 * One row: the role's name; whether we may take it on (PostgreSQL 16 tells being a member from that); and which other
 * users may, superusers aside.
 */
export const WALL = `
  WITH tenant AS (SELECT ${TENANT_ROLE} AS name)
  SELECT tenant.name AS role,
    coalesce(
      CASE WHEN current_setting('server_version_num')::int >= 160000 THEN pg_has_role(r.oid, 'SET')
        ELSE pg_has_role(r.oid, 'MEMBER') END
      AND has_table_privilege(r.oid, to_regclass('activities'), 'SELECT'), false) AS stands,
    ARRAY(SELECT other.rolname::text FROM pg_catalog.pg_roles other
      WHERE other.rolcanlogin AND NOT other.rolsuper AND other.rolname <> current_user
        AND pg_has_role(other.oid, r.oid, 'MEMBER') ORDER BY 1) AS "othersToo"
  FROM tenant LEFT JOIN pg_catalog.pg_roles r ON r.rolname = tenant.name`;

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
  let wall: Wall | undefined;

  async function begin(client: PostgresClient, workspaceId: string): Promise<Promise<unknown>[]> {
    wall ??= (await client.query<Wall>({ text: WALL })).rows[0];
    const bind = {
      name: 'bind',
      text: `SELECT set_config('role', $2, true), set_config('${WORKSPACE_SETTING}', $1, true)`,
      values: [workspaceId, wall?.role],
    };
    return [client.query({ text: 'BEGIN' }), ...(wall?.stands ? [client.query(bind)] : [])];
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
