/**
 * The archive of an installation: a tar of
 * `manifest.json`, `control.sqlite`, `documents/{workspace}.sqlite`, `objects/{2 hex}/{owner}/{part}`, and
 * `gateway-key.json` when keys are wanted.
 */
export const MANIFEST = 'manifest.json';
export const DATABASE = 'control.sqlite';
export const KEY = 'gateway-key.json';
export const OBJECTS = 'objects';
export const DOCUMENTS = 'documents';
export const FORMAT = 'gst-intake-backup';
export const FORMAT_VERSION = 1;

/** Bytes that the database says are there: the current PUT of each landed or pinned upload, and what is handed out. */
export interface RecordedObject {
  /** 32 hex digits: upload or download. */
  readonly owner: string;
  readonly part: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Reads them from a database file, which it leaves as it was. */
export type ListRecordedObjects = (databaseFile: string) => Promise<readonly RecordedObject[]>;

export interface Manifest {
  readonly format: typeof FORMAT;
  readonly formatVersion: number;
  /** Of the program that wrote it. */
  readonly programVersion: string;
  readonly schemaVersion: number;
  /** RFC 3339. */
  readonly createdAt: string;
  /** Where the uploaded files are; absent in archives from before there was a choice, which hold them. */
  readonly filesIn?: FilesIn;
  /** Every other file of the archive. */
  readonly files: readonly ManifestFile[];
}

export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Units are bytes; `total` is undefined until it is known. */
export type OnProgress = (done: number, total: number | undefined) => void;

export interface ArchiveSummary {
  readonly file: string;
  readonly uploads: number;
  readonly bytes: number;
  readonly withKeys: boolean;
  readonly filesIn: FilesIn;
}

/** `bucket`: the archive has none of the uploaded files, because the installation keeps them in a bucket. */
export type FilesIn = 'archive' | 'bucket';

export function objectPath({ owner, part }: Pick<RecordedObject, 'owner' | 'part'>): string {
  return `${OBJECTS}/${owner.slice(0, 2)}/${owner}/${part}`;
}

const FILE =
  /^(?:manifest\.json|control\.sqlite|gateway-key\.json|documents\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.sqlite|objects\/([0-9a-f]{2})\/\1[0-9a-f]{30}\/[0-9A-Za-z]{1,64})$/;

/** Whether a path may stand in an archive: none that leads out of the data directory has this form. */
export function isArchiveFile(path: string): boolean {
  return FILE.test(path);
}

export function isDocumentsPath(path: string): boolean {
  return path.startsWith(`${DOCUMENTS}/`);
}

export function isObjectPath(path: string): boolean {
  return path.startsWith(`${OBJECTS}/`);
}
