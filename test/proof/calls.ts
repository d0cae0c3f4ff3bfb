import { Agent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** What came back, or `lost` where the connection ended before an answer did: then either may have happened. */
export type Answer = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};
export type Outcome = Answer | 'lost';

export interface Target {
  readonly baseUrl: string;
  readonly token: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 4096 });

/** One call; never rejects. `body` in several parts is sent chunked, each part when the one before has left. */
export function call(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: OutgoingHttpHeaders;
    readonly body?: Buffer | readonly Buffer[];
    /** `false` for a connection of its own. */
    readonly agent?: Agent | false;
  } = {},
): Promise<Outcome> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve) => {
    const request = httpRequest(url, { method, headers, agent: options.agent ?? agent }, (response) => {
      const { statusCode = 0 } = response;
      buffer(response).then(
        (bytes) => resolve({ status: statusCode, headers: response.headers, body: bytes.toString('utf8') }),
        () => resolve('lost'),
      );
    });
    request.on('error', () => resolve('lost'));
    if (body === undefined || Buffer.isBuffer(body)) request.end(body);
    else {
      const parts = [...body];
      const next = (): void => {
        const part = parts.shift();
        if (part === undefined) request.end();
        else request.write(part, () => setImmediate(next));
      };
      next();
    }
  });
}

export interface PresignAnswer {
  /** CREATED, or the code of the refusal, or `HTTP n` for a body of another kind, or lost. */
  readonly result: string;
  readonly url: string;
  readonly outcome: Outcome;
}

export async function presign(target: Target, fileName = 'sales.csv'): Promise<PresignAnswer> {
  const outcome = await call(
    `${target.baseUrl}/integration/v1/generatePreSign/sales?fileName=${encodeURIComponent(fileName)}`,
    { headers: { 'x-cleartax-auth-token': target.token, fileContentType: 'CSV' } },
  );
  if (outcome === 'lost') return { result: 'lost', url: '', outcome };
  const parsed: unknown = parseJson(outcome.body);
  if (typeof parsed !== 'object' || parsed === null || !('status' in parsed) || !('errorCode' in parsed)) {
    return { result: `HTTP ${outcome.status}`, url: '', outcome };
  }
  const url =
    'preSignedS3Url' in parsed && typeof parsed.preSignedS3Url === 'string' ? parsed.preSignedS3Url : '';
  return { result: String(parsed.status ?? parsed.errorCode), url, outcome };
}

export function putFile(
  url: string,
  body: Buffer | readonly Buffer[],
  own: Agent | false = agent,
): Promise<Outcome> {
  return call(url, {
    method: 'PUT',
    body,
    agent: own,
    headers: {
      'content-type': 'application/vnd.ms-excel',
      ...(Buffer.isBuffer(body) ? { 'content-length': body.byteLength } : {}),
    },
  });
}

export function statusOf(outcome: Outcome): number | 'lost' {
  return outcome === 'lost' ? 'lost' : outcome.status;
}

/** The id in the URL's key. */
export function uploadIdOf(url: string): string {
  const id = /\/([0-9a-f]{32})\/OriginalFileName\//.exec(url)?.[1];
  if (id === undefined) throw new Error('a URL without an upload id');
  return id;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Ends the kept-alive connections, so that none of a killed server's is used again. */
export function forgetConnections(): void {
  agent.destroy();
}
