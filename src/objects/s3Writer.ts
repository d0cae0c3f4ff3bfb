import type { AppError } from '../errors.ts';
import type { ObjectWriter } from '../uploads/ports.ts';
import { type GatheredPart, gatherPart, type PartPlace } from './partGathering.ts';
import { multipartEtag, type S3Bytes, type S3Calls, type SentPart } from './s3Calls.ts';

/** Amazon's bound, which others share. */
const MAX_PARTS = 10_000;
/** How long taking back may keep the answer of a failure waiting; it goes on after that. */
const DROP_MS = 5_000;

/**
 * Writes one object: by one request where it fits into one part, else by a multipart upload, one part on its way while
 * the next one fills. Nobody sees the object before `commit` has sent the last request; `commit` resolves when the
 * bucket shows size and ETag as they were answered, or gives up after `commitMs`. After any failure, what was begun is taken
 * back as far as the bucket lets us; the sweep does the rest.
 */
export function openS3Writer({
  calls,
  key,
  commitMs,
  place,
}: {
  readonly calls: S3Calls;
  readonly key: string;
  /** From the last byte on. */
  readonly commitMs: number;
  readonly place: PartPlace;
}): ObjectWriter {
  const cut = new AbortController();
  const sent: SentPart[] = [];
  let filling = gatherPart(place);
  let uploadId: string | undefined;
  let flight: Promise<void> | undefined;
  let failure: unknown;
  let totalBytes = 0;
  let mayBeThere = false;
  let dropping: Promise<void> | undefined;

  /** Sends what has filled and goes on with the next part, once the one before has arrived. */
  async function handOver(): Promise<void> {
    await flight;
    assertSound();
    const full = filling;
    filling = gatherPart(place);
    flight = sendPart(full).catch(async (error: unknown) => {
      failure = error;
      await full.drop();
    });
  }

  async function sendPart(full: GatheredPart): Promise<void> {
    if (sent.length === MAX_PARTS) throw calls.refused('UploadPart', `more than ${MAX_PARTS} parts`);
    // Not cut with the rest: an upload whose id was never heard could not be ended.
    const id = uploadId ?? (await calls.createUpload(key));
    uploadId = id;
    const send = (part: S3Bytes) =>
      calls.putPart({ key, id, number: sent.length + 1 }, { ...part, cut: cut.signal });
    sent.push(await full.send(cut.signal, send));
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
    const etag = await writeLast();
    const seen = await calls.look(key, cut.signal);
    if (seen?.bytes !== totalBytes || seen.etag !== (etag ?? seen.etag)) {
      throw calls.refused('HeadObject', 'what lies there is not what was sent');
    }
  }

  /** The ETag that the object must have; undefined where nobody can know it. */
  async function writeLast(): Promise<string | undefined> {
    if (uploadId === undefined) {
      return filling.send(cut.signal, (part) => calls.put(key, { ...part, cut: cut.signal }));
    }
    const answered = await calls.complete({ key, id: uploadId }, { parts: sent, cut: cut.signal });
    if (answered !== undefined) return answered;
    // Each sealed part was held against its Content-MD5, and the upload of just these parts is completed: its size is what is left.
    return sent.some(({ isSealed }) => isSealed) ? undefined : multipartEtag(sent);
  }

  /** Tries everything, then tells of the first that failed. */
  async function takeBack(): Promise<void> {
    cut.abort();
    await flight;
    const undone = await Promise.allSettled([
      filling.drop(),
      uploadId === undefined
        ? undefined
        : calls.abortUpload({ key, id: uploadId }, AbortSignal.timeout(DROP_MS)),
      mayBeThere ? calls.remove(key, AbortSignal.timeout(DROP_MS)) : undefined,
    ]);
    for (const one of undone) if (one.status === 'rejected') throw one.reason;
  }

  function drop(): Promise<void> {
    const late = () => calls.refused('AbortMultipartUpload', 'it did not answer in time');
    dropping ??= unless(AbortSignal.timeout(DROP_MS), late, takeBack());
    return dropping;
  }

  return {
    async write(chunk) {
      assertSound();
      totalBytes += chunk.byteLength;
      for (let taken = 0; taken < chunk.byteLength; ) {
        if (filling.isFull()) await handOver();
        taken += await filling.add(chunk.subarray(taken));
      }
    },
    async commit() {
      try {
        const late = () =>
          calls.refused('PutObject', `it did not take the end of a file within ${commitMs} ms`);
        await unless(AbortSignal.timeout(commitMs), late, finish());
      } catch (error) {
        await drop().catch(() => undefined);
        throw error;
      }
    },
    abort: drop,
  };
}

/** What `work` gives, or the error of `late` as soon as `end` comes; what it comes to after that is nobody's. */
async function unless<T>(end: AbortSignal, late: () => AppError, work: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    stop = () => reject(late());
    end.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, ended]).finally(() => end.removeEventListener('abort', stop));
}
