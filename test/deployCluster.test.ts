import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Environment, loadConfig } from '../src/config.ts';
import { startS3rver } from './objects/s3rver.ts';
import { ROOT, readPage } from './pages.ts';

/** The files for several servers. No engine, cluster or systemd is needed: what they say is read, and what they run is run. */

const DEPLOY = readdirSync(join(ROOT, 'deploy'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:ya?ml|conf|service|sh)$/.test(name))
  .map((name) => `deploy/${name}`);
const compose = readPage('deploy/compose.cluster.yaml');
const kubernetes = DEPLOY.filter((name) => name.startsWith('deploy/kubernetes/'));
const units = DEPLOY.filter((name) => name.endsWith('.service'));
const { version } = JSON.parse(readPage('package.json')) as { version: string };
const drainMs = Number(
  /DRAIN_MS = ([\d_]+)/.exec(readPage('src/compose/wiring.ts'))?.[1]?.replaceAll('_', ''),
);
const settings = new Set(
  [...readPage('src/config.ts').matchAll(/\b(?:parsed(?:<[^>]+>)?|text)\(\s*'([A-Z0-9_]+)'/g)].map(
    ([, name]) => `GST_INTAKE_${name}`,
  ),
);

const NODE = join(ROOT, 'node_modules/.bin/node');
const TELLS_ITS_CALL = `const { readFileSync } = require('node:fs');
const given = Object.entries(process.env).filter(([name]) => name.startsWith('GST_INTAKE_') && name.endsWith('_FILE'));
const settings = Object.fromEntries(given.map(([name, file]) => [name, readFileSync(file, 'utf8')]));
process.stdout.write(JSON.stringify({ args: process.argv.slice(2), settings }));`;
const STARTS_AS_SYSTEMD = `#!/bin/sh
: > "$ASKED"
CREDENTIALS_DIRECTORY=$(mktemp -d); export CREDENTIALS_DIRECTORY
while [ "\${1#--}" != "$1" ]; do
  echo "$1" >> "$ASKED"
  case "$1" in --property=LoadCredential=*) named=\${1#--property=LoadCredential=}; cp "\${named#*:}" "$CREDENTIALS_DIRECTORY/\${named%%:*}" ;; esac
  shift
done
exec "$@"
`;

/** `NAME: value` or `NAME=value` lines, as an engine gives them to a process. */
function environmentOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^(?:Environment=| *)(GST_INTAKE_\w+)(?:: |=)(.+)$/gm)].map(
      ([, name = '', value = '']) => [
        name,
        value.replace(/^"(.*)"$/, '$1').replace(/\$\{\w+:-([^}]*)\}/g, '$1'),
      ],
    ),
  );
}

describe('the files for several servers', () => {
  it('are there to be judged', () => {
    expect(DEPLOY.length).toBeGreaterThan(10);
    expect(units).toHaveLength(2);
    expect(settings.size).toBeGreaterThan(20);
  });

  it.each(DEPLOY)('%s names only settings that there are', (name) => {
    for (const [, setting = ''] of readPage(name).matchAll(/\b(GST_INTAKE_[A-Z0-9_]+)/g)) {
      expect(settings.has(setting) || settings.has(setting.replace(/_FILE$/, '')), setting).toBe(true);
    }
  });

  it('name images by exact versions, and ours by that of the package', () => {
    const images = [...compose.matchAll(/^ +image: (\S+)$/gm)].map(([, image = '']) => image);
    expect(images.length).toBeGreaterThan(4);
    for (const image of images) expect(image).toMatch(/^[\w./-]+:\d+\.\d+/);
    expect(compose).toContain(`image: gst-intake:${version}`);
    expect(readPage('deploy/kubernetes/kustomization.yaml')).toContain(`newTag: ${version}`);
  });

  it('give running uploads longer than the drain takes', () => {
    const graces = [
      ...[...compose.matchAll(/stop_grace_period: (\d+)s/g)],
      ...kubernetes.flatMap((name) => [...readPage(name).matchAll(/terminationGracePeriodSeconds: (\d+)/g)]),
      ...units.flatMap((name) => [...readPage(name).matchAll(/^TimeoutStopSec=(\d+)$/gm)]),
    ];
    expect(graces.length).toBeGreaterThanOrEqual(7);
    for (const [, seconds] of graces) expect(Number(seconds) * 1000).toBeGreaterThan(drainMs);
  });

  it('say in words how long that is, as the guide does', () => {
    const told = [
      ...DEPLOY,
      'docs/guide/operating.md',
      'docs/guide/getting-started.md',
      'CHANGELOG.md',
    ].flatMap((name) => [
      ...readPage(name).matchAll(
        /running uploads (?:get|that take)?[^.\d]{0,12}(\d+) seconds|uploads that are running get (\d+) seconds/gi,
      ),
    ]);
    expect(told.length).toBeGreaterThanOrEqual(7);
    for (const [words, one, other] of told)
      expect(`${words}: ${one ?? other}`).toBe(`${words}: ${drainMs / 1000}`);
  });

  it('never have a new version migrate in front of servers of the old one', () => {
    for (const name of ['server', 'worker']) {
      const [, strategy] =
        /^ {2}strategy:\n {4}(.+)$/m.exec(readPage(`deploy/kubernetes/${name}.yaml`)) ?? [];
      expect({ name, strategy }).toEqual({ name, strategy: 'type: Recreate' });
    }
    const [, section = ''] =
      /^### Upgrading several servers\n([\s\S]+?)^## /m.exec(readPage('docs/guide/operating.md')) ?? [];
    for (const command of [
      'kubectl -n gst-intake scale',
      'stop server-1 server-2 worker-1 worker-2',
      'systemctl stop',
    ])
      expect(section).toContain(command);
  });

  it('let nobody but servers and workers at the database and the bucket, and at the bucket by S3 alone', () => {
    const services = compose.split(/^services:$/m)[1]?.split(/^networks:$/m)[0] ?? '';
    const named = (text: string) => /^ +networks: \[(.+)\]$/m.exec(text)?.[1]?.split(', ');
    const networks = Object.fromEntries(
      [...services.matchAll(/^ {2}(\S+):\n((?: {4}.*\n|\n)+)/gm)].map(([, name, text = '']) => {
        const [, alias] = /<<: \*(server|worker)$/m.exec(text) ?? [];
        const shared =
          alias === undefined ? '' : compose.split(`x-${alias}: &${alias}\n`)[1]?.split(/^x-|^services:/m)[0];
        return [name, named(text) ?? named(shared ?? '')];
      }),
    );
    expect(networks).toEqual({
      nginx: ['outside', 'front'],
      'server-1': ['front', 'data', 'storage'],
      'server-2': ['front', 'data', 'storage'],
      'worker-1': ['data', 'storage'],
      'worker-2': ['data', 'storage'],
      migrate: ['data'],
      database: ['data'],
      storage: ['storage'],
      bucket: ['storage'],
    });
    for (const network of ['front', 'data', 'storage']) {
      expect(compose).toMatch(new RegExp(`^  ${network}:\\n    internal: true$`, 'm'));
    }
    expect(compose).toContain('"-ip.bind=127.0.0.1"');
    expect([...compose.matchAll(/ip\.bind=0\.0\.0\.0/g)]).toHaveLength(1);
    expect(compose).toContain('"-s3.ip.bind=0.0.0.0"');
  });

  it('let out to the ports that the guide names', () => {
    const [, egress = ''] =
      /^ {2}egress:\n([\s\S]+)/m.exec(readPage('deploy/kubernetes/networkpolicy.yaml')) ?? [];
    const ports = [...egress.matchAll(/port: (\d+), protocol: TCP/g)].map(([, port]) => port);
    expect(ports).toEqual(['53', '5432', '6432', '443', '4318']);
    expect(readPage('docs/guide/operating.md')).toContain(
      'lets servers and workers out to ports 5432, 6432, 443 and 4318',
    );
  });

  it('agree on ports and users with the image', () => {
    const image = readPage('Dockerfile');
    const [, port = ''] = /^EXPOSE (\d+)$/m.exec(image) ?? [];
    const [, user = ''] = /^USER (\d+):/m.exec(image) ?? [];
    const upstreams = readPage('deploy/compose/nginx.conf').match(/^ +server server-\d:\d+/gm) ?? [];
    expect(upstreams.map((line) => line.trim())).toEqual([
      `server server-1:${port}`,
      `server server-2:${port}`,
    ]);
    expect(readPage('deploy/kubernetes/server.yaml')).toContain(`containerPort: ${port}`);
    for (const name of ['server', 'worker']) {
      const manifest = readPage(`deploy/kubernetes/${name}.yaml`);
      for (const line of [
        `runAsUser: ${user}`,
        'runAsNonRoot: true',
        'readOnlyRootFilesystem: true',
        'allowPrivilegeEscalation: false',
        'drop: [ALL]',
        'automountServiceAccountToken: false',
      ])
        expect(manifest).toContain(line);
    }
  });

  it('have nginx do in compose what the proved deploy/nginx.conf does', () => {
    const passing = (name: string) =>
      [...readPage(name).matchAll(/^ +((?:proxy_|client_max|large_client)\w+ [^;]+;)$/gm)]
        .map(([, directive]) => directive)
        .filter((directive) => !directive?.startsWith('proxy_temp_path'))
        .sort();
    const proved = passing('deploy/nginx.conf');
    expect(proved.length).toBeGreaterThan(10);
    expect(passing('deploy/compose/nginx.conf')).toEqual(proved);
    const metrics = /^ +location ~ .*metrics.*$/m;
    expect(metrics.exec(readPage('deploy/compose/nginx.conf'))?.[0].trim()).toBe(
      metrics.exec(readPage('deploy/nginx.conf'))?.[0].trim(),
    );
  });

  it('run each server without a worker of its own, and workers beside them', () => {
    expect(compose).toContain('command: ["serve", "--no-worker"]');
    expect(compose).toContain('command: ["worker"]');
    expect(readPage('deploy/kubernetes/server.yaml')).toContain('args: [serve, --no-worker]');
    expect(readPage('deploy/systemd/cluster.conf')).toMatch(/gst-intake\.js serve --no-worker$/m);
    expect(readPage('deploy/systemd/gst-intake-worker@.service')).toMatch(/gst-intake\.js worker$/m);
  });

  it('hold no secret', () => {
    for (const name of DEPLOY) {
      expect(readPage(name)).not.toMatch(
        /(?:PASSWORD|SECRET_ACCESS_KEY|DATABASE_URL|TOKEN)(?:: |=)(?!\/run|%d)\S/,
      );
    }
  });
});

describe('their settings start a server', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gst-intake-deploy-'));
    copyFileSync(join(ROOT, 'deploy/compose/make-secrets.sh'), join(folder, 'make-secrets.sh'));
    execFileSync('sh', [join(folder, 'make-secrets.sh')]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8');
  /** The container's paths of secrets, as they lie here. */
  const here = (environment: Environment): Environment =>
    Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [
        name,
        value
          ?.replace(/^(?:\/run\/secrets(?:\/gst-intake)?|%d)\//, `${folder}/secrets/`)
          .replace(/[\w-]+$/, (file) => (name.endsWith('_FILE') ? file.replaceAll('-', '_') : file)),
      ]),
    );

  it('the secrets of compose are made once, for the users of containers alone to read', () => {
    const named = [...compose.matchAll(/file: \.\/compose\/secrets\/(\w+)/g)].map(([, name = '']) => name);
    expect(named).toHaveLength(6);
    const before = named.map(secret);
    execFileSync('sh', [join(folder, 'make-secrets.sh')]);
    expect(named.map(secret)).toEqual(before);
    expect(new Set(before).size).toBe(6);
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
    const { identities } = JSON.parse(secret('s3_identities')) as {
      identities: { credentials: { accessKey: string; secretKey: string }[] }[];
    };
    expect(identities.map(({ credentials }) => credentials)).toEqual([
      [{ accessKey: 'bucket-maker', secretKey: secret('s3_bucket_maker_secret') }],
      [{ accessKey: 'gst-intake', secretKey: secret('s3_secret_access_key') }],
    ]);
  });

  it('the bucket of compose is made over S3, once', async () => {
    const s3 = await startS3rver('another');
    try {
      const secretFile = join(folder, 'secret');
      writeFileSync(secretFile, 'S3RVER');
      const words = [s3.settings.endpoint ?? '', 'gst-intake', 'ap-south-1', 'S3RVER', secretFile];
      const make = () => promisify(execFile)(NODE, [join(ROOT, 'deploy/compose/make-bucket.js'), ...words]);
      expect((await make()).stdout).toBe('made the bucket gst-intake\n');
      expect((await make()).stdout).toMatch(
        /^(?:made the bucket gst-intake|the bucket gst-intake is there)\n$/,
      );
      const wrong = [words[0] ?? '', 'Not A Bucket', ...words.slice(2)];
      const failing = promisify(execFile)(NODE, [join(ROOT, 'deploy/compose/make-bucket.js'), ...wrong]);
      await expect(failing).rejects.toThrow();
    } finally {
      await s3.stop();
    }
  });

  it('gst-intake-admin runs a command as the service runs, with those secrets that are there', () => {
    const [etc, bin] = [join(folder, 'etc'), join(folder, 'bin')];
    for (const made of [etc, bin, join(etc, 'gst-intake')]) mkdirSync(made);
    const unit = join(ROOT, 'deploy/systemd/gst-intake.service');
    const script = readPage('deploy/systemd/gst-intake-admin')
      .replaceAll('/etc/systemd/system/gst-intake.service', unit)
      .replaceAll('/etc/gst-intake', join(etc, 'gst-intake'))
      .replaceAll('/usr/bin/node', process.execPath)
      .replaceAll('/opt/gst-intake/bin/gst-intake.js', join(folder, 'told.js'));
    writeFileSync(join(folder, 'admin'), script);
    writeFileSync(join(folder, 'told.js'), TELLS_ITS_CALL);
    // In the place of systemd: what it was asked for, and the command as it starts it, with the credentials that it was given.
    writeFileSync(join(bin, 'systemd-run'), STARTS_AS_SYSTEMD, { mode: 0o755 });
    const run = () =>
      JSON.parse(
        execFileSync('sh', [join(folder, 'admin'), 'admin', 'workspace', 'show', 'Jain & "Sons"'], {
          encoding: 'utf8',
          env: { PATH: `${bin}:${process.env['PATH']}`, ASKED: join(folder, 'asked') },
        }),
      );
    expect(run()).toEqual({ args: ['admin', 'workspace', 'show', 'Jain & "Sons"'], settings: {} });
    writeFileSync(join(etc, 'gst-intake', 'database-url'), 'postgres://of.the.test');
    expect(run().settings).toEqual({ GST_INTAKE_DATABASE_URL_FILE: 'postgres://of.the.test' });
    const asked = readFileSync(join(folder, 'asked'), 'utf8').split('\n');
    const [, confined = ''] =
      /^(NoNewPrivileges=[\s\S]+?)\[Install\]/m.exec(readPage('deploy/systemd/gst-intake.service')) ?? [];
    const wanted = confined.split('\n').filter((line) => /^[A-Z]\w+=/.test(line));
    expect(wanted.length).toBeGreaterThan(15);
    for (const property of [...wanted, 'User=gst-intake', 'StateDirectory=gst-intake']) {
      expect(asked).toContain(`--property=${property}`);
    }
  });

  it('compose.cluster.yaml', () => {
    const config = loadConfig(here(environmentOf(compose)));
    expect(config.unknown).toEqual([]);
    expect(config.databaseUrl).toBe(secret('database_url'));
    expect(config.gateway.key?.secretAccessKey).toBe(secret('gateway_secret_access_key'));
    expect(config.s3).toMatchObject({
      bucket: 'gst-intake',
      endpoint: 'http://storage:8333',
      credentials: { secretAccessKey: secret('s3_secret_access_key') },
    });
    expect(config.isTrustedProxy('172.31.250.7')).toBe(true);
  });

  it('the ConfigMap of Kubernetes', () => {
    const config = loadConfig(here(environmentOf(readPage('deploy/kubernetes/config.yaml'))));
    expect(config.unknown).toEqual([]);
    expect(config.s3?.credentials).toBeNull();
    const [, host] = /- host: (\S+)/.exec(readPage('deploy/kubernetes/ingress.yaml')) ?? [];
    expect(config.publicUrl?.origin).toBe(`https://${host}`);
    const keys = [
      ...readPage('deploy/kubernetes/secret.example.yaml').matchAll(/^ {2}([\w-]+): .*(?:PASSWORD|random)/gm),
    ];
    const mounted = Object.values(environmentOf(readPage('deploy/kubernetes/config.yaml'))).filter((value) =>
      value.startsWith('/run/secrets/'),
    );
    expect(mounted.map((path) => path.split('/').at(-1)).sort()).toEqual(keys.map(([, key]) => key).sort());
  });

  it('the drop-in of systemd', () => {
    const dropIn = readPage('deploy/systemd/cluster.conf');
    const environment = environmentOf(dropIn);
    const given = {
      ...here(environment),
      GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTISYSTEMD',
      GST_INTAKE_S3_BUCKET: 'gst-intake',
      GST_INTAKE_S3_ACCESS_KEY_ID: 'gst-intake',
    };
    expect(loadConfig(given).unknown).toEqual([]);
    const loaded = [...dropIn.matchAll(/^LoadCredential=([\w-]+):/gm)].map(([, name]) => `%d/${name}`);
    expect(Object.values(environment).sort()).toEqual(loaded.sort());
  });
});
