import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite, type Site } from './site.ts';

/** R6, threats 7, 8, 18 at the pre-sign call, by raw sockets; the gateway's own table is in test/http/gateway. */

let server: Site;

beforeAll(async () => {
  server = await openSite();
});
afterAll(() => server.remove());

const PATH = '/integration/v1/generatePreSign/sales';

interface Bend {
  readonly name: string;
  readonly target?: string;
  readonly headers?: readonly string[];
  readonly without?: string;
  readonly body?: string;
  readonly method?: string;
}

const BENT: readonly Bend[] = [
  {
    name: 'Content-Length beside Transfer-Encoding',
    headers: ['Content-Length: 3', 'Transfer-Encoding: chunked'],
    body: '0\r\n\r\n',
  },
  { name: 'two Content-Lengths', headers: ['Content-Length: 0', 'Content-Length: 5'], body: 'abcde' },
  { name: 'a folded header', headers: ['X-Folded: a', ' b'] },
  { name: 'a blank before the colon', headers: ['X-Blank : a'] },
  { name: 'NUL in a header', headers: ['X-Nul: a\0b'] },
  { name: 'headers of 70 KB', headers: [`X-Long: ${'a'.repeat(70_000)}`] },
  { name: '2,000 headers', headers: Array.from({ length: 2_000 }, (_, index) => `X-${index}: a`) },
  { name: 'a target of 60 KB', target: `${PATH}?fileName=${'a'.repeat(60_000)}` },
  { name: '%ZZ in the path', target: '/integration/v1/generatePreSign/%ZZ?fileName=a' },
  { name: '%00 in the path', target: '/integration/v1/generatePreSign/%00?fileName=a' },
  { name: 'a half escape in the query', target: `${PATH}?fileName=%` },
  { name: 'ill-formed UTF-8 in the name', target: `${PATH}?fileName=%FF%FE` },
  { name: 'a lone surrogate in the name', target: `${PATH}?fileName=%ED%A0%80` },
  { name: 'NUL in the name', target: `${PATH}?fileName=a%00b` },
  { name: 'line breaks in the name', target: `${PATH}?fileName=a%0d%0aSet-Cookie:%20x=1` },
  {
    name: 'dot segments in the path',
    target: '/integration/v1/generatePreSign/../generatePreSign/sales?fileName=a',
  },
  { name: 'dot segments in the name', target: `${PATH}?fileName=..%2F..%2Fetc%2Fpasswd` },
  { name: 'the name twice', target: `${PATH}?fileName=a&fileName=b` },
  { name: 'the name as an array', target: `${PATH}?fileName[]=a` },
  { name: '__proto__ as a parameter', target: `${PATH}?__proto__=a&fileName=a` },
  { name: '1,000 parameters', target: `${PATH}?${'a=b&'.repeat(1_000)}fileName=a` },
  { name: 'fileContentType twice', headers: ['fileContentType: EXE'] },
  { name: 'the token twice', headers: ['x-cleartax-auth-token: another'] },
  { name: 'a body', headers: ['Content-Length: 5', 'Content-Type: application/json'], body: '{"a":' },
  { name: 'a body of an unknown type', headers: ['Content-Length: 5', 'Content-Type: a/b'], body: 'abcde' },
  { name: 'another method', method: 'POST' },
  { name: 'an unknown method', method: 'BREW' },
  { name: 'a lower-case method', method: 'get' },
  { name: 'an upgrade', headers: ['Connection: upgrade', 'Upgrade: websocket'] },
  { name: 'no Host', without: 'host' },
  { name: 'two Hosts', headers: ['Host: evil.example'] },
];

const HOSTS: readonly Bend[] = [
  { name: 'another Host', without: 'host', headers: ['Host: evil.example'] },
  {
    name: 'X-Forwarded-Host',
    headers: ['X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: https', 'X-Forwarded-Port: 1'],
  },
  { name: 'Forwarded', headers: ['Forwarded: host=evil.example;proto=https'] },
  {
    name: 'X-Forwarded-Prefix',
    headers: ['X-Forwarded-Prefix: /evil', 'X-Original-URL: /evil', 'X-Rewrite-URL: /evil'],
  },
  { name: 'an absolute target', target: `http://evil.example${PATH}?fileName=a` },
];

function exchange(bend: Bend): Promise<string> {
  const { hostname, port, host } = new URL(server.baseUrl);
  const { method = 'GET', target = `${PATH}?fileName=a`, without, headers = [], body = '' } = bend;
  const usual = [
    `Host: ${host}`,
    `x-cleartax-auth-token: ${server.token}`,
    'fileContentType: CSV',
    'Connection: close',
  ];
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...usual.filter((line) => without === undefined || !line.toLowerCase().startsWith(`${without}:`)),
    ...headers,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    socket
      .on('close', () => resolve(answer))
      .on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
      });
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
  });
}

describe('a bent pre-sign request', () => {
  it.each(BENT)('is answered in order, never by an error of ours: $name', async (bend) => {
    const answer = await exchange(bend);
    const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    // The contract's own 500, an array, is for what is absent altogether.
    const isContracts500 = status === 500 && head.includes('x-gst-intake-error: parameter_missing');
    expect({ head, inOrder: (status >= 200 && status < 500) || isContracts500 }).toEqual({
      head,
      inOrder: true,
    });
    expect(head.toLowerCase()).toContain('x-request-id: ');
    expect(head.toLowerCase()).not.toContain('set-cookie');
    expect(answer.match(/HTTP\/1\.1 \d{3} /g)).toHaveLength(1);
    expect(body).not.toMatch(/\bat \S+ \(|node_modules|\.ts:\d+/);
  });

  it.each(HOSTS)('gets a URL to the configured host or none: $name', async (bend) => {
    const answer = await exchange(bend);
    expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    expect(answer).not.toContain('evil');
    if (answer.startsWith('HTTP/1.1 200'))
      expect(answer).toContain(`"preSignedS3Url":"${server.baseUrl}/v1/`);
  });

  it('left the server as it was', async () => {
    expect(await exchange({ name: 'none' })).toContain('"status":"CREATED"');
  });
});
