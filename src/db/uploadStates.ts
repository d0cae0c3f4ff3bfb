import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { PastRetention } from '../uploads/ports.ts';
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

const DAY_MS = 86_400_000;

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
    readonly to: 'unused' | 'revoked';
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
  return endAll(queries, to, sql`${due}`);
}

/**
 * Ends at most `limit` uploads that are in `state` and past the retention of their workspace. Each workspace's part of the
 * index is looked at from its old end on, so that nothing is passed over that is kept. Locked workspace by workspace, and
 * oldest first as `changeState` does.
 * @returns the workspace of each
 */
export function expirePast(
  { rowLocks }: Pick<Engine, 'rowLocks'>,
  queries: Queries,
  expiry: {
    readonly state: 'landed' | 'pinned';
    readonly landed: PastRetention;
    readonly limit: number;
    /** Of `uploads`. */
    readonly where?: RawBuilder<boolean>;
  },
): Promise<string[]> {
  const { state, landed, limit, where = sql`TRUE` } = expiry;
  // SQLite takes the left side of a CROSS JOIN first; PostgreSQL does anyway, with so few workspaces to so many uploads.
  return endAll(
    queries,
    'expired',
    sql`(
      SELECT uploads.issued_at, uploads.upload_id FROM workspaces CROSS JOIN uploads
      WHERE uploads.workspace_id = workspaces.id AND uploads.state = ${sql.lit(state)}
        AND uploads.landed_at < ${lastKept(landed)} AND ${where}
      ORDER BY workspaces.id, uploads.landed_at, uploads.upload_id
      LIMIT ${limit} ${rowLocks ? sql`FOR UPDATE OF uploads` : sql``})`,
  );
}

/** From when on a row of `workspaces` keeps what it has. */
export function lastKept({ before, ownBefore }: PastRetention) {
  return sql<number>`coalesce(${ownBefore} - workspaces.retention_days * ${sql.lit(DAY_MS)}, ${before})`;
}

/** @param due selects `issued_at` and `upload_id` */
async function endAll(
  queries: Queries,
  to: 'unused' | 'expired' | 'revoked',
  due: RawBuilder<unknown>,
): Promise<string[]> {
  const { rows } = await sql<{ workspace_id: string }>`
    UPDATE uploads SET state = ${to}, current_put = NULL, swept = 0, sweep_after = 0
    WHERE (issued_at, upload_id) IN ${due} RETURNING workspace_id`.execute(queries);
  return rows.map((row) => row.workspace_id);
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
