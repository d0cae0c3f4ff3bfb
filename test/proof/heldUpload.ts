import { once } from 'node:events';
import { request } from 'node:http';
import { presign, type Target, uploadIdOf } from './calls.ts';
import { sha256Of } from './ledger.ts';

const HALF_BYTES = 200_000;

export interface HeldUpload {
  readonly sha256: string;
  readonly uploadId: string;
  finish(): void;
  /** Status, or why there was none. */
  readonly ended: Promise<number | string>;
}

/** An upload whose first half the server has: its second half waits for `finish`. */
export async function startHeldUpload(server: Target, index: number): Promise<HeldUpload> {
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
    uploadId: uploadIdOf(url),
    finish: () => put.end(bytes.subarray(HALF_BYTES)),
    ended,
  };
}
