import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Environment, loadConfig } from '../src/config.ts';
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
    expect(named).toHaveLength(5);
    const before = named.map(secret);
    execFileSync('sh', [join(folder, 'make-secrets.sh')]);
    expect(named.map(secret)).toEqual(before);
    expect(new Set(before).size).toBe(5);
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
    const { identities } = JSON.parse(secret('s3_identities')) as {
      identities: { credentials: { accessKey: string; secretKey: string }[] }[];
    };
    expect(identities[0]?.credentials).toEqual([
      { accessKey: 'gst-intake', secretKey: secret('s3_secret_access_key') },
    ]);
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
