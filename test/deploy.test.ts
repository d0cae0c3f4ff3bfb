import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startInstallation } from './acceptance/installation.ts';
import { ROOT, readPage } from './pages.ts';

/** No container engine is needed here: files are read as an engine reads them, and what they run is run. */
interface Instruction {
  readonly name: string;
  readonly rest: string;
}

const stages = readPage('Dockerfile')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map(
    (line): Instruction => ({
      name: line.split(' ', 1)[0] ?? '',
      rest: line.slice(line.indexOf(' ') + 1).trim(),
    }),
  )
  .reduce<Instruction[][]>((all, instruction) => {
    if (instruction.name === 'FROM') all.push([]);
    all.at(-1)?.push(instruction);
    return all;
  }, []);
const final = stages.at(-1) ?? [];
const of = (stage: readonly Instruction[], name: string) =>
  stage.filter((each) => each.name === name).map(({ rest }) => rest);
const compose = readPage('compose.yaml');

/** What `.dockerignore` lets through: the last pattern that matches decides. */
function isSent(path: string): boolean {
  return readPage('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .reduce((sent, line) => {
      const pattern = line.replace(/^!/, '');
      const matches = pattern === '**' || path === pattern || path.startsWith(`${pattern}/`);
      return matches ? line.startsWith('!') : sent;
    }, true);
}

describe('the image', () => {
  it('is built on the Node.js that the lockfile pins, by an exact version', () => {
    const { version } = JSON.parse(readPage('node_modules/node/package.json')) as { version: string };
    expect(stages).toHaveLength(2);
    for (const stage of stages)
      expect(of(stage, 'FROM')[0]).toMatch(new RegExp(`^node:${version}-bookworm-slim\\b`));
  });

  it('runs as a user that is not root, by number, so that a cluster can tell', () => {
    const users = of(final, 'USER');
    expect(users).toHaveLength(1);
    expect(users[0]).toMatch(/^[1-9]\d+:[1-9]\d+$/);
    const [owner = ''] = users[0]?.split(':') ?? [];
    expect(of(final, 'RUN').join()).toContain(`-o ${owner}`);
  });

  it('keeps data in a volume only, and listens beyond loopback', () => {
    expect(of(final, 'VOLUME')).toEqual(['/data']);
    expect(of(final, 'ENV').join()).toMatch(/GST_INTAKE_DATA_DIR=\/data/);
    expect(of(final, 'ENV').join()).toMatch(/GST_INTAKE_HOST=0\.0\.0\.0/);
    expect(of(final, 'EXPOSE')).toEqual(['8080']);
  });

  it('has no secret in its layers and fetches nothing at run time', () => {
    const text = JSON.stringify(stages);
    expect(text).not.toMatch(/SECRET|TOKEN|PASSWORD|curl |wget /);
    expect(of(final, 'RUN').join()).not.toContain('npm');
  });

  it('copies only files that exist and that .dockerignore lets through', () => {
    const [build = []] = stages;
    const sources = of(build, 'COPY').flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(sources).toContain('package-lock.json');
    for (const source of sources.filter((each) => each !== '.')) {
      expect(existsSync(join(ROOT, source)), source).toBe(true);
      expect(isSent(source), source).toBe(true);
    }
    // What `npm run build` reads, and what the package's own files are.
    const needed = [
      'scripts/build.ts',
      'tsconfig.json',
      'tsconfig.build.json',
      'src/main.ts',
      'bin/gst-intake.js',
      'LICENSE',
    ];
    for (const file of needed) {
      expect(existsSync(join(ROOT, file)), file).toBe(true);
      expect(isSent(file), file).toBe(true);
    }
    for (const file of [
      '.git/config',
      'node_modules/fastify',
      'data/control.sqlite',
      'test/docs.test.ts',
      'dist/main.js',
    ])
      expect(isSent(file), file).toBe(false);
  });

  it('takes from the build all that the program reads when it runs', () => {
    const copied = of(final, 'COPY').join('\n');
    for (const name of ['package.json', 'LICENSE', 'bin', 'dist', 'node_modules'])
      expect(copied).toContain(`/app/${name}`);
    expect(of(final, 'ENTRYPOINT')).toEqual(['["node", "--max-semi-space-size=8", "bin/gst-intake.js"]']);
    expect(of(final, 'CMD')).toEqual(['["serve"]']);
  });

  it('has a health check that tells a server that answers from one that does not', async () => {
    const [check = ''] = of(final, 'HEALTHCHECK');
    const [program = '', ...args] = JSON.parse(check.slice(check.indexOf('['))) as string[];
    expect(program).toBe('node');
    const server = await startInstallation();
    const env = { ...process.env, GST_INTAKE_PORT: new URL(server.baseUrl).port };
    const probe = (): number => {
      try {
        execFileSync(process.execPath, args, { stdio: 'ignore', env });
        return 0;
      } catch (error) {
        return (error as { status: number }).status;
      }
    };
    expect(probe()).toBe(0);
    await server.stop();
    expect(probe()).toBe(1);
    await server.remove();
  });
});

describe('compose.yaml', () => {
  it.each([
    ['a read-only root', /^ {4}read_only: true$/m],
    ['no capabilities', /^ {4}cap_drop:\n {6}- ALL$/m],
    ['no new privileges', /^ {6}- no-new-privileges:true$/m],
    ['a port on loopback only', /^ {6}- "127\.0\.0\.1:8080:8080"$/m],
    ['the data in a named volume', /^ {6}- data:\/data$/m],
  ])('gives the service %s', (_what, line) => {
    expect(compose).toMatch(line);
  });

  it('gives running uploads longer than the drain takes', () => {
    const drainMs = Number(
      /DRAIN_MS = ([\d_]+)/.exec(readPage('src/compose/wiring.ts'))?.[1]?.replaceAll('_', ''),
    );
    const grace = Number(/stop_grace_period: (\d+)s/.exec(compose)?.[1]);
    expect(grace * 1000).toBeGreaterThan(drainMs);
  });

  it('names the image by the version of the package', () => {
    const { version } = JSON.parse(readPage('package.json')) as { version: string };
    expect(compose).toContain(`image: gst-intake:${version}`);
  });

  it("says, as the guide's docker run does, what signed URLs lead to", () => {
    expect(compose).toMatch(/^ {6}GST_INTAKE_PUBLIC_URL: /m);
    const [command = ''] = /^docker run .*$/m.exec(readPage('docs/guide/operating.md')) ?? [];
    expect(command).toContain(' -e GST_INTAKE_PUBLIC_URL=http');
  });

  it('sets only settings that there are', () => {
    const known = readPage('docs/guide/operating.md');
    const named = [...compose.matchAll(/\b(GST_INTAKE_\w+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(known).toContain(`\`${name}\``);
  });
});
