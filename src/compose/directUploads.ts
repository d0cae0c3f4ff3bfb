import { randomBytes } from 'node:crypto';
import type { Config, S3Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import type { Log } from '../log.ts';
import { createDirectStore } from '../objects/s3Direct.ts';
import { checkDirectUploads } from '../operate/directUploads.ts';
import type { Check } from '../operate/doctor.ts';
import type { Credentials, PresignInput } from '../sigv4/presign.ts';
import { bucketAddress, bucketTarget } from '../uploads/bucketTarget.ts';
import type { DirectLanding } from '../uploads/landDirect.ts';
import { type ChangingTarget, longestUrl, MAX_URL_LENGTH, type UrlTarget } from '../uploads/presign.ts';
import type { DirectSweep } from '../uploads/sweepDirect.ts';
import { createUrlCredentials, LEAST_LEFT_MS } from '../uploads/urlCredentials.ts';
import { type OpenedObjects, openConfiguredObjects } from './objectStore.ts';

export interface DirectUploads {
  readonly target: ChangingTarget;
  /** What each of its URLs begins with. */
  readonly urlPrefix: string;
  readonly landing: DirectLanding;
  readonly sweep: DirectSweep;
}

/**
 * URLs that lead straight to the bucket, and the way in of what they bring; undefined where the settings do not ask for it. The
 * first credentials are fetched at once, so that what is wrong with them is told before a client needs a URL.
 */
export function openDirectUploads(work: {
  readonly s3: S3Config | null;
  readonly maxUploadBytes: number;
  readonly opened: OpenedObjects;
  readonly database: Pick<Database, 'uploads' | 'accounts'>;
  readonly sign: (input: PresignInput) => string;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): DirectUploads | undefined {
  const { s3, maxUploadBytes, opened, database, now } = work;
  if (s3?.direct !== true || opened.s3 === null) return undefined;
  const { objects } = opened;
  const { origin, keyPrefix } = bucketAddress(s3);
  const landing: DirectLanding = {
    uploads: database.uploads,
    objects,
    bucket: createDirectStore(opened.s3),
    accounts: database.accounts,
    maxBytes: maxUploadBytes,
    newPutId: () => randomBytes(16).toString('hex'),
    now,
  };
  return {
    target: changingTarget(s3, { ...work, config: opened.s3.client.config }),
    urlPrefix: origin + keyPrefix,
    landing,
    sweep: { landing, uploads: database.uploads },
  };
}

function changingTarget(
  place: S3Config,
  {
    config,
    sign,
    log,
    now,
  }: {
    readonly config: NonNullable<OpenedObjects['s3']>['client']['config'];
    readonly sign: (input: PresignInput) => string;
    readonly log: Log;
    readonly now: () => number;
  },
): ChangingTarget {
  const targets = new WeakMap<Credentials, UrlTarget>();
  function targetOf(credentials: Credentials): UrlTarget {
    const target = targets.get(credentials) ?? bucketTarget(place, credentials);
    targets.set(credentials, target);
    return target;
  }
  const credentials = createUrlCredentials({
    // What the SDK keeps is renewed too late for URLs.
    fetch: () => config.credentials({ forceRefresh: true }),
    now,
    onFetched(fetched, lifeMs) {
      for (const words of faultsOf({ length: longestUrl(targetOf(fetched), sign), lifeMs })) {
        log.error({ setting: 'GST_INTAKE_S3_DIRECT' }, words);
      }
      if (lifeMs === null && fetched.sessionToken !== undefined) {
        log.warn({ setting: 'GST_INTAKE_S3_SESSION_TOKEN' }, UNKNOWN_END);
      }
    },
    onFailed: (error) => log.error({ error }, 'credentials for direct URLs were not fetched'),
  });
  void credentials.fetchedAt(now()).catch(() => undefined);
  return {
    at(at) {
      const known = credentials.at(at);
      return known && targetOf(known);
    },
    fetchedAt: async (at) => targetOf(await credentials.fetchedAt(at)),
  };
}

const UNKNOWN_END =
  'the session token comes without a time at which it ends: URLs signed shortly before will die early';

/** Why no URL can be signed with these credentials, in words for the operator. */
function faultsOf({ length, lifeMs }: { readonly length: number; readonly lifeMs: number | null }): string[] {
  const faults: string[] = [];
  if (length > MAX_URL_LENGTH) {
    faults.push(
      `direct URLs would have ${length} characters and only ${MAX_URL_LENGTH} are allowed: no URL is given out. Let the ` +
        'role of the credentials have fewer session tags and policies, or use long-lived keys.',
    );
  }
  if (lifeMs !== null && lifeMs < LEAST_LEFT_MS) {
    faults.push(
      `the credentials last for another ${Math.max(0, Math.floor(lifeMs / 1000))} s and a URL is good for 600 s, with a ` +
        'minute to spare: no URL is given out. Let sessions last for 30 minutes or longer.',
    );
  }
  return faults;
}

/** `doctor`'s part: none where URLs lead to the gateway. */
export function directUploadsChecks(
  config: Config,
  { sign, now }: { readonly sign: (input: PresignInput) => string; readonly now: () => number },
): Check[] {
  const place = config.s3;
  if (place?.direct !== true) return [];
  const name = 'direct uploads';
  return [
    {
      name,
      async run() {
        const { s3, objects, close } = await openConfiguredObjects(config);
        if (s3 === null) return [];
        try {
          return await checkDirectUploads({
            credentials: () => s3.client.config.credentials({ forceRefresh: true }),
            targetOf: (credentials) => bucketTarget(place, credentials),
            sign,
            bucket: createDirectStore(s3),
            objects,
            origins: config.uploadCorsOrigins,
            fetch,
            now,
            newUploadId: () => randomBytes(16).toString('hex'),
          }).run();
        } finally {
          close();
        }
      },
    },
  ];
}
