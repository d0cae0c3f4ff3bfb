import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { startApi } from './apiHarness.ts';

let server: Installation;
beforeAll(async () => {
  server = await startInstallation();
});
afterAll(() => server.remove());

const get = (path: string) => fetch(server.baseUrl + path);

interface PresignAnswer {
  readonly url: string;
  readonly contentType: string;
}

async function presign(fileName = 'a.csv', of: Installation = server): Promise<PresignAnswer> {
  const answer = await fetch(
    `${of.baseUrl}/integration/v1/generatePreSign/sales?fileName=${encodeURIComponent(fileName)}`,
    { headers: { 'x-cleartax-auth-token': of.token, fileContentType: 'CSV' } },
  );
  const { preSignedS3Url } = (await answer.json()) as { preSignedS3Url: string };
  return { url: preSignedS3Url, contentType: answer.headers.get('x-upload-content-type') ?? '' };
}

function put({ url, contentType }: PresignAnswer, body: string): Promise<Response> {
  return fetch(url, { method: 'PUT', headers: { 'content-type': contentType }, body });
}

describe('/healthz', () => {
  it('says that the process lives, and its version', async () => {
    const answer = await get('/healthz');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  });
});

describe('/readyz', () => {
  it('is 200 on a server that works', async () => {
    const answer = await get('/readyz');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({ status: 'ready', failing: [] });
  });

  it('is 503 while files cannot be written, names it, and recovers by itself', async () => {
    const objects = join(server.dataDir, 'objects');
    await rename(objects, `${objects}.away`);
    await writeFile(objects, 'no directory');
    const broken = await get('/readyz');
    expect(broken.status).toBe(503);
    expect(await broken.json()).toEqual({ status: 'not ready', failing: ['storage'] });
    expect((await get('/healthz')).status).toBe(200);
    await rm(objects);
    await rename(`${objects}.away`, objects);
    expect((await get('/readyz')).status).toBe(200);
  });

  it('leaves no file behind, however often it is asked', async () => {
    await Promise.all(Array.from({ length: 20 }, () => get('/readyz')));
    const entries = await readdir(join(server.dataDir, 'objects'), { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile())).toEqual([]);
  });

  it('names each check that fails, and draining alone while the server drains', async () => {
    const api = await startApi();
    const ask = async () => {
      const answer = await fetch(`${api.baseUrl}/readyz`);
      return {
        status: answer.status,
        body: await answer.json(),
        connection: answer.headers.get('connection'),
      };
    };
    api.state.failing.add('database').add('storage');
    expect((await ask()).body).toEqual({ status: 'not ready', failing: ['database', 'storage'] });
    api.state.failing.clear();
    api.state.failing.add('bucket');
    expect(await ask()).toMatchObject({
      status: 200,
      body: { status: 'ready', failing: [], degraded: ['bucket'] },
    });
    api.state.failing.clear();
    api.state.failing.add('database').add('storage');
    api.state.draining = true;
    expect(await ask()).toEqual({
      status: 503,
      body: { status: 'not ready', failing: ['draining'] },
      connection: 'close',
    });
    await api.stop();
  });
});

describe('SIGTERM', () => {
  it('refuses new connections at once, lets a running PUT finish, and ends with 0', async () => {
    const draining = await startInstallation();
    const { url, contentType } = await presign('a.csv', draining);
    const running = request(url, {
      method: 'PUT',
      headers: { 'content-type': contentType, 'content-length': 10, expect: '100-continue' },
    });
    const answered = new Promise<number | undefined>((resolve) =>
      running.once('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      }),
    );
    running.flushHeaders();
    await new Promise((resolve) => running.once('continue', resolve));
    running.write('first');

    const exit = draining.stop('SIGTERM');
    await vi.waitFor(async () => {
      await expect(fetch(`${draining.baseUrl}/readyz`)).rejects.toThrow();
    });
    expect(draining.process.exitCode).toBeNull();
    running.end('+last');
    expect(await answered).toBe(200);
    expect(await exit).toBe(0);
    await draining.remove();
  });
});

/** Values by name and labels, as Prometheus would store them. */
async function scrape(): Promise<ReadonlyMap<string, number>> {
  const page = await (await get('/metrics')).text();
  const samples = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

describe('/metrics', () => {
  it('has each of our metrics with its help and type, in Prometheus’ text format', async () => {
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const page = await answer.text();
    const types = [...page.matchAll(/^# TYPE (gst_intake_\w+) (\w+)$/gm)].map(
      ([, name, type]) => `${name} ${type}`,
    );
    expect(types.sort()).toEqual([
      'gst_intake_activities gauge',
      'gst_intake_direct_credentials_seconds gauge',
      'gst_intake_direct_fallbacks_total counter',
      'gst_intake_direct_looks_total counter',
      'gst_intake_event_streams gauge',
      'gst_intake_http_request_duration_seconds histogram',
      'gst_intake_http_requests_total counter',
      'gst_intake_object_bytes_total counter',
      'gst_intake_puts_running gauge',
      'gst_intake_quota_bytes_limit gauge',
      'gst_intake_quota_bytes_used gauge',
      'gst_intake_quota_limit gauge',
      'gst_intake_quota_used gauge',
      'gst_intake_refused_total counter',
      'gst_intake_storage_up gauge',
      'gst_intake_swept_total counter',
      'gst_intake_uploads_open gauge',
      'gst_intake_urls_issued_total counter',
    ]);
    expect(page).toContain('process_resident_memory_bytes');
  });

  it('counts what happens, each thing once', async () => {
    const { workspaceId } = await server.admin<{ workspaceId: string }>(
      'admin',
      'workspace',
      'show',
      'default',
    );
    await server.admin(
      'admin',
      'quota',
      'set',
      '--workspace',
      workspaceId,
      '--limit',
      '1000',
      '--per',
      'month',
      '--bytes',
      '1MiB',
    );
    const before = await scrape();
    const issued = await presign();
    await presign();
    expect((await put(issued, 'twelve bytes')).status).toBe(200);
    expect((await put(issued, 'more')).status).toBe(200);
    await presign('');
    await fetch(`${server.baseUrl}/integration/v1/generatePreSign/sales?fileName=a`);
    await put({ ...issued, url: issued.url.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }, 'x');

    const PRESIGN = '/integration/v1/generatePreSign/:templateType';
    const GATEWAY = '/v1/{region}/{bucket}/{key}';
    const expected: Readonly<Record<string, number>> = {
      gst_intake_urls_issued_total: 2,
      'gst_intake_object_bytes_total{direction="in"}': 16,
      'gst_intake_refused_total{code="file_name_empty"}': 1,
      'gst_intake_refused_total{code="token_invalid"}': 1,
      'gst_intake_refused_total{code="signature_mismatch"}': 1,
      [`gst_intake_http_requests_total{method="GET",route="${PRESIGN}",status="200"}`]: 3,
      [`gst_intake_http_requests_total{method="GET",route="${PRESIGN}",status="401"}`]: 1,
      [`gst_intake_http_requests_total{method="PUT",route="${GATEWAY}",status="200"}`]: 2,
      [`gst_intake_http_requests_total{method="PUT",route="${GATEWAY}",status="403"}`]: 1,
      [`gst_intake_http_request_duration_seconds_count{route="${PRESIGN}"}`]: 4,
      gst_intake_uploads_open: 2,
      [`gst_intake_quota_used{workspace="${workspaceId}"}`]: 2,
      [`gst_intake_quota_bytes_used{workspace="${workspaceId}"}`]: 4,
    };
    const after = await scrape();
    const moved = Object.fromEntries(
      Object.keys(expected).map((name) => [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)]),
    );
    expect(moved).toEqual(expected);
    expect(after.get(`gst_intake_quota_limit{workspace="${workspaceId}"}`)).toBe(1000);
    expect(after.get(`gst_intake_quota_bytes_limit{workspace="${workspaceId}"}`)).toBe(1_048_576);
    expect(after.get('gst_intake_puts_running')).toBe(0);
  });

  it('does not grow with what strangers send', async () => {
    await get('/first');
    await get('/integration/v1/generatePreSign/first');
    // Node's own series come and go with what its collector does.
    const ours = async () => [...(await scrape()).keys()].filter((name) => name.startsWith('gst_intake_'));
    const before = (await ours()).length;
    await Promise.all(Array.from({ length: 30 }, (_, n) => get(`/no/such/path/${n}?token=x`)));
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => get(`/integration/v1/generatePreSign/type${n}?fileName=${n}`)),
    );
    const names = await ours();
    expect(names).toHaveLength(before);
    expect(names.join('\n')).not.toMatch(/such|type\d/);
  });
});

interface Json {
  readonly [name: string]: Json;
}
const METHODS = ['get', 'put', 'post', 'delete', 'head', 'options', 'patch'];

/** The page for people, and what answers like its GET. */
const UNDESCRIBED = ['get /', 'head /', 'head /openapi.json'];

describe('/openapi.json', () => {
  let page: Json;
  beforeAll(async () => {
    page = (await (await get('/openapi.json')).json()) as Json;
  });

  function operations(): { path: string; method: string; operation: Json }[] {
    return Object.entries(page['paths'] ?? {}).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => METHODS.includes(method))
        .map(([method, operation]) => ({ path, method, operation })),
    );
  }

  /** Every `$ref` of the document, wherever it stands. */
  function references(value: unknown): string[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, each]) =>
      name === '$ref' ? [String(each)] : references(each),
    );
  }

  function resolve(reference: string): Json | undefined {
    return reference
      .replace('#/', '')
      .split('/')
      .reduce<Json | undefined>((at, name) => at?.[name], page);
  }

  it('asks for the CSRF token where a session changes something, and says of lists nothing that cannot be', () => {
    const paths = page['paths'] as Record<string, Record<string, Json>>;
    const ofActivities = Object.entries(paths).filter(([path]) => path.startsWith('/api/v1/activities'));
    for (const [path, methods] of ofActivities) {
      for (const [method, call] of Object.entries(methods)) {
        const session = Object.values(call['security'] ?? {}).find((each) => 'sessionCookie' in each) ?? {};
        expect([path, method, 'csrfToken' in session]).toEqual([path, method, method === 'post']);
        const isOfOne = path.includes('{activityId}');
        expect([path, '404' in (call['responses'] as Json)]).toEqual([path, isOfOne]);
      }
    }
    expect(ofActivities.length).toBeGreaterThan(10);
  });

  it('is OpenAPI 3.1: what the specification requires of each object is there', () => {
    expect(page['openapi']).toMatch(/^3\.1\.\d+$/);
    expect(page['info']).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    expect(page['servers']).toEqual([{ url: server.baseUrl }]);
    const schemes = Object.keys(page['components']?.['securitySchemes'] ?? {});
    const tags = (page['tags'] as unknown as { name: string }[]).map(({ name }) => name);
    const ids = new Set<unknown>();
    for (const { path, method, operation } of operations()) {
      const where = `${method} ${path}`;
      ids.add(operation['operationId']);
      expect(tags, where).toEqual(expect.arrayContaining(operation['tags'] as unknown as string[]));
      const parameters = (operation['parameters'] ?? []) as unknown as Json[];
      const named = parameters
        .filter((each) => String(each['in']) === 'path')
        .map((each) => String(each['name']));
      expect(named.sort(), where).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
      for (const parameter of parameters) expect(parameter, where).toHaveProperty('schema');
      for (const [status, response] of Object.entries(operation['responses'] ?? {})) {
        expect(status, where).toMatch(/^([1-5]\d\d|[1-5]XX|default)$/);
        expect(response['description'], `${where} ${status}`).toEqual(expect.any(String));
      }
      for (const requirement of operation['security'] as unknown as Json[])
        expect(schemes, where).toEqual(expect.arrayContaining(Object.keys(requirement)));
    }
    expect(ids.size).toBe(operations().length);
  });

  it('refers to nothing that it does not hold', () => {
    const all = references(page);
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  it('holds every route of the server but the page for people', async () => {
    const routes = await routesOfTheApp();
    const described = operations().map(({ path, method }) => `${method} ${path}`);
    const missing = routes.filter((route) => !described.includes(route) && !UNDESCRIBED.includes(route));
    expect(routes).toContain('get /integration/v1/generatePreSign/{templateType}');
    expect(missing).toEqual([]);
    for (const method of ['put', 'get', 'head'])
      expect(described).toContain(`${method} /v1/{region}/{bucket}/{key}`);
  });

  function schemaOf(path: string, status: number, type = 'application/json'): Json {
    const operation = page['paths']?.[path]?.['get'];
    const schema = operation?.['responses']?.[String(status)]?.['content']?.[type]?.['schema'];
    const reference = schema?.['$ref'];
    const found = reference === undefined ? schema : resolve(String(reference));
    if (found === undefined) throw new Error(`no schema for ${path} ${status}`);
    return found;
  }

  const PRESIGN = '/integration/v1/generatePreSign/{templateType}';
  const auth = () => ({ 'x-cleartax-auth-token': server.token });

  it.each([
    ['CREATED', 200, 'sales?fileName=a', () => ({ ...auth(), fileContentType: 'CSV' })],
    ['FAILED', 200, 'gstr1?fileName=a', () => ({ ...auth(), fileContentType: 'CSV' })],
    ['401', 401, 'sales?fileName=a', () => ({ fileContentType: 'CSV' })],
    ['500', 500, 'sales?fileName=a', auth],
  ])('has the schema of the very answers: %s', async (_what, status, target, headers) => {
    const answer = await fetch(`${server.baseUrl}/integration/v1/generatePreSign/${target}`, {
      headers: headers(),
    });
    expect(answer.status).toBe(status);
    expectValid(schemaOf(PRESIGN, status), await answer.json());
  });

  it('has the schema of 405, of health and of readiness', async () => {
    const refused = await fetch(`${server.baseUrl}/integration/v1/generatePreSign/sales`, { method: 'POST' });
    expectValid(schemaOf(PRESIGN, 405), await refused.json());
    expectValid(schemaOf('/healthz', 200), await (await get('/healthz')).json());
    expectValid(schemaOf('/readyz', 200), await (await get('/readyz')).json());
  });

  it('has the schema of problems', async () => {
    const problem = await (await get('/nothing/here')).json();
    expectValid(resolve('#/components/schemas/Problem') ?? page, problem);
  });

  it('has schemas that refuse what is not such an answer', () => {
    const schema = schemaOf(PRESIGN, 200);
    const good = { status: 'CREATED', preSignedS3Url: 'http://a', errorCode: null, errorMessage: null };
    expect(Value.Check(schema, good)).toBe(true);
    for (const bad of [
      { ...good, status: 'DONE' },
      { ...good, extra: 1 },
      { ...good, preSignedS3Url: 'x'.repeat(2049) },
      { status: 'CREATED' },
    ]) {
      expect(Value.Check(schema, bad)).toBe(false);
    }
  });

  function expectValid(schema: Json, value: unknown): void {
    expect([...Value.Errors(schema, value)]).toEqual([]);
    expect(Value.Check(schema, value)).toBe(true);
  }
});

/** Paths and methods that the app answers by anything but 405, in OpenAPI's notation. */
async function routesOfTheApp(): Promise<string[]> {
  const api = await startApi();
  const app = createApp(api.deps, (handler) => createServer(handler));
  await app.ready();
  const paths = pathsOf(app.printRoutes({ commonPrefix: false }));
  const routes: string[] = [];
  for (const url of paths) {
    for (const method of METHODS) {
      const { statusCode } = await app.inject({ url, method: method.toUpperCase() as 'GET' });
      if (statusCode !== 405 && statusCode !== 404)
        routes.push(`${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    }
  }
  await api.stop();
  return routes;
}

/** Fastify prints a tree: each line holds what its path adds to the one it hangs under. */
function pathsOf(tree: string): string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^(.*)[├└]── (\S+)( \(.+\))?$/.exec(line) ?? [];
    if (part === '') return [];
    const depth = indent.length / 4;
    const path = (above[depth - 1] ?? '') + part;
    above[depth] = path;
    return methods === undefined ? [] : [path];
  });
}
