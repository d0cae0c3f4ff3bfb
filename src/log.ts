import { type DestinationStream, pino } from 'pino';
import { AppError } from './errors.ts';

/**
 * Everything a log line may carry. An allow-list: a field that is not named here cannot be logged, so that no
 * header, query, token, signature or signed URL can slip in beside it.
 */
export interface LogFields {
  readonly requestId?: string | undefined;
  readonly method?: string | undefined;
  /** The route's pattern, never the target as sent. */
  readonly route?: string | undefined;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly durationMs?: number | undefined;
  readonly bytes?: number | undefined;
  readonly workspaceId?: string | undefined;
  readonly uploadId?: string | undefined;
  readonly activityId?: string | undefined;
  readonly attempt?: number | undefined;
  readonly count?: number | undefined;
  readonly address?: string | undefined;
  readonly setting?: string | undefined;
  readonly error?: unknown;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = Readonly<Record<LogLevel, (fields: LogFields, message: string) => void>>;

/** The fields by name, one by one: nothing else of what it is given gets through, and the shape is always the same. */
function allowed(fields: LogFields): Record<keyof LogFields, unknown> {
  return {
    requestId: fields.requestId,
    method: fields.method,
    route: fields.route,
    status: fields.status,
    code: fields.code,
    durationMs: fields.durationMs,
    bytes: fields.bytes,
    workspaceId: fields.workspaceId,
    uploadId: fields.uploadId,
    activityId: fields.activityId,
    attempt: fields.attempt,
    count: fields.count,
    address: fields.address,
    setting: fields.setting,
    error: fields.error === undefined ? undefined : describeError(fields.error),
  };
}

/** So much is written at once: each write costs a thread's turn. */
const LOG_BLOCK_BYTES = 65_536;
/** Of one UTF-16 unit. */
const MAX_UTF8_BYTES = 3;
/** How long a line may wait for company before it is written. */
const LOG_DELAY_MS = 100;

/** Query strings, our secrets and database passwords, wherever in a foreign error's text they stand. */
const SECRET_SHAPES =
  /\?[^\s"'<>]*X-Amz-[^\s"'<>]*|X-Amz-[A-Za-z-]+=[^\s"'<>&]*|gst_(?:tok|sec|ses)_[\w-]*|(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi;

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
        log: allowed,
      },
    },
    destination,
  );
}

/** The log of this process: standard error, buffered so that a request does not wait for its line. */
export function openLog(level: LogLevel | 'silent'): { readonly log: Log; readonly flush: () => void } {
  const destination = pino.destination({ dest: 2, sync: false, contentMode: 'buffer' });
  // Its type knows text only; in this mode it takes bytes only.
  const writeBlock = destination.write.bind(destination) as unknown as (block: Buffer) => void;
  const lines = gatherLines(writeBlock);
  return {
    log: createLog(level, lines),
    flush() {
      lines.flush();
      destination.flushSync();
    },
  };
}

/**
 * Hands lines on in blocks. They become bytes at once: as text, each line is a tree of small pieces that the garbage
 * collector carries about until its block is written, which costs more than all else about a line.
 */
function gatherLines(writeBlock: (block: Buffer) => void): DestinationStream & { flush(): void } {
  let block = Buffer.allocUnsafeSlow(LOG_BLOCK_BYTES);
  let used = 0;
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (used === 0) return;
    writeBlock(block.subarray(0, used));
    block = Buffer.allocUnsafeSlow(LOG_BLOCK_BYTES);
    used = 0;
  }

  return {
    write(line) {
      if (line.length * MAX_UTF8_BYTES > LOG_BLOCK_BYTES - used) flush();
      if (line.length * MAX_UTF8_BYTES > LOG_BLOCK_BYTES) return writeBlock(Buffer.from(line));
      used += block.write(line, used);
      timer ??= setTimeout(flush, LOG_DELAY_MS).unref();
    },
    flush,
  };
}
