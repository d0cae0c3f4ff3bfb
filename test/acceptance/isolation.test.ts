import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, call, presign, putFile, uploadIdOf } from '../proof/calls.ts';
import { sha256Of } from '../proof/ledger.ts';
import { openSite, type Site, type TestWorkspace } from './site.ts';

/** R8, threat 37: two workspaces × every route × what belongs to the other. */

interface Tenant extends TestWorkspace {
  /** Landed with `bytes`. */
  readonly url: string;
  readonly bytes: Buffer;
  /** Of another upload. */
  readonly activityId: string;
}

const PARAMETERS = ['{templateType}', '{region}', '{bucket}', '{key}', '{activityId}'];
const PUBLIC = [
  ...['/healthz', '/readyz', '/metrics', '/openapi.json'],
  ...['sales.xlsx', 'sales.csv', 'purchase.xlsx', 'purchase.csv'].map((name) => `/api/v1/templates/${name}`),
];

let server: Site;
let mine: Tenant;
let other: Tenant;
let routes: { path: string; method: string }[];

beforeAll(async () => {
  server = await openSite();
  mine = await newTenant('acme');
  other = await newTenant('globex');
  const document = await (await fetch(`${server.baseUrl}/openapi.json`)).json();
  routes = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
  );
});

afterAll(() => server.remove());

async function newTenant(name: string): Promise<Tenant> {
  const made = await server.newWorkspace(name);
  const { token } = made;
  const { url } = await presign({ baseUrl: server.baseUrl, token }, `${name}-secret.csv`);
  const bytes = Buffer.from(`the register of ${name}\n`.repeat(100));
  expect(await putFile(url, bytes)).toMatchObject({ status: 200 });
  const ingested = await presign({ baseUrl: server.baseUrl, token }, `${name}-ingested.csv`);
  expect(await putFile(ingested.url, bytes)).toMatchObject({ status: 200 });
  const triggered = await answer(`${server.baseUrl}/integration/v1/ingest/file/sales`, {
    method: 'POST',
    headers: { 'x-cleartax-auth-token': token },
    body: triggerBody(ingested.url),
  });
  const { activityId } = JSON.parse(triggered.body);
  return { ...made, url, bytes, activityId };
}

function triggerBody(s3FileUrl: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      userInputArgs: { templateId: '618a5623836651c01c1498ad' },
      fileInfo: { s3FileUrl, userFileName: 'a.csv' },
    }),
  );
}

function idsOf({ workspaceId, userId, tokenId, url, activityId }: Tenant): string[] {
  return [workspaceId, userId, tokenId, uploadIdOf(url), activityId];
}

/** `mine`'s URL with `path` in place of its own: what a tenant can make of what it knows. */
function withPath(url: string, path: string): string {
  const bent = new URL(url);
  return `${bent.origin}${path}${bent.search}`;
}

/** The id in every place, and in the activity's alone with all else as it should be. */
function targetsOf(path: string, id: string): string[] {
  const known = path.replace('{templateType}', 'sales').replace(/\{\w+\}/g, encodeURIComponent(id));
  return [
    `${path.replace(/\{\w+\}/g, encodeURIComponent(id))}?fileName=${id}&tenant=${id}`,
    ...(path.includes('{activityId}') || path.includes('/ingest/') ? [`${known}?tenant=GSTSALES`] : []),
  ];
}

async function statusOf({ activityId, token }: Tenant): Promise<string> {
  const { body } = await answer(
    `${server.baseUrl}/integration/v1/ingest/file/sales/status/${activityId}?tenant=GSTSALES`,
    { headers: { 'x-cleartax-auth-token': token } },
  );
  return JSON.parse(body).status;
}

/** Without what differs from one request to the next, or only repeats what was sent. */
function unmarked(body: string, sent: readonly string[]): string {
  const bare = body.replace(
    /<RequestId>.*?<\/RequestId>|"(?:requestId|instance)":"[^"]*"|"timestamp":[^,}]*|urn:uuid:[0-9a-f-]+/g,
    '',
  );
  return sent.reduce((text, each) => text.replaceAll(each, 'SENT'), bare);
}

async function answer(...parameters: Parameters<typeof call>): Promise<Answer> {
  const outcome = await call(...parameters);
  if (outcome === 'lost') throw new Error(`no answer from ${parameters[0]}`);
  return outcome;
}

describe('a tenant', () => {
  it('learns nothing of another on any route, whichever id of the other stands in it', async () => {
    const tried: string[] = [];
    for (const { path, method } of routes) {
      for (const id of PARAMETERS.some((parameter) => path.includes(parameter)) ? idsOf(other) : ['']) {
        for (const target of targetsOf(path, id)) {
          const { status, body } = await answer(server.baseUrl + target, {
            method,
            headers: { 'x-cleartax-auth-token': mine.token, fileContentType: 'CSV' },
            ...(method === 'POST' ? { body: triggerBody(other.url) } : {}),
          });
          tried.push(`${method} ${path}`);
          for (const secret of idsOf(other).filter((each) => each !== id)) expect(body).not.toContain(secret);
          expect(body).not.toContain('globex');
          const isRefused = status > 201 || body.includes('"FAILED"');
          if (!PUBLIC.includes(path))
            expect({ target, status, isRefused }).toEqual({ target, status, isRefused: true });
        }
      }
    }
    expect(new Set(tried).size).toBe(routes.length);
    expect(tried.length).toBeGreaterThan(routes.length);
    expect(await statusOf(other)).toMatch(/^ACTIVITY_(?!DISCARDED)|^SYSTEM_FEEDBACK/);
  });

  it("is answered another's id as one that nobody has, to the letter, on every route that takes one", async () => {
    let compared = 0;
    for (const { path, method } of routes.filter(
      ({ path }) => path.includes('{') && !PUBLIC.includes(path),
    )) {
      for (const id of idsOf(other)) {
        for (const [at, target] of targetsOf(path, id).entries()) {
          const absent = id.replace(/[0-9a-f]/g, (digit) => (digit === 'f' ? '0' : 'f'));
          const said = async (one: string, sent: string | undefined, url: string) => {
            const { status, body, headers } = await answer(server.baseUrl + sent, {
              method,
              headers: { 'x-cleartax-auth-token': mine.token, fileContentType: 'CSV' },
              ...(method === 'POST' ? { body: triggerBody(url) } : {}),
            });
            return {
              status,
              type: headers['content-type'],
              body: unmarked(body, [one, encodeURIComponent(url)]),
            };
          };
          const nobodys = other.url.replaceAll(uploadIdOf(other.url), 'f'.repeat(32));
          expect({ target, ...(await said(id, target, other.url)) }).toEqual({
            target,
            ...(await said(absent, targetsOf(path, absent)[at], nobodys)),
          });
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(40);
  });

  it("cannot write to another's upload with a URL of its own, however the two are joined", async () => {
    const theirs = new URL(other.url).pathname;
    const own = new URL(mine.url).pathname;
    const paths = [
      theirs,
      own.replace(mine.workspaceId, other.workspaceId),
      own.replaceAll(uploadIdOf(mine.url), uploadIdOf(other.url)),
      `${own}/../../../../../../..${theirs.slice(theirs.indexOf(other.workspaceId) - 1)}`,
      `${own}%2F..%2F${theirs}`,
    ];
    for (const path of paths) {
      for (const method of ['PUT', 'GET', 'HEAD', 'DELETE', 'POST']) {
        const { status } = await answer(withPath(mine.url, path), {
          method,
          headers: { 'content-type': 'application/vnd.ms-excel' },
          ...(method === 'PUT' ? { body: Buffer.from('overwritten') } : {}),
        });
        expect({ path, method, status: status >= 400 }).toEqual({ path, method, status: true });
      }
    }
    expect((await server.stored(uploadIdOf(other.url), other.workspaceId)).sha256).toBe(
      sha256Of(other.bytes),
    );
  });

  it("cannot read an upload back, its own or another's, with an upload URL", async () => {
    for (const { url } of [mine, other]) expect((await answer(url)).status).toBeGreaterThanOrEqual(400);
  });

  it('gets the same refusal for a foreign id as for one that nobody has', async () => {
    const absent = 'f'.repeat(32);
    const refusal = async (id: string) => {
      const path = new URL(mine.url).pathname.replaceAll(uploadIdOf(mine.url), id);
      const { status, body } = await answer(withPath(mine.url, path), {
        method: 'PUT',
        headers: { 'content-type': 'application/vnd.ms-excel' },
        body: Buffer.from('x'),
      });
      return {
        status,
        body: body
          .replaceAll(id, 'ID')
          .replace(/<RequestId>.*?<\/RequestId>|<StringToSign>[\s\S]*?<\/StringToSign>/g, ''),
      };
    };
    expect(await refusal(uploadIdOf(other.url))).toEqual(await refusal(absent));
  });

  it('spends its own quota alone, and its revocation ends its own URLs alone', async () => {
    await server.admin(
      'admin',
      'quota',
      'set',
      '--workspace',
      other.workspace,
      '--limit',
      '1',
      '--per',
      'month',
    );
    expect((await presign({ ...server, token: other.token })).result).toBe('API_QUOTA_EXCEEDED');
    const { result, url } = await presign({ ...server, token: mine.token });
    expect(result).toBe('CREATED');
    await server.admin('admin', 'token', 'revoke', other.tokenId);
    expect(await putFile(other.url, other.bytes)).toMatchObject({ status: 403 });
    expect(await putFile(url, mine.bytes)).toMatchObject({ status: 200 });
    expect((await presign({ ...server, token: other.token })).result).toBe('AUTHORIZATION_FAILED');
  });
});
