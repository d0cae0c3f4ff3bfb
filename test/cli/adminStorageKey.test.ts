import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { admin } from './adminLine.ts';
import { run } from './commandLine.ts';

const KEY_ID = /X-Amz-Credential=(\w+)%2F/;

describe('gst-intake admin storage-key beside two servers', () => {
  let one: Installation;
  let other: Installation;
  let ours: ReturnType<typeof admin>;
  beforeAll(async () => {
    one = await startInstallation({ args: ['--no-worker'] });
    other = await startInstallation({
      dataDir: one.dataDir,
      args: ['--no-worker'],
      env: { GST_INTAKE_PUBLIC_URL: one.baseUrl },
    });
    ours = admin(one.dataDir);
  });
  afterAll(async () => {
    await other.stop();
    await one.remove();
  });

  async function presign(): Promise<string> {
    const response = await fetch(`${one.baseUrl}/integration/v1/generatePreSign/sales?fileName=a.csv`, {
      headers: { 'x-cleartax-auth-token': one.token, fileContentType: 'CSV' },
    });
    return (await response.json()).preSignedS3Url;
  }

  const keyOf = (url: string) => KEY_ID.exec(url)?.[1] ?? '';
  const signedBy = (accessKeyId: string) =>
    vi.waitFor(
      async () => {
        const url = await presign();
        expect(keyOf(url)).toBe(accessKeyId);
        return url;
      },
      { timeout: 20_000, interval: 50 },
    );

  /** Past both, at `server`, as a proxy that keeps the Host sends it. */
  async function put(url: string, server: Installation): Promise<string> {
    const { pathname, search, host } = new URL(url);
    const { port } = new URL(server.baseUrl);
    const request = httpRequest({
      ...{ host: '127.0.0.1', port, method: 'PUT', path: pathname + search },
      headers: { host, 'content-type': 'application/vnd.ms-excel', 'content-length': 4 },
    });
    request.end('a,b\n');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode === 200 ? 'landed' : String(response.headers['x-gst-intake-error']);
  }

  it('has both servers sign with the new key and take URLs of the old one, without a restart', async () => {
    const before = await presign();
    const made = await ours.json('storage-key rotate');
    expect(made).toEqual({
      accessKeyId: expect.stringMatching(/^GSTI[0-9A-F]{16}$/),
      olderVerifyUntil: expect.stringMatching(/Z$/),
      openUploadsEnded: 0,
    });
    const url = await signedBy(String(made['accessKeyId']));
    expect(keyOf(before)).not.toBe(keyOf(url));
    const listed = await ours.ndjson('storage-key list');
    expect(listed.map(({ accessKeyId, isRoot, state }) => [accessKeyId, isRoot, state])).toEqual([
      [keyOf(before), true, 'verifies'],
      [keyOf(url), false, 'signs'],
    ]);
    expect(await put(before, one)).toBe('landed');
    // At once, whether the other server has read its keys meanwhile or not.
    expect(await put(url, other)).toBe('landed');
    expect((await ours.ndjson('audit --limit 1000')).map(({ action }) => action)).toContain(
      'storage_key.rotated',
    );
  });

  it('refuses every older URL once a key has leaked', async () => {
    const before = await presign();
    const { stdout, stderr, code } = await ours.call('storage-key rotate --at-once');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^New URLs are signed with GSTI[0-9A-F]{16}\.\n$/),
    });
    expect(stderr).toMatch(
      /^Within two seconds every server refuses the URLs issued before: [1-9]\d* uploads? that may still/,
    );
    const url = await signedBy(/GSTI[0-9A-F]{16}/.exec(stdout)?.[0] ?? '');
    await vi.waitFor(async () => expect(await put(before, one)).toBe('signature_mismatch'), {
      timeout: 20_000,
    });
    expect(await put(url, one)).toBe('landed');
    expect((await ours.ndjson('storage-key list')).map(({ state }) => state)).toEqual([
      'ended',
      'ended',
      'signs',
    ]);
  });

  it('refuses to rotate under another root key than the servers have, and changes nothing', async () => {
    const before = await ours.ndjson('storage-key list');
    const otherRoot = {
      GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIELSEWHERE',
      GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'y'.repeat(40),
    };
    const words = ['admin', 'storage-key', 'rotate', '--at-once', '--data-dir', one.dataDir];
    const { code, stdout, stderr } = await run(words, otherRoot);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Nothing was changed');
    expect(stderr).toContain('--new-root');
    expect(await ours.ndjson('storage-key list')).toEqual(before);

    const fresh = await startInstallation({ args: ['--no-worker'] });
    try {
      const never = ['admin', 'storage-key', 'rotate', '--data-dir', fresh.dataDir];
      expect((await run(never, otherRoot)).stderr).toContain('Nothing was changed');
    } finally {
      await fresh.remove();
    }
  });

  it('signs nothing on a server whose root key was ended, and says so while it runs', async () => {
    const words = ['admin', 'storage-key', 'rotate', '--at-once', '--new-root', '--data-dir', one.dataDir];
    const newRoot = {
      GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTINEWROOT',
      GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'z'.repeat(40),
    };
    expect((await run(words, newRoot)).code).toBe(0);
    await vi.waitFor(
      () => expect(one.stderr()).toContain('was ended by that rotation, so that no URL can be signed'),
      { timeout: 20_000 },
    );
    const response = await fetch(`${one.baseUrl}/integration/v1/generatePreSign/sales?fileName=a.csv`, {
      headers: { 'x-cleartax-auth-token': one.token, fileContentType: 'CSV' },
    });
    expect({ status: response.status, body: await response.text() }).toEqual({
      status: 500,
      body: expect.not.stringContaining('X-Amz'),
    });
    // The leaked root seals nothing more, whoever says that it is a new one.
    const { code, stderr } = await ours.call('storage-key rotate --new-root');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('another id and secret') });
  });

  it('says in words that the root key was changed, and signs with the new one', async () => {
    await Promise.all([one.stop(), other.stop()]);
    const file = join(one.dataDir, 'gateway-key.json');
    const key = JSON.parse(readFileSync(file, 'utf8'));
    const changed = { accessKeyId: 'GSTICHANGED', secretAccessKey: 'x'.repeat(40) };
    writeFileSync(file, JSON.stringify(changed));
    const again = await startInstallation({ dataDir: one.dataDir, args: ['--no-worker'] });
    try {
      await vi.waitFor(() =>
        expect(again.stderr()).toContain('under another key than the one in gateway-key.json'),
      );
      for (const secret of [key, changed].map(({ secretAccessKey }) => secretAccessKey))
        expect(again.stderr()).not.toContain(secret);
      expect((await ours.ndjson('storage-key list')).map(({ state }) => state)).toEqual([
        'signs',
        'ended',
        'ended',
        'unreadable',
        'unreadable',
        'unreadable',
      ]);
    } finally {
      await again.stop();
    }
  });
});
