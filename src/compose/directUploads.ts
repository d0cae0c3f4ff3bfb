import { randomBytes } from 'node:crypto';
import type { Config, S3Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import type { Log } from '../log.ts';
import { deletesUnderCondition } from '../objects/s3Condition.ts';
import { createDirectStore } from '../objects/s3Direct.ts';
import { factsOf } from '../objects/s3Errors.ts';
import { checkDirectUploads } from '../operate/directUploads.ts';
import type { Check } from '../operate/doctor.ts';
import type { PresignInput } from '../sigv4/presign.ts';
import { bucketAddress, bucketTarget } from '../uploads/bucketTarget.ts';
import { createDirectTarget, type FallbackCause } from '../uploads/directTarget.ts';
import type { DirectLanding } from '../uploads/landDirect.ts';
import { type ChangingTarget, MAX_URL_LENGTH } from '../uploads/presign.ts';
import type { DirectSweep } from '../uploads/sweepDirect.ts';
import { createTurns } from '../uploads/turns.ts';
import { createUrlCredentials, LEAST_LEFT_MS } from '../uploads/urlCredentials.ts';
import { type OpenedObjects, openConfiguredObjects } from './objectStore.ts';

export interface DirectUploads {
  readonly target: ChangingTarget;
  /** Epoch milliseconds; undefined while there are none or nobody knows, Infinity for those without an end. */
  credentialsEndAt(): number | undefined;
  /** What each of its URLs begins with. */
  readonly urlPrefix: string;
  readonly landing: DirectLanding;
  readonly sweep: DirectSweep;
}

/** What the operator counts of direct uploads. */
export interface DirectObserver {
  /** A URL that leads to the gateway instead of the bucket. */
  fellBack(cause: FallbackCause): void;
  /** How a look at a direct file ended. */
  looked: DirectLanding['onOutcome'];
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
  readonly observe: DirectObserver;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): DirectUploads | undefined {
  const { s3, maxUploadBytes, opened, database, observe, now } = work;
  if (s3?.direct !== true || opened.s3 === null) return undefined;
  const { objects } = opened;
  const { origin, keyPrefix } = bucketAddress(s3);
  const landing: DirectLanding = {
    uploads: database.uploads,
    objects,
    bucket: createDirectStore(opened.s3, now),
    accounts: database.accounts,
    maxBytes: maxUploadBytes,
    takeTurns: createTurns(),
    onOutcome: observe.looked,
    newPutId: () => randomBytes(16).toString('hex'),
    now,
  };
  const { target, credentials } = directTarget(s3, { ...work, config: opened.s3.client.config });
  return {
    target,
    credentialsEndAt: credentials.endsAt,
    urlPrefix: origin + keyPrefix,
    landing,
    sweep: { landing, uploads: database.uploads },
  };
}

function directTarget(
  place: S3Config,
  {
    config,
    sign,
    log,
    observe,
    now,
  }: Pick<Parameters<typeof openDirectUploads>[0], 'sign' | 'log' | 'observe' | 'now'> & {
    readonly config: NonNullable<OpenedObjects['s3']>['client']['config'];
  },
) {
  let isFailing = false;
  const credentials = createUrlCredentials({
    // What the SDK keeps is renewed too late for URLs.
    fetch: () => config.credentials({ forceRefresh: true }),
    now,
    onFetched() {
      isFailing = false;
      target.check(now());
    },
    onFailed(error) {
      // The text of the SDK may quote what it was given.
      if (!isFailing)
        log.error({ code: factsOf(error).code }, 'credentials for direct URLs were not fetched');
      isFailing = true;
    },
  });
  const target = createDirectTarget({
    credentials,
    targetOf: (known) => bucketTarget(place, known),
    sign,
    onFallback: observe.fellBack,
    onChange(cause) {
      const setting = 'GST_INTAKE_S3_DIRECT';
      if (cause === undefined) log.info({ setting }, 'URLs lead to the bucket again');
      else
        log.warn({ setting, code: cause }, `URLs lead to the gateway instead of the bucket: ${WORDS[cause]}`);
    },
  });
  return { target, credentials };
}

const WORDS: Readonly<Record<FallbackCause, string>> = {
  no_credentials: 'no credentials of the bucket are at hand (yet).',
  end_unknown:
    'its session token comes without a time at which it ends. Leave the credentials to the chain of the AWS SDK, or use ' +
    'long-lived keys.',
  ends_early:
    `its credentials last for less than ${LEAST_LEFT_MS / 60_000} minutes, and there are no newer ones yet. Let sessions last ` +
    'for an hour; a role of the instance renews them only some minutes before their end.',
  too_long:
    `they would have more than ${MAX_URL_LENGTH} characters. Let the role of the credentials have fewer session tags and ` +
    'policies, or use long-lived keys.',
};

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
            bucket: createDirectStore(s3, now),
            deletesUnderCondition: () => deletesUnderCondition(s3),
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
