import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { startS3rver } from '../objects/s3rver.ts';
import { type DrillLoad, missingFrom, startDrillLoad } from '../proof/drillLoad.ts';
import { type Installation, startInstallation } from './installation.ts';

/**
 * F23, a small one: `npm run proof:backup` does more of it, and PostgreSQL too.
 *
 * One box: only an embedded installation is backed up by our own command.
 */

describe('a backup made while load runs', { timeout: 240_000 }, () => {
  let server: Installation;
  let load: DrillLoad;
  let work: string;
  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'gst-intake-drill-'));
    server = await startInstallation();
    await server.admin('admin', 'workspace', 'update', 'default', '--gstins', OWN_GSTINS.join(','));
    load = startDrillLoad(server, { uploaders: 2, ingesters: 1 });
  });
  afterAll(async () => {
    await server?.remove();
    rmSync(work, { recursive: true, force: true });
  });

  it('restores to all that was acknowledged before it began', async () => {
    await load.ended(2);
    const acknowledged = load.acknowledged();
    const archive = join(work, 'backup.tar');
    await server.admin('backup', archive, '--with-keys');
    await load.ended(3);
    await load.stop();
    expect(acknowledged.uploads.size).toBeGreaterThan(4);

    const dataDir = join(work, 'restored');
    await server.admin('restore', archive, '--data-dir', dataDir);
    const restored = await startInstallation({ dataDir });
    try {
      const caller = { baseUrl: restored.baseUrl, token: server.token };
      expect(await missingFrom(caller, acknowledged, async (id) => fileOf(dataDir, id))).toEqual([]);
    } finally {
      await restored.stop();
    }
  });
});

describe('a backup with files in a bucket', () => {
  it('says that they are not in it, and has all the rest', async () => {
    const s3 = await startS3rver('backed-up');
    const work = mkdtempSync(join(tmpdir(), 'gst-intake-drill-'));
    const server = await startInstallation({ env: s3.env });
    const load = startDrillLoad(server, { uploaders: 1, ingesters: 0 });
    try {
      while (load.acknowledged().uploads.size === 0) await server.admin('admin', 'storage-key', 'rotate');
      await load.stop();
      const archive = join(work, 'backup.tar');
      const made = await server.admin<{ uploads: number; filesIn: string }>('backup', archive);
      expect(made).toMatchObject({ uploads: 0, filesIn: 'bucket' });
      const dataDir = join(work, 'restored');
      const summary = await server.admin('restore', archive, '--data-dir', dataDir);
      expect(summary).toMatchObject({ uploads: 0, filesIn: 'bucket' });
      expect(existsSync(join(dataDir, 'control.sqlite'))).toBe(true);
    } finally {
      await server.remove();
      await s3.stop();
      rmSync(work, { recursive: true });
    }
  });
});

function fileOf(dataDir: string, uploadId: string): Buffer | undefined {
  const folder = join(dataDir, 'objects', uploadId.slice(0, 2), uploadId);
  const [part] = existsSync(folder) ? readdirSync(folder) : [];
  return part === undefined ? undefined : readFileSync(join(folder, part));
}
