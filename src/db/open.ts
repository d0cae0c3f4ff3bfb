import type { Calendar } from '../accounts/calendar.ts';
import type { AccountStore } from '../accounts/ports.ts';
import { AppError } from '../errors.ts';
import type { ActivityLists } from '../ingestion/activityLists.ts';
import type { ErasureStore } from '../ingestion/eraseWorkspace.ts';
import type { ActivityStore, DocumentStore } from '../ingestion/ports.ts';
import type { DownloadStore, UploadStore } from '../uploads/ports.ts';
import type { StorageKeyStore } from '../uploads/storageKey.ts';
import { createAccountStore } from './accountStore.ts';
import { createActivityLists } from './activityLists.ts';
import { createActivityStore } from './activityStore.ts';
import type { DatabaseServer } from './databaseServer.ts';
import { createDownloadStore } from './downloadStore.ts';
import { type Engine, type Queries, transact } from './engine.ts';
import { createErasureStore } from './erasureStore.ts';
import { assertNotNewer, migrate, schemaVersion } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { openSqlite } from './sqlite.ts';
import { createStorageKeyStore } from './storageKeyStore.ts';
import { assertNoTransfer } from './transferMark.ts';
import { createUploadStore } from './uploadStore.ts';

const BUSY_TIMEOUT_MS = 5_000;

/** The control data: accounts, uploads, what is handed out, activities, the trail; and what was judged. */
export interface Database {
  readonly accounts: AccountStore;
  readonly uploads: UploadStore;
  readonly downloads: DownloadStore;
  readonly activities: ActivityStore;
  readonly activityLists: ActivityLists;
  readonly documents: DocumentStore;
  readonly erasure: ErasureStore;
  readonly storageKeys: StorageKeyStore;
  /**
   * Brings the schema to this program's version; safe beside other servers and after a kill.
   * @throws AppError settings_invalid also while a transfer into this database has not ended; unavailable
   */
  migrate(): Promise<{ readonly from: number; readonly to: number }>;
  /**
   * Runs `create` in one transaction under the migration lock if there are no workspaces yet: of two servers that
   * start at once one gets its result, the other undefined. `create` uses only the store that it is given.
   */
  firstStart<T>(create: (accounts: AccountStore) => Promise<T>): Promise<T | undefined>;
  /** Runs `work` in one transaction: it uses only the store that it is given. */
  inTransaction<T>(work: (accounts: AccountStore) => Promise<T>): Promise<T>;
  /** The version found, 0 for an empty database, and the one that this program needs. */
  schemaVersion(): Promise<{ readonly found: number; readonly needed: number }>;
  /** How the server is set up that a migrated database is on; null where the database is a file of ours. */
  examineServer(): Promise<DatabaseServer | null>;
  /** @throws AppError unavailable unless the database can be written now */
  ping(): Promise<void>;
  /** What is damaged, one line each; reads the whole database where that is a file of ours. */
  check(): Promise<string[]>;
  /** A consistent copy in a new file, also while others write. @throws AppError conflict, input_invalid */
  snapshotTo(file: string): Promise<void>;
  /** Waits for transactions under way. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** `postgres://…`. Exactly one of `url` and `file`. */
  readonly url?: string;
  /** A SQLite file, made when absent. */
  readonly file?: string;
  readonly calendar: Calendar;
  /** How long to wait for another process's lock before giving up with `unavailable`. */
  readonly busyTimeoutMs?: number;
  /** How long PostgreSQL may leave a statement unanswered before its connection is broken off. */
  readonly answerWithinMs?: number;
}

/**
 * @throws AppError settings_invalid when the URL or its credentials are wrong, or a newer program has migrated the
 *   database; unavailable when it is damaged, locked or cannot be reached
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const engine = await openEngine(options);
  try {
    await assertNotNewer(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const { calendar } = options;
  // What it asks for one workspace is asked there, too: on another connection it would not see its own work.
  const accountsIn = (transaction: Queries) =>
    createAccountStore({ ...engine, queries: transaction, boundTo: () => transaction }, calendar);
  return {
    accounts: createAccountStore(engine, calendar),
    uploads: createUploadStore(engine, calendar),
    downloads: createDownloadStore(engine),
    activities: createActivityStore(engine),
    activityLists: createActivityLists(engine),
    documents: engine.documents,
    erasure: createErasureStore(engine),
    storageKeys: createStorageKeyStore(engine),
    async migrate() {
      const versions = await migrate(engine);
      await assertNoTransfer(engine);
      return versions;
    },
    firstStart: (create) =>
      transact(engine.queries, async (transaction) => {
        await engine.lockMigrations(transaction);
        const accounts = accountsIn(transaction);
        const workspaces = await accounts.listWorkspaces();
        return workspaces.length === 0 ? create(accounts) : undefined;
      }),
    inTransaction: (work) => transact(engine.queries, (transaction) => work(accountsIn(transaction))),
    schemaVersion: async () => ({
      found: await schemaVersion(engine, engine.queries),
      needed: MIGRATIONS.at(-1)?.number ?? 0,
    }),
    examineServer: engine.examineServer,
    ping: engine.ping,
    check: engine.check,
    snapshotTo: engine.snapshotTo,
    close: engine.close,
  };
}

async function openEngine(options: DatabaseOptions): Promise<Engine> {
  const { url, file, calendar, busyTimeoutMs = BUSY_TIMEOUT_MS, answerWithinMs } = options;
  if (url !== undefined && file === undefined) {
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres({ url, calendar, busyTimeoutMs, answerWithinMs });
  }
  if (file !== undefined && url === undefined) return openSqlite({ file, calendar, busyTimeoutMs });
  throw new AppError('settings_invalid', 'A database is either a PostgreSQL URL or a SQLite file.');
}
