import { Agent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type FinalStatus, TEMPLATE_ID, TENANT, type TemplateType } from '../../bench/clearCalls.ts';

const POLL_MS = 200;

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

export async function presign(
  target: Target,
  fileName = 'sales.csv',
  type: TemplateType = 'sales',
): Promise<PresignAnswer> {
  const outcome = await call(
    `${target.baseUrl}/integration/v1/generatePreSign/${type}?fileName=${encodeURIComponent(fileName)}`,
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

export interface TriggerAnswer {
  /** Of a trigger that was answered 201. */
  readonly activityId: string | undefined;
  readonly outcome: Outcome;
}

export async function trigger(target: Target, type: TemplateType, url: string): Promise<TriggerAnswer> {
  const outcome = await call(`${target.baseUrl}/integration/v1/ingest/file/${type}`, {
    method: 'POST',
    headers: { 'x-cleartax-auth-token': target.token, 'content-type': 'application/json' },
    body: Buffer.from(
      JSON.stringify({
        userInputArgs: { gstins: [], templateId: TEMPLATE_ID[type] },
        fileInfo: { s3FileUrl: url, userFileName: 'register.csv' },
      }),
    ),
  });
  const parsed: unknown = statusOf(outcome) === 201 && outcome !== 'lost' ? parseJson(outcome.body) : null;
  const found = typeof parsed === 'object' && parsed !== null && 'activityId' in parsed;
  return { activityId: found ? String(parsed.activityId) : undefined, outcome };
}

/** The status of an activity once it has ended; asks on while servers or the database are gone. */
export async function untilEnded(
  target: () => Target,
  type: TemplateType,
  activityId: string,
): Promise<FinalStatus> {
  for (;;) {
    const { baseUrl, token } = target();
    const outcome = await call(
      `${baseUrl}/integration/v1/ingest/file/${type}/status/${activityId}?tenant=${TENANT[type]}`,
      { headers: { 'x-cleartax-auth-token': token } },
    );
    if (outcome !== 'lost' && outcome.status === 200) {
      const status = parseJson(outcome.body) as FinalStatus;
      if (!['ACTIVITY_CREATED', 'ACTIVITY_QUEUED'].includes(status.status)) return status;
    }
    await pause(POLL_MS);
  }
}

/** "Not now, come again": S3's 503, or Clear's 500. */
export function isHonest(outcome: Outcome): boolean {
  if (outcome === 'lost' || outcome.headers['retry-after'] === undefined) return false;
  return outcome.status === 503 || (outcome.status === 500 && outcome.body.includes('"INTERNAL_ERROR"'));
}

/** What came back, for whoever reads of a violation. */
export function described(outcome: Outcome): string {
  return outcome === 'lost' ? 'lost' : `${outcome.status} ${outcome.body.slice(0, 200)}`;
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
