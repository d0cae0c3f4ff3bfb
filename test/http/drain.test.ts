import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ApiOptions, startApi } from './apiHarness.ts';

/** Longer than the second in which a stop closes what is silent. */
const LONG_RUNNING_MS = 1_500;

/** An API whose pre-signs wait until they are let go; `asked` resolves when the first one waits. */
async function startHeld() {
  const asked = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const admit: ApiOptions['admit'] = (real) => async (requests, at) => {
    asked.resolve();
    await held.promise;
    return real(requests, at);
  };
  const api = await startApi({ admit });
  const { token } = await api.account('acme');
  const answer = fetch(`${api.baseUrl}/integration/v1/generatePreSign/sales?fileName=a`, {
    headers: { 'x-cleartax-auth-token': token, fileContentType: 'CSV' },
  });
  await asked.promise;
  return { api, answer, letGo: held.resolve };
}

describe('a stop', () => {
  it('lets a running pre-sign finish, however slow, and then ends though its connection is kept alive', async () => {
    const { api, answer, letGo } = await startHeld();
    const stopped = api.drain(60_000);
    await pause(LONG_RUNNING_MS);
    letGo();
    expect(await (await answer).json()).toMatchObject({ status: 'CREATED' });
    await stopped;
    await api.stop();
  });

  it('cuts what runs past the deadline', async () => {
    const { api, answer, letGo } = await startHeld();
    const cut = expect(answer).rejects.toThrow('fetch failed');
    await api.drain(100);
    await cut;
    letGo();
    await api.stop();
  });

  it('takes in an upload that was on its way, and only then has the gateway refuse', async () => {
    const order: string[] = [];
    const api = await startApi({
      gateway: {
        handle(_request, response) {
          order.push('taken in');
          response.writeHead(200, { connection: 'close' }).end();
        },
        drain: async () => void order.push('refusing'),
      },
    });
    const socket = connect(api.port, '127.0.0.1');
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    expect((await fetch(`${api.baseUrl}/healthz`)).status).toBe(200);
    const stopped = api.drain(60_000);
    socket.resume().write(`PUT /v1/r/b/k HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`);
    await stopped;
    expect(order).toEqual(['taken in', 'refusing']);
    await api.stop();
  });

  it('leaves the gateway less time than itself, so that uploads it ends are told so before they are cut', async () => {
    const given: number[] = [];
    const api = await startApi({ gateway: { drain: async (deadlineMs) => void given.push(deadlineMs) } });
    await api.drain(5_000);
    // A second goes before the gateway is asked.
    expect(given).toEqual([4_000]);
    await api.stop();
  });

  it('does not wait for connections that ask nothing, or half of something', async () => {
    const api = await startApi();
    const closed = ['', 'GET /healthz HTTP/1.1\r\nHost: a'].map(async (bytes) => {
      const socket = connect(api.port, '127.0.0.1');
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      socket.write(bytes);
      return { ended: new Promise((resolve) => socket.resume().once('close', resolve)) };
    });
    const connections = await Promise.all(closed);
    expect((await fetch(`${api.baseUrl}/healthz`)).status).toBe(200);
    await api.drain(600_000);
    await Promise.all(connections.map(({ ended }) => ended));
    await api.stop();
  });
});
