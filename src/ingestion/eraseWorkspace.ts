import type { AuditEntry } from '../accounts/audit.ts';
import { DOWNLOAD_PART } from '../uploads/downloadKey.ts';
import type { ClientKeys, DownloadStore, ObjectStore } from '../uploads/ports.ts';
import type { UploadRef } from '../uploads/upload.ts';
import type { DocumentStore, LoadRef } from './ports.ts';
import { removeReports } from './reportFile.ts';

const ROWS_AT_ONCE = 500;
/** Ten minutes of a URL, and the rest for a PUT that began in time: nobody but the bucket knows of one that is under way. */
const DIRECT_PUT_MS = 3_600_000;

/** What there is of a workspace. */
export interface WorkspaceExtent {
  readonly users: number;
  readonly uploads: number;
  readonly activities: number;
  /** Uploaded files and files to hand out. */
  readonly files: number;
  readonly bytes: number;
  /** When its last URL was issued, in epoch milliseconds; null where none was. */
  readonly lastIssuedAt: number | null;
}

/** What erasure needs of the control data; each step may be done again. */
export interface ErasureStore {
  extent(workspaceId: string): Promise<WorkspaceExtent>;
  /** Ends users, tokens and client secrets, and lets nothing be added: when it resolves no further URL is issued. */
  close(workspaceId: string, at: number): Promise<void>;
  /**
   * Closes the next uploads after `after` in the order of their issue and takes their names and checksums away: no PUT lands
   * afterwards. Those that may have files, and the last one looked at; undefined behind the last.
   */
  blankUploads(
    workspaceId: string,
    page: { readonly after: UploadRef | undefined; readonly limit: number },
  ): Promise<{ readonly mayHaveFiles: readonly UploadRef[]; readonly last: UploadRef | undefined }>;
  /**
   * Cancels the next activities after the id `after` where they have not ended, says how many, and leaves numbers of them alone.
   * `dead`: the attempts of those that are cancelled, now or before, of which one may still be running.
   */
  blankActivities(
    workspaceId: string,
    page: { readonly after: string; readonly limit: number; readonly at: number },
  ): Promise<{
    readonly cancelled: number;
    readonly dead: readonly LoadRef[];
    readonly last: string | undefined;
  }>;
  /** Some files to hand out. */
  downloads(
    workspaceId: string,
    limit: number,
  ): Promise<{ readonly downloadId: string; readonly bytes: number }[]>;
  /** Puts pseudonyms in the place of names, takes settings, license and quota away, and appends the entry. */
  finish(workspaceId: string, audit: AuditEntry): Promise<void>;
  /** Overwrites what the database file still holds of rows that were changed, where it is a file of ours. */
  scrub(): Promise<void>;
}

export interface Erasure {
  readonly workspaceId: string;
  readonly filesRemoved: number;
  readonly bytesRemoved: number;
  /** Ingestions that had not ended. */
  readonly cancelled: number;
  /** Until then (epoch ms) a file may still arrive in the bucket by a direct URL, so that it must be done again; null = none can. */
  readonly mayArriveUntil: number | null;
}

/**
 * Removes everything of a workspace but its numbers: accounts first, so that nothing comes in any more, then files and
 * documents, the names last, by which it is found again if this is cut short. Whoever still judges a file of it can bring
 * nothing back.
 */
export async function eraseWorkspace(
  workspaceId: string,
  ports: {
    readonly erasure: ErasureStore;
    readonly documents: Pick<DocumentStore, 'erase'>;
    readonly downloads: Pick<DownloadStore, 'remove'>;
    readonly objects: Pick<ObjectStore, 'list' | 'remove'>;
    /** Where files lie in a bucket. */
    readonly clientKeys?: ClientKeys | undefined;
    /** URLs lead straight to the bucket, which takes files for as long as they are good. */
    readonly isDirect?: boolean;
    readonly now: () => number;
  },
): Promise<Erasure> {
  const { erasure, documents, clientKeys, isDirect = false, now } = ports;
  await erasure.close(workspaceId, now());
  const before = await erasure.extent(workspaceId);
  const uploaded = await removeUploads(workspaceId, ports);
  const waiting = (await clientKeys?.clear(workspaceId)) ?? { files: 0, bytes: 0 };
  const { cancelled, dead } = await cancelActivities(workspaceId, ports);
  await documents.erase(workspaceId, dead);
  for (const load of dead) await removeReports(load, ports);
  const handedOut = await removeDownloads(workspaceId, ports);
  const erased = {
    filesRemoved: uploaded.files + waiting.files + handedOut.files,
    bytesRemoved: uploaded.bytes + waiting.bytes + handedOut.bytes,
    cancelled,
  };
  const { users, uploads, activities, lastIssuedAt } = before;
  await erasure.finish(workspaceId, {
    at: now(),
    workspaceId,
    actor: 'operator',
    action: 'workspace.erased',
    subject: workspaceId,
    detail: { ...erased, users, uploads, activities },
  });
  await erasure.scrub();
  const until = isDirect && lastIssuedAt !== null ? lastIssuedAt + DIRECT_PUT_MS : 0;
  return { workspaceId, ...erased, mayArriveUntil: until > now() ? until : null };
}

interface Removed {
  files: number;
  bytes: number;
}

async function removeUploads(
  workspaceId: string,
  { erasure, objects }: Pick<Parameters<typeof eraseWorkspace>[1], 'erasure' | 'objects'>,
): Promise<Removed> {
  const removed = { files: 0, bytes: 0 };
  let after: UploadRef | undefined;
  for (;;) {
    const page = await erasure.blankUploads(workspaceId, { after, limit: ROWS_AT_ONCE });
    for (const { uploadId } of page.mayHaveFiles) {
      for (const { part, bytes } of await objects.list(uploadId)) {
        await objects.remove({ owner: uploadId, part });
        removed.files += 1;
        removed.bytes += bytes;
      }
    }
    if (page.last === undefined) return removed;
    after = page.last;
  }
}

async function cancelActivities(
  workspaceId: string,
  { erasure, now }: Pick<Parameters<typeof eraseWorkspace>[1], 'erasure' | 'now'>,
): Promise<{ cancelled: number; dead: LoadRef[] }> {
  const dead: LoadRef[] = [];
  let cancelled = 0;
  let after = '';
  for (;;) {
    const page = await erasure.blankActivities(workspaceId, { after, limit: ROWS_AT_ONCE, at: now() });
    dead.push(...page.dead);
    cancelled += page.cancelled;
    if (page.last === undefined) return { cancelled, dead };
    after = page.last;
  }
}

/** The file first: one that dies midway finds its record again. */
async function removeDownloads(
  workspaceId: string,
  { erasure, objects, downloads }: Omit<Parameters<typeof eraseWorkspace>[1], 'documents' | 'now'>,
): Promise<Removed> {
  const removed = { files: 0, bytes: 0 };
  for (;;) {
    const page = await erasure.downloads(workspaceId, ROWS_AT_ONCE);
    if (page.length === 0) return removed;
    for (const { downloadId, bytes } of page) {
      await objects.remove({ owner: downloadId, part: DOWNLOAD_PART });
      await downloads.remove(workspaceId, downloadId);
      removed.files += 1;
      removed.bytes += bytes;
    }
  }
}
