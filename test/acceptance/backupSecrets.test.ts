import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { presign, putFile } from '../proof/calls.ts';
import { BIN, NODE, startInstallation, withoutSettings } from './installation.ts';

/**
 * R9: what is secret in an installation is in no backup made without --with-keys.
 * One box: only an embedded installation is backed up by our own command.
 */

const folder = mkdtempSync(join(tmpdir(), 'gst-intake-backup-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a backup holds no token, client secret, signature or gateway key', async () => {
  const server = await startInstallation();
  const { clientSecret } = await server.admin<{ clientSecret: string }>(
    ...['admin', 'client-secret', 'create', '--user', 'admin'],
  );
  const { url } = await presign(server);
  await putFile(url, Buffer.from('a register'));
  const key = JSON.parse(readFileSync(join(server.dataDir, 'gateway-key.json'), 'utf8'));
  const secrets = [
    ...[server.token, clientSecret, key.secretAccessKey],
    ...[server.token.slice('gst_tok_'.length), url.slice(url.indexOf('X-Amz-Signature='))],
  ];

  const archive = join(folder, 'backup.tar.gz');
  const env = { ...withoutSettings(process.env), GST_INTAKE_DATA_DIR: server.dataDir };
  await promisify(execFile)(NODE, [BIN, 'backup', archive], { env });
  const packed = readFileSync(archive);
  const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed) : packed;
  expect(bytes.includes('control.sqlite')).toBe(true);
  expect(bytes.includes('gateway-key')).toBe(false);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(30);
    expect([packed.includes(secret), bytes.includes(secret)]).toEqual([false, false]);
  }
  await server.remove();
});
