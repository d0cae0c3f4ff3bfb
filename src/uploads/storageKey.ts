import type { AuditEntry } from '../accounts/audit.ts';
import type { Credentials } from '../sigv4/presign.ts';
import { DOWNLOAD_LIFETIME_SECONDS } from './presignDownload.ts';
import { URL_LIFETIME_SECONDS } from './upload.ts';

/** How long a replaced key still verifies: the longest life of a URL, and the time of an upload more. */
export const REPLACED_KEY_VERIFIES_MS = (DOWNLOAD_LIFETIME_SECONDS + URL_LIFETIME_SECONDS) * 1000;

/** A key that URLs are or were signed with. The root key is the one of the settings or the data directory. */
export interface StorageKey {
  readonly accessKeyId: string;
  /** As `sealSecret` makes it; null for the root key, whose secret is in no database. */
  readonly sealedSecret: string | null;
  readonly createdAt: number;
  /** Null while it is the newest. */
  readonly replacedAt: number | null;
  /** From then on what it signed is refused; null as long as it is the newest. */
  readonly verifiesUntil: number | null;
}

export interface StorageKeyStore {
  /** Oldest first. The root key has a row since the first start of a server. */
  list(): Promise<StorageKey[]>;
  /** One transaction: replaces every key that is the newest, the root key with it, by `next`. */
  rotate(rotation: Rotation): Promise<void>;
  /** Adds a key that verifies until its time. Nothing changes where its id is there already. */
  add(key: StorageKey): Promise<void>;
  /** Forgets keys of their own secret that verify nothing since `before`; how many. */
  removeEnded(before: number): Promise<number>;
}

export interface Rotation {
  readonly rootKeyId: string;
  readonly next: { readonly accessKeyId: string; readonly sealedSecret: string };
  readonly at: number;
  /** For those that it replaces; others that still verify end then at the latest. */
  readonly verifiesUntil: number;
  readonly audit: AuditEntry;
}

export type RootKey = Pick<Credentials, 'accessKeyId' | 'secretAccessKey'>;
