import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readPage } from '../pages.ts';

/** A real proxy that runs the file of deploy/ with other addresses in it. */
export interface FrontProxy {
  readonly name: 'nginx' | 'Caddy';
  /** All that it wrote of what passed: access log, error log, output. */
  logs(): string;
  stop(): Promise<void>;
}

export interface FrontProxyOptions {
  /** `host:port` of two servers. */
  readonly servers: readonly [string, string];
  readonly port: number;
  /** For its configuration, logs and temporary files; made where it is missing. */
  readonly folder: string;
  /** TLS with this certificate; without it plain HTTP, and the lines about TLS are left out. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

const NAME = 'gst.example.in';
const SERVERS = ['10.0.0.11:8080', '10.0.0.12:8080'] as const;

/** The shipped file with each of `changes` made: one that finds nothing to change means that the two have drifted apart. */
function shipped(file: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce(
    (text, [from, to]) => {
      const changed = text.replace(from, () => to);
      if (changed === text) throw new Error(`deploy/${file} has no ${from} to change for the proof`);
      return changed;
    },
    readPage(`deploy/${file}`),
  );
}

export async function startNginx(options: FrontProxyOptions): Promise<FrontProxy> {
  const { servers, port, folder, tls } = options;
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'access.log');
  const errors = join(folder, 'error.log');
  const site = shipped('nginx.conf', [
    [SERVERS[0], servers[0]],
    [SERVERS[1], servers[1]],
    ['/var/log/nginx/gst-intake.log', log],
    ['/var/log/nginx/gst-intake.error.log', errors],
    [/server \{\s+listen 80;[\s\S]*?\n\}\n/, ''],
    ...(tls === undefined
      ? ([
          ['listen 443 ssl;', `listen 127.0.0.1:${port};`],
          [/ +ssl_certificate [^\n]+\n +ssl_certificate_key [^\n]+\n +ssl_protocols [^\n]+\n/, ''],
        ] as const)
      : ([
          ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
          ['/etc/ssl/gst.example.in/fullchain.pem', tls.certificate],
          ['/etc/ssl/gst.example.in/privkey.pem', tls.key],
        ] as const)),
  ]);
  writeFileSync(join(folder, 'site.conf'), site);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((what) => `${what}_temp_path ${join(folder, `temp-${what}`)};`)
    .join(' ');
  const main =
    `daemon off; worker_processes 2; pid ${join(folder, 'nginx.pid')}; error_log ${errors} crit;\n` +
    `${process.getuid?.() === 0 ? 'user root;' : ''} worker_rlimit_nofile 16384; events { worker_connections 8192; }\n` +
    `http { ${temporary} include ${join(folder, 'site.conf')}; }\n`;
  writeFileSync(join(folder, 'nginx.conf'), main);
  const args = ['-e', errors, '-c', join(folder, 'nginx.conf'), '-p', folder];
  return running('nginx', { child: launch('nginx', args, folder), port, folder });
}

export async function startCaddy(options: FrontProxyOptions): Promise<FrontProxy> {
  const { servers, port, folder, tls } = options;
  mkdirSync(folder, { recursive: true });
  const site = shipped('Caddyfile', [
    [SERVERS[0], servers[0]],
    [SERVERS[1], servers[1]],
    [/^\{\n/m, `{\n\tadmin off\n\tauto_https off\n`],
    [/^:443 \{/m, `${tls === undefined ? 'http' : 'https'}://:${port} {`],
    [
      /^gst\.example\.in \{/m,
      tls === undefined
        ? `http://127.0.0.1:${port}, http://${NAME}:${port} {`
        : `https://${NAME}:${port} {\n\ttls ${tls.certificate} ${tls.key}`,
    ],
  ]);
  const file = join(folder, 'Caddyfile');
  writeFileSync(file, site);
  const args = ['run', '--adapter', 'caddyfile', '--config', file];
  return running('Caddy', { child: launch('caddy', args, folder), port, folder });
}

function launch(program: string, args: readonly string[], folder: string): ChildProcess {
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(program, args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => writeFileSync(join(folder, 'output.log'), bytes, { flag: 'a' }));
  return child;
}

async function running(
  name: FrontProxy['name'],
  { child, port, folder }: { readonly child: ChildProcess; readonly port: number; readonly folder: string },
): Promise<FrontProxy> {
  const logs = () =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.log'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('');
  const exit = once(child, 'exit');
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null) throw new Error(`${name} did not start:\n${logs()}`);
    await pause(20);
  }
  return {
    name,
    logs,
    async stop() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A certificate that nobody signed but itself, for the name in the shipped files. */
export function selfMadeCertificate(folder: string): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  if (!existsSync(certificate)) {
    const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`];
    const made = ['-keyout', key, '-out', certificate, '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
    execFileSync('openssl', ['req', '-x509', ...made, ...subject], { stdio: 'ignore' });
    chmodSync(key, 0o644);
  }
  return { certificate, key };
}
