import { createServer, type Server, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Api, startApi } from './apiHarness.ts';
import { callsOf, land, triggerBody } from './ingestionHarness.ts';

/** Threat 38: the trigger is handed a URL, and never follows it. */

let api: Api;
let calls: ReturnType<typeof callsOf>;
let ours: string;
let trap: Server;
let trapPort: number;
let caught = 0;
/** Ports that sockets of this process, the server's among them, were told to connect to. */
const dialled = vi.spyOn(Socket.prototype, 'connect');

beforeAll(async () => {
  api = await startApi();
  calls = callsOf(api, (await api.account('file url')).token);
  ours = await calls.presign();
  await land(api, ours);
  trap = createServer((socket) => {
    caught += 1;
    socket.destroy();
  });
  trapPort = await new Promise<number>((resolve) =>
    trap.listen(0, () => resolve((trap.address() as { port: number }).port)),
  );
});
afterAll(async () => {
  dialled.mockRestore();
  await Promise.all([api.stop(), new Promise((resolve) => trap.close(resolve))]);
});

function urls(): string[] {
  const { host, pathname, search } = new URL(ours);
  const key = pathname.slice('/v1/ap-south-1/uploads/'.length);
  const at = (authority: string, path = pathname): string => `http://${authority}${path}`;
  return [
    at(`127.0.0.1:${trapPort}`),
    at(`localhost:${trapPort}`),
    at(`127.1:${trapPort}`),
    at(`2130706433:${trapPort}`),
    at(`0x7f000001:${trapPort}`),
    at(`017700000001:${trapPort}`),
    at(`0:${trapPort}`),
    at(`0.0.0.0:${trapPort}`),
    at(`[::1]:${trapPort}`),
    at(`[::]:${trapPort}`),
    at(`[::ffff:127.0.0.1]:${trapPort}`),
    at(`[::ffff:7f00:1]:${trapPort}`),
    at(`127.0.0.1.nip.io:${trapPort}`),
    at(`①②⑦.⓪.⓪.①:${trapPort}`),
    at(`${host}@127.0.0.1:${trapPort}`),
    at(`${host}:x@127.0.0.1:${trapPort}`),
    at(`user:pass@${host}`),
    at(`127.0.0.1:${trapPort}#@${host}`),
    at(`127.0.0.1:${trapPort}?@${host}`),
    at(`127.0.0.1:${trapPort}\\@${host}`),
    at(`${host}.evil.example`),
    at(`evil.example/${host}`),
    at('169.254.169.254', '/latest/meta-data/iam/security-credentials/'),
    at('169.254.169.254'),
    at('metadata.google.internal'),
    at('100.100.100.200'),
    at('[fd00:ec2::254]'),
    ours.replace('http:', 'https:'),
    ours.replace('http:', 'ftp:'),
    ours.replace('http://', '//'),
    ours.replace('http://', 'http:\\\\'),
    ours.replace('http://', 'http:///'),
    `file:///etc/passwd`,
    `gopher://127.0.0.1:${trapPort}/_x`,
    `dict://127.0.0.1:${trapPort}/x`,
    `data:text/csv,${key}`,
    `jar:http://127.0.0.1:${trapPort}!/`,
    pathname + search,
    ours.replace('/uploads/', '/other/'),
    ours.replace('/ap-south-1/', '/us-east-1/'),
    ours.replace('/v1/', '/v1/../v1/'),
    ours.replace('/v1/', '//v1/'),
    ours.replace('OriginalFileName', 'OriginalFileName/..'),
    ours.replace('OriginalFileName', '%4FriginalFileName'),
    ours.replace('GSTSALES', 'GSTSALES%2F..%2FGSTSALES'),
    `http://127.0.0.1:${trapPort}/redirect?to=${encodeURIComponent(ours)}`,
    `${ours.split('?')[0]}/../../${'x'.repeat(100_000)}`,
  ];
}

describe('s3FileUrl', () => {
  it('is refused where it is not ours to the letter, and never connected to', async () => {
    const tried = urls();
    expect(tried.length).toBeGreaterThan(40);
    dialled.mockClear();
    for (const url of tried) {
      const { status, body } = await calls.trigger('sales', triggerBody(url));
      expect({ url, status, code: body.errors[0]?.errorCode }).toEqual({
        url,
        status: 400,
        code: 'UNKNOWN_FILE_URL',
      });
    }
    expect(caught).toBe(0);
    const targets = dialled.mock.calls.map(([to]) => JSON.stringify(to));
    const elsewhere = targets.filter((target) => !target.includes(`"port":"${api.port}"`));
    expect(elsewhere).toEqual([]);
  });

  it('sees a connection where there is one: the watch works', async () => {
    dialled.mockClear();
    await fetch(`http://127.0.0.1:${trapPort}/`).catch(() => undefined);
    expect(caught).toBe(1);
    expect(dialled.mock.calls.map(([to]) => JSON.stringify(to)).join()).toContain(String(trapPort));
  });

  it('is good as it came, and not fetched then either', async () => {
    dialled.mockClear();
    expect((await calls.trigger('sales', triggerBody(ours))).status).toBe(201);
    const elsewhere = dialled.mock.calls
      .map(([to]) => JSON.stringify(to))
      .filter((to) => !to.includes(`${api.port}`));
    expect(elsewhere).toEqual([]);
  });
});
