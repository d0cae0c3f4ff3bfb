import { createHash } from 'node:crypto';
import type { ObjectWriter } from '../uploads/ports.ts';
import { multipartEtag, type S3Bytes, type S3Calls, type SentPart } from './s3Calls.ts';

/** A file that comes slowly, or is small, holds no more memory than about twice its bytes. */
const FIRST_BYTES = 64 * 1024;
/** Amazon's bound, which others share. */
const MAX_PARTS = 10_000;

/**
 * Writes one object: by one request where it fits into one part, else by a multipart upload, one part on its way while
 * the next one fills. Nobody sees the object before `commit` has sent the last request; `commit` resolves when the
 * bucket shows size and ETag as they were answered. After any failure, what was begun is taken back as far as the bucket
 * lets us; the sweep does the rest.
 */
export function openS3Writer({
  calls,
  key,
  partBytes,
}: {
  readonly calls: S3Calls;
  readonly key: string;
  readonly partBytes: number;
}): ObjectWriter {
  const cut = new AbortController();
  const sent: SentPart[] = [];
  let filling = openPart(partBytes);
  let spare: Buffer<ArrayBuffer> | undefined;
  let uploadId: string | undefined;
  let flight: Promise<void> | undefined;
  let failure: unknown;
  let totalBytes = 0;
  let mayBeThere = false;

  /** Sends what has filled and goes on with the next part, once the one before has arrived. */
  async function handOver(): Promise<void> {
    await flight;
    assertSound();
    const { memory, ...part } = filling.take();
    filling = openPart(partBytes, spare);
    spare = undefined;
    flight = sendPart(part).then(
      () => {
        spare = memory;
      },
      (error: unknown) => {
        failure = error;
      },
    );
  }

  async function sendPart(part: S3Bytes): Promise<void> {
    if (sent.length === MAX_PARTS) throw calls.refused('UploadPart', `more than ${MAX_PARTS} parts`);
    // Not cut with the rest: an upload whose id was never heard could not be ended.
    uploadId ??= await calls.createUpload(key);
    const place = { key, id: uploadId, number: sent.length + 1 };
    sent.push(await calls.putPart(place, { ...part, cut: cut.signal }));
  }

  function assertSound(): void {
    if (failure !== undefined) throw failure;
  }

  async function finish(): Promise<void> {
    await flight;
    assertSound();
    if (uploadId !== undefined && !filling.isEmpty()) {
      await handOver();
      await flight;
      assertSound();
    }
    mayBeThere = true;
    const etag =
      uploadId === undefined
        ? await calls.put(key, filling.take())
        : ((await calls.complete({ key, id: uploadId }, sent)) ?? multipartEtag(sent));
    const seen = await calls.look(key);
    if (seen?.bytes !== totalBytes || seen.etag !== etag) {
      throw calls.refused('HeadObject', 'what lies there is not what was sent');
    }
  }

  /** Tries everything, then tells of the first that failed. */
  async function drop(): Promise<void> {
    cut.abort();
    await flight;
    const undone = await Promise.allSettled([
      uploadId === undefined ? undefined : calls.abortUpload({ key, id: uploadId }),
      mayBeThere ? calls.remove(key) : undefined,
    ]);
    for (const one of undone) if (one.status === 'rejected') throw one.reason;
  }

  return {
    async write(chunk) {
      assertSound();
      totalBytes += chunk.byteLength;
      for (let taken = 0; taken < chunk.byteLength; ) {
        if (filling.isFull()) await handOver();
        taken += filling.add(chunk.subarray(taken));
      }
    },
    async commit() {
      try {
        await finish();
      } catch (error) {
        await drop().catch(() => undefined);
        throw error;
      }
    },
    abort: drop,
  };
}

/** Gathers the bytes of one part, and their MD5 as they come. @param memory of an earlier part, to be used again */
function openPart(partBytes: number, memory = Buffer.allocUnsafeSlow(Math.min(FIRST_BYTES, partBytes))) {
  const md5 = createHash('md5');
  let room = memory;
  let used = 0;
  return {
    isFull: () => used === partBytes,
    isEmpty: () => used === 0,
    /** How many of the bytes it took. */
    add(bytes: Uint8Array): number {
      const part = bytes.subarray(0, partBytes - used);
      if (used + part.byteLength > room.byteLength) {
        const size = Math.max(room.byteLength * 2, used + part.byteLength);
        const larger = Buffer.allocUnsafeSlow(Math.min(partBytes, size));
        room.copy(larger, 0, 0, used);
        room = larger;
      }
      room.set(part, used);
      md5.update(part);
      used += part.byteLength;
      return part.byteLength;
    },
    take: () => ({ bytes: room.subarray(0, used), md5: md5.digest(), memory: room }),
  };
}
