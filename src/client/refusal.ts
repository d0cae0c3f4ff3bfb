import { factsOf, shownText } from './answer.ts';
import type { FailedTry } from './attempt.ts';
import type { Connection } from './connection.ts';
import {
  AuthenticationError,
  CsrfTokenError,
  type GstIntakeError,
  LicenseExpiredError,
  PermissionDeniedError,
  QuotaExceededError,
  RateLimitedError,
  RequestRefusedError,
  ServerError,
  SessionEndedError,
  UnexpectedAnswerError,
} from './errors.ts';
import { retryAfterMs } from './retry.ts';

/** What an answer says of a refusal, in whichever of the dialects it is. */
interface Problem {
  readonly code: string | undefined;
  readonly said: string;
}

/** What became of a call that was not answered as hoped. @param what the answer hoped for, e.g. `a status answer` */
export function refusal(input: {
  readonly connection: Connection;
  readonly response: Response;
  readonly answer: unknown;
  readonly what: string;
  /** What the request held beside the credentials that no error may show. */
  readonly secrets?: readonly string[] | undefined;
  /** Whether the call went without credentials. */
  readonly isAnonymous?: boolean | undefined;
}): FailedTry {
  const { connection, response, answer, what, secrets = [], isAnonymous = false } = input;
  const { server, credentials } = connection;
  const { status, headers } = response;
  const problem = problemOf(answer);
  const waitMs = retryAfterMs(headers, connection.now());
  const retryAfterSeconds = waitMs === undefined ? undefined : Math.ceil(waitMs / 1000);
  const code = headers.get('x-gst-intake-error') ?? problem.code ?? `http_${status}`;
  const said = shownText(problem.said, [...credentials.secrets(), ...secrets]);
  const facts = { ...factsOf(response), detail: said === '' ? undefined : said };
  const never = (error: GstIntakeError): FailedTry => ({ error, mend: 'never' });
  const isAbout = (clears: string, ours: string) => problem.code === clears || code === ours;

  // On Clear's paths its body says PERMISSION_DENIED.
  if (status === 403 && code.startsWith('csrf')) return never(new CsrfTokenError(code, said, facts));
  if (isAbout('API_QUOTA_EXCEEDED', 'quota_exceeded')) {
    return never(new QuotaExceededError(code, said, { ...facts, retryAfterSeconds }));
  }
  if (isAbout('LICENSE_EXPIRED', 'license_expired')) return never(new LicenseExpiredError(code, said, facts));
  if (isAbout('PERMISSION_DENIED', 'permission_denied')) {
    return never(new PermissionDeniedError(code, said, facts));
  }
  if (status === 401 && credentials.kind === 'session' && !isAnonymous) {
    return never(new SessionEndedError(code, said || 'Nobody is signed in any more. Sign in again.', facts));
  }
  if (status === 401) {
    return never(new AuthenticationError(code, said || `${server} does not accept the token.`, facts));
  }
  if (status >= 500 || status === 429 || status === 408) {
    const message = `${server} answered ${status}${said === '' ? '.' : `: ${said}`}`;
    const Kind = status === 429 ? RateLimitedError : ServerError;
    return {
      error: new Kind(code, message, { ...facts, retryAfterSeconds }),
      // Somebody waits at a sign-in.
      mend: code === 'too_many_attempts' ? 'never' : 'same',
      retryAfterMs: waitMs,
    };
  }
  if (problem.code !== undefined) {
    return never(new RequestRefusedError(code, said || `${server} refuses the request.`, facts));
  }
  return never(new UnexpectedAnswerError(code, unexpected({ response, server, what }), facts));
}

function unexpected(input: { response: Response; server: string; what: string }): string {
  const { server, what } = input;
  const { status, headers, type } = input.response;
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    const location = headers.get('location');
    const elsewhere = location !== null && URL.canParse(location) ? ` to ${new URL(location).origin}` : '';
    return `${server} redirects${elsewhere}. Set the base URL to the final address.`;
  }
  return `${server} answered ${status} with something that is not ${what}. Check the base URL.`;
}

/**
 * Clear's object with `errorCode` and `errorMessage`; its array of those beside 500; `errors` with the five keys; and
 * problem details (RFC 9457) with `code` and `detail`.
 */
function problemOf(answer: unknown): Problem {
  const outer = record(Array.isArray(answer) ? answer[0] : answer);
  const listed = Array.isArray(outer['errors']) ? record(outer['errors'][0]) : {};
  const code = text(outer['errorCode']) ?? text(listed['errorCode']) ?? text(outer['code']);
  const message = text(listed['errorMessage']) ?? text(outer['errorMessage']) ?? text(outer['detail']) ?? '';
  const remedy = text(listed['errorResolution']) ?? text(outer['errorResolution']);
  return { code, said: remedy === undefined ? message : `${message} ${remedy}` };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
