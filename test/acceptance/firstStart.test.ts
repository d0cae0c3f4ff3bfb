import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseSettings, startDatabase } from './databases.ts';
import { type Installation, startInstallation, withoutSettings } from './installation.ts';

/**
 * What an operator sees of the first start, and what lies on the disk after the first file.
 * One box: it starts a server on an empty database.
 */

describe.each(['SQLite', 'PostgreSQL'] as const)('a first start on %s', (kind) => {
  let database: DatabaseSettings;
  let server: Installation;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gst-intake-first-'));
    database = await startDatabase(kind);
    server = await startInstallation({ env: database.env });
  });
  afterAll(async () => {
    await server.remove();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('prints lines that send a file when they are pasted, and the file lies where the layout says', async () => {
    const [, pasted = ''] = /^(export GST_INTAKE_BASE_URL=[\s\S]+?\n)\n/m.exec(server.stdout()) ?? [];
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', pasted], {
      cwd: folder,
      env: withoutSettings(process.env),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await text(shell.stdout)).toMatch(
      /^HTTP 200\n\{"activityId":"[0-9a-f]{24}",.*"status":"ACTIVITY_(CREATED|QUEUED|COMPLETED)".*\}\n$/,
    );
    const objects = join(server.dataDir, 'objects');
    const uploads = readdirSync(objects, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file, 'utf8').includes('27AAPFU0939F1ZV,Maharashtra'));
    expect(uploads).toHaveLength(1);
    const [path = ''] = uploads;
    expect(readFileSync(path)).toEqual(readFileSync(join(folder, 'gst-intake-sample.csv')));
    const [, shard, uploadId = ''] =
      /^([0-9a-f]{2})\/([0-9a-f]{32})\/[0-9A-Za-z]+$/.exec(path.slice(objects.length + 1)) ?? [];
    expect(uploadId.slice(0, 2)).toBe(shard);
  });

  it('shows the token once, and no other place holds it', () => {
    expect(server.stdout().split(server.token)).toHaveLength(2);
    expect(server.stderr()).not.toContain(server.token);
  });

  it('is really on that database', () => {
    expect(existsSync(join(server.dataDir, 'control.sqlite'))).toBe(kind === 'SQLite');
  });
});
