import { AppError } from '../errors.ts';

/** SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const UNIQUE_TAKEN = '23505';
const DISK_FULL = '53100';

const REFUSED: Readonly<Record<string, string>> = {
  '28P01': 'refuses the user or the password. Check them in GST_INTAKE_DATABASE_URL.',
  '28000': 'refuses the user. Check GST_INTAKE_DATABASE_URL and pg_hba.conf.',
  '3D000': 'has no database of that name. Create it, or check GST_INTAKE_DATABASE_URL.',
  '42501': 'does not let this user do that. Grant it the rights on its database and schema.',
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
  /connection terminated|connection timeout|timeout exceeded when trying to connect|connection error|client was closed|not queryable/i;

/** What PostgreSQL or the way to it reports, as news with a name; a mistake in a statement comes back as it is. */
export function translatePostgresError(error: unknown, server: string): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === UNIQUE_TAKEN) {
    return new AppError('conflict', 'That name or id is taken already.', { cause: error });
  }
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
  if (isConnectionLost(error, code)) {
    return new AppError(
      'unavailable',
      `PostgreSQL at ${server} cannot be reached. Check that it runs and that GST_INTAKE_DATABASE_URL is right.`,
      { cause: error },
    );
  }
  return error;
}

function isConnectionLost(error: Error, code: string): boolean {
  if (CONNECTION_CODES.includes(code) || OUTAGE_CLASSES.includes(code.slice(0, 2))) return true;
  // Several addresses of one host were tried, and none answered.
  if (error instanceof AggregateError)
    return error.errors.every((one) => isConnectionLost(one, one.code ?? ''));
  return code === '' && CONNECTION_TEXT.test(error.message);
}
