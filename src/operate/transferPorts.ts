import type { ObjectStore } from '../uploads/ports.ts';
import type { RecordedObject } from './archive.ts';

export type Row = readonly (string | number | null)[];

export interface TableRows<Name extends string = string> {
  readonly table: Name;
  readonly columns: readonly string[];
  readonly rows: Iterable<Row>;
}

export interface Load {
  readonly workspaceId: string;
  readonly activityId: string;
  readonly attempt: number;
  readonly state: string;
  readonly documents: number;
}

export interface LoadRows {
  readonly load: Omit<Load, 'documents'>;
  /** `sequence`, then a document's columns. */
  readonly documents: Iterable<Row>;
  /** `key_hash`, `sequence`. */
  readonly keys: Iterable<Row>;
}

/** The installation that is left. */
export interface Source<Name extends string> {
  table(name: Name): TableRows<Name>;
  objects(): Iterable<RecordedObject>;
  workspaceIds(): readonly string[];
  loads(workspaceId: string): readonly Load[];
  load(load: Load): LoadRows;
}

/** The database that takes it in. */
export interface Target<Name extends string> {
  find(
    fingerprint: string,
  ): Promise<{ readonly filesUntil: string; readonly isFinished: boolean } | undefined>;
  begin(input: {
    readonly fingerprint: string;
    readonly at: number;
    readonly tables: readonly TableRows<Name>[];
    readonly onRow: () => void;
  }): Promise<void>;
  copyLoad(rows: LoadRows, onRow: () => void): Promise<void>;
  markFiles(fingerprint: string, until: string): Promise<void>;
  finish(fingerprint: string, at: number): Promise<void>;
  eachRow(table: Name, columns: readonly string[], use: (row: Row) => void): Promise<void>;
  eachDocument(workspaceId: string, use: (row: Row) => void): Promise<void>;
  eachKey(workspaceId: string, use: (row: Row) => void): Promise<void>;
}

/** Where the files come from and go to; the same folder where they stay. */
export interface FileStores {
  readonly from: Pick<ObjectStore, 'read'>;
  readonly to: Pick<ObjectStore, 'begin' | 'read' | 'list' | 'remove'>;
  readonly stay: boolean;
}

/** What is being done, how far it is, and in what it counts. */
export type OnTransfer = (step: {
  readonly doing: 'reading' | 'accounts' | 'documents' | 'files' | 'checking';
  readonly done: number;
  readonly total: number;
}) => void;
