import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { type Issued, startGateway } from './harness.ts';

/** Begins a PUT that claims so many bytes and sends none; resolves with the first thing that the server says. */
async function claim(port: number, issued: Issued, bytes: number): Promise<{ socket: Socket; said: string }> {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `PUT ${issued.target} HTTP/1.1\r\nhost: ${new URL(issued.url).host}\r\ncontent-type: ${issued.contentType}\r\n` +
      `content-length: ${bytes}\r\nexpect: 100-continue\r\n\r\n`,
  );
  const [said] = await once(socket, 'data');
  return { socket, said: String(said) };
}

it('lets no URL shut others out by claims on many connections, and runs four of its PUTs', async () => {
  const gateway = await startGateway({ maxUploadBytes: Number.MAX_SAFE_INTEGER });
  const free = await gateway.objects.freeBytes();
  const greedy = await gateway.issue();
  const claims = [];
  for (let connection = 0; connection < 12; connection += 1) {
    claims.push(await claim(gateway.port, greedy, Math.floor(free * 0.3)));
  }
  const refused = claims.filter(({ said }) => !said.startsWith('HTTP/1.1 100 Continue'));
  expect(refused).toHaveLength(8);
  for (const { said } of refused) {
    expect(said).toMatch(/^HTTP\/1\.1 503 /);
    expect(said).toContain('<Code>SlowDown</Code>');
  }
  // What a server asks itself to say that it is ready, and what another caller asks.
  const probe = await gateway.objects.begin({ owner: '0'.repeat(32), part: 'probe' });
  await probe.abort();
  const honest = await gateway.issue();
  const other = await claim(gateway.port, honest, Math.floor(free * 0.5));
  expect(other.said).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  expect((await gateway.send(await gateway.issue(), { body: 'a file' })).status).toBe(200);
  expect(gateway.failures).toEqual([]);

  for (const { socket } of [...claims, other]) socket.destroy();
  await gateway.close();
});
