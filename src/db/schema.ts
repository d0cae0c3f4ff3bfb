import type { Generated } from 'kysely';
import type { AuditAction } from '../accounts/audit.ts';
import type { Window } from '../accounts/calendar.ts';
import type { ActivityState, Phase } from '../ingestion/activity.ts';
import type { FileContentType, TemplateType, UploadState } from '../uploads/upload.ts';

/**
 * The tables as queries see them: the same on both databases. Times are epoch milliseconds; a yes or no is 1 or 0;
 * ids, hashes and JSON are text.
 */
export interface Schema {
  schema_migrations: { number: number; name: string };
  workspaces: WorkspaceTable;
  users: UserTable;
  tokens: TokenTable;
  client_secrets: ClientSecretTable;
  quota_use: QuotaUseTable;
  uploads: UploadTable;
  downloads: DownloadTable;
  audit: AuditTable;
  activities: ActivityTable;
  storage_keys: StorageKeyTable;
  transfers: TransferTable;
  counters: { name: string; value: number };
}

export interface WorkspaceTable {
  id: string;
  name: string;
  /** JSON array of text. */
  gstins: string;
  /** JSON object; what it leaves out has its default. */
  settings: string;
  license_from: string | null;
  license_until: string | null;
  created_at: number;
  /** Days that uploaded files are kept; null = as the installation says. */
  retention_days: Generated<number | null>;
  erased_at: Generated<number | null>;
}

export interface UserTable {
  id: string;
  workspace_id: string;
  name: string;
  /** Separated by commas. */
  permissions: string;
  created_at: number;
  disabled_at: number | null;
}

export interface TokenTable {
  id: string;
  user_id: string;
  /** SHA-256 in hex: the token itself is nowhere in the database. */
  hash: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
  /** The secret that it, or its parent, was fetched with; null for one that an administrator made. */
  client_secret_id: string | null;
  /** Of a session: the token that was given for it. */
  parent_token_id: string | null;
}

export interface ClientSecretTable {
  id: string;
  user_id: string;
  /** SHA-256 in hex. */
  hash: string;
  created_at: number;
  revoked_at: number | null;
}

/** `used` counts the uploads issued in the window from `window_start`, and only where there is a limit of either kind. */
export interface QuotaUseTable {
  workspace_id: string;
  per: Window;
  quota_limit: number | null;
  window_start: number;
  used: number;
  bytes_limit: Generated<number | null>;
  /** Bytes of the uploads that landed in the same window and were not replaced since. */
  bytes_used: Generated<number>;
  /** The newest `window_start` there has been: nothing was counted in windows after it. */
  newest_window: Generated<number>;
}

/** Keys that URLs are or were signed with, after the one of the settings or the data directory, which seals them. */
export interface StorageKeyTable {
  access_key_id: string;
  /** Base64 of nonce, ciphertext and tag; null for the key that seals the others, which has a row once it was replaced. */
  sealed_secret: string | null;
  created_at: number;
  replaced_at: number | null;
  verifies_until: number | null;
}

/** What `gst-intake transfer` brought into this database, and how far it is. */
export interface TransferTable {
  /** Of the source's control data when it began. */
  fingerprint: string;
  started_at: number;
  /** `owner/part` up to which all files are there. */
  files_until: string;
  finished_at: number | null;
}

/** Rows are never deleted: they are also the trail of what was issued. */
export interface UploadTable {
  issued_at: number;
  upload_id: string;
  workspace_id: string;
  user_id: string;
  token_id: string;
  template_type: TemplateType;
  file_content_type: FileContentType;
  file_name: string;
  single_use: number;
  state: UploadState;
  current_put: string | null;
  bytes: number | null;
  sha256: string | null;
  landed_at: number | null;
  /** 1 once the files were looked through since the state last changed. */
  swept: number;
  /** No sweep takes it before: one has it, or could not end what it did with it. */
  sweep_after: Generated<number>;
}

export interface DownloadTable {
  download_id: string;
  workspace_id: string;
  file_name: string;
  content_type: string;
  bytes: number;
  sha256: string;
  created_at: number;
  /** As that of an upload. */
  sweep_after: Generated<number>;
}

export interface AuditTable {
  id: Generated<number>;
  at: number;
  workspace_id: string | null;
  actor: string;
  action: AuditAction;
  subject: string;
  /** JSON object. */
  detail: string;
}

/** The row is the job: `state`, `not_before` and `lease_until` say who may claim it. */
export interface ActivityTable {
  activity_id: string;
  workspace_id: string;
  user_id: string;
  template_type: TemplateType;
  upload_issued_at: number;
  upload_id: string;
  put_id: string;
  declared: FileContentType;
  bytes: number;
  external_id: string | null;
  template_id: string;
  /** JSON array of text. */
  only_gstins: string;
  user_file_name: string;
  state: ActivityState;
  created_at: number;
  /** Of the newest attempt. */
  started_at: number | null;
  ended_at: number | null;
  /** When a queued one may be claimed. */
  not_before: number;
  /** When a running one may be claimed by another worker. */
  lease_until: number | null;
  /** Only ever rises: the fence of the attempt that runs. */
  attempt: number;
  /** Attempts that ended because their worker was told to stop. */
  handed_back: number;
  /** Attempts that ended with a reason and count. */
  failures: number;
  /** Attempts that ended because of the machine, and do not count. */
  outages: number;
  first_outage_at: number | null;
  failure_reason: string | null;
  /** Of this attempt and all before it no documents are left that do not count. */
  cleaned_attempt: number;
  phase: Phase;
  bytes_done: number;
  bytes_total: number;
  rows_read: number;
  /** JSON object. */
  result: string | null;
  settled_sequence: number | null;
  /** The activity whose refused rows it sends again. */
  corrects: Generated<string | null>;
  /** Of what it came to; 0 before that. */
  refused_rows: Generated<number>;
  /** When it was last begun, ended or discarded. */
  changed_at: number;
}
