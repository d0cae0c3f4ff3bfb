import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdministration } from '../accounts/administration.ts';
import { createCalendar } from '../accounts/calendar.ts';
import type { AccountStore } from '../accounts/ports.ts';
import { secretHash } from '../accounts/token.ts';
import type { Config } from '../config.ts';
import { withEmulator } from '../contract/openapiEmulator.ts';
import type { Database } from '../db/open.ts';
import { DOCUMENTS_DIRECTORY } from '../db/sqlite.ts';
import { createEmulator, type Emulator, type EmulatorAccount } from '../emulator/emulator.ts';
import {
  following,
  forcedAccounts,
  forcedActivities,
  forcedDownloads,
  forcedNow,
  forcedObjects,
  forcedPresign,
  forcedSign,
  forcedUploads,
  replacing,
} from '../emulator/forcing.ts';
import { impatientClock } from '../emulator/scope.ts';
import { assertEmulatable, bytesOfToken, emulatorText } from '../emulator/start.ts';
import { FRESH_STATE, writeState } from '../emulator/stateFile.ts';
import { emulatedWorkerPorts } from '../emulator/workerSide.ts';
import { AppError } from '../errors.ts';
import { parseGstin } from '../gst/gstin.ts';
import { createFront } from '../http/emulator/front.ts';
import { registerEmulator } from '../http/emulator/routes.ts';
import { type Listener, listen } from '../http/server.ts';
import { sessionCookieName, sessionSecretOf } from '../http/sessionCookie.ts';
import { type Log, openLog } from '../log.ts';
import type { ObjectStore } from '../uploads/ports.ts';
import { VERSION } from '../version.ts';
import {
  DATABASE_FILE,
  EMULATOR_FILE,
  isEmulators,
  makeDataDirectory,
  OBJECTS_DIRECTORY,
  openConfiguredDatabase,
  SCRATCH_DIRECTORY,
} from './installation.ts';
import { openConfiguredObjects } from './objectStore.ts';
import { readRulesFile } from './rulesFile.ts';
import { interrupted } from './serve.ts';
import { superviseWorker } from './supervise.ts';
import { CLOCK, startWork, type WorkMode } from './wiring.ts';
import { type WorkerCalls, work } from './work.ts';

/** All that a start or a reset takes away; whatever else lies in the directory stays. */
const EMPTIED = [
  ...['', '-wal', '-shm'].map((suffix) => DATABASE_FILE + suffix),
  OBJECTS_DIRECTORY,
  DOCUMENTS_DIRECTORY,
  SCRATCH_DIRECTORY,
];
/** Nobody waits a quarter of a minute to see an activity fail that was told to. */
const WORKER_RETRY_MS = 20;

interface Emulating {
  readonly stdout: NodeJS.WritableStream;
  readonly withWorker: boolean;
  /** Whether the data directory was named; a temporary one is taken otherwise. */
  readonly isPlaced: boolean;
  /** Whether the host was named on the command line itself. */
  readonly isHostAsked: boolean;
}

/** Runs an emulator until SIGTERM or SIGINT. @throws AppError settings_invalid */
export async function emulate(given: Config, options: Emulating): Promise<void> {
  const { stdout, withWorker, isPlaced, isHostAsked } = options;
  assertEmulatable({
    host: given.host,
    isHostAsked,
    hasDatabaseUrl: given.databaseUrl !== null,
    hasBucket: given.s3 !== null,
    token: given.emulatorToken,
  });
  const stopped = interrupted();
  const { log, flush } = openLog(given.logLevel);
  process.once('exit', flush);
  log.warn({}, 'EMULATOR MODE: nothing here is real or kept');
  for (const setting of given.unknown) log.warn({ setting }, 'setting not known to this version');
  readRulesFile(given);
  const dataDir = isPlaced ? given.dataDir : mkdtempSync(join(tmpdir(), 'gst-intake-emulator-'));
  const config = { ...given, dataDir };
  try {
    claimDirectory(dataDir);
    const listener = await listen(config, { log, newRequestId: randomUUID });
    try {
      await emulateOn(listener, { config, stdout, withWorker, log, stopped });
    } catch (error) {
      await listener.drain(0);
      throw error;
    }
  } finally {
    if (!isPlaced) rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The worker process of an emulator. */
export async function emulatedWork(config: Config, calls: WorkerCalls): Promise<void> {
  const stateFile = join(config.dataDir, EMULATOR_FILE);
  await work(config, calls, {
    settings: { retryMs: WORKER_RETRY_MS },
    ports: (ports) => emulatedWorkerPorts(ports, stateFile),
  });
}

/** @throws AppError settings_invalid where anything lies that is not an emulator's: it would be emptied */
function claimDirectory(dataDir: string): void {
  const isOurs = isEmulators(dataDir);
  if (!isOurs && existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new AppError(
      'settings_invalid',
      `${dataDir} is not empty and was made by no emulator, which would empty it. Name a new folder by --data-dir, or none.`,
    );
  }
  makeDataDirectory(dataDir);
  writeState(join(dataDir, EMULATOR_FILE), FRESH_STATE);
}

/** What a reset replaces. */
interface Backing {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly account: EmulatorAccount;
}

async function openBacking(config: Config): Promise<Backing> {
  for (const name of EMPTIED) rmSync(join(config.dataDir, name), { recursive: true, force: true });
  const database = await openConfiguredDatabase(config);
  await database.migrate();
  const account = await firstAccount(database.accounts, config);
  return { database, objects: (await openConfiguredObjects(config)).objects, account };
}

/** As a first start makes it, with sandbox GSTINs on and a client secret beside the token. */
async function firstAccount(accounts: AccountStore, { emulatorToken }: Config): Promise<EmulatorAccount> {
  const ports = { accounts, now: Date.now, newId: randomUUID, randomBytes, parseGstin };
  const { workspaceCreate, userCreate, clientSecretCreate } = createAdministration(ports);
  const { tokenCreate } = createAdministration(
    emulatorToken === null ? ports : { ...ports, randomBytes: () => bytesOfToken(emulatorToken) },
  );
  const { workspaceId } = await workspaceCreate({ name: 'default', sandboxGstins: true });
  const permissions = ['invoice.create', 'workspace.admin'];
  const { userId } = await userCreate({ workspace: workspaceId, name: 'admin', permissions });
  const { token } = await tokenCreate({ user: userId, expiresInSeconds: null });
  const { clientSecret } = await clientSecretCreate({ user: userId });
  return { workspaceId, token, clientSecret };
}

async function emulateOn(
  listener: Listener,
  {
    config,
    stdout,
    withWorker,
    log,
    stopped,
  }: Pick<Emulating, 'stdout' | 'withWorker'> & {
    readonly config: Config;
    readonly log: Log;
    readonly stopped: Promise<void>;
  },
): Promise<void> {
  const localUrl = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${listener.port}`;
  const { origin, pathPrefix } = config.publicUrl ?? { origin: new URL(localUrl).origin, pathPrefix: '' };
  const baseUrl = origin + pathPrefix;
  const startWorker = () => (withWorker ? superviseWorker({ dataDir: config.dataDir, log }) : undefined);
  let backing = await openBacking(config);
  let worker: ReturnType<typeof startWorker>;
  let sweep = async (): Promise<void> => undefined;
  try {
    const emulator = createEmulator({
      machineNow: Date.now,
      account: backing.account,
      publish: (state) => writeState(join(config.dataDir, EMULATOR_FILE), state),
      sweep: () => sweep(),
      async renew() {
        await worker?.stop();
        await backing.database.close();
        backing = await openBacking(config);
        worker = startWorker();
        return backing.account;
      },
    });
    const mode = openMode(emulator, { config, log, baseUrl, pathPrefix, backing: () => backing });
    const stopWork = await startWork({
      ...{ config, listener, log, origin, pathPrefix, mode },
      database: mode.database,
      onTriggered: () => worker?.poke(),
      onStarted: (running) => {
        sweep = running.sweep;
      },
    });
    stdout.write(emulatorText({ account: backing.account, baseUrl, dataDir: config.dataDir }));
    stdout.write(`gst-intake listening on ${localUrl}\n`);
    worker = startWorker();

    await stopped;
    await Promise.all([stopWork(), worker?.stop()]);
  } finally {
    await backing.database.close();
  }
}

/** The parts of the normal mode, each with what can be forced on it. */
function openMode(
  emulator: Emulator,
  deps: {
    readonly config: Config;
    readonly log: Log;
    readonly baseUrl: string;
    readonly pathPrefix: string;
    readonly backing: () => Backing;
  },
): WorkMode & { readonly database: Database } {
  const { config, log, baseUrl, pathPrefix, backing } = deps;
  const { scope, clock, plans } = emulator;
  const calendar = createCalendar(config.timeZone);
  const database = following(() => backing().database);
  const accounts = following(() => backing().database.accounts);
  const now = forcedNow(clock.now, scope);
  return {
    now,
    clock: impatientClock(CLOCK, scope),
    database: replacing(database, {
      accounts: forcedAccounts(accounts, scope, calendar),
      uploads: forcedUploads(
        following(() => backing().database.uploads),
        { scope, calendar },
      ),
      downloads: forcedDownloads(
        following(() => backing().database.downloads),
        scope,
      ),
      activityLists: following(() => backing().database.activityLists),
      documents: following(() => backing().database.documents),
      storageKeys: following(() => backing().database.storageKeys),
      activities: forcedActivities(
        following(() => backing().database.activities),
        { scope, plans, machineNow: Date.now },
      ),
    }),
    objects: forcedObjects(
      following(() => backing().objects),
      { scope, modifiedOffsetMs: () => clock.offsetMs },
    ),
    sign: (sign) => forcedSign(sign, scope),
    presign: (presign) => forcedPresign(presign, { scope, accounts, calendar, now }),
    openapi: withEmulator,
    http({ requestId }) {
      const front = createFront({
        ...{ emulator, pathPrefix, baseUrl, requestId, maxUploadBytes: config.maxUploadBytes },
        origins: config.uploadCorsOrigins,
        workspaceOf: (request) =>
          workspaceOf(request, accounts, {
            sessionCookieName: sessionCookieName({ pathPrefix, isSecure: baseUrl.startsWith('https:') }),
          }),
        onError: (error) => log.error({ error }, 'request failed'),
      });
      return {
        name: 'emulator',
        front: front.handle,
        register: (app) => registerEmulator(app, { emulator, front, baseUrl, version: VERSION }),
      };
    },
  };
}

async function workspaceOf(
  { headers }: IncomingMessage,
  accounts: Pick<AccountStore, 'findTokenHolder'>,
  named: { readonly sessionCookieName: string },
): Promise<string | undefined> {
  const secret = headers['x-cleartax-auth-token'] ?? cookieSecretOf({ headers, ...named });
  if (typeof secret !== 'string') return undefined;
  return (await accounts.findTokenHolder(secretHash(secret)))?.workspaceId;
}

/** Whoever sends two sessions is refused by the route, and is nobody until then. */
function cookieSecretOf(request: Parameters<typeof sessionSecretOf>[0]): string | undefined {
  try {
    return sessionSecretOf(request);
  } catch {
    return undefined;
  }
}
