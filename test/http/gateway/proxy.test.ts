import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, SAMPLE, startGateway } from './harness.ts';

const PUBLIC_URL = 'https://storage.erp.example/intake';
const PUBLIC_HOST = 'storage.erp.example';

let gateway: Harness;
afterEach(() => gateway.close());

const behindProxy = async (trusted: boolean) => {
  gateway = await startGateway({ publicUrl: PUBLIC_URL, isTrustedProxy: () => trusted });
  return gateway.issue();
};

describe('a gateway behind a proxy', () => {
  it('signs and accepts the public host and path', async () => {
    const issued = await behindProxy(false);
    expect(issued.target).toMatch(/^\/intake\/v1\//);
    expect((await gateway.send(issued, { headers: { host: PUBLIC_HOST } })).status).toBe(200);
    expect(await gateway.bytesOf(issued.upload)).toEqual(SAMPLE);
  });

  it.each([
    ['that rewrote Host', { host: 'intake.internal:8080', 'x-forwarded-host': PUBLIC_HOST }, false],
    ['that took the prefix off', { host: PUBLIC_HOST }, true],
    ['that did both', { host: '10.0.0.7', 'x-forwarded-host': PUBLIC_HOST.toUpperCase() }, true],
    ['behind another one', { host: '10.0.0.7', 'x-forwarded-host': `${PUBLIC_HOST}, inner.proxy` }, true],
  ])('accepts a listed one %s, and no other', async (_, headers, stripped) => {
    for (const trusted of [true, false]) {
      const issued = await behindProxy(trusted);
      const target = stripped ? issued.target.slice('/intake'.length) : issued.target;
      const answer = await gateway.send(issued, { target, headers });
      expect(answer.status).toBe(trusted ? 200 : 403);
      if (trusted) expect(await gateway.bytesOf(issued.upload)).toEqual(SAMPLE);
      if (trusted) await gateway.close();
    }
  });

  it('refuses a listed one that names another host', async () => {
    const issued = await behindProxy(true);
    for (const headers of [
      { host: PUBLIC_HOST, 'x-forwarded-host': 'evil.example' },
      { host: PUBLIC_HOST, 'x-forwarded-host': ['evil.example', PUBLIC_HOST] },
      { host: 'evil.example', 'x-forwarded-host': `evil.example, ${PUBLIC_HOST}` },
    ]) {
      expect([400, 403]).toContain((await gateway.send(issued, { headers })).status);
    }
    expect(await gateway.files(issued.upload)).toEqual([]);
  });
});
