import { sql } from 'kysely';
import type { ActivityResult } from '../ingestion/activity.ts';
import type { ErasureStore } from '../ingestion/eraseWorkspace.ts';
import type { LoadRef } from '../ingestion/ports.ts';
import { noSuchWorkspace } from './accountWrite.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';

export function createErasureStore(engine: Engine): ErasureStore {
  const { queries } = engine;
  return {
    extent: (workspaceId) => readExtent(queries, workspaceId),

    async fileOwners(workspaceId, { after, limit }) {
      const { rows } = await sql<{ owner: string }>`
        SELECT owner FROM (
          SELECT upload_id AS owner FROM uploads WHERE state = 'landed' AND workspace_id = ${workspaceId}
          UNION ALL SELECT upload_id FROM uploads WHERE state = 'pinned' AND workspace_id = ${workspaceId}
          UNION ALL SELECT download_id FROM downloads WHERE workspace_id = ${workspaceId}) AS kept
        WHERE owner > ${after} ORDER BY owner LIMIT ${limit}`.execute(queries);
      return rows.map(({ owner }) => owner);
    },

    close: (workspaceId, at) =>
      transact(queries, async (transaction) => {
        await engine.lockAdmissions(transaction);
        const closed = await transaction
          .updateTable('workspaces')
          .set(({ fn, val }) => ({ erased_at: fn.coalesce('erased_at', val(at)) }))
          .where('id', '=', workspaceId)
          .returning('id')
          .execute();
        if (closed.length === 0) throw noSuchWorkspace(workspaceId);
        await transaction
          .updateTable('users')
          .set(({ fn, val }) => ({ disabled_at: fn.coalesce('disabled_at', val(at)) }))
          .where('workspace_id', '=', workspaceId)
          .execute();
        for (const table of ['tokens', 'client_secrets'] as const) {
          await sql`UPDATE ${sql.table(table)} SET revoked_at = coalesce(revoked_at, ${at})
            WHERE user_id IN (SELECT id FROM users WHERE workspace_id = ${workspaceId})`.execute(transaction);
        }
      }),

    blankUploads: (workspaceId, page) =>
      transact(queries, (transaction) => blankUploads(engine, transaction, { workspaceId, ...page })),

    blankActivities: (workspaceId, page) =>
      transact(queries, (transaction) => blankActivities(engine, transaction, { workspaceId, ...page })),

    async downloads(workspaceId, limit) {
      const rows = await queries
        .selectFrom('downloads')
        .select(['download_id', 'bytes'])
        .where('workspace_id', '=', workspaceId)
        .limit(limit)
        .execute();
      return rows.map((row) => ({ downloadId: row.download_id, bytes: row.bytes }));
    },

    finish: (workspaceId, audit) =>
      transact(queries, async (transaction) => {
        await transaction
          .updateTable('workspaces')
          .set({
            name: `erased ${workspaceId}`,
            gstins: '[]',
            settings: '{}',
            license_from: null,
            license_until: null,
            retention_days: null,
          })
          .where('id', '=', workspaceId)
          .execute();
        await sql`UPDATE users SET name = 'erased ' || id WHERE workspace_id = ${workspaceId}`.execute(
          transaction,
        );
        await transaction.deleteFrom('quota_use').where('workspace_id', '=', workspaceId).execute();
        await appendAudit(transaction, audit);
      }),

    scrub: engine.scrub,
  };
}

async function readExtent(queries: Queries, workspaceId: string) {
  const { rows } = await sql<{
    users: number;
    uploads: number;
    activities: number;
    files: number;
    bytes: number;
    lastIssuedAt: number | null;
  }>`
    SELECT (SELECT count(*) FROM users WHERE workspace_id = ${workspaceId}) AS users,
      (SELECT count(*) FROM uploads WHERE workspace_id = ${workspaceId}) AS uploads,
      (SELECT count(*) FROM activities WHERE workspace_id = ${workspaceId}) AS activities,
      (SELECT max(issued_at) FROM uploads WHERE workspace_id = ${workspaceId}) AS "lastIssuedAt",
      count(bytes) AS files, CAST(coalesce(sum(bytes), 0) AS BIGINT) AS bytes
    FROM (
      SELECT bytes FROM uploads WHERE state = 'landed' AND workspace_id = ${workspaceId}
      UNION ALL SELECT bytes FROM uploads WHERE state = 'pinned' AND workspace_id = ${workspaceId}
      UNION ALL SELECT bytes FROM downloads WHERE workspace_id = ${workspaceId}) AS kept`.execute(queries);
  const [extent] = rows;
  if (extent === undefined) throw new Error('counting gave no row');
  return extent;
}

type Page<T extends 'blankUploads' | 'blankActivities'> = Parameters<ErasureStore[T]>[1] & {
  readonly workspaceId: string;
};

async function blankUploads(
  { rowLocks }: Engine,
  transaction: Queries,
  { workspaceId, after, limit }: Page<'blankUploads'>,
): ReturnType<ErasureStore['blankUploads']> {
  let next = transaction
    .selectFrom('uploads')
    .select(['issued_at', 'upload_id', 'state', 'swept'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('issued_at')
    .orderBy('upload_id')
    .limit(limit);
  if (after !== undefined) {
    next = next.where(sql<boolean>`(issued_at, upload_id) > (${after.issuedAt}, ${after.uploadId})`);
  }
  const rows = await (rowLocks ? next.forUpdate() : next).execute();
  for (const { issued_at, upload_id, state } of rows) {
    await transaction
      .updateTable('uploads')
      .set({ state: state === 'expired' ? state : 'revoked', current_put: null, file_name: '', sha256: null })
      .where('issued_at', '=', issued_at)
      .where('upload_id', '=', upload_id)
      .execute();
  }
  const refs = rows.map((row) => ({
    issuedAt: row.issued_at,
    uploadId: row.upload_id,
    isSwept: row.swept === 1 && !['landed', 'pinned'].includes(row.state),
  }));
  const mayHaveFiles = refs.filter(({ isSwept }) => !isSwept);
  await unsweep(transaction, mayHaveFiles);
  return { mayHaveFiles, last: rows.length < limit ? undefined : refs.at(-1) };
}

/** A PUT that is coming in now may leave a file behind if its server dies: the sweep looks again later. */
async function unsweep(
  transaction: Queries,
  uploads: readonly { readonly issuedAt: number; readonly uploadId: string }[],
): Promise<void> {
  for (const { issuedAt, uploadId } of uploads) {
    await transaction
      .updateTable('uploads')
      .set({ swept: 0 })
      .where('issued_at', '=', issuedAt)
      .where('upload_id', '=', uploadId)
      .execute();
  }
}

async function blankActivities(
  { rowLocks }: Engine,
  transaction: Queries,
  { workspaceId, after, limit, at }: Page<'blankActivities'>,
): ReturnType<ErasureStore['blankActivities']> {
  const next = transaction
    .selectFrom('activities')
    .select(['activity_id', 'state', 'attempt', 'result'])
    .where('workspace_id', '=', workspaceId)
    .where('activity_id', '>', after)
    .orderBy('activity_id')
    .limit(limit);
  const rows = await (rowLocks ? next.forUpdate() : next).execute();
  const dead: LoadRef[] = [];
  let cancelled = 0;
  for (const { activity_id, state, attempt, result } of rows) {
    const isOpen = state === 'queued' || state === 'running';
    if (isOpen) cancelled += 1;
    if (isOpen || state === 'discarded') dead.push({ workspaceId, activityId: activity_id, attempt });
    await transaction
      .updateTable('activities')
      .set({
        user_file_name: '',
        external_id: null,
        template_id: '',
        only_gstins: '[]',
        failure_reason: null,
        result: result === null ? null : JSON.stringify(numbersOf(JSON.parse(result))),
        ...(isOpen
          ? { state: 'discarded', lease_until: null, phase: 'done', ended_at: at, changed_at: at }
          : {}),
      })
      .where('activity_id', '=', activity_id)
      .execute();
  }
  return { cancelled, dead, last: rows.length < limit ? undefined : rows.at(-1)?.activity_id };
}

/** What usage counts, and no word of the file. */
function numbersOf({ state, stats, warningCount }: ActivityResult): ActivityResult {
  return {
    state,
    stats: stats?.map((each) => ({ ...each, gstin: 'UNKNOWN' })) ?? null,
    errors: [],
    ruleCounts: {},
    fileWarnings: [],
    warningCount,
    errorDownloadId: null,
    warningDownloadId: null,
    markDownloadId: null,
  };
}
