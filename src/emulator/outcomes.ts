import { AppError } from '../errors.ts';

/** The calls whose answers a client can be made to meet. `errorFile`: the fetch of what a status links to. */
export const CALLS = ['presign', 'put', 'trigger', 'status', 'token', 'errorFile'] as const;
export type Call = (typeof CALLS)[number];

/** What any call can come to: an error of ours, an outage, a pause, a cut connection before the request was heard or after. */
const ANYWHERE = ['server_error', 'unavailable', 'slow', 'connection_reset', 'answer_lost'] as const;

/** What a call can be made to come to, by the names of `x-gst-intake-error` where it is refused. */
export const OUTCOMES = {
  presign: [
    ...ANYWHERE,
    'token_invalid',
    'license_expired',
    'permission_denied',
    'quota_exceeded',
    'header_missing',
    'parameter_missing',
    'url_expired',
  ],
  put: [
    ...ANYWHERE,
    'url_expired',
    'signature_mismatch',
    'content_type_mismatch',
    'upload_unknown',
    'too_large',
    'too_slow',
    'quota_exceeded',
    'disk_full',
  ],
  trigger: [
    ...ANYWHERE,
    'token_invalid',
    'permission_denied',
    'upload_missing',
    'slow_queue',
    'unplanned_error',
    'system_feedback',
  ],
  status: [...ANYWHERE, 'token_invalid', 'permission_denied', 'activity_unknown', 'still_queued'],
  token: [...ANYWHERE, 'client_secret_invalid', 'quota_exceeded'],
  errorFile: [...ANYWHERE, 'url_expired', 'upload_unknown'],
} as const satisfies Record<Call, readonly string[]>;
export type Outcome = (typeof OUTCOMES)[Call][number];

/** Errors of a file as a whole that `system_feedback` can bring about. */
export const FILE_ERRORS = [
  'EMPTY_FILE',
  'CORRUPT_FILE',
  'UNSUPPORTED_FORMAT',
  'HEADER_NOT_FOUND',
  'HEADER_MISSING',
] as const;
export type FileErrorCode = (typeof FILE_ERRORS)[number];

/** What one call shall come to. */
export interface Forced {
  readonly call: Call;
  readonly outcome: Outcome;
  /** `slow`: the pause; `slow_queue`: how long nothing is done; `url_expired` of `presign`: how long the URL stays good. */
  readonly afterMs?: number;
  /** Of `system_feedback`. */
  readonly errorCode?: FileErrorCode;
}

/** A forced outcome for the next calls. */
export interface Switch extends Forced {
  /** How many calls it is still for. */
  readonly times: number | 'always';
  /** Only calls of this workspace. */
  readonly workspace?: string;
}

const MOST_TIMES = 1_000_000;
/** A day: nobody waits longer, and timers hold no more than 24 days. */
const LONGEST_MS = 86_400_000;
const FIELDS = ['call', 'outcome', 'times', 'workspace', 'afterMs', 'errorCode'];

/** @throws AppError input_invalid naming the field, what came and what is allowed */
export function parseSwitch(value: unknown): Switch {
  const given = asObject(value);
  for (const name of Object.keys(given)) {
    if (!FIELDS.includes(name)) throw refused(name, 'is not known', FIELDS);
  }
  const call = oneOf('call', given['call'], CALLS);
  const times = given['times'] ?? 1;
  if (times !== 'always' && !isWhole(times, 1, MOST_TIMES)) {
    throw refused('times', `is ${shown(times)}`, [`a whole number from 1 to ${MOST_TIMES}`, 'always']);
  }
  const { workspace } = given;
  if (workspace !== undefined && typeof workspace !== 'string') {
    throw refused('workspace', `is ${shown(workspace)}`, ['the id of a workspace']);
  }
  if (workspace !== undefined && call === 'token') {
    throw refused('workspace', 'is given for token, whose caller is not known beforehand', ['no workspace']);
  }
  return {
    ...readForced(call, given),
    times,
    ...(workspace === undefined ? {} : { workspace }),
  };
}

/**
 * The value of `x-gst-intake-emulate`: an outcome, and after semicolons what else a switch has: `slow; afterMs=2000`.
 * @throws AppError input_invalid
 */
export function parseHeader(call: Call | undefined, header: string): Forced {
  const [outcome = '', ...pairs] = header.split(';').map((part) => part.trim());
  if (call === undefined) {
    throw new AppError(
      'input_invalid',
      `x-gst-intake-emulate: this call cannot be made to come to anything. These can: ${CALLS.join(', ')}.`,
    );
  }
  const given: Record<string, unknown> = { outcome };
  for (const pair of pairs) {
    const [, name = '', value = ''] = /^(\w+)\s*=\s*(\S+)$/.exec(pair) ?? [];
    if (name !== 'afterMs' && name !== 'errorCode') {
      throw refused('x-gst-intake-emulate', `has ${shown(pair)}`, ['afterMs=…', 'errorCode=…']);
    }
    given[name] = name === 'afterMs' ? Number(value) : value;
  }
  return readForced(call, given);
}

function readForced(call: Call, given: Readonly<Record<string, unknown>>): Forced {
  const outcome = oneOf<Outcome>(`outcome (of ${call})`, given['outcome'], OUTCOMES[call]);
  const { afterMs, errorCode } = given;
  if (afterMs !== undefined && !isWhole(afterMs, 0, LONGEST_MS)) {
    throw refused('afterMs', `is ${shown(afterMs)}`, [`milliseconds from 0 to ${LONGEST_MS}`]);
  }
  if (errorCode !== undefined && outcome !== 'system_feedback') {
    throw refused('errorCode', `is given for ${outcome}`, ['errorCode with system_feedback only']);
  }
  return {
    call,
    outcome,
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(errorCode === undefined ? {} : { errorCode: oneOf('errorCode', errorCode, FILE_ERRORS) }),
  };
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new AppError(
    'input_invalid',
    'A switch is a JSON object, as in {"call":"presign","outcome":"quota_exceeded","times":1}.',
  );
}

function oneOf<T extends string>(field: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw refused(field, value === undefined ? 'is missing' : `is ${shown(value)}`, allowed);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80);
}

function refused(field: string, what: string, allowed: readonly string[]): AppError {
  return new AppError('input_invalid', `${field} ${what}. Allowed: ${allowed.join(', ')}.`);
}
