import { type SelectQueryBuilder, sql } from 'kysely';
import { type UploadState, URL_LIFETIME_SECONDS } from '../uploads/upload.ts';
import type { Engine, Queries } from './engine.ts';
import type { Schema } from './schema.ts';

/** How long after its issue a URL may still begin a PUT, with something for clocks that differ. */
const URL_REACH_MS = (URL_LIFETIME_SECONDS + 15) * 1000;
/**
 * How long a PUT that began in time may go on: the largest upload takes 60 hours at the slowest pace that the default
 * settings allow. Without such a bound one revocation would rewrite all that was ever issued and not used.
 */
const LONGEST_PUT_MS = 72 * 3_600_000;
/** What was issued longer ago has nothing that `closeOpenUploads` would close. */
export const LONGEST_OPEN_MS = LONGEST_PUT_MS + URL_REACH_MS;

type Due = SelectQueryBuilder<Schema, 'uploads', Pick<Schema['uploads'], 'issued_at' | 'upload_id'>>;

/** A literal and not a parameter, so that the planner knows that a partial index covers it. */
export function stateIs(state: UploadState) {
  return sql<boolean>`state = ${sql.lit(state)}`;
}

/**
 * Ends the life of at most `limit` uploads that `where` selects, oldest first. Rows are locked in that order, so
 * that two sweeps, or a sweep and a revocation, never wait for each other crosswise.
 * @returns the workspace of each
 */
export async function changeState(
  { rowLocks }: Pick<Engine, 'rowLocks'>,
  queries: Queries,
  change: {
    readonly to: 'unused' | 'expired' | 'revoked';
    /** The column of the index to go along: SQLite would rather walk through all uploads than sort. */
    readonly oldestBy?: 'issued_at' | 'landed_at';
    readonly limit?: number;
    readonly where: (due: Due) => Due;
  },
): Promise<string[]> {
  const { to, oldestBy = 'issued_at', limit, where } = change;
  let due = where(queries.selectFrom('uploads').select(['issued_at', 'upload_id']))
    .orderBy(oldestBy)
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
 * Closes what was issued with any of some tokens, or to a user, and can still take a PUT: URLs that are still good, with landed
 * uploads whose file such a URL could replace, and URLs that ran out unused while a PUT that began in time may
 * still be coming in. What landed earlier is the workspace's own by now and stays.
 * @returns how many had a URL that was still good
 */
export async function closeOpenUploads(
  engine: Engine,
  transaction: Queries,
  owner: { readonly column: 'token_id' | 'user_id'; readonly ids: readonly string[]; readonly at: number },
): Promise<number> {
  const goodSince = owner.at - URL_REACH_MS;
  const comingInSince = owner.at - LONGEST_PUT_MS;

  async function close(state: 'issued' | 'unused' | 'landed', where: (due: Due) => Due): Promise<number> {
    const workspaces = await changeState(engine, transaction, {
      to: 'revoked',
      oldestBy: state === 'landed' ? 'landed_at' : 'issued_at',
      where: (due) => where(due.where(stateIs(state)).where(owner.column, 'in', owner.ids)),
    });
    return workspaces.length;
  }

  const ranOut = (due: Due) => due.where('issued_at', '>', comingInSince).where('issued_at', '<=', goodSince);
  // In the order of an upload's life: one that moves on meanwhile is met again.
  await close('issued', ranOut);
  const unused = await close('issued', (due) => due.where('issued_at', '>', goodSince));
  await close('unused', ranOut);
  const landed = await close('landed', (due) =>
    // Nothing lands before it is issued: the second bound is the one that has an index.
    due.where('issued_at', '>', goodSince).where('landed_at', '>', goodSince),
  );
  return unused + landed;
}
