import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Selectable, sql } from 'kysely';
import type { Calendar } from '../accounts/calendar.ts';
import type { LandedPut, Landing, UploadStore } from '../uploads/ports.ts';
import { refusePut, type Upload, type UploadRef, type UploadState } from '../uploads/upload.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import { readByteRoom, spendBytes } from './landingQuota.ts';
import type { UploadTable } from './schema.ts';
import { claimUploads } from './sweepClaim.ts';
import { changeState, expirePast, stateIs } from './uploadStates.ts';

/** Rows that one transaction of a sweep changes at most: other writers wait for it. */
const ROWS_PER_TRANSACTION = 1_000;

export function createUploadStore(engine: Engine, calendar: Calendar): UploadStore {
  const { queries } = engine;
  return {
    admit: engine.admit,

    async find(ref) {
      const row = await selectRow(queries, ref).executeTakeFirst();
      return row && toUpload(row);
    },

    byteRoom: (upload, at) => readByteRoom(queries, calendar, { upload, at }),

    land: (put) =>
      transact(queries, (transaction) => land({ ...engine, queries: transaction }, calendar, put)),

    landOver: (put, current) =>
      transact(queries, async (transaction) => {
        const row = await lockRow(engine, transaction, put);
        return row !== undefined && row.current_put !== current
          ? { outcome: 'overtaken' }
          : land({ ...engine, queries: transaction }, calendar, put);
      }),

    withdraw: (ref, current) =>
      transact(queries, (transaction) =>
        withdraw({ ...engine, queries: transaction }, calendar, { ...ref, current }),
      ),

    pin: (upload, at) => transact(queries, (transaction) => pin(transaction, upload, at)),

    async closeUnused(issuedBefore) {
      const closed = new Map<string, number>();
      for (;;) {
        const workspaces = await changeState(engine, queries, {
          to: 'unused',
          limit: ROWS_PER_TRANSACTION,
          where: (due) => due.where(stateIs('issued')).where('issued_at', '<', issuedBefore),
        });
        countEach(workspaces, closed);
        if (workspaces.length < ROWS_PER_TRANSACTION) return closed;
        // SQLite works on this thread: requests get theirs between two transactions.
        await nextTurn();
      }
    },

    async claimRanOut(issuedBefore, claim) {
      const where = sql<boolean>`${stateIs('issued')} AND issued_at < ${issuedBefore}`;
      return (await claimUploads(engine, where, claim)).map(toUpload);
    },

    async closeRanOut(uploads) {
      if (uploads.length === 0) return new Map();
      const times = uploads.map(({ issuedAt }) => issuedAt);
      const ids = uploads.map(({ uploadId }) => uploadId);
      const workspaces = await changeState(engine, queries, {
        to: 'unused',
        where: (due) =>
          due
            .where(stateIs('issued'))
            // Ids alone have no index: the times bound what is walked through.
            .where('issued_at', '>=', Math.min(...times))
            .where('issued_at', '<=', Math.max(...times))
            .where('upload_id', 'in', ids),
      });
      return countEach(workspaces, new Map());
    },

    async expireLanded(landed, limit) {
      const counts = new Map<string, number>();
      const untouched = await expirePast(engine, queries, { state: 'landed', landed, limit });
      countEach(untouched, counts);
      if (untouched.length === limit) return counts;
      const left = limit - untouched.length;
      const ingested = await expirePast(engine, queries, {
        state: 'pinned',
        landed,
        limit: left,
        where: IS_INGESTED,
      });
      return countEach(ingested, counts);
    },

    async claimUnswept(issuedBefore, claim) {
      const where = sql<boolean>`swept = 0 AND state <> 'issued' AND issued_at < ${issuedBefore}`;
      return (await claimUploads(engine, where, claim)).map(toUpload);
    },

    async markSwept(uploads) {
      return transact(queries, async (transaction) => {
        const marked = new Set<string>();
        for (const upload of uploads) if (await markSwept(transaction, upload)) marked.add(upload.uploadId);
        return marked;
      });
    },

    async countOpen(issuedAfter) {
      const open = await queries
        .selectNoFrom((eb) => [
          eb
            .selectFrom('uploads')
            .select(({ fn }) => fn.countAll<number>().as('n'))
            .where(stateIs('issued'))
            .where('issued_at', '>', issuedAfter)
            .as('issued'),
          eb
            .selectFrom('uploads')
            .select(({ fn }) => fn.countAll<number>().as('n'))
            .where(stateIs('landed'))
            // Nothing lands before it is issued: this bound is the one that has an index.
            .where('landed_at', '>', issuedAfter)
            .where('issued_at', '>', issuedAfter)
            .as('landed'),
        ])
        .executeTakeFirstOrThrow();
      return (open.issued ?? 0) + (open.landed ?? 0);
    },
  };
}

const IS_INGESTED = sql<boolean>`EXISTS (
  SELECT 1 FROM activities
  WHERE activities.upload_issued_at = uploads.issued_at AND activities.upload_id = uploads.upload_id
    AND activities.state NOT IN ('queued', 'running'))`;

/** Read with the upload, so that a workspace without such a limit pays nothing for those that have one. */
const HAS_BYTE_LIMIT = sql<number>`(SELECT count(*) FROM quota_use
  WHERE quota_use.workspace_id = uploads.workspace_id AND quota_use.bytes_limit IS NOT NULL)`.as(
  'has_byte_limit',
);

/** The row is locked before it is judged, so that of two PUTs at once the second sees what it supersedes. */
async function land(engine: Engine, calendar: Calendar, put: LandedPut): Promise<Landing> {
  const { issuedAt, uploadId, putId, bytes, sha256, at } = put;
  const transaction = engine.queries;
  const due = selectRow(transaction, put).select(HAS_BYTE_LIMIT);
  const row = await (engine.rowLocks ? due.forUpdate() : due).executeTakeFirst();
  if (row === undefined) return { outcome: 'unknown' };
  const upload = toUpload(row);
  const refusal = refusePut(upload);
  if (refusal !== undefined) return { outcome: refusal };
  if (row.has_byte_limit === 1) {
    const room = await spendBytes(engine, calendar, { transaction, upload, bytes, at });
    if (room !== undefined) return { outcome: 'overQuota', room };
  }
  await transaction
    .updateTable('uploads')
    .set({ state: 'landed', current_put: putId, bytes, sha256, landed_at: at, swept: 0 })
    .where('issued_at', '=', issuedAt)
    .where('upload_id', '=', uploadId)
    .execute();
  await appendAudit(transaction, {
    at,
    workspaceId: row.workspace_id,
    actor: row.user_id,
    action: 'upload.landed',
    subject: uploadId,
    detail: { putId, bytes },
  });
  return { outcome: 'landed', superseded: row.current_put };
}

async function withdraw(
  engine: Engine,
  calendar: Calendar,
  { current, ...ref }: UploadRef & { readonly current: string },
): Promise<boolean> {
  const transaction = engine.queries;
  const row = await lockRow(engine, transaction, ref);
  if (row?.state !== 'landed' || row.current_put !== current) return false;
  const upload = toUpload(row);
  // What it had used of its window's bytes is given back.
  await spendBytes(engine, calendar, {
    transaction,
    upload,
    bytes: 0,
    at: upload.landedAt ?? upload.issuedAt,
  });
  await transaction
    .updateTable('uploads')
    .set({ state: 'issued', current_put: null, bytes: null, sha256: null, landed_at: null, swept: 0 })
    .where('issued_at', '=', ref.issuedAt)
    .where('upload_id', '=', ref.uploadId)
    .execute();
  return true;
}

/** Freezes a landed upload within a transaction. False when its workspace has none such that is landed (any more). */
export async function pin(
  transaction: Queries,
  { issuedAt, uploadId, workspaceId }: UploadRef & Pick<Upload, 'workspaceId'>,
  at: number,
): Promise<boolean> {
  const pinned = await transaction
    .updateTable('uploads')
    .set({ state: 'pinned', swept: 0 })
    .where('issued_at', '=', issuedAt)
    .where('upload_id', '=', uploadId)
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'landed')
    .returning(['user_id', 'current_put'])
    .executeTakeFirst();
  if (pinned === undefined) return false;
  await appendAudit(transaction, {
    at,
    workspaceId,
    actor: pinned.user_id,
    action: 'upload.pinned',
    subject: uploadId,
    detail: { putId: pinned.current_put },
  });
  return true;
}

async function markSwept(transaction: Queries, upload: Upload): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('uploads')
    .set({ swept: 1, sweep_after: 0 })
    .where('issued_at', '=', upload.issuedAt)
    .where('upload_id', '=', upload.uploadId)
    .where('state', '=', upload.state)
    .where('current_put', upload.currentPut === null ? 'is' : '=', upload.currentPut)
    .where('swept', '=', 0)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

function lockRow(engine: Engine, transaction: Queries, ref: UploadRef) {
  const due = selectRow(transaction, ref);
  return (engine.rowLocks ? due.forUpdate() : due).executeTakeFirst();
}

export function selectRow(queries: Queries, { issuedAt, uploadId }: UploadRef) {
  return queries
    .selectFrom('uploads')
    .selectAll()
    .where('issued_at', '=', issuedAt)
    .where('upload_id', '=', uploadId);
}

function countEach(workspaces: readonly string[], counts: Map<string, number>): Map<string, number> {
  for (const id of workspaces) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

export function toUpload(row: Selectable<UploadTable>): Upload {
  return {
    issuedAt: row.issued_at,
    uploadId: row.upload_id,
    workspaceId: row.workspace_id,
    userId: row.user_id,
    tokenId: row.token_id,
    templateType: row.template_type,
    fileContentType: row.file_content_type,
    fileName: row.file_name,
    singleUse: row.single_use === 1,
    state: row.state satisfies UploadState,
    currentPut: row.current_put,
    bytes: row.bytes,
    sha256: row.sha256,
    landedAt: row.landed_at,
  };
}
