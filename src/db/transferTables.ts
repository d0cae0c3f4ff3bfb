import type { ColumnValue } from './copyText.ts';

/** Every table of the control data in an order in which each refers only to those before it. */
export const TRANSFERRED_TABLES = [
  'workspaces',
  'users',
  'client_secrets',
  'tokens',
  'quota_use',
  'uploads',
  'downloads',
  'activities',
  'counters',
  'storage_keys',
  'audit',
] as const;

export type TransferredTable = (typeof TRANSFERRED_TABLES)[number];

/** Tables that say something of their own database alone. */
export const OWN_TABLES = ['schema_migrations', 'transfers'];

export type Row = readonly ColumnValue[];

/** The rows of one table, the values in the order of its columns. */
export interface TableRows {
  readonly table: TransferredTable;
  readonly columns: readonly string[];
  readonly rows: Iterable<Row>;
}

/** One attempt's documents: `committed`, or `removed`, which stays as a mark that the attempt is dead. */
export interface StoredLoad {
  readonly workspaceId: string;
  readonly activityId: string;
  readonly attempt: number;
  readonly state: string;
}

/** A load as it is copied. */
export interface LoadRows {
  readonly load: StoredLoad;
  /** `sequence`, then the columns of `DOCUMENT_COLUMNS`. */
  readonly documents: Iterable<Row>;
  /** `key_hash`, `sequence`. */
  readonly keys: Iterable<Row>;
}
