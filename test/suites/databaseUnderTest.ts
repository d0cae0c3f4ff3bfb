import type { Database } from '../../src/db/open.ts';

/** One empty, migrated database that several handles may share. */
export interface DatabaseUnderTest {
  /** Another handle, closed by `dispose`. */
  open(): Promise<Database>;
  /** Straight SQL, past the stores. @returns rows */
  query(sql: string): Promise<Record<string, unknown>[]>;
  dispose(): Promise<void>;
}

/** A fresh one each time. */
export type MakeDatabase = () => Promise<DatabaseUnderTest>;
