import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examineBucket } from '../../src/objects/s3Examination.ts';
import { checkBucket } from '../../src/operate/checks.ts';
import { runChecks } from '../../src/operate/doctor.ts';
import { type Fault, type FaultyS3, startFaultyS3 } from './faultyS3.ts';
import type { Operation } from './memoryBucket.ts';

let s3: FaultyS3;
beforeAll(async () => {
  s3 = await startFaultyS3();
});
afterAll(() => s3.stop());
beforeEach(() => s3.forget());

function examine(now = Date.now, settings = s3.settings) {
  return runChecks([
    checkBucket(settings.bucket, () =>
      examineBucket(settings, { part: 'doctor1', now, scratchDirectory: '/nowhere' }),
    ),
  ]);
}

describe('the check of the bucket', () => {
  it('passes one that takes, lists, hands out and removes, and leaves nothing in it', async () => {
    expect(await examine()).toEqual([
      {
        check: 'bucket',
        status: 'ok',
        found: "'files' takes, lists, hands out and removes files",
        remedy: null,
      },
    ]);
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0]);
  });

  it.each([
    [+120_000, '120 s ahead of'],
    [-600_000, '600 s behind'],
  ])('warns of a clock that is %i ms off', async (off, words) => {
    const [found] = await examine(() => Math.floor(Date.now() / 1000) * 1000 + off);
    expect(found).toMatchObject({ status: 'warning', found: expect.stringMatching(/clock is \d+ s/) });
    const [, seconds] = /clock is (\d+) s/.exec(found?.found ?? '') ?? [];
    expect(Math.abs(Number(seconds) - Math.abs(off) / 1000)).toBeLessThan(30);
    expect(found?.found).toContain(words.replace(/^\d+ s /, ''));
  });

  it.each(['Enabled', 'Suspended'])('warns of a bucket whose versioning is %s', async (versioning) => {
    const versioned = await startFaultyS3({ versioning });
    const [found] = await examine(Date.now, versioned.settings);
    expect(found).toMatchObject({ status: 'warning', found: expect.stringContaining('keeps old versions') });
    expect(found?.remedy).toContain('NoncurrentVersionExpiration');
    await versioned.stop();
  });

  it('says which permission is missing where the bucket does not tell of versions', async () => {
    s3.inject('GetBucketVersioning', { answers: 403, code: 'AccessDenied' });
    const [found] = await examine();
    expect(found).toMatchObject({ status: 'ok', found: expect.stringContaining('s3:GetBucketVersioning') });
  });

  const denied: Fault = { answers: 403, code: 'AccessDenied' };
  it.each<[Operation, Fault, string]>([
    ['CreateMultipartUpload', denied, 'CreateMultipartUpload on bucket'],
    ['UploadPart', denied, 'UploadPart'],
    ['AbortMultipartUpload', denied, 'AbortMultipartUpload'],
    ['HeadObject', denied, 'HeadObject'],
    ['PutObject', denied, 'these credentials may not do this: see the policy in the operating guide'],
    ['PutObject', { answers: 404, code: 'NoSuchBucket' }, 'there is no such bucket'],
    ['GetObject', denied, 'GetObject'],
    ['ListObjectsV2', denied, 'ListObjectsV2'],
    ['ListMultipartUploads', denied, 'ListMultipartUploads'],
    ['DeleteObject', denied, 'DeleteObject'],
  ])('says what to mend when %s is refused', async (operation, fault, words) => {
    s3.inject(operation, fault);
    const [found] = await examine();
    expect(found).toMatchObject({ status: 'error', found: expect.stringContaining(words) });
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0]);
  });

  it('says where nobody listens', async () => {
    const [found] = await examine(Date.now, { ...s3.settings, endpoint: 'http://127.0.0.1:1' });
    expect(found?.found).toContain('ECONNREFUSED (nobody listens there: check GST_INTAKE_S3_ENDPOINT)');
  });
});
