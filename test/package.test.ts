import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutSettings } from './acceptance/installation.ts';
import { ROOT, readPage } from './pages.ts';

/** The package as npm makes it, unpacked into a project elsewhere that has its dependencies and nothing else of ours. */
let folder: string;
let tarball: string;
let installed: string;
let packed: readonly string[];
const manifest = JSON.parse(readPage('package.json')) as {
  version: string;
  dependencies: Record<string, string>;
};
const tool = (name: string) => join(ROOT, 'node_modules', '.bin', name);
const bin = () => join(installed, 'bin', 'gst-intake.js');
const env = {
  ...withoutSettings(process.env),
  PATH: `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`,
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gst-intake-package-'));
  // Built in a copy: other tests run from this checkout meanwhile.
  const copy = join(folder, 'checkout');
  for (const name of [
    'bin',
    'src',
    'scripts',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'vite.config.ts',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
  ])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const pack = ['pack', '--json', '--loglevel=error', '--pack-destination', folder];
  const printed = execFileSync('npm', pack, { cwd: copy, env, encoding: 'utf8' });
  tarball = join(folder, `gst-intake-${manifest.version}.tgz`);
  expect(printed).toContain('"filename"');
  packed = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');

  const modules = join(folder, 'project', 'node_modules');
  installed = join(modules, 'gst-intake');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);
  for (const name of productionModules()) {
    mkdirSync(join(modules, name, '..'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `npm install` of the package would bring, by the lockfile: its dependencies and theirs, no others. */
function productionModules(): string[] {
  const { packages } = JSON.parse(readPage('package-lock.json')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return Object.entries(packages)
    .filter(([path, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && dev !== true)
    .map(([path]) => path.slice('node_modules/'.length))
    .filter((name) => existsSync(join(ROOT, 'node_modules', name)));
}

describe('the tarball', () => {
  it('holds program, types, console, licenses, readme and changelog', () => {
    for (const file of [
      'package.json',
      'bin/gst-intake.js',
      'dist/main.js',
      'dist/client/index.js',
      'dist/client/index.d.ts',
      'dist/console/index.html',
      'dist/console/licences.txt',
      'LICENSE',
      'README.md',
      'CHANGELOG.md',
    ]) {
      expect(packed).toContain(`package/${file}`);
    }
  });

  it('holds nothing else', () => {
    const other = packed.filter(
      (path) =>
        !/^package\/(dist\/.+\.(js|d\.ts)|dist\/console\/(index\.html|favicon\.svg|licences\.txt|assets\/[\w.-]+\.(js|css)(\.br|\.gz)?)|bin\/gst-intake\.js|package\.json|LICENSE|README\.md|CHANGELOG\.md)$/.test(
          path,
        ),
    );
    expect(other).toEqual([]);
  });

  it('imports no package that it does not depend on', () => {
    const imported = packed
      .filter((path) => path.endsWith('.js') && path.includes('/dist/') && !path.includes('/console/'))
      .flatMap((path) => {
        const code = readFileSync(join(installed, path.slice('package/'.length)), 'utf8');
        return [
          ...code.matchAll(/^(?:import|export|}) .*from '([^'.][^']*)'|\bimport\('([^'.][^']*)'\)/gm),
        ].map(([, name, dynamic]) => name ?? dynamic ?? '');
      })
      .filter((name) => !name.startsWith('node:'))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect(imported).toContain('fastify');
    expect([...new Set(imported)].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });
});

describe('the client in the tarball', () => {
  it('resolves, with its types, wherever ES modules do', () => {
    const flags = [tarball, '--profile', 'esm-only', '--no-color', '--no-emoji'];
    const { status, stdout } = spawnSync(tool('attw'), flags, { env, encoding: 'utf8' });
    expect(stdout).toContain('OK (ESM)');
    expect(status).toBe(0);
  }, 60_000);

  it('is packed as npm wants it', () => {
    const { status, stdout } = spawnSync(tool('publint'), ['run', tarball, '--strict'], {
      env,
      encoding: 'utf8',
    });
    expect(stdout).toContain('All good!');
    expect(status).toBe(0);
  });

  it('runs, and has its types, without any other package', () => {
    const alone = join(folder, 'alone');
    mkdirSync(alone);
    cpSync(join(installed, 'dist', 'client'), join(alone, 'client'), { recursive: true });
    writeFileSync(join(alone, 'package.json'), '{"type":"module"}');
    writeFileSync(
      join(alone, 'use.ts'),
      `import { createClient, type Ingestion, type SessionView } from './client/index.js';
       const client = createClient({ baseUrl: 'http://127.0.0.1:8080', token: 'gst_tok_x' });
       export const ingestion: Ingestion = client.ingestFile({ file: new File(['x'], 'a.csv'), templateType: 'sales' });
       export const session: Promise<SessionView> = client.session();
       ingestion.result.catch((error: unknown) => console.log(error instanceof Error));
       session.catch(() => undefined);
       await ingestion.cancel();`,
    );
    const flags = ['--strict', '--module', 'nodenext', '--target', 'es2024', '--types', ''];
    const { stdout } = spawnSync(tool('tsc'), [...flags, '--lib', 'es2024,dom,dom.asynciterable', 'use.ts'], {
      cwd: alone,
      env,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    const said = execFileSync(process.execPath, ['use.js'], { cwd: alone, env, encoding: 'utf8' });
    expect(said.trim()).toBe('true');
  }, 180_000);
});

/** Of JavaScript, compressed, before the first screen stands. */
const FIRST_LOAD_BYTES = 200_000;

/** What the console's page loads of it, as a browser takes it. */
async function scriptBytesOf(baseUrl: string): Promise<number> {
  const page = await (await fetch(baseUrl)).text();
  const paths = [
    ...page.matchAll(/<(?:script|link rel="modulepreload")[^>]* (?:src|href)="\.(\/assets\/[^"]+\.js)"/g),
  ];
  expect(paths.length).toBeGreaterThan(0);
  const sizes = paths.map(async ([, path]) => {
    const answer = await fetch(baseUrl + path, { headers: { 'accept-encoding': 'gzip' } });
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, 'gzip']);
    return Number(answer.headers.get('content-length'));
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The README's register: two good documents, and one whose second row has ten times its tax. */
const [, REGISTER = ''] = /<<'CSV'\n([\s\S]+?)^CSV$/m.exec(readPage('README.md')) ?? [];
const COUNTS = {
  processingStats: [{ gstin: '27AAPFU0939F1ZV', totalDocumentCount: 2, validRows: 3, invalidRows: 2 }],
};

describe('installed elsewhere', () => {
  it('says its version', () => {
    expect(execFileSync(process.execPath, [bin(), '--version'], { env, encoding: 'utf8' }).trim()).toBe(
      manifest.version,
    );
  });

  it('serves, and takes a register in', async () => {
    const dataDir = join(folder, 'data');
    const server = spawn(process.execPath, [bin(), 'serve', '--port', '0', '--data-dir', dataDir], {
      cwd: join(folder, 'project'),
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exit = new Promise((resolve) => server.once('exit', resolve));
    let said = '';
    const baseUrl = await new Promise<string>((resolve, reject) => {
      server.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const url = /^gst-intake listening on (\S+)$/m.exec(said)?.[1];
        if (url !== undefined) resolve(url);
      });
      void exit.then((code) => reject(new Error(`serve ended with ${code}`)));
    });
    try {
      expect(await (await fetch(`${baseUrl}/healthz`)).json()).toEqual({
        status: 'ok',
        version: manifest.version,
      });
      expect((await fetch(`${baseUrl}/openapi.json`)).status).toBe(200);
      expect(await scriptBytesOf(baseUrl)).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
      const token = /\bgst_tok_[\w-]+/.exec(said)?.[0] ?? '';
      const file = join(folder, 'sales.csv');
      writeFileSync(file, REGISTER);
      const line = [bin(), 'ingest', file, '--type', 'sales', '--wait', '--json'];
      const { status, stdout } = spawnSync(process.execPath, line, {
        env: { ...env, GST_INTAKE_BASE_URL: baseUrl, GST_INTAKE_TOKEN: token },
        encoding: 'utf8',
      });
      expect(status).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({ status: 'ACTIVITY_COMPLETED', ...COUNTS });
    } finally {
      server.kill('SIGTERM');
    }
    expect(await exit).toBe(0);
  });

  it('checks a register without a server', () => {
    const file = join(folder, 'sales.csv');
    writeFileSync(file, REGISTER);
    const line = [bin(), 'validate', file, '--type', 'sales', '--json'];
    const { status, stdout } = spawnSync(process.execPath, line, { cwd: folder, env, encoding: 'utf8' });
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ ...COUNTS, errors: [{ errorCode: 'A04', rows: [6] }] });
  });

  it('gives the client its types', () => {
    const project = join(folder, 'project');
    const program = (fileContentType: string) => `
      import { createClient, type UploadResult } from 'gst-intake/client';
      const client = createClient({ baseUrl: 'http://127.0.0.1:8080', token: 'gst_tok_x' });
      const source = { size: 1, open: () => new Blob(['x']) };
      export const result: Promise<UploadResult> = client.upload({
        templateType: 'sales', fileContentType: '${fileContentType}', fileName: 'a.xlsx', source,
      });`;
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
    writeFileSync(join(project, 'good.ts'), program('XLSX'));
    writeFileSync(join(project, 'bad.ts'), program('PDF'));
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024'];
    const { stdout } = spawnSync(
      tool('tsc'),
      [...flags, '--lib', 'es2024,dom,dom.asynciterable', '--types', '', 'good.ts', 'bad.ts'],
      { cwd: project, env, encoding: 'utf8' },
    );
    const complaints = stdout.split('\n').filter((line) => /^\S+\.ts\(/.test(line));
    expect(complaints).toEqual([expect.stringMatching(/^bad\.ts.*PDF.*not assignable/)]);
  }, 180_000);

  it('runs the client', () => {
    const script = `import { createClient } from 'gst-intake/client'; console.log(typeof createClient)`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(folder, 'project'),
      env,
      encoding: 'utf8',
    });
    expect(said.trim()).toBe('function');
  });
});
