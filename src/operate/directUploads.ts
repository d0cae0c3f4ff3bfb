import type { PresignInput } from '../sigv4/presign.ts';
import { SIGNED_CONTENT_TYPE } from '../uploads/contentType.ts';
import { objectKey } from '../uploads/objectKey.ts';
import type { DirectStore, ObjectStore } from '../uploads/ports.ts';
import { longestUrl, MAX_URL_LENGTH, type UrlTarget } from '../uploads/presign.ts';
import { type GivenCredentials, LEAST_LEFT_MS } from '../uploads/urlCredentials.ts';
import { type Check, type Finding, fine, mend } from './doctor.ts';

const DIRECT = 'direct uploads';
const SESSION = 'direct URLs';
const PAGES = 'browser uploads to the bucket';
const REPLACED = 'files that are replaced';
const CLOCK = "the bucket's clock";
const TIMEOUT_MS = 10_000;
const PROBE_SECONDS = 60;
/** So long after its issue a URL should still be signed by the same credentials as before. */
const COMFORTABLE_LEFT_MS = 30 * 60_000;
const WARN_SKEW_MS = 60_000;
/** Of nobody: a probe names an upload that no workspace has. */
const NO_WORKSPACE = '00000000-0000-4000-8000-000000000000';

export interface DirectProbe {
  /** Fetches new credentials now. */
  readonly credentials: () => Promise<GivenCredentials>;
  readonly targetOf: (credentials: GivenCredentials) => UrlTarget;
  readonly sign: (input: PresignInput) => string;
  readonly bucket: DirectStore;
  /** Whether the server heeds the condition of a DELETE. */
  readonly deletesUnderCondition: () => Promise<boolean>;
  readonly objects: Pick<ObjectStore, 'remove'>;
  /** Origins of pages that may upload. */
  readonly origins: readonly string[];
  readonly fetch: typeof fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 32 hex digits, used once. */
  readonly newUploadId: () => string;
}

/**
 * Does what a client and a trigger do with a file of no bytes: a PUT to a URL that leads to the bucket, the look, the copy, the
 * removal; and asks the bucket what a browser asks before it sends a file from a page.
 */
export function checkDirectUploads(probe: DirectProbe): Check {
  return {
    name: DIRECT,
    async run() {
      const credentials = await probe.credentials();
      const target = probe.targetOf(credentials);
      const found = [judgeCredentials(credentials, target, probe)];
      const issuedAt = probe.now();
      const uploadId = probe.newUploadId();
      const key = objectKey({ workspaceId: NO_WORKSPACE, templateType: 'sales', uploadId, issuedAt });
      const url = probe.sign({
        method: 'PUT',
        origin: target.origin,
        path: target.keyPrefix + key,
        signedHeaders: { 'content-type': SIGNED_CONTENT_TYPE.CSV },
        credentials: target.credentials,
        region: target.region,
        now: issuedAt,
        expiresInSeconds: PROBE_SECONDS,
      });
      found.push(...(await tryFile({ url, key, uploadId }, target, probe)));
      for (const origin of probe.origins) found.push(await askAsBrowser(url, origin, probe));
      return found;
    },
  };
}

function judgeCredentials(
  credentials: GivenCredentials,
  target: UrlTarget,
  { sign, now }: DirectProbe,
): Finding {
  const length = longestUrl(target, sign);
  if (length > MAX_URL_LENGTH) {
    return mend(SESSION, 'error', {
      found: `URLs would have ${length} characters, and ${MAX_URL_LENGTH} are allowed: they lead to the gateway instead`,
      remedy: 'Let the role of the credentials have fewer session tags and policies, or use long-lived keys.',
    });
  }
  const { expiration, sessionToken } = credentials;
  if (expiration === undefined) {
    const words = `at most ${length} of ${MAX_URL_LENGTH} characters`;
    if (sessionToken === undefined) return fine(SESSION, `${words}, signed by a long-lived key`);
    return mend(SESSION, 'warning', {
      found: `${words}, signed with a session token whose end nobody knows: URLs lead to the gateway instead`,
      remedy:
        'Leave the credentials to the chain of the AWS SDK (a role, web identity), or use long-lived keys.',
    });
  }
  const leftMs = expiration.getTime() - now();
  const words = `at most ${length} of ${MAX_URL_LENGTH} characters, signed by credentials for another ${Math.floor(leftMs / 60_000)} min`;
  if (leftMs >= COMFORTABLE_LEFT_MS) return fine(SESSION, words);
  return mend(SESSION, leftMs < LEAST_LEFT_MS ? 'error' : 'warning', {
    found: `${words}: a URL needs ${LEAST_LEFT_MS / 60_000}, and leads to the gateway where there are fewer`,
    remedy: "Let sessions last for an hour (the role's maximum session duration, DurationSeconds).",
  });
}

async function tryFile(
  { url, key, uploadId }: { readonly url: string; readonly key: string; readonly uploadId: string },
  { origin, keyPrefix }: UrlTarget,
  probe: DirectProbe,
): Promise<Finding[]> {
  const { bucket, objects } = probe;
  if ((await bucket.look(key)) !== undefined) throw new Error('a key that was never used is taken');
  const answer = await send(
    url,
    { method: 'PUT', body: '', headers: { 'content-type': SIGNED_CONTENT_TYPE.CSV } },
    probe,
  );
  if (!(answer instanceof Response)) {
    return [
      mend(DIRECT, 'error', {
        found: `${origin} gives no answer (${answer})`,
        remedy: 'Set GST_INTAKE_S3_PUBLIC_ENDPOINT to the address at which clients reach the bucket.',
      }),
    ];
  }
  const code = /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? 'no code';
  if (answer.status !== 200) {
    return [
      mend(DIRECT, 'error', {
        found: `a PUT to a URL at ${origin}${keyPrefix} is answered with ${answer.status} (${code})`,
        remedy:
          'Check GST_INTAKE_S3_PUBLIC_ENDPOINT, _REGION and _FORCE_PATH_STYLE, that the credentials may PutObject, and that what ' +
          'stands before the bucket passes Host and path on as they came.',
      }),
    ];
  }
  const name = { owner: uploadId, part: 'doctor' };
  let isTaken: boolean;
  try {
    const seen = await bucket.look(key);
    isTaken = seen !== undefined && (await bucket.adopt(seen, name));
    await bucket.discard(key);
    await objects.remove(name);
  } catch (error) {
    // What was wrong is told, and as little as possible is left of it.
    await Promise.allSettled([objects.remove(name), bucket.discard(key)]);
    throw error;
  }
  if (!isTaken) {
    const remedy = 'Let GST_INTAKE_S3_ENDPOINT and GST_INTAKE_S3_PUBLIC_ENDPOINT lead to the same bucket.';
    return [mend(DIRECT, 'error', { found: 'a file that was sent by a URL is not in the bucket', remedy })];
  }
  return [
    fine(DIRECT, `a file sent by a URL at ${origin}${keyPrefix} is seen, copied and removed`),
    await judgeCondition(probe),
    ...judgeClock(answer, probe.now()),
  ];
}

async function judgeCondition({ deletesUnderCondition }: DirectProbe): Promise<Finding> {
  return fine(
    REPLACED,
    (await deletesUnderCondition())
      ? 'the bucket removes files under a condition: at once, once they are taken in'
      : 'the bucket knows no condition for a removal: what was taken in stays under the key of its URL for about an hour',
  );
}

async function askAsBrowser(url: string, origin: string, probe: DirectProbe): Promise<Finding> {
  const headers = {
    origin,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'content-type',
  };
  const answer = await send(url, { method: 'OPTIONS', headers }, probe);
  const allowed = answer instanceof Response ? answer.headers.get('access-control-allow-origin') : null;
  if (answer instanceof Response && answer.ok && (allowed === origin || allowed === '*')) {
    return fine(PAGES, `pages of ${origin} may upload`);
  }
  return mend(PAGES, 'error', {
    found: `the bucket does not let pages of ${origin} upload (${answer instanceof Response ? answer.status : answer})`,
    remedy:
      'Put rules into the bucket: aws s3api put-bucket-cors, with the JSON of "Direct to the bucket" in the operating guide and ' +
      'this origin in it.',
  });
}

async function send(url: string, init: RequestInit, { fetch }: DirectProbe): Promise<Response | string> {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
      ? cause.code
      : 'no answer';
  }
}

function judgeClock(answer: Response, now: number): Finding[] {
  const skewMs = Math.abs(Date.parse(answer.headers.get('date') ?? '') - now);
  if (Number.isNaN(skewMs)) return [];
  if (skewMs <= WARN_SKEW_MS) return [fine(CLOCK, 'this machine and the bucket agree on the time')];
  return [
    mend(CLOCK, 'error', {
      found: `this machine and the bucket differ by ${Math.round(skewMs / 1000)} s: so much shorter or longer are URLs good`,
      remedy: 'Switch on time synchronisation (NTP).',
    }),
  ];
}
