import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, sendRaw, startApi } from './apiHarness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const CLEAR = '/integration/v1/generatePreSign/sales?fileName=a';
const failures = () => api.logged().filter(({ level }) => level === 'error');

function announce(method: string, path: string, ...lines: string[]): string {
  return [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...lines, '', ''].join('\r\n');
}

describe('a body that no call takes', () => {
  const calls: readonly [method: string, path: string, status: number][] = [
    ['POST', '/healthz', 405],
    ['POST', CLEAR, 405],
    ['POST', '/nothing', 404],
    ['GET', '/healthz', 200],
    ['GET', CLEAR, 401],
  ];
  it.each([
    ['by its length', ['Content-Length: 10']],
    ['in chunks', ['Transfer-Encoding: chunked']],
    ['on demand', ['Expect: 100-continue', 'Content-Length: 10']],
  ])(
    'is neither waited for nor asked for when announced %s: the answer ends the connection',
    async (_how, lines) => {
      const answers = await Promise.all(
        calls.map(([method, path]) => sendRaw(api.port, announce(method, path, ...lines))),
      );
      expect(answers.map(({ status }) => status)).toEqual(calls.map(([, , status]) => status));
      for (const { headers, body } of answers) {
        expect(headers.get('connection')).toBe('close');
        expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(body));
      }
    },
    20_000,
  );

  it.each([
    ['large JSON', 'application/json', JSON.stringify({ name: 'x'.repeat(1_000_000) })],
    ['broken JSON', 'application/json', '{"half":'],
    ['a form', 'multipart/form-data; boundary=b', '--b--'],
  ])('does not change the answer, which arrives whole: %s', async (_what, type, body) => {
    const answer = await fetch(api.baseUrl + CLEAR, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET');
    expect(await answer.json()).toEqual([expect.objectContaining({ errorCode: 'INTERNAL_ERROR' })]);
  });

  it('that is broken gets no second answer', async () => {
    const socket = connect(api.port, '127.0.0.1');
    const all = text(socket);
    socket.write(announce('POST', CLEAR, 'Transfer-Encoding: chunked'));
    await new Promise((resolve) => socket.once('readable', resolve));
    socket.write('no chunk at all\r\n');
    expect((await all).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 405']);
  }, 20_000);

  it('that is broken off is no failure of ours', async () => {
    const socket = connect(api.port, '127.0.0.1');
    const head = announce('POST', CLEAR, 'Content-Length: 1000', 'Content-Type: application/json');
    socket.write(`${head}{"a":`);
    await new Promise((resolve) => socket.once('readable', resolve));
    socket.destroy();
    expect((await fetch(`${api.baseUrl}/healthz`)).status).toBe(200);
    expect(failures()).toEqual([]);
  });
});
