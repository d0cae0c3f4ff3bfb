import { randomUUID } from 'node:crypto';
import { firstStartText } from '../cli/firstStart.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import { type Listener, listen } from '../http/server.ts';
import { type Log, openLog } from '../log.ts';
import { judgeDatabaseServer } from '../operate/databaseServer.ts';
import {
  administer,
  assertNoEmulator,
  assertNothingLost,
  openConfiguredDatabase,
  unreachableUrls,
} from './installation.ts';
import { openTelemetry } from './observing.ts';
import { readRulesFile } from './rulesFile.ts';
import { type SupervisedWorker, superviseWorker } from './supervise.ts';
import { startWork, type Work } from './wiring.ts';

/** Runs the server until SIGTERM or SIGINT; resolves when everything in flight has ended. */
export async function serve(
  config: Config,
  { stdout, withWorker }: Pick<Serving, 'stdout' | 'withWorker'>,
): Promise<void> {
  assertNoEmulator(config.dataDir);
  const stopped = interrupted();
  const { log, flush } = openLog(config.logLevel);
  process.once('exit', flush);
  for (const setting of config.unknown) log.warn({ setting }, 'setting not known to this version');
  if (config.emulatorToken !== null) {
    log.warn(
      { setting: 'GST_INTAKE_EMULATOR_TOKEN' },
      'setting of serve --emulate, of no effect on a real server',
    );
  }
  const unreachable = unreachableUrls(config);
  if (unreachable !== undefined) {
    log.warn({ setting: 'GST_INTAKE_PUBLIC_URL' }, `${unreachable.found}. ${unreachable.remedy}`);
  }

  // A mistake in the tables shall stop the start, not the first file.
  readRulesFile(config);

  const listener = await listen(config, { log, newRequestId: randomUUID });
  try {
    await serveOn(listener, { config, stdout, log, stopped, withWorker });
  } catch (error) {
    // After a failed start the bound port would keep the process alive, answering nobody.
    await listener.drain(0);
    throw error;
  }
}

interface Serving extends Pick<Work, 'config' | 'log'> {
  readonly stdout: NodeJS.WritableStream;
  readonly stopped: Promise<void>;
  /** Whether a worker process runs beside the server. */
  readonly withWorker: boolean;
}

async function serveOn(
  listener: Listener,
  { config, stdout, log, stopped, withWorker }: Serving,
): Promise<void> {
  const localUrl = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${listener.port}`;
  const { origin, pathPrefix } = config.publicUrl ?? { origin: new URL(localUrl).origin, pathPrefix: '' };
  const database = await openConfiguredDatabase(config);
  try {
    await database.migrate();
    await warnOfDatabaseServer(database, log);
    const first = await database.firstStart(async (accounts) => {
      await assertNothingLost(config);
      return administer(accounts).firstStart();
    });
    // Before anything else can fail: the token is nowhere else.
    if (first !== undefined) {
      stdout.write(firstStartText({ token: first.token, baseUrl: origin + pathPrefix }));
    }
    const telemetry = await openTelemetry(config, { role: 'server', log });
    let worker: SupervisedWorker | undefined;
    const onTriggered = () => worker?.poke();
    const stopWork = await startWork({
      ...{ config, database, listener, log, origin, pathPrefix, onTriggered, telemetry },
    });
    stdout.write(`gst-intake listening on ${localUrl}\n`);
    log.info({ address: localUrl }, 'listening');
    if (withWorker) worker = superviseWorker({ dataDir: config.dataDir, log });

    await stopped;
    log.info({}, 'draining');
    await Promise.all([stopWork().then(() => telemetry?.close()), worker?.stop()]);
  } finally {
    await database.close();
  }
  log.info({}, 'stopped');
}

/** What `doctor` would say: promises that this server cannot keep as its database server is set up. */
async function warnOfDatabaseServer(database: Database, log: Log): Promise<void> {
  const server = await database.examineServer();
  for (const { found, remedy } of server === null ? [] : judgeDatabaseServer(server)) {
    if (remedy !== null) log.warn({ setting: 'GST_INTAKE_DATABASE_URL' }, `${found}. ${remedy}`);
  }
}

/** Resolves at SIGTERM or Ctrl-C. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}
