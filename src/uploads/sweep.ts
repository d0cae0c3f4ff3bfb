import type { AuditAction } from '../accounts/audit.ts';
import type { AccountStore } from '../accounts/ports.ts';
import { DOWNLOAD_PART } from './downloadKey.ts';
import type { DownloadStore, ObjectStore, UploadStore } from './ports.ts';
import { DOWNLOAD_LIFETIME_SECONDS } from './presignDownload.ts';
import { type DirectSweep, landRanOut, tidyKey } from './sweepDirect.ts';
import { type Upload, URL_LIFETIME_SECONDS } from './upload.ts';

/** A minute past the URL's life, so that clocks of several servers need not agree to the second. */
const UNUSED_AFTER_MS = (URL_LIFETIME_SECONDS + 60) * 1000;
/** A file not written to for this long belongs to no PUT that is still coming in: those are cut after 30 seconds. */
const SETTLED_AFTER_MS = 3_600_000;
/**
 * What is handed out outlives the last URL of it, which may be signed until the retention ends; the minutes are for the
 * time between a file and the end of its activity, and for clocks that disagree.
 */
const DOWNLOAD_STAYS_MS = (DOWNLOAD_LIFETIME_SECONDS + 600) * 1000;
/** Rows that one run changes or looks through at most, so that a run stays short beside the traffic. */
const ROWS_PER_RUN = 1_000;

export interface SweepSummary {
  readonly closedUnused: number;
  readonly expired: number;
  readonly filesRemoved: number;
  readonly bytesRemoved: number;
  /** Uploads left for a later run because a file of theirs may still be coming in. */
  readonly inFlight: number;
  /** The run stopped at its bound: call again soon. */
  readonly more: boolean;
}

export interface SweepWork {
  readonly uploads: Pick<UploadStore, 'closeUnused' | 'expireLanded' | 'unswept' | 'markSwept'>;
  readonly downloads: Pick<DownloadStore, 'old' | 'remove'>;
  readonly objects: Pick<ObjectStore, 'list' | 'remove'>;
  readonly accounts: Pick<AccountStore, 'appendAudit'>;
  /** Where URLs lead straight to the bucket, or did until lately. */
  readonly direct?: DirectSweep | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /**
   * How long a landed file is kept that nobody triggers or that was ingested, and how long URLs are signed of what came of
   * it, unless its workspace has a retention of its own.
   */
  readonly retentionMs: number;
}

/**
 * One bounded run: closes URLs that ran out unused, expires landed files that were never triggered or whose
 * ingestion has ended, removes the files of dead and superseded PUTs, and error files past their time. Rows change before files, so a run that dies midway leaves files to the next
 * one and never a row without its file. Each action is one audit entry per workspace.
 */
export async function sweep(work: SweepWork): Promise<SweepSummary> {
  const { uploads, now } = work;
  const { closed, more } = await closeUnused(work);
  await record(work, 'uploads.closed_unused', closed);

  const expired = await uploads.expireLanded(
    { before: now - work.retentionMs, ownBefore: now },
    ROWS_PER_RUN,
  );
  await record(work, 'uploads.expired', expired);

  const found = await uploads.unswept(now - SETTLED_AFTER_MS, ROWS_PER_RUN);
  const swept = await removeFiles(work, found);
  const handedOut = await removeDownloads(work, swept);
  await record(work, 'files.swept', swept.filesByWorkspace);

  return {
    closedUnused: total(closed),
    expired: total(expired),
    filesRemoved: total(swept.filesByWorkspace),
    bytesRemoved: swept.bytes,
    inFlight: swept.inFlight,
    more:
      more ||
      total(expired) >= ROWS_PER_RUN ||
      handedOut >= ROWS_PER_RUN ||
      (found.length >= ROWS_PER_RUN && swept.inFlight < found.length),
  };
}

async function closeUnused({ uploads, direct, now }: SweepWork) {
  const issuedBefore = now - UNUSED_AFTER_MS;
  if (direct !== undefined) return landRanOut(direct, issuedBefore);
  return { closed: await uploads.closeUnused(issuedBefore, now), more: false };
}

async function removeFiles(work: SweepWork, found: readonly Upload[]) {
  const filesByWorkspace = new Map<string, number>();
  const looked: (Awaited<ReturnType<typeof removeFilesOf>> & { readonly upload: Upload })[] = [];
  for (const upload of found) looked.push({ upload, ...(await removeFilesOf(work, upload)) });
  const done = looked.filter(({ waiting }) => !waiting).map(({ upload }) => upload);
  const marked = await work.uploads.markSwept(done);
  let bytes = 0;
  for (const { upload, removed, waiting } of looked) {
    // Another server's sweep has looked through it at the same time, and counts it.
    if (!waiting && !marked.has(upload.uploadId)) continue;
    for (const file of removed) bytes += file.bytes;
    const { workspaceId } = upload;
    if (removed.length > 0)
      filesByWorkspace.set(workspaceId, (filesByWorkspace.get(workspaceId) ?? 0) + removed.length);
  }
  return { filesByWorkspace, bytes, inFlight: found.length - done.length };
}

/** The file first: a run that dies midway finds its record again. */
async function removeDownloads(
  { downloads, objects, now, retentionMs }: SweepWork,
  swept: { readonly filesByWorkspace: Map<string, number>; bytes: number },
): Promise<number> {
  const ownBefore = now - DOWNLOAD_STAYS_MS;
  const old = await downloads.old({ before: ownBefore - retentionMs, ownBefore }, ROWS_PER_RUN);
  for (const { downloadId, workspaceId, bytes } of old) {
    await objects.remove({ owner: downloadId, part: DOWNLOAD_PART });
    if (!(await downloads.remove(workspaceId, downloadId))) continue;
    swept.filesByWorkspace.set(workspaceId, (swept.filesByWorkspace.get(workspaceId) ?? 0) + 1);
    swept.bytes += bytes;
  }
  return old.length;
}

async function removeFilesOf({ objects, direct, now }: SweepWork, upload: Upload) {
  if (direct !== undefined && (await tidyKey(upload, direct))) return { removed: [], waiting: true };
  const current = upload.state === 'landed' || upload.state === 'pinned' ? upload.currentPut : null;
  const unreferenced = (await objects.list(upload.uploadId)).filter(({ part }) => part !== current);
  const settled = unreferenced.filter(({ modifiedAt }) => modifiedAt < now - SETTLED_AFTER_MS);
  for (const { part } of settled) await objects.remove({ owner: upload.uploadId, part });
  return { removed: settled, waiting: settled.length < unreferenced.length };
}

async function record(
  { accounts, now }: SweepWork,
  action: AuditAction,
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  for (const [workspaceId, count] of counts) {
    await accounts.appendAudit({
      at: now,
      workspaceId,
      actor: 'sweep',
      action,
      subject: workspaceId,
      detail: { count },
    });
  }
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
