import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createAdministration } from '../../src/accounts/administration.ts';
import { createAuthenticate } from '../../src/accounts/authenticate.ts';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { createFetchToken, type FetchToken } from '../../src/accounts/clientSecret.ts';
import { createSessions } from '../../src/accounts/session.ts';
import { openapiDocument } from '../../src/contract/openapi.ts';
import { openDatabase } from '../../src/db/open.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { parseGstin } from '../../src/gst/gstin.ts';
import type { AppDeps } from '../../src/http/app.ts';
import { createClientAddress } from '../../src/http/clientAddress.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createActivityStreams } from '../../src/http/native/activityStreams.ts';
import { createRequestIds } from '../../src/http/requestId.ts';
import { type GatewayHandler, listen } from '../../src/http/server.ts';
import { templateFile } from '../../src/ingestion/template.ts';
import { createLog } from '../../src/log.ts';
import { openDiskStore } from '../../src/objects/disk.ts';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { createAdmitter } from '../../src/uploads/admitter.ts';
import { uploadRefOf } from '../../src/uploads/objectKey.ts';
import type { Clock } from '../../src/uploads/pace.ts';
import type { UploadStore } from '../../src/uploads/ports.ts';
import { createPresign, gatewayTarget } from '../../src/uploads/presign.ts';
import { createPresignDownload } from '../../src/uploads/presignDownload.ts';
import { realClock } from './gateway/harness.ts';

/** Shorter than a URL to a file lives. */
export const RETENTION_MS = 86_400_000;
const LATE_MORNING = Date.UTC(2026, 10, 23, 6, 0, 0);
const KEY = { accessKeyId: 'GSTINTAKETEST', secretAccessKey: 'a secret for tests alone' };
/** These tests speak to the API half; what goes to `/v1/` is the gateway's own tests' business. */
const NO_GATEWAY: GatewayHandler = {
  handle: (_request, response) => void response.writeHead(501, { 'x-gateway': 'yes' }).end(),
  handleCheckContinue: (_request, response) => void response.writeHead(501).end(),
  handleClientError: () => false,
  drain: async () => {},
};

export interface ApiOptions {
  readonly pathPrefix?: string;
  readonly isTrustedProxy?: (address: string) => boolean;
  /** Stands between the presigner and the database, to fail there. */
  readonly admit?: (real: UploadStore['admit']) => UploadStore['admit'];
  readonly publicOrigin?: string;
  /** Where the built console lies; none unless given. */
  readonly consoleDirectory?: string;
  /** Stands in for the time of rates. */
  readonly clock?: Clock;
  /** Stands in for the call that makes tokens, to fail there. */
  readonly fetchToken?: FetchToken;
  /** What answers under `/v1/`. */
  readonly gateway?: Partial<GatewayHandler>;
}

/** The API half as `serve` composes it, over a real SQLite file and a real port, with a clock that tests turn. */
export async function startApi(options: ApiOptions = {}) {
  const root = await mkdtemp(join(tmpdir(), 'gst-intake-api-'));
  const calendar = createCalendar('Asia/Kolkata');
  const database = await openDatabase({ file: join(root, 'control.sqlite'), calendar });
  await database.migrate();
  const state = { now: LATE_MORNING, draining: false, failing: new Set<string>() };
  const now = () => state.now;
  const administration = createAdministration({
    accounts: database.accounts,
    now,
    newId: randomUUID,
    randomBytes,
    parseGstin,
  });
  const logged: string[] = [];
  const log = createLog('info', { write: (line: string) => void logged.push(line) });
  const metrics = createMetrics({
    runningPuts: () => 0,
    storageWorks: async () => !state.failing.has('storage'),
    eventStreams: () => streams.count(),
    openUploads: () => database.uploads.countOpen(state.now - 600_000),
    quotas: () => database.accounts.limitedQuotas(state.now),
    activities: async () =>
      new Map([
        ['queued', 2],
        ['running', 1],
      ]),
    credentialsEndInMs: () => undefined,
  });
  const streams = createActivityStreams({
    lists: database.activityLists,
    clock: options.clock ?? realClock,
    now,
    log,
  });
  const listener = await listen({ host: '127.0.0.1', port: 0 }, { log, newRequestId: randomUUID });
  const { pathPrefix = '', isTrustedProxy = () => false } = options;
  const origin = options.publicOrigin ?? `http://127.0.0.1:${listener.port}`;
  const admit = options.admit?.(database.uploads.admit) ?? database.uploads.admit;
  const check = (name: string) => async () => {
    if (state.failing.has(name)) throw new Error(`${name} fails for this test`);
  };
  const sign = createPresigner({ signingKeys: createSigningKeys() });
  const target = gatewayTarget({
    origin,
    pathPrefix,
    region: 'ap-south-1',
    bucket: 'uploads',
    credentials: KEY,
  });
  const objects = await openDiskStore({ root: join(root, 'objects'), reserveBytes: 0 });
  const deps: AppDeps = {
    activities: {
      activities: database.activities,
      lists: database.activityLists,
      streams,
      calendar,
      documents: database.documents,
      downloads: database.downloads,
      objects,
      now,
    },
    ingestion: {
      authenticate: createAuthenticate({ accounts: database.accounts, now, onUse: () => undefined }),
      trigger: {
        activities: {
          async trigger(wanted) {
            const outcome = await database.activities.trigger(wanted);
            streams.poke(wanted.workspaceId);
            return outcome;
          },
        },
        urlPrefixes: [target.origin + target.keyPrefix],
        newActivityId: () => randomBytes(12).toString('hex'),
        now,
      },
      isGstin: (text) => 'gstin' in parseGstin(text, { sandbox: true }),
      activities: database.activities,
      presignDownload: createPresignDownload({ sign, target, now }),
      downloads: database.downloads,
      retentionMs: RETENTION_MS,
      now,
    },
    pathPrefix,
    presign: createPresign({
      admit: createAdmitter({ admit, now, maxBatch: 512 }),
      sign,
      target,
      onGrant: () => undefined,
    }),
    fetchToken:
      options.fetchToken ??
      createFetchToken({ accounts: database.accounts, now, newId: randomUUID, randomBytes }),
    session: {
      sessions: createSessions({
        accounts: database.accounts,
        now,
        newId: randomUUID,
        randomBytes,
        onUse: () => undefined,
      }),
      now,
      clientAddress: createClientAddress(isTrustedProxy),
      cookies: { pathPrefix, isSecure: origin.startsWith('https:') },
      maxUploadBytes: 2_147_483_648,
      retentionDays: 30,
      publicUrl: origin + pathPrefix,
    },
    console: { directory: options.consoleDirectory ?? join(root, 'no-console'), uploadOrigins: [origin] },
    newUploadId: () => randomBytes(16).toString('hex'),
    requestId: createRequestIds({ newRequestId: randomUUID, isTrustedProxy }),
    clock: options.clock ?? realClock,
    log,
    metrics,
    version: '1.2.3',
    checks: { database: check('database'), storage: check('storage') },
    watched: { bucket: check('bucket') },
    isDraining: () => state.draining,
    templates: {
      templateFile: (register, format) => templateFile(register, format, DEFAULT_TABLES),
    },
    openapi: async () => openapiDocument({ version: '1.2.3', serverUrl: origin + pathPrefix }),
  };
  await listener.serve({ ...deps, gateway: { ...NO_GATEWAY, ...options.gateway } });

  return {
    baseUrl: `http://127.0.0.1:${listener.port}`,
    port: listener.port,
    deps,
    state,
    administration,
    database,
    objects,
    /** The log's lines so far. */
    logged: () => logged.map((line) => JSON.parse(line) as Record<string, unknown>),
    /** A workspace with one user and a token of it. */
    async account(
      name: string,
      { permissions = ['invoice.create'], expiresInSeconds = null as number | null } = {},
    ) {
      const { workspaceId } = await administration.workspaceCreate({ name });
      const user = await administration.userCreate({
        workspace: workspaceId,
        name: `${name}-user`,
        permissions,
      });
      const token = await administration.tokenCreate({ user: user.userId, expiresInSeconds });
      const used = async () => (await administration.workspaceShow(workspaceId)).quota.used;
      return { workspaceId, userId: user.userId, ...token, used };
    },
    /** The file name that was recorded for the upload of a pre-signed URL. */
    async storedName(url: string): Promise<string | undefined> {
      const ref = uploadRefOf(new URL(url).pathname);
      return ref && (await database.uploads.find(ref))?.fileName;
    },
    drain: listener.drain,
    async stop() {
      await listener.drain(0);
      await database.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export type Api = Awaited<ReturnType<typeof startApi>>;

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends these bytes as they are and reads until the server closes: what no HTTP client would let through. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  const answer = await text(socket);
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers();
  for (const line of lines)
    headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim());
  return { status: Number(statusLine.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}

/** A GET with exactly these header lines. */
export function rawGet(port: number, target: string, headerLines: readonly string[]): Promise<RawAnswer> {
  return sendRaw(
    port,
    [`GET ${target} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headerLines, '', ''].join('\r\n'),
  );
}
