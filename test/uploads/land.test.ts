import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { openDiskStore } from '../../src/objects/disk.ts';
import { createPresigner, type PresignInput } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { parsePresignedQuery, type Verified, verifyPresigned } from '../../src/sigv4/verify.ts';
import type { ExpectedChecksum } from '../../src/uploads/checksum.ts';
import { type IncomingBody, landPut } from '../../src/uploads/land.ts';
import type { LandedPut, Landing } from '../../src/uploads/ports.ts';
import { createRunningPuts, MAX_RUNNING_PUTS } from '../../src/uploads/runningPuts.ts';
import { createHandClock } from './handClock.ts';

const UPLOAD = { uploadId: 'ab'.repeat(16), issuedAt: 1_800_000_000_000 };
const NAME = { owner: UPLOAD.uploadId, part: 'put1' };
const LANDED_AT = 1_800_000_060_000;
const MAX_BYTES = 1_000_000;

const roots: string[] = [];
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true });
});

/** A body of these chunks; after them it stalls when told to, until it is cut. */
function bodyOf(chunks: readonly Uint8Array[], stalls = false): IncomingBody {
  const rest = [...chunks];
  let fail: ((reason: Error) => void) | undefined;
  let cutBy: Error | undefined;
  return {
    next() {
      if (cutBy !== undefined) return Promise.reject(cutBy);
      const chunk = rest.shift();
      if (chunk !== undefined || !stalls) return Promise.resolve(chunk);
      return new Promise((_, reject) => {
        fail = reject;
      });
    },
    cut(reason) {
      cutBy = reason;
      fail?.(reason);
    },
  };
}

/** A signature of our own, verified as the gateway does it. */
function signedFor(method: string): Verified {
  const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret of the test' };
  const signingKeys = createSigningKeys();
  const [region, now] = ['ap-south-1', UPLOAD.issuedAt];
  const url = createPresigner({ signingKeys })({
    method: method as PresignInput['method'],
    origin: 'https://gst.example',
    path: '/v1/key',
    signedHeaders: {},
    credentials,
    region,
    now,
    expiresInSeconds: 600,
  });
  return verifyPresigned({
    presigned: parsePresignedQuery(url),
    method,
    rawPath: '/v1/key',
    header: (name) => (name === 'host' ? 'gst.example' : undefined),
    signingKeys,
    credentials: () => credentials,
    region,
    now,
    maxExpiresInSeconds: 600,
    mustSign: ['host'],
  });
}

async function landing(outcome: Landing | Error = { outcome: 'landed', superseded: null }) {
  const root = await mkdtemp(join(tmpdir(), 'land-'));
  roots.push(root);
  const objects = await openDiskStore({ root, reserveBytes: 0 });
  const clock = createHandClock();
  const rows: { put: LandedPut; filesAtCommit: number }[] = [];
  const place = {
    objects,
    clock,
    running: createRunningPuts(),
    maxBytes: MAX_BYTES,
    minBytesPerSecond: 10_000,
    now: () => LANDED_AT,
    uploads: {
      async land(put: LandedPut) {
        rows.push({ put, filesAtCommit: (await objects.list(put.uploadId)).length });
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
    },
  };
  const land = (
    body: IncomingBody,
    options: { declaredBytes?: number; checksums?: ExpectedChecksum[]; putId?: string; method?: string } = {},
  ) =>
    landPut(
      {
        authorizedBy: signedFor(options.method ?? 'PUT'),
        upload: UPLOAD,
        putId: options.putId ?? 'put1',
        declaredBytes: options.declaredBytes,
        checksums: options.checksums ?? [],
        openBody: () => body,
      },
      place,
    );
  return { land, objects, clock, rows };
}

const checksum = (algorithm: 'md5' | 'sha256', of: Uint8Array): ExpectedChecksum => ({
  header: `x-test-${algorithm}`,
  algorithm,
  digest: createHash(algorithm).update(of).digest(),
});

describe('receiving one PUT', () => {
  it('makes the whole file durable before the row names it', async () => {
    const { land, objects, rows } = await landing();
    const bytes = randomBytes(300_000);
    const landed = await land(bodyOf([bytes.subarray(0, 1), bytes.subarray(1)]), { declaredBytes: 300_000 });
    expect(landed).toEqual({
      ...UPLOAD,
      putId: 'put1',
      bytes: 300_000,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      at: LANDED_AT,
    });
    expect(rows).toEqual([{ put: landed, filesAtCommit: 1 }]);
    const stored = await objects.read(NAME);
    expect(stored && (await buffer(stored)).equals(bytes)).toBe(true);
  });

  it('takes the checksums that fit, of every kind at once', async () => {
    const { land } = await landing();
    const bytes = Buffer.from('invoice');
    const checksums = [checksum('md5', bytes), checksum('sha256', bytes)];
    await expect(land(bodyOf([bytes]), { checksums })).resolves.toMatchObject({ bytes: 7 });
  });

  it.each(['md5', 'sha256'] as const)('refuses a body that its %s does not fit', async (algorithm) => {
    const { land, objects, rows } = await landing();
    const checksums = [checksum(algorithm, Buffer.from('invoice'))];
    await expect(land(bodyOf([Buffer.from('invoicf')]), { checksums })).rejects.toMatchObject({
      code: 'digest_mismatch',
      message: expect.stringContaining(`x-test-${algorithm}`),
    });
    expect({ files: await objects.list(UPLOAD.uploadId), rows }).toEqual({ files: [], rows: [] });
  });

  it('takes exactly the cap and refuses one byte more, while it streams', async () => {
    const exact = await landing();
    await expect(exact.land(bodyOf([Buffer.alloc(MAX_BYTES)]))).resolves.toMatchObject({ bytes: MAX_BYTES });
    const over = await landing();
    let asked = 0;
    const endless: IncomingBody = {
      next() {
        asked += 1;
        return Promise.resolve(Buffer.alloc(100_000));
      },
      cut() {},
    };
    await expect(over.land(endless)).rejects.toMatchObject({ code: 'too_large' });
    expect(asked).toBe(11);
    expect(await over.objects.list(UPLOAD.uploadId)).toEqual([]);
  });

  it('refuses a body shorter than declared', async () => {
    const { land, objects } = await landing();
    await expect(land(bodyOf([Buffer.alloc(9)]), { declaredBytes: 10 })).rejects.toMatchObject({
      code: 'body_incomplete',
    });
    expect(await objects.list(UPLOAD.uploadId)).toEqual([]);
  });

  it('cuts a sender that stalls and leaves neither file nor timer', async () => {
    const { land, objects, clock, rows } = await landing();
    const refusal = land(bodyOf([Buffer.alloc(1_000)], true)).catch((error: unknown) => error);
    while (clock.timers === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(31_000);
    expect(await refusal).toMatchObject({ code: 'too_slow' });
    expect({ files: await objects.list(UPLOAD.uploadId), rows, timers: clock.timers }).toEqual({
      files: [],
      rows: [],
      timers: 0,
    });
  });

  it.each([
    ['frozen', 'upload_closed'],
    ['spent', 'upload_closed'],
    ['closed', 'upload_closed'],
    ['unknown', 'upload_unknown'],
  ] as const)('removes the file of a PUT that the row refuses as %s', async (outcome, code) => {
    const { land, objects, rows } = await landing({ outcome });
    await expect(land(bodyOf([Buffer.from('x')]))).rejects.toMatchObject({ code });
    expect(rows).toHaveLength(1);
    expect(await objects.list(UPLOAD.uploadId)).toEqual([]);
  });

  it('removes the file of the PUT that it supersedes, and only that, once the row names its own', async () => {
    const { land, objects, rows } = await landing({ outcome: 'landed', superseded: 'put0' });
    for (const part of ['put0', 'stillComing']) {
      await (await objects.begin({ owner: UPLOAD.uploadId, part })).commit();
    }
    await land(bodyOf([Buffer.from('x')]));
    expect(rows).toMatchObject([{ filesAtCommit: 3 }]);
    const left = (await objects.list(UPLOAD.uploadId)).map(({ part }) => part);
    expect(left.toSorted()).toEqual(['put1', 'stillComing']);
  });

  it('has landed even where the superseded file cannot be removed', async () => {
    const { land, objects } = await landing({ outcome: 'landed', superseded: 'of an impossible shape' });
    await expect(land(bodyOf([Buffer.from('x')]))).resolves.toMatchObject({ putId: 'put1' });
    expect(await objects.list(UPLOAD.uploadId)).toHaveLength(1);
  });

  it('takes no signature that was made for reading', async () => {
    const { land, objects, rows } = await landing();
    await expect(land(bodyOf([Buffer.from('x')]), { method: 'GET' })).rejects.toThrow('not for PUT');
    expect({ files: await objects.list(UPLOAD.uploadId), rows }).toEqual({ files: [], rows: [] });
  });

  it('refuses more PUTs of one upload at once than the limit, until one of them has ended', async () => {
    const { land, objects } = await landing();
    const stalling = Array.from({ length: MAX_RUNNING_PUTS }, (_, index) => {
      const body = bodyOf([Buffer.from('x')], true);
      const ended = land(body, { putId: `stalled${index}` }).catch((error: unknown) => error);
      return { body, ended };
    });
    await expect(land(bodyOf([Buffer.from('x')]))).rejects.toMatchObject({
      code: 'unavailable',
      facts: { reason: 'too_many_at_once' },
    });
    expect((await objects.list(UPLOAD.uploadId)).some(({ part }) => part === 'put1')).toBe(false);
    const gone = new Error('the sender left');
    stalling[0]?.body.cut(gone);
    expect(await stalling[0]?.ended).toBe(gone);
    await expect(land(bodyOf([Buffer.from('x')]))).resolves.toMatchObject({ putId: 'put1' });
    for (const { body } of stalling) body.cut(gone);
    for (const { ended } of stalling) await ended;
  });

  it('keeps the file when nobody knows whether the row took it', async () => {
    const outage = new Error('the connection broke after COMMIT was sent');
    const { land, objects } = await landing(outage);
    await expect(land(bodyOf([Buffer.from('x')]))).rejects.toBe(outage);
    expect(await objects.list(UPLOAD.uploadId)).toHaveLength(1);
  });
});
