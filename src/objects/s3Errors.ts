import { AppError } from '../errors.ts';

/** What was asked of the bucket, in words for whoever waits for it. */
export type S3Task = 'take' | 'hand out' | 'look';

const WORDS: Readonly<Record<S3Task, string>> = {
  take:
    'The bucket that keeps uploads did not take this file. Nothing of it was stored. ' +
    'Send it again in a moment; the same URL works until it expires.',
  'hand out': 'The bucket that keeps files did not hand this one out just now. Ask for it again in a moment.',
  look: 'The bucket that keeps files did not answer as it should just now. Try again in a moment.',
};

/** Why it was, for the operator, by the code of S3 or of the system. */
const REASONS: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket: check GST_INTAKE_S3_BUCKET, _REGION and _ENDPOINT',
  InvalidAccessKeyId: 'this access key is not known there',
  SignatureDoesNotMatch: 'the secret key does not belong to the access key',
  AccessDenied: 'these credentials may not do this: see the policy in the operating guide',
  Forbidden: 'these credentials may not do this, or are wrong: see the policy in the operating guide',
  ExpiredToken: 'the session token has expired',
  InvalidToken: 'the session token is not valid',
  RequestTimeTooSkewed: "this machine's clock is wrong by more than 15 minutes",
  PermanentRedirect: 'the bucket is in another region: check GST_INTAKE_S3_REGION',
  AuthorizationHeaderMalformed: 'the bucket is in another region: check GST_INTAKE_S3_REGION',
  CredentialsProviderError: 'no credentials were found by the default chain of the AWS SDK',
  SlowDown: 'it asks for fewer requests',
  TimeoutError: 'it did not answer in time',
  AbortError: 'it was not waited for any longer',
  ECONNREFUSED: 'nobody listens there: check GST_INTAKE_S3_ENDPOINT',
  ENOTFOUND: 'its host has no address: check GST_INTAKE_S3_ENDPOINT',
};

/**
 * A failed call as an outage: words for the client, and as cause the operation, the status and the code for the
 * operator. The text of the SDK stays out of both, for it may quote URLs and keys.
 */
export function s3Failure(error: unknown, { task, call, bucket }: FailedCall): AppError {
  if (error instanceof AppError) return error;
  const { status, code, requestId } = factsOf(error);
  const reason = REASONS[code];
  const found = [
    `S3 ${call} on bucket '${bucket}':`,
    [status, code].filter((fact) => fact !== undefined && fact !== '').join(' '),
    ...(reason === undefined ? [] : [`(${reason})`]),
    ...(requestId === undefined ? [] : [`[request ${requestId}]`]),
  ];
  return s3Outage(task, found.join(' '));
}

export interface FailedCall {
  readonly task: S3Task;
  /** The operation's name, such as `PutObject`. */
  readonly call: string;
  readonly bucket: string;
}

/** @param found what is wrong, for the operator */
export function s3Outage(task: S3Task, found: string): AppError {
  return new AppError('unavailable', WORDS[task], {
    facts: { reason: 'store_outage' },
    cause: new Error(found),
  });
}

/** The same error as a command of the operator shows it: what was found instead of words for a client. */
export function inOperatorsWords(error: unknown): unknown {
  if (!(error instanceof AppError && error.cause instanceof Error)) return error;
  return new AppError(error.code, `${error.cause.message}.`);
}

/** Status, code and request id of an answer; of anything else the system's code. */
export function factsOf(error: unknown): {
  readonly status: number | undefined;
  readonly code: string;
  readonly requestId: string | undefined;
} {
  if (!(error instanceof Error)) return { status: undefined, code: 'unknown', requestId: undefined };
  const { httpStatusCode, requestId } = ('$metadata' in error && error.$metadata) as {
    httpStatusCode?: number;
    requestId?: string;
  };
  const system = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const code = error.name === 'Error' ? (system ?? 'Error') : error.name;
  return { status: httpStatusCode, code: plain(code), requestId: requestId && plain(requestId) };
}

/** A server names its codes itself: what it says goes into a log line only as a word. */
function plain(text: string): string {
  return text.replace(/[^\w.+/=-]/g, '').slice(0, 80);
}

export function isAbsent(error: unknown): boolean {
  const { status, code } = factsOf(error);
  return status === 404 && code !== 'NoSuchBucket';
}

/** Servers that do not know an operation at all. */
export function isUnknownCall(error: unknown): boolean {
  const { status } = factsOf(error);
  return status === 501 || status === 405;
}
