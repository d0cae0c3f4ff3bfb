import { setTimeout as after } from 'node:timers/promises';
import { PROBE_OWNER } from '../uploads/probeOwner.ts';
import { createS3Calls, type UploadPlace } from './s3Calls.ts';
import type { S3Connection, S3Patience } from './s3Connection.ts';
import { keyOf } from './s3Keys.ts';

/** Who asks wants to know how it is now: a second try would hide it. */
export const READINESS_PATIENCE: S3Patience = {
  connectMs: 2_000,
  idleMs: 5_000,
  answerMs: 5_000,
  attempts: 1,
};

/** Load balancers ask every second or two; each answer of the bucket is good for a few of them. */
const GOOD_FOR_MS = 10_000;
/** Load balancers give up after seconds: so long a caller waits for the bucket before it gets the answer from before. */
const WAITS_MS = 1_000;
const PROBE_KEY = keyOf({ owner: PROBE_OWNER, part: 'ready' });

/**
 * Whether the bucket would take a file now: a multipart upload is begun and ended. That asks for the permission to write,
 * a clock that agrees, and a bucket that can be written, and no object is ever there. Callers at the same time, and
 * for a few seconds after it, share one answer.
 * @param connection with `READINESS_PATIENCE`
 * @param now milliseconds that never run backwards
 */
export function createS3Readiness(connection: S3Connection, now: () => number): () => Promise<void> {
  const calls = createS3Calls(connection);
  let left: UploadPlace | undefined;
  let known: Promise<void> | undefined;
  let asking: Promise<void> | undefined;
  let goodUntil = 0;

  async function probe(): Promise<void> {
    // What could not be ended is ended before another is begun: there is never more than one.
    await end();
    left = { key: PROBE_KEY, id: await calls.createUpload(PROBE_KEY) };
    await end();
  }

  async function end(): Promise<void> {
    if (left !== undefined) await calls.abortUpload(left);
    left = undefined;
  }

  return () => {
    if (asking === undefined) {
      if (known !== undefined && now() < goodUntil) return known;
      const fresh = probe();
      asking = fresh;
      const settle = () => {
        known = fresh;
        asking = undefined;
        goodUntil = now() + GOOD_FOR_MS;
      };
      fresh.then(settle, settle);
    }
    return known === undefined
      ? asking
      : Promise.race([asking, after(WAITS_MS, undefined, { ref: false }).then(() => known)]);
  };
}
