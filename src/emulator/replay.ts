import { isDeepStrictEqual } from 'node:util';
import type { Body, Exchange, RecordedAnswer, RecordedRequest } from './conversation.ts';

/** The first thing that a client does otherwise than when it was recorded. */
export interface Difference {
  /** Which request, from 1. */
  readonly request: number;
  readonly what: 'method' | 'path' | 'query' | 'header' | 'body' | 'end';
  /** Of `header`. */
  readonly header?: string;
  /** What the recording has; null where it has nothing. */
  readonly expected: unknown;
  readonly received: unknown;
}

export interface ReplayReport {
  readonly name: string;
  readonly served: number;
  readonly total: number;
  /** Everything recorded was asked for, and nothing else. */
  readonly isComplete: boolean;
  readonly difference: Difference | null;
}

export type Replayed = { readonly answer: RecordedAnswer | null } | { readonly difference: Difference };

export interface Replay {
  /** What the next request of the recording was answered, if this one is like it; after a difference only that. */
  next(request: RecordedRequest): Replayed;
  report(): ReplayReport;
}

/** Other headers are the client library's own affair: user agents, what is accepted, compression. */
const HEADERS_THAT_MATTER = [
  'x-cleartax-auth-token',
  'authorization',
  'x-clear-client-secret',
  'filecontenttype',
  'content-type',
  'content-md5',
];

/** Strictly in order: a client that asks more, less or otherwise than before is told where it began to. */
export function createReplay(name: string, exchanges: readonly Exchange[]): Replay {
  let served = 0;
  let difference: Difference | undefined;
  return {
    next(request) {
      if (difference !== undefined) return { difference };
      const exchange = exchanges[served];
      difference = differenceOf(served + 1, exchange?.request, request);
      if (difference !== undefined) return { difference };
      served += 1;
      return { answer: exchange?.response ?? null };
    },
    report: () => ({
      name,
      served,
      total: exchanges.length,
      isComplete: difference === undefined && served === exchanges.length,
      difference: difference ?? null,
    }),
  };
}

function differenceOf(
  number: number,
  expected: RecordedRequest | undefined,
  received: RecordedRequest,
): Difference | undefined {
  const at = { request: number };
  if (expected === undefined) {
    const { method, path } = received;
    return { ...at, what: 'end', expected: null, received: `${method} ${path}` };
  }
  for (const what of ['method', 'path'] as const) {
    if (expected[what] !== received[what])
      return { ...at, what, expected: expected[what], received: received[what] };
  }
  if (!isDeepStrictEqual(parameters(expected.query), parameters(received.query))) {
    return { ...at, what: 'query', expected: expected.query, received: received.query };
  }
  for (const header of HEADERS_THAT_MATTER) {
    const [then, now] = [expected.headers[header] ?? null, received.headers[header] ?? null];
    if (then !== now) return { ...at, what: 'header', header, expected: then, received: now };
  }
  if (!isDeepStrictEqual(meaning(expected.body), meaning(received.body))) {
    return { ...at, what: 'body', expected: expected.body, received: received.body };
  }
  return undefined;
}

/** However they are encoded and in whatever order they stand. */
function parameters(query: string): string[][] {
  return [...new URLSearchParams(query)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** JSON by its values, whatever its blanks and the order of its keys. */
function meaning(body: Body | null): unknown {
  if (body === null || !('text' in body)) return body;
  try {
    return JSON.parse(body.text);
  } catch {
    return body.text;
  }
}
