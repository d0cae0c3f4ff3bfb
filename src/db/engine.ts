import type { Kysely } from 'kysely';
import type { AdmissionOutcome, AdmissionRequest } from '../accounts/admission.ts';
import type { DocumentStore } from '../ingestion/ports.ts';
import type { WantedUpload } from '../uploads/upload.ts';
import type { DatabaseServer } from './databaseServer.ts';
import type { Ddl } from './migration.ts';
import type { Schema } from './schema.ts';

export type Queries = Kysely<Schema>;

/** One database system: what the stores need to know of it, each difference by its name. */
export interface Engine {
  readonly queries: Queries;
  /**
   * Queries for which the database itself knows no other workspace than this one, whatever they ask for: a second wall
   * behind their own WHERE. The same as `queries` where the database has no such thing.
   */
  boundTo(workspaceId: string): Queries;
  readonly ddl: Ddl;
  /**
   * Whether rows can be locked one by one (`SELECT … FOR UPDATE`). Where they can't, a transaction that writes
   * excludes every other one anyway.
   */
  readonly rowLocks: boolean;
  hasTable(queries: Queries, name: string): Promise<boolean>;
  /** Holds every other program's migrations off until the transaction ends. */
  lockMigrations(transaction: Queries): Promise<void>;
  /**
   * Waits until no batch of admissions is under way and holds further ones off until the transaction ends: what it
   * reads afterwards includes every upload issued before it, and what it writes binds every one issued after it.
   */
  lockAdmissions(transaction: Queries): Promise<void>;
  /** The same for files that land: what it counts afterwards includes every one that landed before it. */
  lockLandings(transaction: Queries): Promise<void>;
  admit(
    batch: readonly AdmissionRequest<WantedUpload>[],
    now: number,
  ): Promise<AdmissionOutcome<WantedUpload>[]>;
  readonly documents: DocumentStore;
  /** Leaves nothing in the database file of what rows held before they were changed, where that is in our hands. */
  scrub(): Promise<void>;
  /** Prepares what `boundTo` needs beside the schema, as far as the database lets us; under the migration lock. */
  buildWall(transaction: Queries): Promise<void>;
  /** Null where the database is a file of ours. */
  examineServer(): Promise<DatabaseServer | null>;
  /** @throws AppError unavailable unless the database can be written */
  ping(): Promise<void>;
  /** What is damaged, one line each; none when all is well. */
  check(): Promise<string[]>;
  /** @throws AppError input_invalid where the database has tools of its own for this; conflict when the file exists */
  snapshotTo(file: string): Promise<void>;
  close(): Promise<void>;
}

/** Runs `work` in the transaction that `queries` already is, else in one of its own. */
export function transact<T>(queries: Queries, work: (transaction: Queries) => Promise<T>): Promise<T> {
  return queries.isTransaction ? work(queries) : queries.transaction().execute(work);
}
