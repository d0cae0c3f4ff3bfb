import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import { type Installation, startInstallation, withoutSettings } from '../acceptance/installation.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { forgetConnections, type Target } from './calls.ts';

const BIN = fileURLToPath(new URL('../../bin/gst-intake.js', import.meta.url));
const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
/** Counted, and never used up. */
const QUOTA = '1000000000';
const KEY = {
  GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'FAULTPROOF0000000000',
  GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'a secret only for these proofs, made of many characters',
};

export interface WorkerProcess {
  readonly pid: number;
  stderr(): string;
  /** The exit code; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Servers and workers on one PostgreSQL and one folder, as an operator runs them, each a process. */
export interface PostgresSite {
  readonly dataDir: string;
  readonly token: string;
  readonly workspaceId: string;
  readonly servers: readonly Installation[];
  readonly workers: readonly WorkerProcess[];
  /** Straight to the database, past what stands between it and the servers. */
  readonly database: Database;
  /** In front of the servers, which sign URLs that lead there. */
  readonly balancer: Balancer;
  target(): Target;
  /** One more server. @param own settings that it has and the others have not */
  startServer(own?: NodeJS.ProcessEnv): Promise<Installation>;
  /** The stored files and all that was started are gone afterwards. */
  remove(): Promise<void>;
}

export async function startPostgresSite(options: {
  /** As the servers and workers reach it. */
  readonly url: string;
  /** As whoever looks at it does. */
  readonly directUrl: string;
  readonly servers?: number;
  readonly workers?: number;
  /** Arguments of `serve`. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}): Promise<PostgresSite> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gst-intake-site-'));
  const balancer = await startBalancer();
  const env = {
    ...KEY,
    ...options.env,
    GST_INTAKE_DATABASE_URL: options.url,
    GST_INTAKE_PUBLIC_URL: balancer.url,
  };
  const servers: Installation[] = [];
  async function startServer(own: NodeJS.ProcessEnv = {}): Promise<Installation> {
    const { args = ['--no-worker'] } = options;
    const server = await startInstallation({ dataDir, env: { ...env, ...own }, args });
    servers.push(server);
    balancer.toServers(servers.map(({ baseUrl }) => baseUrl));
    return server;
  }
  for (let count = 0; count < (options.servers ?? 2); count += 1) await startServer();
  const [first] = servers;
  if (first === undefined) throw new Error('a site has a server');
  const { token } = first;
  const { workspaceId } = await first.admin<{ workspaceId: string }>(
    ...['admin', 'workspace', 'update', 'default', '--gstins', OWN_GSTINS.join(',')],
  );
  await first.admin('admin', 'quota', 'set', '--workspace', 'default', '--limit', QUOTA, '--per', 'month');
  const workers = Array.from({ length: options.workers ?? 2 }, () =>
    startWorkerProcess({ ...withoutSettings(process.env), ...env, GST_INTAKE_DATA_DIR: dataDir }),
  );
  const database = await openDatabase({
    url: options.directUrl,
    calendar: createCalendar('Asia/Kolkata'),
  });
  return {
    balancer,
    startServer,
    dataDir,
    token,
    workspaceId,
    servers,
    workers,
    database,
    target: () => ({ baseUrl: balancer.url, token }),
    async remove() {
      forgetConnections();
      await balancer.close();
      await database.close();
      for (const worker of workers) worker.kill('SIGTERM');
      await Promise.all(workers.map(({ exited }) => exited));
      await Promise.all(servers.map((server) => server.remove()));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function startWorkerProcess(env: NodeJS.ProcessEnv): WorkerProcess {
  const child = spawn(NODE, [BIN, 'worker'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    pid: child.pid ?? -1,
    stderr: () => stderr,
    exited: once(child, 'exit').then(([code]) => code as number | null),
    kill: (signal) => child.kill(signal),
  };
}
