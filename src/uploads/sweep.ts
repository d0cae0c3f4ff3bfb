import type { AuditAction } from '../accounts/audit.ts';
import type { AccountStore } from '../accounts/ports.ts';
import { DOWNLOAD_PART } from './downloadKey.ts';
import type { DownloadStore, ObjectStore, UploadStore } from './ports.ts';
import { DOWNLOAD_LIFETIME_SECONDS } from './presignDownload.ts';
import { type DirectSweep, landRanOut, tidyKey } from './sweepDirect.ts';
import { ROWS_PER_RUN, type SweepFailures, type SweepRun, startRun } from './sweepPages.ts';
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
export interface SweepSummary {
  readonly closedUnused: number;
  readonly expired: number;
  readonly filesRemoved: number;
  readonly bytesRemoved: number;
  /** Uploads left for a later run because a file of theirs may still be coming in. */
  readonly inFlight: number;
  readonly failures: SweepFailures;
  /** The run stopped at its bound: call again soon. */
  readonly more: boolean;
}

export interface SweepWork {
  readonly uploads: Pick<UploadStore, 'closeUnused' | 'expireLanded' | 'claimUnswept' | 'markSwept'>;
  readonly downloads: Pick<DownloadStore, 'claimOld' | 'remove'>;
  readonly objects: Pick<ObjectStore, 'list' | 'remove'>;
  readonly accounts: Pick<AccountStore, 'appendAudit'>;
  /** Where URLs lead straight to the bucket, or did until lately. */
  readonly direct?: DirectSweep | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Once true the run ends with the files that it is at; what else it has claimed is another's later. */
  readonly isStopping?: () => boolean;
  /**
   * How long a landed file is kept that nobody triggers or that was ingested, and how long URLs are signed of what came of
   * it, unless its workspace has a retention of its own.
   */
  readonly retentionMs: number;
}

/**
 * One bounded run: closes URLs that ran out unused, expires landed files that were never triggered or whose
 * ingestion has ended, removes the files of dead and superseded PUTs, and error files past their time. Rows change before files, so a run that dies midway leaves files to the next
 * one and never a row without its file. Servers that sweep at the same time share what there is; a file that cannot be
 * looked at or removed keeps no other waiting. Each action is one audit entry per workspace.
 */
export async function sweep(work: SweepWork): Promise<SweepSummary> {
  const { uploads, now } = work;
  const run = startRun(work);
  const ranOut = await closeUnused(work, run);
  await record(work, 'uploads.closed_unused', ranOut.closed);

  const expired = await uploads.expireLanded(
    { before: now - work.retentionMs, ownBefore: now },
    ROWS_PER_RUN,
  );
  await record(work, 'uploads.expired', expired);

  const tally: Tally = { filesByWorkspace: new Map(), bytes: 0, inFlight: 0 };
  let more = ranOut.more || total(expired) >= ROWS_PER_RUN;
  try {
    if (await removeFiles(work, run, tally)) more = true;
    if (await removeDownloads(work, run, tally)) more = true;
  } finally {
    await record(work, 'files.swept', tally.filesByWorkspace);
  }
  return {
    closedUnused: total(ranOut.closed),
    expired: total(expired),
    filesRemoved: total(tally.filesByWorkspace),
    bytesRemoved: tally.bytes,
    inFlight: tally.inFlight,
    failures: run.failures(),
    more,
  };
}

interface Tally {
  readonly filesByWorkspace: Map<string, number>;
  bytes: number;
  inFlight: number;
}

async function closeUnused({ uploads, direct, now }: SweepWork, run: SweepRun) {
  const issuedBefore = now - UNUSED_AFTER_MS;
  if (direct !== undefined) return landRanOut(direct, run, issuedBefore);
  return { closed: await uploads.closeUnused(issuedBefore, now), more: false };
}

function removeFiles(work: SweepWork, run: SweepRun, tally: Tally): Promise<boolean> {
  return run.through({
    claim: (claim) => work.uploads.claimUnswept(work.now - SETTLED_AFTER_MS, claim),
    ownerOf: ({ uploadId }) => uploadId,
    look: (upload) => removeFilesOf(work, upload, tally),
    async done(looked) {
      const ended = looked.filter(([, isEnd]) => isEnd).map(([upload]) => upload);
      tally.inFlight += looked.length - ended.length;
      await work.uploads.markSwept(ended);
    },
  });
}

/** The file first: a run that dies midway finds its record again. */
function removeDownloads(
  { downloads, objects, now, retentionMs }: SweepWork,
  run: SweepRun,
  tally: Tally,
): Promise<boolean> {
  const ownBefore = now - DOWNLOAD_STAYS_MS;
  return run.through({
    claim: (claim) => downloads.claimOld({ before: ownBefore - retentionMs, ownBefore }, claim),
    ownerOf: ({ downloadId }) => downloadId,
    async look({ downloadId, workspaceId, bytes }) {
      await objects.remove({ owner: downloadId, part: DOWNLOAD_PART });
      if (await downloads.remove(workspaceId, downloadId)) countFile(tally, workspaceId, bytes);
    },
    done: async () => undefined,
  });
}

/** @returns whether nothing is left to look at */
async function removeFilesOf(
  { objects, direct, now }: SweepWork,
  upload: Upload,
  tally: Tally,
): Promise<boolean> {
  const { uploadId, workspaceId } = upload;
  if (direct !== undefined && (await tidyKey(upload, direct))) return false;
  const current = upload.state === 'landed' || upload.state === 'pinned' ? upload.currentPut : null;
  const unreferenced = (await objects.list(uploadId)).filter(({ part }) => part !== current);
  const settled = unreferenced.filter(({ modifiedAt }) => modifiedAt < now - SETTLED_AFTER_MS);
  for (const { part, bytes } of settled) {
    await objects.remove({ owner: uploadId, part });
    countFile(tally, workspaceId, bytes);
  }
  return settled.length === unreferenced.length;
}

function countFile(tally: Tally, workspaceId: string, bytes: number): void {
  tally.filesByWorkspace.set(workspaceId, (tally.filesByWorkspace.get(workspaceId) ?? 0) + 1);
  tally.bytes += bytes;
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
