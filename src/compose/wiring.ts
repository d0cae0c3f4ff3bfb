import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createAuthenticate } from '../accounts/authenticate.ts';
import { createCalendar } from '../accounts/calendar.ts';
import { createFetchToken } from '../accounts/clientSecret.ts';
import { createLastUse } from '../accounts/lastUse.ts';
import { createSessions } from '../accounts/session.ts';
import type { Config } from '../config.ts';
import type { Json } from '../contract/openapiParts.ts';
import type { Database } from '../db/open.ts';
import { parseGstin } from '../gst/gstin.ts';
import { readTables } from '../gst/readTables.ts';
import type { ServerMode } from '../http/app.ts';
import { createClientAddress } from '../http/clientAddress.ts';
import { createGateway } from '../http/gateway/gateway.ts';
import { createMetrics } from '../http/metrics.ts';
import { createActivityStreams } from '../http/native/activityStreams.ts';
import { createRequestIds } from '../http/requestId.ts';
import type { Listener } from '../http/server.ts';
import type { Activity } from '../ingestion/activity.ts';
import type { ActivityStore } from '../ingestion/ports.ts';
import type { Log } from '../log.ts';
import { createPresigner } from '../sigv4/presign.ts';
import { createSigningKeys } from '../sigv4/signingKey.ts';
import { createAdmitter } from '../uploads/admitter.ts';
import type { Clock } from '../uploads/pace.ts';
import type { ObjectStore } from '../uploads/ports.ts';
import { createPresign, gatewayTarget, type Presign } from '../uploads/presign.ts';
import { createPresignDownload } from '../uploads/presignDownload.ts';
import { createRandomIds } from '../uploads/randomIds.ts';
import { URL_LIFETIME_SECONDS } from '../uploads/upload.ts';
import { VERSION } from '../version.ts';
import { startBackground } from './background.ts';
import { openDirectUploads } from './directUploads.ts';
import { observeGateway } from './gatewayLog.ts';
import { makeDataDirectory } from './installation.ts';
import { openConfiguredObjects } from './objectStore.ts';
import type { Telemetry } from './observing.ts';
import { readRulesFile } from './rulesFile.ts';
import { openStorageKeys, signingKey } from './storageKeys.ts';

/** Who stops servers by machine kills what still runs after 30 seconds, as a rule. */
const DRAIN_MS = 25_000;
const DAY_MS = 86_400_000;
const ACTIVITY_ID_BYTES = 12;
/** Of the package, whether this runs from `src/` or from `dist/`. */
const CONSOLE_DIRECTORY = fileURLToPath(new URL('../../dist/console', import.meta.url));
/** More requests wait together only when the disk is slow; the rest goes with the next batch. */
const MAX_BATCH = 512;

/** Time that never runs backwards, for rates. */
export const CLOCK: Clock = {
  now: () => performance.now(),
  every: (periodMs, tick) => {
    const timer = setInterval(tick, periodMs);
    return () => clearInterval(timer);
  },
};

export interface Work {
  readonly config: Config;
  readonly database: Database;
  readonly listener: Listener;
  readonly log: Log;
  /** Scheme, host and port of signed URLs, and the path before `/v1/`. */
  readonly origin: string;
  readonly pathPrefix: string;
  /** There is a new activity. */
  onTriggered(): void;
  /** Told what can be asked of a server that runs. */
  onStarted?(running: { readonly sweep: () => Promise<void> }): void;
  /** Set where the server runs in a mode of its own. */
  readonly mode?: WorkMode;
  /** Undefined where OpenTelemetry is off. */
  readonly telemetry?: Telemetry | undefined;
}

type Sign = ReturnType<typeof createPresigner>;

/** What a mode of its own puts in place of parts of the normal one. */
export interface WorkMode {
  /** Epoch milliseconds. */
  now(): number;
  readonly clock: Clock;
  readonly objects: ObjectStore;
  presign(presign: Presign): Presign;
  sign(sign: Sign): Sign;
  openapi(document: Json): Json;
  http(facts: { readonly requestId: (request: IncomingMessage) => string }): ServerMode;
}

/** Wires everything that answers requests or runs beside them; returns how to end it. */
export async function startWork(work: Work): Promise<() => Promise<void>> {
  const { config, database, listener, log, origin, pathPrefix, onTriggered, mode } = work;
  const { now = Date.now, clock = CLOCK } = mode ?? {};
  const tracing = work.telemetry?.tracing;
  makeDataDirectory(config.dataDir);
  const opened = await openConfiguredObjects(config);
  const objects = mode?.objects ?? opened.objects;
  const keys = await openStorageKeys(config, database, log);
  const signingKeys = createSigningKeys();
  const { region, bucket } = config.gateway;
  const lastUse = createLastUse(database.accounts.touchTokens);
  const admit = createAdmitter({
    admit: database.uploads.admit,
    now,
    maxBatch: MAX_BATCH,
  });
  const ownTables = readRulesFile(config);
  const requestId = createRequestIds({ newRequestId: randomUUID, isTrustedProxy: config.isTrustedProxy });
  let isDraining = false;

  const metrics = createMetrics({
    runningPuts: () => gateway.openUploads(),
    storageWorks: () =>
      opened.ready().then(
        () => true,
        () => false,
      ),
    eventStreams: () => streams.count(),
    openUploads: () => database.uploads.countOpen(now() - URL_LIFETIME_SECONDS * 1000),
    quotas: () => database.accounts.limitedQuotas(now()),
    activities: database.activities.countByState,
    credentialsEndInMs: () => {
      const endsAt = direct?.credentialsEndAt();
      return endsAt === undefined ? undefined : endsAt - now();
    },
  });
  work.telemetry?.sendRegistry(metrics.read);
  const streams = createActivityStreams({ lists: database.activityLists, clock, now, log });
  const gateway = createGateway({
    uploads: database.uploads,
    downloads: database.downloads,
    objects,
    signing: {
      region,
      bucket,
      signingKeys,
      credentials: keys.verifying,
      learn: keys.learn,
    },
    publicUrl: origin + pathPrefix,
    isTrustedProxy: config.isTrustedProxy,
    maxUploadBytes: config.maxUploadBytes,
    minUploadBytesPerSecond: config.minUploadBytesPerSecond,
    corsOrigins: config.uploadCorsOrigins,
    clock,
    now,
    newPutId: () => randomBytes(16).toString('hex'),
    requestId,
    observe: observeGateway(metrics, log, tracing),
  });
  const presigner = createPresigner({ signingKeys });
  const sign = mode?.sign(presigner) ?? presigner;
  const target = gatewayTarget({
    ...{ origin, pathPrefix, region, bucket },
    get credentials() {
      return signingKey(keys);
    },
  });
  const direct = openDirectUploads({
    ...config,
    opened,
    database,
    sign,
    log,
    observe: metrics,
    now,
  });
  const urlPrefixes = [target.origin + target.keyPrefix, ...(direct ? [direct.urlPrefix] : [])];
  const presign = createPresign({
    admit,
    sign,
    target,
    direct: direct?.target,
    onGrant: lastUse.note,
  });
  await listener.serve({
    gateway,
    pathPrefix,
    presign: mode?.presign(presign) ?? presign,
    ...(mode === undefined ? {} : { mode: mode.http({ requestId }) }),
    ingestion: {
      authenticate: createAuthenticate({
        accounts: database.accounts,
        now,
        onUse: lastUse.note,
      }),
      trigger: {
        activities: telling(database.activities, ({ workspaceId }) => {
          onTriggered();
          streams.poke(workspaceId);
        }),
        urlPrefixes,
        direct: direct?.landing,
        newActivityId: () => randomBytes(ACTIVITY_ID_BYTES).toString('hex'),
        now,
      },
      isGstin: (text) => 'gstin' in parseGstin(text, { sandbox: true }),
      activities: database.activities,
      presignDownload: createPresignDownload({ sign, target, now }),
      downloads: database.downloads,
      retentionMs: config.retentionDays * DAY_MS,
      now,
    },
    activities: {
      activities: database.activities,
      lists: database.activityLists,
      streams,
      calendar: createCalendar(config.timeZone),
      documents: database.documents,
      downloads: database.downloads,
      objects,
      now,
    },
    fetchToken: createFetchToken({
      accounts: database.accounts,
      now,
      newId: randomUUID,
      randomBytes,
    }),
    session: {
      sessions: createSessions({
        accounts: database.accounts,
        now,
        newId: randomUUID,
        randomBytes,
        onUse: lastUse.note,
      }),
      now,
      clientAddress: createClientAddress(config.isTrustedProxy),
      cookies: { pathPrefix, isSecure: origin.startsWith('https:') },
      maxUploadBytes: config.maxUploadBytes,
      retentionDays: config.retentionDays,
      publicUrl: origin + pathPrefix,
    },
    console: {
      directory: CONSOLE_DIRECTORY,
      uploadOrigins: urlPrefixes.map((prefix) => new URL(prefix).origin),
    },
    newUploadId: createRandomIds(randomBytes),
    requestId,
    clock,
    log,
    metrics,
    tracing,
    version: VERSION,
    // A bucket is everybody's: were it a reason to take a server out of service, none would be left that tells a status.
    ...(opened.s3 === null
      ? { checks: { database: database.ping, storage: opened.ready }, watched: {} }
      : { checks: { database: database.ping }, watched: { storage: opened.ready } }),
    isDraining: () => isDraining,
    templates: {
      templateFile: async (register, format) => {
        const { templateFile } = await import('../ingestion/template.ts');
        return templateFile(register, format, readTables(ownTables));
      },
    },
    openapi: async () => {
      const { openapiDocument } = await import('../contract/openapi.ts');
      const document = openapiDocument({ version: VERSION, serverUrl: origin + pathPrefix });
      return mode?.openapi(document) ?? document;
    },
  });
  const background = startBackground({
    uploads: database.uploads,
    downloads: database.downloads,
    accounts: database.accounts,
    objects,
    direct: direct?.sweep,
    keys,
    retentionMs: config.retentionDays * DAY_MS,
    lastUse,
    metrics,
    log,
    now,
  });

  work.onStarted?.({ sweep: background.sweep });

  return async () => {
    isDraining = true;
    await listener.drain(DRAIN_MS);
    await background.stop();
    opened.close();
  };
}

/** A trigger that says when there is something to do, so that a worker need not wait for its next look. */
function telling(
  { trigger }: ActivityStore,
  onTriggered: (activity: Activity) => void,
): Pick<ActivityStore, 'trigger'> {
  return {
    async trigger(wanted) {
      const outcome = await trigger(wanted);
      if (outcome.outcome === 'created') onTriggered(outcome.activity);
      return outcome;
    },
  };
}
