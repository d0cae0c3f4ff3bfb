import type { Readable } from 'node:stream';
import type { AdmissionOutcome, AdmissionRequest } from '../accounts/admission.ts';
import type { Window } from '../accounts/calendar.ts';
import type { PutRefusal, Upload, UploadRef, WantedUpload } from './upload.ts';

/** Uploads of all workspaces. The commit point of each promise is one conditional update of one row. */
export interface UploadStore {
  /**
   * One transaction for all requests that wait together: judges them by `planAdmission` on what it reads there and
   * records the granted uploads, issued at `now`. Outcomes stand in the order of the requests.
   */
  admit(
    batch: readonly AdmissionRequest<WantedUpload>[],
    now: number,
  ): Promise<AdmissionOutcome<WantedUpload>[]>;
  find(ref: UploadRef): Promise<Upload | undefined>;
  /**
   * What the workspace of an upload may still land in the quota window that holds `at`, the file that a new one would
   * replace counted as given back; undefined where it has no such limit. Others may land meanwhile: `land` decides.
   */
  byteRoom(upload: Upload, at: number): Promise<ByteRoom | undefined>;
  /** Makes one whole, durable PUT the object unless the upload refuses it by now (`refusePut`) or the workspace's bytes are used up. */
  land(put: LandedPut): Promise<Landing>;
  /** The same for a file that was looked at while `current` (null: none) was the object: another one since then wins. */
  landOver(put: LandedPut, current: string | null): Promise<Landing | { readonly outcome: 'overtaken' }>;
  /** Makes a landed upload one that nothing was sent to, if `current` is still the object. False where it is not. */
  withdraw(ref: UploadRef, current: string): Promise<boolean>;
  /** Freezes a landed upload. False when it is not landed (any more). */
  pin(upload: UploadRef & Pick<Upload, 'workspaceId'>, at: number): Promise<boolean>;
  /** Turns `issued` uploads from before `issuedBefore` into `unused`; how many, per workspace. */
  closeUnused(issuedBefore: number, at: number): Promise<ReadonlyMap<string, number>>;
  /** Claims the oldest `issued` uploads from before `issuedBefore`. */
  claimRanOut(issuedBefore: number, claim: SweepClaim): Promise<Upload[]>;
  /** Turns those of these uploads that are still `issued` into `unused`; how many, per workspace. */
  closeRanOut(uploads: readonly UploadRef[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Turns at most `limit` uploads that landed before the retention into `expired` that were never pinned or whose ingestion
   * has ended; how many, per workspace.
   */
  expireLanded(landed: PastRetention, limit: number): Promise<ReadonlyMap<string, number>>;
  /** Claims the oldest uploads from before `issuedBefore` whose files were not looked through since their state last changed. */
  claimUnswept(issuedBefore: number, claim: SweepClaim): Promise<Upload[]>;
  /**
   * Takes uploads as `claimUnswept` gave them, and ends the claim: one whose state or object has changed meanwhile stays unswept.
   * @returns ids of those that this call has marked, and no other sweep before it
   */
  markSwept(uploads: readonly Upload[]): Promise<ReadonlySet<string>>;
  /** For metrics: uploads that are `issued` or `landed` now. */
  countOpen(issuedAfter: number): Promise<number>;
}

/**
 * Servers share the work of sweeping: what one of them has claimed no other gets before `until`, also where it dies or does not
 * come to an end with it.
 */
export interface SweepClaim {
  /** Now, in epoch milliseconds. */
  readonly at: number;
  readonly until: number;
  /** How many at most. */
  readonly limit: number;
}

/** What is past its time, in epoch milliseconds: a workspace may keep its files longer or shorter than the others. */
export interface PastRetention {
  /** Of a workspace without a retention of its own: what is from before it. */
  readonly before: number;
  /** Of a workspace that keeps files for N days: what is from more than N days before it. */
  readonly ownBefore: number;
}

export interface LandedPut extends UploadRef {
  readonly putId: string;
  readonly bytes: number;
  /** Hex; null where the bytes went straight to the bucket and the client gave no checksum. */
  readonly sha256: string | null;
  readonly at: number;
}

/** What became of a PUT; `superseded` is the PUT that was the object until now, and never will be again. */
export type Landing =
  | { readonly outcome: 'landed'; readonly superseded: string | null }
  | { readonly outcome: 'overQuota'; readonly room: ByteRoom }
  | { readonly outcome: PutRefusal | 'unknown' };

/** How much of its quota of bytes a workspace has left. */
export interface ByteRoom {
  readonly limit: number;
  readonly per: Window;
  readonly left: number;
  /** Until the window ends. */
  readonly retryAfterSeconds: number;
}

/** A file that we hand out by pre-signed GET: written once, then never changed. */
export interface Download {
  readonly downloadId: string;
  readonly workspaceId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly createdAt: number;
}

export interface DownloadStore {
  /** @throws AppError not_found where its workspace was erased */
  add(download: Download): Promise<void>;
  /** Only within the workspace: another's is undefined. */
  find(workspaceId: string, downloadId: string): Promise<Download | undefined>;
  /** Forgets it; its bytes are the caller's business. False when the workspace does not have it (any more). */
  remove(workspaceId: string, downloadId: string): Promise<boolean>;
  /** Claims some of all workspaces that were made before the retention. */
  claimOld(created: PastRetention, claim: SweepClaim): Promise<Download[]>;
}

/** Bytes by name: `{uploadId}/{putId}` for uploads, `{downloadId}/file` for what we hand out. */
export interface ObjectName {
  /** 32 hex digits. */
  readonly owner: string;
  /** Letters and digits. */
  readonly part: string;
}

export interface ObjectStore {
  /**
   * Opens a new object that nobody sees before `commit`. With `declaredBytes` room for them is looked for and set
   * aside, once per owner; without, the room that is really free decides. @throws AppError disk_full; an error of the device, or because the name is taken, passes through
   */
  begin(name: ObjectName, declaredBytes?: number): Promise<ObjectWriter>;
  /** The bytes, or undefined when there are none. `start` and `end` are inclusive byte positions. */
  read(name: ObjectName, range?: { start: number; end: number }): Promise<Readable | undefined>;
  /**
   * The bytes as a descriptor to read by position, or undefined when there are none. A store that has no files of its
   * own fetches them into a nameless scratch file first.
   */
  open(name: ObjectName): Promise<OpenObject | undefined>;
  list(
    owner: string,
  ): Promise<{ readonly part: string; readonly bytes: number; readonly modifiedAt: number }[]>;
  remove(name: ObjectName): Promise<void>;
  /** Bytes that may still be written before the reserve is touched; Infinity where there is no such thing. */
  freeBytes(): Promise<number>;
}

/**
 * The bucket that direct URLs lead to. A client may write its key again for as long as a URL is good, so that nothing
 * there is relied on before `adopt` has copied it to a name that no URL leads to.
 */
export interface DirectStore {
  /** What lies under the key of an upload now, or undefined. @throws AppError unavailable; `isUnreadable` where it is this file alone */
  look(key: string): Promise<DirectObject | undefined>;
  /**
   * Copies what `look` saw to `name`, within the bucket. False when the key holds something else by now, or nothing.
   * @throws AppError unavailable, and then there may be a copy or not
   */
  adopt(seen: DirectObject, name: ObjectName): Promise<boolean>;
  /**
   * Removes what `look` saw. False when the key holds something else by now, which stays, or nothing; or where a newer file
   * might be lost: that can be for as long as PUTs to the URL may come in, an hour after its issue it is over.
   */
  remove(seen: DirectObject): Promise<boolean>;
  /** Removes what lies under a key and cannot be looked at, whatever it is. */
  discard(key: string): Promise<void>;
}

/** The keys that direct URLs of a workspace lead to, whether they were ever looked at or not. */
export interface ClientKeys {
  /** Removes all that lies there now, and says how much it was. Done again where it was cut short. @throws AppError unavailable */
  clear(workspaceId: string): Promise<{ readonly files: number; readonly bytes: number }>;
}

export interface DirectObject {
  readonly key: string;
  readonly bytes: number;
  /** With its quotation marks, as S3 gave it. */
  readonly etag: string;
  /** Whether that is the MD5 of the bytes, so that the copy must have the same: not so for multipart and KMS. */
  readonly etagIsMd5: boolean;
  /** Hex; null unless the client sent this checksum and S3 kept it. */
  readonly sha256: string | null;
  readonly modifiedAt: number;
}

export interface OpenObject {
  readonly fd: number;
  readonly bytes: number;
  close(): Promise<void>;
}

/** One object being written. After `commit` it survives a power cut; after `abort` nothing of it is left. */
export interface ObjectWriter {
  /**
   * Resolves when the next chunk may come; until then the bytes must stay as they are.
   * @throws AppError disk_full, or the device's own error
   */
  write(chunk: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}
