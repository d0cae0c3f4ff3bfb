import { describe, expect, it } from 'vitest';
import {
  type Exchange,
  keptHeaders,
  parseConversation,
  type RecordedRequest,
  withBaseUrl,
  withoutBaseUrl,
} from '../../src/emulator/conversation.ts';
import { createReplay } from '../../src/emulator/replay.ts';

const REQUEST: RecordedRequest = {
  method: 'POST',
  path: '/integration/v1/ingest/file/sales',
  query: 'a=1&b=x%20y',
  headers: { 'content-type': 'application/json', 'x-cleartax-auth-token': 'masked', 'user-agent': 'then' },
  body: { text: '{"a":1,"b":[2]}' },
};
const EXCHANGE: Exchange = {
  at: '2026-04-01T00:00:00.000Z',
  call: 'trigger',
  request: REQUEST,
  response: { status: 201, headers: {}, body: { text: '{}' } },
};

describe('a replay', () => {
  it('takes for the same what means the same', () => {
    const replay = createReplay('r', [EXCHANGE]);
    const now = {
      ...REQUEST,
      query: 'b=x+y&a=1',
      headers: { ...REQUEST.headers, 'user-agent': 'now', accept: '*/*' },
      body: { text: '{ "b": [2], "a": 1 }' },
    };
    expect(replay.next(now)).toEqual({ answer: EXCHANGE.response });
    expect(replay.report()).toMatchObject({ served: 1, total: 1, isComplete: true, difference: null });
  });

  it.each<[string, Partial<RecordedRequest>, object]>([
    ['method', { method: 'PUT' }, { what: 'method', expected: 'POST', received: 'PUT' }],
    ['path', { path: '/other' }, { what: 'path', received: '/other' }],
    ['query', { query: 'a=2&b=x%20y' }, { what: 'query', received: 'a=2&b=x%20y' }],
    [
      'header that matters',
      { headers: { 'content-type': 'application/json' } },
      { what: 'header', header: 'x-cleartax-auth-token', expected: 'masked', received: null },
    ],
    ['body', { body: { text: '{"a":1}' } }, { what: 'body', received: { text: '{"a":1}' } }],
    ['body that is missing', { body: null }, { what: 'body', received: null }],
  ])('tells another %s, and goes no further', (_what, change, difference) => {
    const replay = createReplay('r', [EXCHANGE, EXCHANGE]);
    replay.next(REQUEST);
    expect(replay.next({ ...REQUEST, ...change })).toMatchObject({
      difference: { request: 2, ...difference },
    });
    expect(replay.next(REQUEST)).toMatchObject({ difference: { request: 2 } });
    expect(replay.report()).toMatchObject({ served: 1, isComplete: false });
  });

  it('tells one request too many, and too few', () => {
    const replay = createReplay('r', [EXCHANGE]);
    expect(replay.report().isComplete).toBe(false);
    replay.next(REQUEST);
    expect(replay.next(REQUEST)).toMatchObject({
      difference: { request: 2, what: 'end', expected: null, received: `POST ${REQUEST.path}` },
    });
  });
});

describe('what is kept of a conversation', () => {
  it('has no secret and no address of the server', () => {
    const url = 'http://127.0.0.1:8090/v1/r/b/k?X-Amz-Security-Token=abc%2F&X-Amz-Signature=0123abcd';
    const kept = withoutBaseUrl(`{"url":"${url}","token":"gst_tok_abc-_1"}`, 'http://127.0.0.1:8090');
    expect(kept).toBe(
      '{"url":"{baseUrl}/v1/r/b/k?X-Amz-Security-Token=masked&X-Amz-Signature=masked","token":"masked"}',
    );
    expect(withBaseUrl(kept, 'http://ci:1')).toContain('"http://ci:1/v1/');
    const headers = keptHeaders({
      Authorization: 'Bearer gst_tok_x',
      Host: 'h',
      Referer: 'a?X-Amz-Signature=1',
    });
    expect(headers).toEqual({ authorization: 'masked', referer: 'a?X-Amz-Signature=masked' });
  });

  it('is read as it was written', () => {
    expect(parseConversation(`${JSON.stringify(EXCHANGE)}\n\n`)).toEqual([EXCHANGE]);
    const lost = { ...EXCHANGE, response: null };
    expect(parseConversation(JSON.stringify(lost))).toEqual([lost]);
  });

  it.each([
    'no JSON',
    'null',
    JSON.stringify({ ...EXCHANGE, request: { ...REQUEST, headers: { a: 1 } } }),
    JSON.stringify({ ...EXCHANGE, request: { ...REQUEST, body: { bytes: 1 } } }),
    JSON.stringify({ ...EXCHANGE, response: { status: '200', headers: {}, body: null } }),
    JSON.stringify({ request: REQUEST }),
  ])('is refused by its line: %s', (line) => {
    expect(() => parseConversation(`${JSON.stringify(EXCHANGE)}\n${line}`)).toThrow(
      /^Line 2 is none of ours/,
    );
  });
});
