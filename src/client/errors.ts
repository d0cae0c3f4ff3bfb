/** What is known about the answer that led to an error. None of it is a secret. */
export interface ErrorFacts {
  /** HTTP status of the answer; undefined when there was none. */
  readonly status?: number | undefined;
  /** The server's id of the request: quote it when you ask for help. */
  readonly requestId?: string | undefined;
  /** What the server says of it, in its own words; undefined when it says nothing. */
  readonly detail?: string | undefined;
}

/** The same of a server that may say when to come again. */
export interface PatienceFacts extends ErrorFacts {
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * Base of every error that this client throws by name. `code` is Clear's errorCode, a value of
 * `x-gst-intake-error`, or S3's error code, whichever says most. Messages and properties never hold the token or
 * a signed URL. A cancelled call throws the reason of its AbortSignal instead.
 */
export class GstIntakeError extends Error {
  readonly code: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly detail: string | undefined;

  constructor(code: string, message: string, facts: ErrorFacts = {}) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.detail = facts.detail;
  }
}

/** An option or argument that cannot be used; nothing was sent. */
export class InvalidOptionError extends GstIntakeError {}

/** 401: the token is missing, unknown, revoked or has expired. */
export class AuthenticationError extends GstIntakeError {}

/** 401 to a client with a session: nobody is signed in (any more). Sign in again. */
export class SessionEndedError extends AuthenticationError {}

/** 403: the CSRF token is missing or of another session. Ask for the session again, and use its token. */
export class CsrfTokenError extends GstIntakeError {}

/** 403: the workspace's license has run out or has not begun. */
export class LicenseExpiredError extends GstIntakeError {}

/** 403: the token's user may not create invoices. */
export class PermissionDeniedError extends GstIntakeError {}

/** 403: the workspace has used up its quota. */
export class QuotaExceededError extends GstIntakeError {
  /** Seconds until the quota's next window; undefined when the server does not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, message: string, facts: PatienceFacts = {}) {
    super(code, message, facts);
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** The server refuses what was asked for, e.g. an empty file name. */
export class RequestRefusedError extends GstIntakeError {}

/** The storage refuses the file, e.g. because it is too large. */
export class UploadRefusedError extends GstIntakeError {}

/**
 * The URL takes one file only and is closed now, and an earlier try had no answer or a 5xx: the file has probably
 * arrived. A new URL would send it a second time, so look first.
 */
export class ProbablyUploadedError extends UploadRefusedError {
  /** 32 hex digits out of the URL's path; null when the path is of another shape. */
  readonly uploadId: string | null;

  constructor(code: string, message: string, facts: ErrorFacts & { readonly uploadId: string | null }) {
    super(code, message, facts);
    this.uploadId = facts.uploadId;
  }
}

/** The source gave other bytes than it promised, or could not be read. */
export class SourceError extends GstIntakeError {}

/** The server failed or is overloaded, and still was at the last try. */
export class ServerError extends GstIntakeError {
  /** Seconds; undefined when the server does not say. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, message: string, facts: PatienceFacts = {}) {
    super(code, message, facts);
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** 429: too many requests, and still at the last try. */
export class RateLimitedError extends ServerError {}

/** The answer is not one of this API, e.g. a proxy's page. */
export class UnexpectedAnswerError extends GstIntakeError {}

/** No answer at all: the server cannot be reached or the connection broke, also at the last try. */
export class ConnectionError extends GstIntakeError {}

/** No answer, or no byte moved, for `timeoutMs`, also at the last try. */
export class TimeoutError extends ConnectionError {}
