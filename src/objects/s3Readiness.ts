import { createS3Calls } from './s3Calls.ts';
import type { S3Connection } from './s3Connection.ts';
import { keyOf } from './s3Keys.ts';

/** Load balancers ask every second or two; each answer of the bucket is good for a few of them. */
const GOOD_FOR_MS = 10_000;
const PROBE_KEY = keyOf({ owner: '0'.repeat(32), part: 'ready' });

/**
 * Whether the bucket would take a file now: a multipart upload is begun and ended. That asks for the permission to write,
 * a clock that agrees, and a bucket that can be written, and no object is ever there. Callers at the same time, and
 * for a few seconds after it, share one answer.
 * @param now milliseconds that never run backwards
 */
export function createS3Readiness(connection: S3Connection, now: () => number): () => Promise<void> {
  const calls = createS3Calls(connection);
  let asked: { readonly answer: Promise<void>; goodUntil: number } | undefined;

  async function probe(): Promise<void> {
    const id = await calls.createUpload(PROBE_KEY);
    await calls.abortUpload({ key: PROBE_KEY, id });
  }

  return () => {
    if (asked !== undefined && now() < asked.goodUntil) return asked.answer;
    const fresh = { answer: probe(), goodUntil: Number.POSITIVE_INFINITY };
    const settle = () => {
      fresh.goodUntil = now() + GOOD_FOR_MS;
    };
    fresh.answer.then(settle, settle);
    asked = fresh;
    return fresh.answer;
  };
}
