import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../freePort.ts';
import { assumeRole, makeRole, type SessionCredentials } from './cephRole.ts';

/** A real S3: one Ceph monitor, one object store in memory and one RADOS Gateway on loopback. */
export interface Ceph {
  /** `http://127.0.0.1:port`, for path style. */
  readonly endpoint: string;
  /** `http://s3.localhost:port`: buckets are `bucket.s3.localhost`, where names under localhost are resolved. */
  readonly virtualHostEndpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** True temporary credentials of this server's STS, which may do everything. @param seconds 900 at least */
  assumeRole(seconds: number): Promise<SessionCredentials>;
  /** Ends the gateway at once, as a kill does; files stay. */
  crashGateway(): Promise<void>;
  restartGateway(): Promise<void>;
  /** Ends what was started and removes its folder. */
  stop(): Promise<void>;
}

const PROGRAMS = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'ceph', 'monmaptool'];
const PACKAGES = ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph-common'];
const START_MS = 60_000;
const DNS_NAME = 's3.localhost';
const KEY = {
  accessKeyId: 'AKIATESTTESTTESTTEST',
  secretAccessKey: 'secretsecretsecretsecretsecretsecretsecr',
};

/** Installs Debian's packages where a program is missing; their own services are not started. */
export function installCeph(): void {
  if (PROGRAMS.every((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0)) return;
  const env = { ...process.env, RUNLEVEL: '1', DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['update', '-q'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync('apt-get', ['install', '-yq', '--no-install-recommends', ...PACKAGES], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Installs what is missing and starts it in a folder of its own, on free ports. Takes about 15 seconds and 300 MB. */
export async function startCeph(): Promise<Ceph> {
  installCeph();
  const folder = mkdtempSync(join(tmpdir(), 'gst-intake-ceph-'));
  const [port, v1, v2] = [await freePort(), await freePort(), await freePort()];
  const running: ChildProcess[] = [];
  const tool = (program: string, ...args: string[]) =>
    execFileSync(program, ['-c', join(folder, 'ceph.conf'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const daemon = (program: string, ...args: string[]): ChildProcess => {
    const child = spawn(program, ['-c', join(folder, 'ceph.conf'), '-f', ...args], { stdio: 'ignore' });
    running.push(child);
    return child;
  };
  let hasRole = false;
  async function stop(): Promise<void> {
    for (const child of running.reverse()) await end(child, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    prepare(folder, { port, v1, v2 });
    tool('ceph-mon', '--mkfs', '-i', 'a', '--monmap', 'mon/monmap', '--keyring', 'keyring');
    daemon('ceph-mon', '-i', 'a');
    const osd = randomUUID();
    tool('ceph', 'osd', 'new', osd);
    tool('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd);
    tool('ceph', 'osd', 'crush', 'add', 'osd.0', '1.0', 'host=localhost', 'root=default');
    daemon('ceph-osd', '-i', '0');
    await until('the object store', async () => tool('ceph', 'osd', 'stat').includes('1 up'));
    let gateway = await startGateway(daemon, endpoint);
    tool(
      'radosgw-admin',
      'user',
      'create',
      '--uid=test',
      '--display-name=test',
      `--access-key=${KEY.accessKeyId}`,
      `--secret-key=${KEY.secretAccessKey}`,
    );
    tool('radosgw-admin', 'caps', 'add', '--uid=test', '--caps=roles=*');
    return {
      endpoint,
      virtualHostEndpoint: `http://${DNS_NAME}:${port}`,
      ...KEY,
      async assumeRole(seconds) {
        if (!hasRole) makeRole(tool);
        hasRole = true;
        return assumeRole(endpoint, KEY, seconds);
      },
      crashGateway: () => end(gateway, 'SIGKILL'),
      async restartGateway() {
        await end(gateway, 'SIGKILL');
        gateway = await startGateway(daemon, endpoint);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startGateway(
  daemon: (program: string, ...args: string[]) => ChildProcess,
  endpoint: string,
): Promise<ChildProcess> {
  const gateway = daemon('radosgw', '-n', 'client.rgw.a');
  await until('the gateway', () =>
    fetch(endpoint).then(
      ({ status }) => status < 500,
      () => false,
    ),
  );
  return gateway;
}

interface Ports {
  readonly port: number;
  readonly v1: number;
  readonly v2: number;
}

/** Folders, settings, keys and the map of the one monitor. */
function prepare(folder: string, { port, v1, v2 }: Ports): void {
  for (const name of ['mon/a', 'osd/0', 'run', 'log']) mkdirSync(join(folder, name), { recursive: true });
  const fsid = randomUUID();
  const monitor = `[v2:127.0.0.1:${v2},v1:127.0.0.1:${v1}]`;
  writeFileSync(join(folder, 'ceph.conf'), settings(folder, { fsid, monitor, port }));
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const key = (name: string, ...caps: string[]) =>
    run(
      'ceph-authtool',
      'keyring',
      '--gen-key',
      '-n',
      name,
      ...caps.flatMap((cap) => ['--cap', ...cap.split('=')]),
    );
  run('ceph-authtool', '--create-keyring', 'keyring', '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
  key('client.admin', 'mon=allow *', 'osd=allow *', 'mgr=allow *', 'mds=allow *');
  key('osd.0', 'mon=allow profile osd', 'osd=allow *', 'mgr=allow profile osd');
  key('client.rgw.a', 'mon=allow rw', 'osd=allow rwx');
  run('monmaptool', '--create', '--addv', 'a', monitor, '--fsid', fsid, '--clobber', 'mon/monmap');
}

/** One copy of each object, in memory: a server to test against and nothing else. */
function settings(
  folder: string,
  { fsid, monitor, port }: { readonly fsid: string; readonly monitor: string; readonly port: number },
): string {
  return `[global]
fsid = ${fsid}
mon host = ${monitor}
mon initial members = a
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
keyring = ${folder}/keyring
public addr = 127.0.0.1
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 2000
mon data avail crit = 1
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 4294967296
run dir = ${folder}/run
admin socket = ${folder}/run/$name.$pid.asok
pid file = ${folder}/run/$name.pid
log file = ${folder}/log/$name.log
mon data = ${folder}/mon/a
osd data = ${folder}/osd/0
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw dns name = ${DNS_NAME}
rgw sts key = abcdefghijklmnop
rgw s3 auth use sts = true
rgw thread pool size = 32
`;
}

async function until(what: string, isReady: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (!(await isReady())) {
    if (performance.now() > deadline)
      throw new Error(`${what} of Ceph did not come up within ${START_MS} ms`);
    await pause(200);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
