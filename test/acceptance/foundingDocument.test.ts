import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite, type Site } from './site.ts';

/**
 * The founding document, clause by clause: each test names the heading or sentence of the page that it proves, and
 * takes what it expects from the page itself.
 */
const page = readFileSync(new URL('./founding/get-pre-signed-url.md', import.meta.url), 'utf8');

const samples = [
  ...page.matchAll(/^(Success|Error) - HTTP Status Code - (\d+)\n+```json\n([\s\S]*?)\n```/gm),
].map(([, , status, body]) => ({ status: Number(status), body: JSON.parse(body ?? '') as Json }));
type Json = Record<string, unknown> | Record<string, unknown>[];

/** Cells of the table row that starts with this parameter, without markup. */
function row(parameter: string): string[] {
  const line = page
    .split('\n')
    .find((text) => new RegExp(`^\\| ${parameter.replace('\\', '\\\\')} +\\|`).test(text));
  if (line === undefined) throw new Error(`the page has no row for ${parameter}`);
  return line.split('|').map((cell) =>
    cell
      .replace(/<[^>]+>/g, ' ')
      .replaceAll('\\', '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

function enumOf(parameter: string): string[] {
  const cell = row(parameter).find((text) => /enum:/i.test(text)) ?? '';
  return cell
    .replace(/.*enum:/i, '')
    .split(',')
    .map((value) => value.trim());
}

function sample(status: number): Json {
  const found = samples.find((each) => each.status === status);
  if (found === undefined) throw new Error(`the page has no sample for ${status}`);
  return found.body;
}

let server: Site;
let workspaceId: string;

beforeAll(async () => {
  server = await openSite();
  ({ workspaceId } = server);
});
afterAll(() => server.remove());

interface Ask {
  readonly templateType?: string;
  readonly fileName?: string | null;
  readonly headers?: Record<string, string>;
  readonly token?: string;
}

function ask({
  templateType = 'sales',
  fileName = 'filename.xlsx',
  headers,
  token = server.token,
}: Ask = {}) {
  const query = fileName === null ? '' : `?fileName=${encodeURIComponent(fileName)}`;
  return fetch(`${server.baseUrl}/integration/v1/generatePreSign/${templateType}${query}`, {
    headers: headers ?? { 'x-cleartax-auth-token': token, fileContentType: 'XLSX' },
  });
}

async function created(options: Ask = {}): Promise<URL> {
  const answer = await ask(options);
  const body = (await answer.json()) as { status: string; preSignedS3Url: string };
  expect(body).toMatchObject({ status: 'CREATED', errorCode: null, errorMessage: null });
  return new URL(body.preSignedS3Url);
}

async function newUser(permissions: string): Promise<string> {
  const name = `user-${permissions}-${Math.random()}`;
  await server.admin(
    'admin',
    'user',
    'create',
    '--workspace',
    workspaceId,
    '--name',
    name,
    '--permissions',
    permissions,
  );
  return (await server.admin<{ token: string }>('admin', 'token', 'create', '--user', name)).token;
}

describe('the page itself', () => {
  it('is the page as it came, to the byte', () => {
    expect(createHash('sha256').update(page).digest('hex')).toBe(
      'c7771d1e639e9210b07dde428afbc9cdf4f7c371e0d9ab26188cc056860ca2d6',
    );
  });

  it('is read: three samples, the enums, the lengths', () => {
    expect(samples.map(({ status }) => status)).toEqual([200, 401, 500]);
    expect(enumOf('fileContentType')).toEqual(['XLSX', 'XLS', 'CSV']);
    expect(enumOf('templateType')).toEqual(['sales', 'purchase']);
    expect(enumOf('status')).toEqual(['CREATED', 'FAILED']);
    expect(enumOf('errorCode')).toHaveLength(5);
  });
});

describe('Request Method: GET', () => {
  it.each(['POST', 'PUT', 'DELETE', 'HEAD', 'PATCH'])('refuses %s and issues nothing', async (method) => {
    const answer = await fetch(`${server.baseUrl}/integration/v1/generatePreSign/sales?fileName=a.csv`, {
      method,
      headers: { 'x-cleartax-auth-token': server.token, fileContentType: 'CSV' },
    });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET');
    expect(await answer.text()).not.toContain('X-Amz');
  });
});

describe('Request Headers', () => {
  it('x-cleartax-auth-token: "Mandatory. User auth token."', async () => {
    const answer = await ask({ headers: { fileContentType: 'XLSX' } });
    expect(answer.status).toBe(401);
  });

  it.each(enumOf('fileContentType'))('fileContentType: takes %s of the enum', async (fileContentType) => {
    await created({ headers: { 'x-cleartax-auth-token': server.token, fileContentType } });
  });

  it('fileContentType: refuses what is not in the enum', async () => {
    const answer = await ask({ headers: { 'x-cleartax-auth-token': server.token, fileContentType: 'PDF' } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'FAILED', errorCode: 'INTERNAL_ERROR' });
  });
});

describe('Request Path Params', () => {
  it.each(enumOf('templateType'))('templateType: takes %s of the enum', async (templateType) => {
    await created({ templateType });
  });
});

describe('Request Query Params', () => {
  const maxLength = Number(/MaxLength: (\d+)/.exec(row('fileName').join(' '))?.[1]);

  it('fileName: takes MaxLength characters in any script', async () => {
    await created({ fileName: '😀'.repeat(maxLength) });
    await created({ fileName: 'क'.repeat(maxLength) });
  });

  it('fileName: refuses one character more', async () => {
    const answer = await ask({ fileName: '😀'.repeat(maxLength + 1) });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'FAILED', preSignedS3Url: null });
    expect(answer.headers.get('x-gst-intake-error')).toBe('file_name_too_long');
  });
});

describe('Response Status Codes', () => {
  it('200 "may be a success or validation error"', async () => {
    expect((await ask()).status).toBe(200);
    expect((await ask({ templateType: 'invoices' })).status).toBe(200);
  });

  it('401 "If the user is not authenticated"', async () => {
    expect((await ask({ token: 'wrong' })).status).toBe(401);
  });

  it('403 "If the user is not authorized"', async () => {
    expect((await ask({ token: await newUser('invoice.read') })).status).toBe(403);
  });
});

describe('Response Schema', () => {
  const maxLength = Number(/MaxLength: (\d+)/.exec(row('preSignedS3Url').join(' '))?.[1]);

  it('has the keys of the sample, in its order, in every object form', async () => {
    const keys = Object.keys(sample(200));
    expect(keys).toEqual(Object.keys(sample(401)));
    for (const answer of [await ask(), await ask({ token: 'x' }), await ask({ fileName: '' })]) {
      expect(Object.keys((await answer.json()) as object)).toEqual(keys);
    }
  });

  it('preSignedS3Url: at most MaxLength characters', async () => {
    expect((await created({ templateType: 'purchase' })).href.length).toBeLessThanOrEqual(maxLength);
  });

  it('preSignedS3Url: "valid only for 10 minutes from the time of generation"', async () => {
    const before = Math.floor(Date.now() / 1000);
    const url = await created();
    const [, date = '', time = ''] =
      /^(\d{8})T(\d{6})Z$/.exec(url.searchParams.get('X-Amz-Date') ?? '') ?? [];
    const issued = Date.parse(
      `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
    );
    expect(issued / 1000).toBeGreaterThanOrEqual(before);
    expect(issued).toBeLessThanOrEqual(Date.now());
    expect(url.searchParams.get('X-Amz-Expires')).toBe('600');
  });

  it('preSignedS3Url: has the path, the query parameters and the signed headers of the sample', async () => {
    const documented = new URL((sample(200) as { preSignedS3Url: string }).preSignedS3Url);
    const url = await created();
    const shape = (path: string): string =>
      path
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '{workspaceId}')
        .replaceAll(/[0-9a-f]{32}/g, '{uploadId}')
        .replace(/__\d{13}/, '__{epochMillis}')
        .replace(/\/\d{4}\/[A-Z]+\//, '/{yyyy}/{MONTH}/')
        .replace(/^\/v1\/[^/]+\/[^/]+\//, '/v1/{region}/{bucket}/');
    expect(shape(url.pathname)).toBe(shape(documented.pathname));
    const names = (each: URL): string[] =>
      [...each.searchParams.keys()].filter((name) => name !== 'X-Amz-Security-Token').sort();
    expect(names(url)).toEqual(names(documented));
    for (const name of ['X-Amz-Algorithm', 'X-Amz-SignedHeaders']) {
      expect(url.searchParams.get(name)).toBe(documented.searchParams.get(name));
    }
    expect(url.pathname).toContain(workspaceId);
  });

  it('errorCode and errorMessage: "If there is no error, this will be null"', async () => {
    expect(await (await ask()).json()).toMatchObject({ errorCode: null, errorMessage: null });
  });

  it.each([
    ['PERMISSION_DENIED', () => newUser('invoice.read')],
    ['AUTHORIZATION_FAILED', async () => 'nobody'],
  ])('errorCode: %s, with the words of its description', async (errorCode, token) => {
    const body = (await (await ask({ token: await token() })).json()) as Record<string, unknown>;
    expect(body['errorCode']).toBe(errorCode);
    const words = new RegExp(`${errorCode}- ?([^,]+)`).exec(row('errorCode').join(' '))?.[1] ?? '';
    expect(words.replace(' passed', '')).toContain(body['errorMessage'] as string);
  });

  it('errorCode: LICENSE_EXPIRED and API_QUOTA_EXCEEDED, with the words of their descriptions', async () => {
    const description = row('errorCode').join(' ');
    const set = (...args: string[]) => server.admin('admin', ...args, '--workspace', workspaceId);
    await set('license', 'set', '--from', '2020-01-01', '--until', '2020-12-31');
    const expired = (await (await ask()).json()) as Record<string, string>;
    await set('license', 'set', '--from', '2020-01-01', '--until', '2999-12-31');
    await set('quota', 'set', '--limit', '0', '--per', 'day');
    const spent = await ask();
    await set('quota', 'set', '--limit', 'none', '--per', 'day');
    expect(spent.status).toBe(403);
    expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(0);
    const exceeded = (await spent.json()) as Record<string, string>;
    expect(expired).toMatchObject({ status: null, preSignedS3Url: null, errorCode: 'LICENSE_EXPIRED' });
    expect(exceeded).toMatchObject({ status: null, preSignedS3Url: null, errorCode: 'API_QUOTA_EXCEEDED' });
    expect(description).toContain(`LICENSE_EXPIRED- ${expired['errorMessage']}`);
    expect(description).toContain(`API_QUOTA_EXCEEDED- ${exceeded['errorMessage']}`);
    await created();
  });
});

describe('Sample Response', () => {
  it('Error - HTTP Status Code - 401: byte for byte', async () => {
    expect(await (await ask({ token: 'unknown' })).text()).toBe(JSON.stringify(sample(401)));
  });

  it('Error - HTTP Status Code - 500: byte for byte', async () => {
    const answer = await ask({ headers: { 'x-cleartax-auth-token': server.token } });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe(JSON.stringify(sample(500)));
  });
});

describe('API Validations', () => {
  it('1. "Filename cannot be empty."', async () => {
    for (const fileName of ['', ' ', '\t\u3000']) {
      const answer = await ask({ fileName });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-gst-intake-error')).toBe('file_name_empty');
      expect(await answer.json()).toMatchObject({
        status: 'FAILED',
        preSignedS3Url: null,
        errorCode: 'INTERNAL_ERROR',
      });
    }
  });

  it('2. "Content type and template type should be valid."', async () => {
    const answer = await ask({ templateType: 'gstr1' });
    const body = (await answer.json()) as { errorMessage: string };
    expect(body).toMatchObject({ status: 'FAILED', preSignedS3Url: null, errorCode: 'INTERNAL_ERROR' });
    for (const word of ['templateType', 'gstr1', 'sales', 'purchase'])
      expect(body.errorMessage).toContain(word);
  });
});

describe('API Constraints', () => {
  it('"The user should have invoice creation permission."', async () => {
    await created({ token: await newUser('invoice.create') });
    expect((await ask({ token: await newUser('workspace.admin') })).status).toBe(403);
  });
});
