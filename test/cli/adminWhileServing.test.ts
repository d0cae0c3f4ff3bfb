import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { admin } from './adminLine.ts';

describe('gst-intake admin beside a running server', () => {
  let installation: Installation;
  let ours: ReturnType<typeof admin>;
  beforeAll(async () => {
    installation = await startInstallation();
    ours = admin(installation.dataDir);
  });
  afterAll(() => installation.remove());

  async function presign(token: string): Promise<{ status: number; url: string }> {
    const response = await fetch(
      `${installation.baseUrl}/integration/v1/generatePreSign/sales?fileName=a.csv`,
      { headers: { 'x-cleartax-auth-token': token, fileContentType: 'CSV' } },
    );
    return { status: response.status, url: (await response.json()).preSignedS3Url };
  }

  async function put(url: string): Promise<string | null> {
    const headers = { 'content-type': 'application/vnd.ms-excel' };
    const response = await fetch(url, { method: 'PUT', body: 'a,b\n', headers });
    await response.bytes();
    return response.ok ? 'landed' : response.headers.get('x-gst-intake-error');
  }

  it('has effect on the next request', async () => {
    const { token, tokenId } = await ours.json('token create --user admin');
    const one = await presign(String(token));
    expect(one.status).toBe(200);

    await ours.json('quota set --workspace default --limit 1 --per month');
    expect((await presign(String(token))).status).toBe(403);
    expect(await ours.json('workspace show default')).toMatchObject({
      quota: { limit: 1, per: 'month', used: 1 },
    });
    await ours.json('quota set --workspace default --limit none --per month');
    const other = await presign(installation.token);
    expect(other.status).toBe(200);

    await ours.json('license set --workspace default --until 2020-12-31');
    expect((await presign(installation.token)).status).toBe(403);
    await ours.json('license set --workspace default');

    expect(await ours.json(`token revoke ${String(tokenId)}`)).toEqual({ tokenId, closedUploads: 1 });
    expect((await presign(String(token))).status).toBe(401);
    expect(await put(one.url)).toBe('upload_closed');
    expect(await put(other.url)).toBe('landed');

    await ours.json('user disable admin');
    expect((await presign(installation.token)).status).toBe(401);
    const trail = await ours.ndjson('audit --limit 100');
    expect(trail.map(({ action }) => action)).toEqual([
      'user.disabled',
      'upload.landed',
      'token.revoked',
      'license.set',
      'license.set',
      'upload.issued',
      'quota.set',
      'quota.set',
      'upload.issued',
      'token.created',
      'token.created',
      'user.created',
      'workspace.created',
    ]);
    expect(installation.process.exitCode).toBeNull();
  });

  it('ends quietly when the reader of its list has gone', async () => {
    const shell = promisify(execFile);
    const env = {
      ...process.env,
      NODE: process.execPath,
      BIN: 'bin/gst-intake.js',
      DATA: installation.dataDir,
    };
    const audit = 'set -o pipefail; "$NODE" "$BIN" admin audit --json --data-dir "$DATA"';
    const head = await shell('bash', ['-c', `${audit} | head -1`], { env });
    expect(JSON.parse(head.stdout)).toHaveProperty('action', 'user.disabled');
    expect(head.stderr).toBe('');
    // The reader is gone before a program that takes a while to start can write: every write meets a closed pipe.
    expect(await shell('bash', ['-c', `${audit} | true`], { env })).toEqual({ stdout: '', stderr: '' });
  });
});
