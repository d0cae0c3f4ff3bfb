import { type DestinationStream, pino } from 'pino';
import { AppError } from './errors.ts';

/**
 * Everything a log line may carry. An allow-list: a field that is not named here cannot be logged, so that no
 * header, query, token, signature or signed URL can slip in beside it.
 */
export interface LogFields {
  readonly requestId?: string;
  readonly method?: string;
  /** The route's pattern, never the target as sent. */
  readonly route?: string;
  readonly status?: number;
  readonly code?: string;
  readonly durationMs?: number;
  readonly bytes?: number;
  readonly workspaceId?: string;
  readonly uploadId?: string;
  readonly count?: number;
  readonly address?: string;
  readonly setting?: string;
  readonly error?: unknown;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = Readonly<Record<LogLevel, (fields: LogFields, message: string) => void>>;

const ALLOWED: ReadonlySet<string> = new Set<keyof LogFields>([
  'requestId',
  'method',
  'route',
  'status',
  'code',
  'durationMs',
  'bytes',
  'workspaceId',
  'uploadId',
  'count',
  'address',
  'setting',
  'error',
]);

/** How long a line may wait for company before it is written. */
const LOG_DELAY_MS = 100;

/** Query strings, our secrets and database passwords, wherever in a foreign error's text they stand. */
const SECRET_SHAPES =
  /\?[^\s"'<>]*X-Amz-[^\s"'<>]*|X-Amz-[A-Za-z-]+=[^\s"'<>&]*|gst_(?:tok|sec)_[\w-]*|(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi;

export function maskSecrets(text: string): string {
  return text.replace(SECRET_SHAPES, '[masked]');
}

/** An error as a log line shows it: name, code, masked message and stack, the same for its causes. */
export function describeError(error: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = error instanceof AppError ? error.code : (error as NodeJS.ErrnoException).code;
  return {
    name: error.name,
    ...(code === undefined ? {} : { code: String(code) }),
    message: maskSecrets(error.message),
    ...(error.stack === undefined ? {} : { stack: maskSecrets(error.stack) }),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/** JSON lines with times in RFC 3339. */
export function createLog(level: LogLevel | 'silent', destination: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => {
          const allowed: Record<string, unknown> = {};
          for (const name in fields) {
            if (ALLOWED.has(name))
              allowed[name] = name === 'error' ? describeError(fields[name]) : fields[name];
          }
          return allowed;
        },
      },
    },
    destination,
  );
}

/** The log of this process: standard error, buffered so that a request does not wait for its line. */
export function openLog(level: LogLevel | 'silent'): { readonly log: Log; readonly flush: () => void } {
  const destination = pino.destination({
    dest: 2,
    sync: false,
    minLength: 4096,
    periodicFlush: LOG_DELAY_MS,
  });
  return { log: createLog(level, destination), flush: () => destination.flushSync() };
}
