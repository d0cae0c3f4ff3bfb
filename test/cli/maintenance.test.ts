import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { run, temporaryDirectory } from './commandLine.ts';

const BYTES = randomBytes(30_000);

let installation: Installation;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  directory = await temporaryDirectory();
  installation = await startInstallation();
  const client = createClient({ baseUrl: installation.baseUrl, token: installation.token });
  const source = { size: BYTES.length, open: () => new Blob([BYTES]) };
  await client.upload({ source, templateType: 'sales', fileContentType: 'CSV', fileName: 'a.csv' });
});
afterAll(async () => {
  await installation.remove();
  await directory[Symbol.asyncDispose]();
});

describe('gst-intake backup and restore', () => {
  it('take an installation elsewhere while it runs, with its accounts and, when asked, its key', async () => {
    const file = join(directory.path, 'all.tar');
    const backup = await run(['backup', file, '--with-keys', '--data-dir', installation.dataDir, '--json']);
    expect(backup.code).toBe(0);
    const summary = JSON.parse(backup.stdout);
    expect(summary).toEqual({
      ...{ file, uploads: 1, filesIn: 'archive' },
      bytes: expect.any(Number),
      withKeys: true,
    });
    expect(summary.bytes).toBeGreaterThan(BYTES.length);

    const dataDir = join(directory.path, 'restored');
    const restored = await run(['restore', file, '--data-dir', dataDir, '--json']);
    expect({ code: restored.code, summary: JSON.parse(restored.stdout) }).toEqual({ code: 0, summary });
    const again = await run(['restore', file, '--data-dir', dataDir]);
    expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 1, stdout: '' });
    expect(again.stderr).toMatch(/^Error: .+\n$/);

    const copy = await startInstallation({ dataDir });
    try {
      expect(copy.token).toBe('');
      const client = createClient({ baseUrl: copy.baseUrl, token: installation.token });
      const presigned = await client.presign({
        templateType: 'sales',
        fileContentType: 'CSV',
        fileName: 'b.csv',
      });
      expect(presigned.url).toContain(copy.baseUrl);
    } finally {
      await copy.stop();
    }
  });

  it('tell people what was written, and that the key is missing', async () => {
    const file = join(directory.path, 'without-key.tar');
    const backup = await run(['backup', file, '--data-dir', installation.dataDir]);
    expect(backup.code).toBe(0);
    expect(backup.stdout).toMatch(/^Wrote \S+without-key\.tar: 1 uploaded files, [\d.]+ kB\.\n$/);
    expect(backup.stderr).toContain('The signing key is not in it (--with-keys puts it in).');
    const dataDir = join(directory.path, 'keyless');
    const restored = await run(['restore', file, '--data-dir', dataDir]);
    expect(restored.code).toBe(0);
    expect(restored.stdout).toMatch(/^Restored \S+without-key\.tar: 1 uploaded files, /);
    expect(restored.stderr).toContain('The archive has no signing key: a new one is made at the next start');
    expect(existsSync(join(dataDir, 'gateway-key.json'))).toBe(false);
  });

  it('tell the truth where a key is there already, in the directory or in the settings', async () => {
    const file = join(directory.path, 'keyless-again.tar');
    await run(['backup', file, '--data-dir', installation.dataDir]);
    const dataDir = join(directory.path, 'with-a-key');
    await mkdir(dataDir);
    const key = await readFile(join(installation.dataDir, 'gateway-key.json'), 'utf8');
    await writeFile(join(dataDir, 'gateway-key.json'), key);
    const restored = await run(['restore', file, '--data-dir', dataDir]);
    expect(restored.stderr).toContain(
      'The archive has no signing key: the one that is in the data directory stays. URLs issued before work if they were signed with it.\n',
    );
    expect(await readFile(join(dataDir, 'gateway-key.json'), 'utf8')).toBe(key);

    const { accessKeyId, secretAccessKey } = JSON.parse(key);
    const settings = {
      GST_INTAKE_GATEWAY_ACCESS_KEY_ID: accessKeyId,
      GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: secretAccessKey,
    };
    const other = await run(['restore', file, '--data-dir', join(directory.path, 'settings')], settings);
    expect(other.stderr).toContain('The archive has no signing key: the one in the settings is used.\n');
  });
});

describe('gst-intake migrate', () => {
  it('makes a database, once, and says from which version to which', async () => {
    const dataDir = join(directory.path, 'new');
    const migrate = (...more: string[]) => run(['migrate', '--data-dir', dataDir, ...more]);
    const first = await migrate('--json');
    const { from, to } = JSON.parse(first.stdout);
    expect({ code: first.code, from, stderr: first.stderr }).toEqual({ code: 0, from: 0, stderr: '' });
    expect(to).toBeGreaterThan(0);
    expect((await migrate()).stdout).toBe(`The database is at version ${to} already.\n`);
    const other = await run(['migrate', '--data-dir', join(directory.path, 'other')]);
    expect(other.stdout).toBe(`The database went from version 0 to ${to}.\n`);
  });
});
