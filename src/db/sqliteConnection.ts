import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import { isBusy, translateSqliteError } from './sqliteErrors.ts';

/** Before it two writers could damage a database in WAL mode (https://www.sqlite.org/wal.html#walresetbug). */
const OLDEST_SQLITE = [3, 51, 3] as const;
const STATEMENTS_KEPT = 200;
/** How long SQLite itself waits for a lock. It blocks this thread meanwhile, so it is short: `patiently` waits on. */
const BLOCKING_WAIT_MS = 5;
const PAUSE_MS = 5;

/** The one connection of this process to a SQLite file. Its users take turns: a transaction is never interleaved. */
export interface SqliteConnection {
  readonly database: DatabaseSync;
  /** Resolves to what ends the turn, when those who asked before have ended theirs. */
  takeTurn(): Promise<() => void>;
  /**
   * Runs `attempt` again and again while another process holds the lock it needs; for what may be repeated whole.
   * @throws AppError unavailable when the busy timeout has passed
   */
  patiently<T>(attempt: () => T): Promise<T>;
  /** Runs `work` between BEGIN IMMEDIATE and COMMIT, without a break on this thread. */
  transaction<T>(work: () => T): Promise<T>;
  begin(): Promise<void>;
  commit(): void;
  rollback(): void;
  /** The statement of this text, and whether it returns rows; kept for the next time. */
  prepare(text: string): PreparedStatement;
  /** Gives what SQLite reports its name. */
  translate(error: unknown): unknown;
}

export interface PreparedStatement {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

/** @throws AppError settings_invalid, unavailable */
export async function openSqliteConnection(file: string, busyTimeoutMs: number): Promise<SqliteConnection> {
  assertSqliteVersion(process.versions['sqlite']);
  const translate = (error: unknown) => translateSqliteError(error, file);
  const patiently = createPatience(busyTimeoutMs, translate);
  const database = openFile(file, translate);
  try {
    await patiently(() => configure(database));
  } catch (error) {
    database.close();
    throw error;
  }

  const takeTurn = createTurns();
  const [beginning, committing] = [database.prepare('BEGIN IMMEDIATE'), database.prepare('COMMIT')];
  const begin = () => patiently(() => void beginning.run());
  const commit = () => void committing.run();
  // A failed COMMIT may have ended the transaction already, https://www.sqlite.org/lang_transaction.html.
  const rollback = () => {
    if (database.isTransaction) database.exec('ROLLBACK');
  };

  return {
    database,
    takeTurn,
    patiently,
    begin,
    commit,
    rollback,
    prepare: createStatementCache(database),
    translate,
    async transaction(work) {
      const endTurn = await takeTurn();
      try {
        await begin();
        try {
          const result = work();
          commit();
          return result;
        } catch (error) {
          rollback();
          throw translate(error);
        }
      } finally {
        endTurn();
      }
    },
  };
}

export function assertSqliteVersion(found: string | undefined): void {
  const parts = (found ?? '0').split('.').map(Number);
  for (const [place, oldest] of OLDEST_SQLITE.entries()) {
    const part = parts[place] ?? 0;
    if (part > oldest) return;
    if (part < oldest) {
      throw new AppError(
        'settings_invalid',
        `This Node.js carries SQLite ${found}; at least ${OLDEST_SQLITE.join('.')} is needed. Update Node.js 24.`,
      );
    }
  }
}

function openFile(file: string, translate: (error: unknown) => unknown): DatabaseSync {
  try {
    // SQLite gives its other files the permissions of this one: nobody else on the host reads the customers' data.
    closeSync(openSync(file, 'a', 0o600));
    return new DatabaseSync(file, { timeout: BLOCKING_WAIT_MS, enableForeignKeyConstraints: true });
  } catch (error) {
    const translated = translate(error);
    if (translated instanceof AppError) throw translated;
    throw new AppError('unavailable', `The database file ${file} cannot be opened or made.`, {
      cause: error,
    });
  }
}

function configure(database: DatabaseSync): void {
  const mode = database.prepare('PRAGMA journal_mode').get()?.['journal_mode'];
  if (mode !== 'wal') database.exec('PRAGMA journal_mode = WAL');
  // Every commit reaches the disk before its answer reaches the caller.
  database.exec('PRAGMA synchronous = FULL');
}

function createPatience(busyTimeoutMs: number, translate: (error: unknown) => unknown) {
  const attempts = Math.max(1, Math.ceil(busyTimeoutMs / (BLOCKING_WAIT_MS + PAUSE_MS)));
  return async <T>(attempt: () => T): Promise<T> => {
    for (let left = attempts; ; left -= 1) {
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error) || left <= 1) throw translate(error);
      }
      await pause(PAUSE_MS);
    }
  };
}

function createTurns(): () => Promise<() => void> {
  let last: Promise<void> = Promise.resolve();
  return async () => {
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    await before;
    return resolve;
  };
}

function createStatementCache(database: DatabaseSync): (text: string) => PreparedStatement {
  const kept = new Map<string, PreparedStatement>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const statement = database.prepare(text);
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    const [oldest] = kept.keys();
    if (kept.size >= STATEMENTS_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(text, prepared);
    return prepared;
  };
}

/**
 * node:sqlite reads an object in the first place as named parameters and stores nulls for the rest; a number that is
 * not finite it stores as NULL. So only what SQLite can hold comes through.
 * @throws TypeError
 */
export function assertParameters(values: readonly unknown[]): asserts values is SQLInputValue[] {
  for (const value of values) {
    const holds =
      value === null ||
      typeof value === 'string' ||
      typeof value === 'bigint' ||
      Number.isFinite(value) ||
      value instanceof Uint8Array;
    if (!holds) throw new TypeError(`a ${typeof value} is no parameter of a SQLite statement`);
  }
}
