import type { PresignResponse } from '../contract/clear.ts';
import { factsOf, shownText } from './answer.ts';
import { type Attempt, exchange, type FailedTry } from './attempt.ts';
import type { Connection } from './connection.ts';
import { UPLOAD_CONTENT_TYPE } from './contentType.ts';
import {
  AuthenticationError,
  type GstIntakeError,
  LicenseExpiredError,
  PermissionDeniedError,
  QuotaExceededError,
  RequestRefusedError,
  ServerError,
  UnexpectedAnswerError,
} from './errors.ts';
import { retryAfterMs } from './retry.ts';
import type { PresignedUpload, PresignOptions } from './types.ts';

/** One call of `generatePreSign`. */
export function presignOnce(
  connection: Connection,
  options: PresignOptions,
): Promise<Attempt<PresignedUpload>> {
  const { templateType, fileContentType, fileName, signal } = options;
  const target =
    `${connection.baseUrl}/integration/v1/generatePreSign/${encodeURIComponent(templateType)}` +
    `?fileName=${encodeURIComponent(fileName)}`;
  return exchange({ signal, server: connection.server }, async (limit) => {
    limit.set(connection.timeoutMs);
    const response = await connection.fetch(target, {
      headers: {
        'x-cleartax-auth-token': connection.token,
        fileContentType,
        ...connection.ownHeaders,
      },
      // The token must not travel to wherever a redirect points.
      redirect: 'manual',
      signal: limit.signal,
    });
    const text = await response.text();
    return read({ connection, response, text, fileContentType });
  });
}

function read(input: {
  connection: Connection;
  response: Response;
  text: string;
  fileContentType: PresignOptions['fileContentType'];
}): Attempt<PresignedUpload> {
  const { connection, response, text } = input;
  const answer = parseAnswer(text);
  const url = answer?.preSignedS3Url;
  if (answer?.status === 'CREATED' && response.ok && isHttpUrl(url)) {
    return {
      done: {
        url,
        contentType:
          response.headers.get('x-upload-content-type') ?? UPLOAD_CONTENT_TYPE[input.fileContentType],
        requestId: factsOf(response).requestId,
        answer: answer as PresignResponse,
      },
    };
  }
  return { failed: refusal({ connection, response, problem: answer }) };
}

function refusal(input: {
  connection: Connection;
  response: Response;
  problem: Partial<PresignResponse> | undefined;
}): FailedTry {
  const { connection, response, problem } = input;
  const { server, token } = connection;
  const { status, headers } = response;
  const facts = factsOf(response);
  const waitMs = retryAfterMs(headers, connection.now());
  const code = headers.get('x-gst-intake-error') ?? problem?.errorCode ?? `http_${status}`;
  const said = shownText(String(problem?.errorMessage ?? ''), token);
  const never = (error: GstIntakeError): FailedTry => ({ error, mend: 'never' });

  if (problem?.errorCode === 'API_QUOTA_EXCEEDED') {
    const retryAfterSeconds = waitMs === undefined ? undefined : Math.ceil(waitMs / 1000);
    return never(new QuotaExceededError(code, said, { ...facts, retryAfterSeconds }));
  }
  if (problem?.errorCode === 'LICENSE_EXPIRED') return never(new LicenseExpiredError(code, said, facts));
  if (problem?.errorCode === 'PERMISSION_DENIED') return never(new PermissionDeniedError(code, said, facts));
  if (status === 401) {
    return never(new AuthenticationError(code, said || `${server} does not accept the token.`, facts));
  }
  if (status >= 500 || status === 429 || status === 408) {
    const message = `${server} answered ${status}${said === '' ? '.' : `: ${said}`}`;
    return { error: new ServerError(code, message, facts), mend: 'same', retryAfterMs: waitMs };
  }
  if (problem?.errorCode !== undefined && problem.errorCode !== null) {
    return never(new RequestRefusedError(code, said || `${server} refuses the request.`, facts));
  }
  return never(new UnexpectedAnswerError(code, unexpected(response, server), facts));
}

function unexpected(response: Response, server: string): string {
  const { status, headers, type } = response;
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    const location = headers.get('location');
    const elsewhere = location !== null && URL.canParse(location) ? ` to ${new URL(location).origin}` : '';
    return `${server} redirects${elsewhere}. Set the base URL to the final address.`;
  }
  return `${server} answered ${status} with something that is not a pre-sign answer. Check the base URL.`;
}

/** Clear answers an object, or beside 500 an array of one; whatever else came says nothing. */
function parseAnswer(text: string): Partial<PresignResponse> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'object' && first !== null ? first : undefined;
  } catch {
    return undefined;
  }
}

function isHttpUrl(text: unknown): text is string {
  return typeof text === 'string' && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
