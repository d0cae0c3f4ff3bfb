import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, presign, putFile } from '../proof/calls.ts';
import { BIN, NODE, withoutSettings } from './installation.ts';
import { openSite, type Site } from './site.ts';

/** R9, threats 1, 3, 4, 46: canaries go through every route, every refusal and every command, and must lie nowhere. */

const PIECE_BYTES = 16;
const CANARY_TOKEN = 'gst_tok_CANARYnotAToken00000000000000000000000000000000';
const CANARY_SECRET = 'gst_sec_CANARYnotASecret000000000000000000000000000000000';
const CANARY_SIGNATURE = `${'c0ffee'.repeat(10)}beef`;
const SECRET_KEY = 'canary-secret-key-of-this-test-0123456789';

const folder = mkdtempSync(join(tmpdir(), 'gst-intake-secrets-'));
let server: Site;
/** What came back to callers who were refused, and what operators and their tools read. */
const refusals: string[] = [];
let signedUrl = '';
let revokedToken = '';
let clientSecret = '';
let fetchedToken = '';
let errorFileUrl = '';
let session = { secret: '', csrfToken: '' };

beforeAll(async () => {
  server = await openSite({
    env: {
      GST_INTAKE_LOG_LEVEL: 'debug',
      GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'CANARYACCESSKEY00001',
      GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: SECRET_KEY,
    },
  });
  const made = await server.admin<{ token: string; tokenId: string }>(
    'admin',
    'token',
    'create',
    '--user',
    server.user,
  );
  revokedToken = made.token;
  await presign({ ...server, token: revokedToken });
  await server.admin('admin', 'token', 'revoke', made.tokenId);
  ({ url: signedUrl } = await presign(server));
  expect(await putFile(signedUrl, Buffer.from('a register'))).toMatchObject({ status: 200 });
  ({ clientSecret } = await server.admin<{ clientSecret: string }>(
    'admin',
    'client-secret',
    'create',
    '--user',
    server.user,
  ));
  const fetched = await fetch(`${server.baseUrl}/integration/v1/authz/token`, {
    headers: { 'x-clear-client-secret': clientSecret },
  });
  fetchedToken = (await fetched.json()).access_token;
  errorFileUrl = await refusedFile();
  session = await signIn();
  await sendCanaries();
  await triggerWithCanaries();
});

afterAll(async () => {
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function signIn(): Promise<typeof session> {
  const answer = await fetch(`${server.baseUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: server.token }),
  });
  const [, secret = ''] = /^gst-intake-session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '') ?? [];
  return { secret, csrfToken: (await answer.json()).csrfToken };
}

/** The calls of a page that is signed in: with its proof of origin, without it and with another's. */
async function sendSession(target: string, method: string): Promise<void> {
  const cookie = `gst-intake-session=${session.secret}`;
  for (const proof of [session.csrfToken, CANARY_TOKEN]) {
    // Signing out would end it for all others.
    if (target.includes('/api/v1/session') && method === 'DELETE' && proof === session.csrfToken) continue;
    note(
      await call(target, { method, headers: { cookie, 'x-gst-intake-csrf': proof, fileContentType: 'CSV' } }),
    );
  }
}

async function sendCanaries(): Promise<void> {
  const document = await (await fetch(`${server.baseUrl}/openapi.json`)).json();
  const paths = [...Object.keys(document.paths), '/', '/nowhere', '/v1/ap-south-1/gst-intake/nothing'];
  for (const path of paths) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      await sendSession(`${server.baseUrl}${path.replace(/\{\w+\}/g, 'sales')}?fileName=f.csv`, method);
    }
    for (const token of [server.token, revokedToken, CANARY_TOKEN]) {
      for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'HEAD']) {
        const target = `${server.baseUrl}${path.replace(/\{\w+\}/g, 'sales')}?fileName=f.csv&X-Amz-Signature=${CANARY_SIGNATURE}`;
        const headers = {
          'x-cleartax-auth-token': token,
          authorization: `Bearer ${token}`,
          'x-clear-client-secret': CANARY_SECRET,
          cookie: `session=${token}`,
          referer: signedUrl,
        };
        note(await call(target, { method, headers }));
        note(
          await call(target, {
            method,
            headers: { ...headers, fileContentType: 'CSV' },
            body: Buffer.from(token),
          }),
        );
      }
    }
  }
  const at = signedUrl.indexOf('X-Amz-Signature=') + 'X-Amz-Signature='.length;
  const bent = [
    signedUrl.slice(0, at) + CANARY_SIGNATURE,
    `${signedUrl}&x=1`,
    signedUrl.replace('X-Amz-Expires=600', 'X-Amz-Expires=601'),
    signedUrl.replace('/OriginalFileName/', '/Other/'),
    signedUrl.replace('X-Amz-Date=2', 'X-Amz-Date=1'),
    errorFileUrl,
  ];
  for (const url of bent) note(await putFile(url, Buffer.from('a register')));
  note(await call(`${errorFileUrl}0`));
  note(await call(errorFileUrl.replace('X-Amz-Expires=6', 'X-Amz-Expires=5')));
  note(await call(signedUrl, { method: 'DELETE' }));
  note(await putFile(signedUrl, Buffer.from('a register'), false));
}

/** A register with one bad row. @returns the signed URL of its error file */
async function refusedFile(): Promise<string> {
  const { url } = await presign(server);
  const header = 'Document Type,Document Number,Document Date,Supplier GSTIN,Item Taxable Amount';
  await putFile(url, Buffer.from(`${header}\nInvoice,A-1,,27AAPFU0939F1ZV,100\n`));
  const ingest = `${server.baseUrl}/integration/v1/ingest/file/sales`;
  const headers = { 'x-cleartax-auth-token': server.token };
  const triggered = await fetch(ingest, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      userInputArgs: { templateId: '618a5623836651c01c1498ad' },
      fileInfo: { s3FileUrl: url, userFileName: 'a.csv' },
    }),
  });
  const { activityId } = await triggered.json();
  return vi.waitFor(
    async () => {
      const answer = await fetch(`${ingest}/status/${activityId}?tenant=GSTSALES`, { headers });
      const { fileError } = await answer.json();
      expect(fileError.errorFileUrl).toContain('X-Amz-Signature');
      return fileError.errorFileUrl;
    },
    { timeout: 60_000, interval: 100 },
  );
}

/** Signed URLs travel in the trigger's body: refused ones must not come back, and accepted ones not stay. */
async function triggerWithCanaries(): Promise<void> {
  const trigger = async (token: string, templateId: string, s3FileUrl: string) =>
    note(
      await call(`${server.baseUrl}/integration/v1/ingest/file/sales`, {
        method: 'POST',
        headers: { 'x-cleartax-auth-token': token },
        body: Buffer.from(
          JSON.stringify({
            externalId: 'e',
            userInputArgs: { templateId },
            fileInfo: { s3FileUrl, userFileName: 'a.csv' },
          }),
        ),
      }),
    );
  const templateId = '618a5623836651c01c1498ad';
  await trigger(CANARY_TOKEN, templateId, signedUrl);
  await trigger(fetchedToken, CANARY_SIGNATURE.slice(0, 8), signedUrl);
  await trigger(
    fetchedToken,
    templateId,
    `https://user:${secretKey()}@example.com/?${signedUrl.split('?')[1]}`,
  );
  await trigger(fetchedToken, templateId, `${signedUrl.replace('/OriginalFileName/', '/Other/')}`);
  const again = await presign({ ...server, token: fetchedToken });
  await trigger(fetchedToken, templateId, again.url);
  await trigger(fetchedToken, templateId, signedUrl);
}

function note(outcome: Awaited<ReturnType<typeof call>>): void {
  if (outcome === 'lost' || outcome.status < 300) return;
  refusals.push(JSON.stringify(outcome.headers) + outcome.body);
}

/** Everything that must lie nowhere; of the tokens also the random part alone. */
function canaries(): readonly string[] {
  const query = signedUrl.slice(signedUrl.indexOf('?') + 1);
  const signature = /X-Amz-Signature=([0-9a-f]{64})/.exec(signedUrl)?.[1] ?? '';
  const tokens = [
    ...[server.token, revokedToken, CANARY_TOKEN, clientSecret, fetchedToken, CANARY_SECRET],
    session.secret,
  ];
  const errorSignature = /X-Amz-Signature=([0-9a-f]{64})/.exec(errorFileUrl)?.[1] ?? '';
  expect(signature).toHaveLength(64);
  expect(errorSignature).toHaveLength(64);
  expect(new Set(tokens).size).toBe(7);
  expect(session.secret).toMatch(/^gst_ses_/);
  expect(session.csrfToken).toHaveLength(43);
  return [
    ...tokens,
    ...tokens.map((token) => token.slice('gst_tok_'.length)),
    session.csrfToken,
    signature,
    errorSignature,
    query,
    CANARY_SIGNATURE,
    secretKey(),
  ];
}

/** Of the gateway: a given site's own. */
function secretKey(): string {
  return server.settings['GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY'] ?? '';
}

function hits(text: Buffer | string): string[] {
  return canaries().filter((canary) => text.includes(canary));
}

/** Runs a command as a user would, watching what every other user of the machine could read of it. */
async function command(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(NODE, [BIN, ...args], {
    env: { ...withoutSettings(process.env), ...server.settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let watched = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const watch = setInterval(() => {
    const file = `/proc/${child.pid}/cmdline`;
    if (existsSync(file)) watched += readFileSync(file, 'latin1');
  }, 5);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(watch);
  return { code, output, watched };
}

describe('tokens, signatures, signed URLs and the secret key', () => {
  it('are in no answer to a refused call', () => {
    expect(refusals.length).toBeGreaterThan(100);
    for (const refusal of refusals) {
      const shown = hits(refusal);
      expect({ refusal, shown }).toEqual({ refusal, shown: [] });
    }
  });

  it('are in no log line, however much is logged', async () => {
    await expect.poll(() => server.logs(), { timeout: 5_000 }).toContain('signature_mismatch');
    expect(hits(server.logs())).toEqual([]);
  });

  it('are in no metric, health answer or description of the API', async () => {
    for (const path of ['/metrics', '/healthz', '/readyz', '/openapi.json', '/']) {
      expect(hits(await (await fetch(server.baseUrl + path)).text())).toEqual([]);
    }
  });

  it('are in no file that a process writes, the database and its log included: not a piece of 16 bytes of a token', () => {
    const pieces = [server.token, revokedToken, clientSecret, fetchedToken, session.secret].flatMap(
      (token) => {
        const body = token.slice('gst_tok_'.length);
        const raw = Buffer.from(body.slice(0, 43), 'base64url');
        const texts = Array.from({ length: body.length - PIECE_BYTES + 1 }, (_, at) =>
          Buffer.from(body.slice(at, at + PIECE_BYTES)),
        );
        const octets = Array.from({ length: raw.length - PIECE_BYTES + 1 }, (_, at) =>
          raw.subarray(at, at + PIECE_BYTES),
        );
        return [...texts, ...octets];
      },
    );
    let holdsTheWorkspace = false;
    for (const file of server.files()) {
      // A database may remove files of its own at any time.
      const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
      holdsTheWorkspace ||= bytes.includes(server.workspaceId);
      expect({ file, hits: hits(bytes) }).toEqual({ file, hits: [] });
      expect(pieces.filter((piece) => bytes.includes(piece))).toEqual([]);
    }
    expect(holdsTheWorkspace).toBe(true);
  });

  it('are in no argument list while commands run, and in nothing that a command says', async () => {
    const file = join(folder, 'sales.csv');
    writeFileSync(file, 'My GSTIN\n'.repeat(1_000));
    const client = { GST_INTAKE_BASE_URL: server.baseUrl, GST_INTAKE_TOKEN: server.token };
    const runs = [
      { args: ['upload', file, '--type', 'sales'], env: client, code: 0 },
      {
        args: ['upload', file, '--type', 'sales'],
        env: { ...client, GST_INTAKE_TOKEN: CANARY_TOKEN },
        code: 4,
      },
      {
        args: ['upload', file, '--type', 'sales'],
        env: { ...client, GST_INTAKE_TOKEN: revokedToken },
        code: 4,
      },
      {
        args: ['presign', file, '--type', 'sales'],
        env: { ...client, GST_INTAKE_TOKEN: CANARY_TOKEN },
        code: 4,
      },
      { args: ['admin', 'token', 'list'], env: {}, code: 0 },
      { args: ['admin', 'audit'], env: {}, code: 0 },
    ];
    for (const { args, env, code } of runs) {
      const ran = await command(args, env);
      expect({ args, code: ran.code, output: ran.output }).toMatchObject({ code });
      expect(ran.watched).toContain(args[0]);
      expect({ args, watched: hits(ran.watched), said: hits(ran.output) }).toEqual({
        args,
        watched: [],
        said: [],
      });
      expect({ args, signed: ran.output.includes('X-Amz-Signature') }).toEqual({ args, signed: false });
    }
    const refused = await command(['upload', file, '--type', 'sales', '--token', server.token], client);
    expect(refused.code).toBe(2);
    expect(hits(refused.output)).toEqual([]);
  });
});
