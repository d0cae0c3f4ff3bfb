import type { AuditEntry } from '../accounts/audit.ts';
import { AppError } from '../errors.ts';
import { eachAtOnce } from '../uploads/atOnce.ts';
import { DOWNLOAD_PART } from '../uploads/downloadKey.ts';
import type { ClientKeys, DownloadStore, ObjectStore } from '../uploads/ports.ts';
import type { UploadRef } from '../uploads/upload.ts';
import type { DocumentStore, LoadRef } from './ports.ts';
import { removeReports } from './reportFile.ts';

const ROWS_AT_ONCE = 500;
const LOOKED_FOR_AT_ONCE = 5_000;
/** As much as a bucket answers side by side without slowing down those who upload. */
const FILES_AT_ONCE = 16;
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
  /** Ids of the next uploads and downloads behind `after`, in the order of their ids, of which a file is on record. */
  fileOwners(
    workspaceId: string,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly string[]>;
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

/** What is being done, and how far it is. */
export interface ErasureProgress {
  readonly phase: 'looking' | 'removing';
  readonly done: number;
  readonly total: number;
}

export interface ErasurePorts {
  readonly erasure: ErasureStore;
  readonly documents: Pick<DocumentStore, 'erase'>;
  readonly downloads: Pick<DownloadStore, 'remove'>;
  readonly objects: Pick<ObjectStore, 'list' | 'remove'>;
  /** Where files lie in a bucket. */
  readonly clientKeys?: ClientKeys | undefined;
  /** URLs lead straight to the bucket, which takes files for as long as they are good. */
  readonly isDirect?: boolean;
  readonly now: () => number;
  readonly onProgress?: ((progress: ErasureProgress) => void) | undefined;
}

/**
 * Removes everything of a workspace but its numbers: accounts first, so that nothing comes in any more, then files and
 * documents, the names last, by which it is found again if this is cut short. Whoever still judges a file of it can bring
 * nothing back.
 *
 * @throws AppError unavailable where all is done but the rewriting of the database file
 */
export async function eraseWorkspace(workspaceId: string, ports: ErasurePorts): Promise<Erasure> {
  const { erasure, documents, clientKeys, isDirect = false, now, onProgress } = ports;
  await erasure.close(workspaceId, now());
  const before = await erasure.extent(workspaceId);
  const { users, uploads, activities, files, lastIssuedAt } = before;
  const removed = new Removals((done) => onProgress?.({ phase: 'removing', done, total: files }));
  await removeUploads(workspaceId, removed, ports);
  const waiting = (await clientKeys?.clear(workspaceId)) ?? { files: 0, bytes: 0 };
  const { cancelled, dead } = await cancelActivities(workspaceId, ports);
  await documents.erase(workspaceId, dead);
  for (const load of dead) await removeReports(load, ports);
  await removeDownloads(workspaceId, removed, ports);
  const erased = {
    filesRemoved: removed.files + waiting.files,
    bytesRemoved: removed.bytes + waiting.bytes,
    cancelled,
  };
  await erasure.finish(workspaceId, {
    at: now(),
    workspaceId,
    actor: 'operator',
    action: 'workspace.erased',
    subject: workspaceId,
    detail: { ...erased, users, uploads, activities },
  });
  await rewrite(workspaceId, erasure);
  const until = isDirect && lastIssuedAt !== null ? lastIssuedAt + DIRECT_PUT_MS : 0;
  return { workspaceId, ...erased, mayArriveUntil: until > now() ? until : null };
}

/** By then its name is a pseudonym, and the command that was given finds it no more. */
async function rewrite(workspaceId: string, erasure: ErasureStore): Promise<void> {
  try {
    await erasure.scrub();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(
      'unavailable',
      'Its files, documents and names are removed, but the database file could not be rewritten, so that it may still hold the ' +
        `old bytes: ${error.message} When nobody reads it for long (a backup, a transfer, an open shell), run it again, by the ` +
        `name it has now:\n  ${eraseAgain(workspaceId)}`,
      { cause: error },
    );
  }
}

/** The command that does it again once it has been done. */
export function eraseAgain(workspaceId: string): string {
  return `gst-intake admin workspace erase ${workspaceId} --confirm 'erased ${workspaceId}'`;
}

/** How many of the files on record are where files are looked for, and one that is not. */
export async function lookForFiles(
  workspaceId: string,
  { erasure, objects, onProgress }: Pick<ErasurePorts, 'erasure' | 'objects' | 'onProgress'>,
): Promise<{ readonly found: number; readonly missing: readonly string[] }> {
  const { files: total } = await erasure.extent(workspaceId);
  const missing: string[] = [];
  let found = 0;
  let after = '';
  for (;;) {
    const owners = await erasure.fileOwners(workspaceId, { after, limit: LOOKED_FOR_AT_ONCE });
    await eachAtOnce(owners, FILES_AT_ONCE, async (owner) => {
      if ((await objects.list(owner)).length === 0) missing.push(owner);
      else found += 1;
      onProgress?.({ phase: 'looking', done: found + missing.length, total });
    });
    if (owners.length < LOOKED_FOR_AT_ONCE) return { found, missing };
    after = owners.at(-1) ?? after;
  }
}

/** What was removed so far. */
class Removals {
  files = 0;
  bytes = 0;
  readonly #tell: (files: number) => void;

  constructor(tell: (files: number) => void) {
    this.#tell = tell;
  }

  add(bytes: number): void {
    this.files += 1;
    this.bytes += bytes;
    this.#tell(this.files);
  }
}

async function removeUploads(
  workspaceId: string,
  removed: Removals,
  { erasure, objects }: ErasurePorts,
): Promise<void> {
  let after: UploadRef | undefined;
  for (;;) {
    const page = await erasure.blankUploads(workspaceId, { after, limit: ROWS_AT_ONCE });
    await eachAtOnce(page.mayHaveFiles, FILES_AT_ONCE, async ({ uploadId }) => {
      for (const { part, bytes } of await objects.list(uploadId)) {
        await objects.remove({ owner: uploadId, part });
        removed.add(bytes);
      }
    });
    if (page.last === undefined) return;
    after = page.last;
  }
}

async function cancelActivities(
  workspaceId: string,
  { erasure, now }: ErasurePorts,
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
  removed: Removals,
  { erasure, objects, downloads }: ErasurePorts,
): Promise<void> {
  for (;;) {
    const page = await erasure.downloads(workspaceId, ROWS_AT_ONCE);
    if (page.length === 0) return;
    await eachAtOnce(page, FILES_AT_ONCE, async ({ downloadId, bytes }) => {
      await objects.remove({ owner: downloadId, part: DOWNLOAD_PART });
      await downloads.remove(workspaceId, downloadId);
      removed.add(bytes);
    });
  }
}
