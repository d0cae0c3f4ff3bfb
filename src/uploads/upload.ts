/** The two registers of Clear's API: `sales` and `purchase`. */
export const TEMPLATE_TYPES = ['sales', 'purchase'] as const;
export type TemplateType = (typeof TEMPLATE_TYPES)[number];

/** As a path may write it, in any case; undefined for anything else. */
export function parseTemplateType(text: string): TemplateType | undefined {
  return TEMPLATE_TYPES.find((type) => type === text.toLowerCase());
}

export const FILE_CONTENT_TYPES = ['XLSX', 'XLS', 'CSV'] as const;
export type FileContentType = (typeof FILE_CONTENT_TYPES)[number];

/** URLs are good for ten minutes: the founding document's promise. */
export const URL_LIFETIME_SECONDS = 600;

/**
 * An upload's life:
 * `issued` → `landed` (a PUT was received whole; the last one counts) → `pinned` (ingestion has begun: frozen).
 * `unused`: its URL ran out. A PUT that began in time may still land it.
 * `revoked`: an administrator closed it. `expired`: it landed, and within the retention nobody triggered it
 * or its ingestion ended.
 */
export type UploadState = 'issued' | 'unused' | 'landed' | 'pinned' | 'revoked' | 'expired';

/** Where an upload's row is found: both parts stand in its object key. */
export interface UploadRef {
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** 32 hex digits. */
  readonly uploadId: string;
}

/** What a caller asks a URL for. */
export interface WantedUpload {
  readonly uploadId: string;
  readonly templateType: TemplateType;
  readonly fileContentType: FileContentType;
  /** As the caller sent it: data for people, never part of a path or key. */
  readonly fileName: string;
}

export interface Upload extends UploadRef, WantedUpload {
  readonly workspaceId: string;
  readonly userId: string;
  readonly tokenId: string;
  readonly singleUse: boolean;
  readonly state: UploadState;
  /** The PUT whose bytes are the object; set while landed or pinned. */
  readonly currentPut: string | null;
  readonly bytes: number | null;
  /** Hex. */
  readonly sha256: string | null;
  readonly landedAt: number | null;
}

/** Whether a PUT that began in time may become the object. */
export type PutRefusal = 'frozen' | 'spent' | 'closed';

export function refusePut(
  upload: Pick<Upload, 'state' | 'singleUse' | 'currentPut'>,
): PutRefusal | undefined {
  if (upload.state === 'pinned') return 'frozen';
  if (upload.state === 'revoked' || upload.state === 'expired') return 'closed';
  if (upload.singleUse && upload.currentPut !== null) return 'spent';
  return undefined;
}
