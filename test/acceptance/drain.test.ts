import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { call } from '../proof/calls.ts';
import { startHeldUpload } from '../proof/heldUpload.ts';
import { readUploads } from '../proof/ledger.ts';
import { type Installation, startInstallation } from './installation.ts';

/**
 * F17: an operator stops the server while uploads run.
 * One box: it stops the server and looks at its process and disk.
 */

const UPLOADS = 20;
async function untilUnready({ baseUrl }: Installation): Promise<void> {
  for (;;) {
    const answer = await call(`${baseUrl}/readyz`, { agent: false });
    if (answer === 'lost' || answer.status === 503) return;
    await pause(10);
  }
}

describe('SIGTERM', () => {
  it('makes the server unready while 20 running uploads end with 200, then it exits with 0', async () => {
    const server = await startInstallation();
    const uploads = await Promise.all(
      Array.from({ length: UPLOADS }, (_, index) => startHeldUpload(server, index)),
    );
    const exit = server.stop('SIGTERM');
    await untilUnready(server);
    expect(server.process.exitCode).toBeNull();
    for (const upload of uploads) upload.finish();
    expect(await Promise.all(uploads.map(({ ended }) => ended))).toEqual(Array(UPLOADS).fill(200));
    expect(await exit).toBe(0);
    const rows = readUploads(server.dataDir);
    for (const { uploadId, sha256 } of uploads)
      expect(rows.get(uploadId)).toMatchObject({ state: 'landed', sha256 });
    await server.remove();
  });

  it('a second time ends it at once; nothing that was answered is lost, nothing half is visible', async () => {
    const server = await startInstallation();
    const [done, cut] = [await startHeldUpload(server, 1), await startHeldUpload(server, 2)];
    done.finish();
    expect(await done.ended).toBe(200);
    const exit = server.stop('SIGTERM');
    await untilUnready(server);
    server.process.kill('SIGTERM');
    await exit;
    expect(await cut.ended).not.toBe(200);

    const again = await startInstallation({ dataDir: server.dataDir });
    const rows = readUploads(server.dataDir);
    expect(rows.get(done.uploadId)).toMatchObject({ state: 'landed', sha256: done.sha256 });
    expect(rows.get(cut.uploadId)).toMatchObject({ state: 'issued', current_put: null });
    await again.remove();
  });
});
