import { AppError } from '../errors.ts';

/** The bytes of a body: as text, as base64 where they are none, or by hash where they are a file or too many to keep. */
export type Body =
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly sha256: string; readonly bytes: number };

export interface RecordedRequest {
  readonly method: string;
  /** Without a path prefix and without the query. */
  readonly path: string;
  /** As sent, signatures masked. */
  readonly query: string;
  /** Lower-case names; secrets masked. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body | null;
}

export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body | null;
}

/** One line of a recording: what a client sent and what it was told. */
export interface Exchange {
  readonly at: string;
  readonly call: string;
  readonly request: RecordedRequest;
  /** Null where the connection ended before there was a whole answer. */
  readonly response: RecordedAnswer | null;
}

const MASKED = 'masked';
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'x-cleartax-auth-token',
  'authorization',
  'x-clear-client-secret',
  'cookie',
  'set-cookie',
  'x-gst-intake-csrf',
]);
/** What differs between two runs of the same client, or is between two hops only. */
const PASSING_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
]);
const SECRETS = /(X-Amz-(?:Signature|Security-Token)=)[^&"'\s<]*|gst_(?:tok|sec|ses)_[\w-]+/g;
/** Stands for the server's own address, so that a recording can be replayed at another one. */
const BASE_URL = '{baseUrl}';

export function masked(text: string): string {
  return text.replace(SECRETS, (_all, name: string | undefined) => `${name ?? ''}${MASKED}`);
}

export function withoutBaseUrl(text: string, baseUrl: string): string {
  return masked(text.replaceAll(baseUrl, BASE_URL));
}

export function withBaseUrl(text: string, baseUrl: string): string {
  return text.replaceAll(BASE_URL, baseUrl);
}

export function keptHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (PASSING_HEADERS.has(lower) || value === undefined) continue;
    kept[lower] = SECRET_HEADERS.has(lower) ? MASKED : masked(String(value));
  }
  return kept;
}

const NDJSON_SHAPE =
  'a line of a recording is {"at","call","request":{"method","path","query","headers","body"},"response":{"status","headers","body"}}';

/** @throws AppError input_invalid naming the line */
export function parseConversation(text: string): Exchange[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const exchange = parseLine(line);
      if (exchange !== undefined) return exchange;
      throw new AppError('input_invalid', `Line ${index + 1} is none of ours: ${NDJSON_SHAPE}.`);
    });
}

function parseLine(line: string): Exchange | undefined {
  let value: Partial<Exchange> | null;
  try {
    value = JSON.parse(line) as Partial<Exchange> | null;
  } catch {
    return undefined;
  }
  const { request, response } = value ?? {};
  const isRequest =
    typeof request?.method === 'string' &&
    typeof request.path === 'string' &&
    typeof request.query === 'string' &&
    isTexts(request.headers) &&
    isBody(request.body);
  const isAnswer =
    response === null ||
    (Number.isInteger(response?.status) && isTexts(response?.headers) && isBody(response?.body));
  return isRequest && isAnswer ? (value as Exchange) : undefined;
}

function isTexts(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((each) => typeof each === 'string')
  );
}

function isBody(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  const { text, base64, sha256, bytes } = value as Record<string, unknown>;
  return (
    typeof text === 'string' ||
    typeof base64 === 'string' ||
    (typeof sha256 === 'string' && Number.isInteger(bytes))
  );
}
