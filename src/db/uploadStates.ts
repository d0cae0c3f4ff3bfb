import { type SelectQueryBuilder, sql } from 'kysely';
import { type UploadState, URL_LIFETIME_SECONDS } from '../uploads/upload.ts';
import type { Engine, Queries } from './engine.ts';
import type { Schema } from './schema.ts';

/** How long after its issue a URL may still begin a PUT, with something for clocks that differ. */
const URL_REACH_MS = (URL_LIFETIME_SECONDS + 15) * 1000;

type Due = SelectQueryBuilder<Schema, 'uploads', Pick<Schema['uploads'], 'issued_at' | 'upload_id'>>;

/** A literal and not a parameter, so that the planner knows that a partial index covers it. */
export function stateIs(state: UploadState) {
  return sql<boolean>`state = ${sql.lit(state)}`;
}

/**
 * Ends the life of at most `limit` uploads that `where` selects, oldest first. Rows are locked in the order of
 * their key, so that two sweeps, or a sweep and a revocation, never wait for each other crosswise.
 * @returns the workspace of each
 */
export async function changeState(
  { rowLocks }: Pick<Engine, 'rowLocks'>,
  queries: Queries,
  change: {
    readonly to: 'unused' | 'expired' | 'revoked';
    readonly limit?: number;
    readonly where: (due: Due) => Due;
  },
): Promise<string[]> {
  const { to, limit, where } = change;
  let due = where(queries.selectFrom('uploads').select(['issued_at', 'upload_id']))
    .orderBy('issued_at')
    .orderBy('upload_id');
  if (limit !== undefined) due = due.limit(limit);
  if (rowLocks) due = due.forUpdate();
  const changed = await queries
    .updateTable('uploads')
    .set({ state: to, current_put: null, swept: 0 })
    .where(({ eb, refTuple }) =>
      eb(refTuple('issued_at', 'upload_id'), 'in', due.$asTuple('issued_at', 'upload_id')),
    )
    .returning('workspace_id')
    .execute();
  return changed.map((row) => row.workspace_id);
}

/**
 * Closes what was issued with a token, or to a user, and can still take a PUT: URLs that were never used, however
 * old (a PUT that began in time may still be coming in), and landed uploads whose URL could replace the file.
 * What landed earlier is the workspace's own by now and stays.
 * @returns how many
 */
export async function closeOpenUploads(
  engine: Engine,
  transaction: Queries,
  owner: { readonly column: 'token_id' | 'user_id'; readonly id: string; readonly at: number },
): Promise<number> {
  const unused = await changeState(engine, transaction, {
    to: 'revoked',
    where: (due) => due.where(sql<boolean>`state IN ('issued', 'unused')`).where(owner.column, '=', owner.id),
  });
  const replaceable = await changeState(engine, transaction, {
    to: 'revoked',
    where: (due) =>
      due
        .where('issued_at', '>', owner.at - URL_REACH_MS)
        .where('state', '=', 'landed')
        .where(owner.column, '=', owner.id),
  });
  return unused.length + replaceable.length;
}
