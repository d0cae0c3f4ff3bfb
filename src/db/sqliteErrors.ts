import { AppError } from '../errors.ts';

/** Primary result codes, https://www.sqlite.org/rescode.html. */
const PERMISSION = 3;
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;
/** Extended result codes. */
const PRIMARY_KEY_TAKEN = 1555;
const UNIQUE_TAKEN = 2067;

/** SQLite's extended result code, where `error` is SQLite's. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** Whether another connection holds the lock that was needed. */
export function isBusy(error: unknown): boolean {
  const primary = (resultCode(error) ?? 0) & 0xff;
  return primary === BUSY || primary === LOCKED;
}

/** What SQLite reports, as news with a name where it is an outage or a clash; everything else comes back as it is. */
export function translateSqliteError(error: unknown, file: string): unknown {
  const code = resultCode(error);
  if (code === undefined) return error;
  if (code === PRIMARY_KEY_TAKEN || code === UNIQUE_TAKEN) {
    return new AppError('conflict', 'That name or id is taken already.', { cause: error });
  }
  const text = OUTAGES[code & 0xff];
  if (text === undefined) return error;
  const outage = (code & 0xff) === FULL ? 'disk_full' : 'unavailable';
  return new AppError(outage, `The database file ${file} ${text}`, { cause: error });
}

const DAMAGED =
  'is damaged or is not a database. Stop the server, move it aside together with its -wal and -shm files and the ' +
  'folder objects/, then restore the last backup with `gst-intake restore`.';

const OUTAGES: Readonly<Record<number, string>> = {
  [PERMISSION]: 'may not be opened. Check who owns it and its folder.',
  [BUSY]: 'is locked by another process. Try again in a moment.',
  [LOCKED]: 'is locked. Try again in a moment.',
  [READ_ONLY]: 'cannot be written. Check its permissions and whether the disk is mounted read-only.',
  [IO_ERROR]: 'cannot be read or written: the disk reports an error. Check the disk.',
  [CORRUPT]: DAMAGED,
  [FULL]: 'cannot grow: the disk is full. Free some space on it.',
  [CANNOT_OPEN]: 'cannot be opened. Check that its folder exists and who owns it.',
  [NOT_A_DATABASE]: DAMAGED,
};
