import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { call, presign } from '../proof/calls.ts';
import { readUploads, sha256Of } from '../proof/ledger.ts';
import { type Installation, startInstallation } from './installation.ts';

/** F17: an operator stops the server while uploads run. */

const UPLOADS = 20;
const HALF_BYTES = 200_000;

interface Running {
  readonly sha256: string;
  readonly uploadId: string;
  finish(): void;
  /** Status, or why there was none. */
  readonly ended: Promise<number | string>;
}

/** An upload whose first half the server has: its second half waits for `finish`. */
async function startUpload(server: Installation, index: number): Promise<Running> {
  const { url } = await presign(server);
  const bytes = Buffer.alloc(2 * HALF_BYTES, `upload ${index} `);
  const put = request(url, {
    method: 'PUT',
    agent: false,
    headers: {
      'content-type': 'application/vnd.ms-excel',
      'content-length': bytes.byteLength,
      expect: '100-continue',
    },
  });
  const ended = new Promise<number | string>((resolve) => {
    put.once('response', (response) => resolve(response.resume().statusCode ?? 0));
    put.once('error', (error) => resolve(error.message));
  });
  put.flushHeaders();
  await once(put, 'continue');
  await new Promise((resolve) => put.write(bytes.subarray(0, HALF_BYTES), resolve));
  return {
    sha256: sha256Of(bytes),
    uploadId: /\/([0-9a-f]{32})\/OriginalFileName/.exec(url)?.[1] ?? '',
    finish: () => put.end(bytes.subarray(HALF_BYTES)),
    ended,
  };
}

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
      Array.from({ length: UPLOADS }, (_, index) => startUpload(server, index)),
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
    const [done, cut] = [await startUpload(server, 1), await startUpload(server, 2)];
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
