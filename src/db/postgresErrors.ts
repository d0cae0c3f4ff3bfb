import { AppError } from '../errors.ts';

/** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const UNIQUE_TAKEN = '23505';
const DISK_FULL = '53100';
const NO_RIGHT = '42501';

const REFUSED: Readonly<Record<string, string>> = {
  '28P01': 'refuses the user or the password. Check them in GST_INTAKE_DATABASE_URL.',
  '28000': 'refuses the user. Check GST_INTAKE_DATABASE_URL and pg_hba.conf.',
  '3D000': 'has no database of that name. Create it, or check GST_INTAKE_DATABASE_URL.',
  [NO_RIGHT]: 'does not let this user do that. Grant it the rights on its database and schema.',
};

const BUSY: Readonly<Record<string, string>> = {
  '55P03': 'is busy: a lock was not free in time. Try again in a moment.',
  '40001': 'is busy: a transaction met another. Try again in a moment.',
  '40P01': 'is busy: a transaction met another. Try again in a moment.',
  '57014': 'took too long to answer. Try again in a moment.',
  '25P03': 'gave a transaction up that took too long. Try again in a moment.',
  '53300': 'has no connection left. Raise its max_connections or run fewer servers.',
  '25006': 'is read-only: it is a standby. Point GST_INTAKE_DATABASE_URL at the primary.',
};

const STANDBY = 'standby';

/** Server gone, shutting down or starting; resources used up; the operating system reports an error. */
const OUTAGE_CLASSES = ['08', '53', '57', '58'];

const CONNECTION_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
];

/** What the driver throws, without a code, when the connection is gone. */
const CONNECTION_TEXT =
  /connection terminated|connection timeout|query read timeout|connection error|client was closed|not queryable/i;

/** What the pool throws when all of its connections stayed in use. */
const POOL_TEXT = 'timeout exceeded when trying to connect';

/** What PostgreSQL or the way to it reports, as news with a name; a mistake in a statement comes back as it is. */
export function translatePostgresError(error: unknown, server: string): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === UNIQUE_TAKEN) {
    return new AppError('conflict', 'That name or id is taken already.', { cause: error });
  }
  // Work of one workspace that reached for another's rows: a mistake of ours, and nothing to grant.
  if (code === NO_RIGHT && error.message.includes('row-level security')) return error;
  const refused = REFUSED[code];
  if (refused !== undefined) {
    return new AppError('settings_invalid', `PostgreSQL at ${server} ${refused}`, { cause: error });
  }
  if (code === DISK_FULL) {
    return new AppError('disk_full', `PostgreSQL at ${server} has no disk space left.`, { cause: error });
  }
  const busy = BUSY[code];
  if (busy !== undefined) {
    return new AppError('unavailable', `PostgreSQL at ${server} ${busy}`, { cause: error });
  }
  if (error.message === POOL_TEXT) {
    return new AppError(
      'unavailable',
      `PostgreSQL at ${server} is busy: none of this server's connections was free in time. Try again in a moment.`,
      { cause: error },
    );
  }
  if (isConnectionLost(error, code)) {
    return new AppError(
      'unavailable',
      `PostgreSQL at ${server} cannot be reached. Check that it runs and that GST_INTAKE_DATABASE_URL is right.`,
      { cause: error },
    );
  }
  return error;
}

/** Whether another host may do what this one did not: it is down, starting, or a standby. */
export function isElsewhere(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AppError) return error.facts['reason'] === STANDBY;
  return isConnectionLost(error, 'code' in error && typeof error.code === 'string' ? error.code : '');
}

export function standbyRefused(server: string): AppError {
  return new AppError(
    'unavailable',
    `PostgreSQL at ${server} is a standby: point GST_INTAKE_DATABASE_URL at the primary, or name all hosts in it.`,
    { facts: { reason: STANDBY } },
  );
}

/** A commit that PostgreSQL went on with before its standby had it. */
export function unconfirmedBy(server: string): AppError {
  return new AppError(
    'unavailable',
    `PostgreSQL at ${server} made a change that its standby has not confirmed: the standby is gone, or another server is ` +
      'the primary by now. Nothing is answered as done until one is back or synchronous_standby_names is changed.',
  );
}

function isConnectionLost(error: Error, code: string): boolean {
  if (CONNECTION_CODES.includes(code) || OUTAGE_CLASSES.includes(code.slice(0, 2))) return true;
  // Several addresses of one host were tried, and none answered.
  if (error instanceof AggregateError)
    return error.errors.every((one) => isConnectionLost(one, one.code ?? ''));
  return code === '' && CONNECTION_TEXT.test(error.message);
}
