import { type RawBuilder, sql } from 'kysely';
import { OWNER } from './migrations.ts';

/** That a row is the workspace's, for queries that find their rows by something else: see `OWNER`. */
export function ofWorkspace(workspaceId: string): RawBuilder<boolean> {
  return sql<boolean>`${sql.raw(OWNER)} = ${workspaceId}`;
}
