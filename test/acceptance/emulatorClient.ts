import { expect, vi } from 'vitest';
import type { Installation } from './installation.ts';
import { exchange } from './rawClient.ts';

/** One of Clear's sandbox numbers, which fails the official checksum. */
export const OWN = '29AAFCD5862R000';
const HEADER =
  'Document Type,Document Number,Document Date,My GSTIN,Place of Supply,HSN or SAC code,Item Taxable Amount,GST Rate,CGST Amount,SGST Amount';
export const SALES = `${HEADER}\nInvoice,INV-1,01/04/2026,${OWN},Karnataka,998314,1000.00,18,90.00,90.00\n`;
const WAIT = { timeout: 30_000, interval: 50 };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function answerOf(response: Response): Promise<Answer> {
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

export interface Wish {
  /** The value of `x-gst-intake-emulate`. */
  readonly emulate?: string;
}

/** Clear's calls and the emulator's own, as a test of a client makes them. */
export function emulatorCalls(baseUrl: string, token: string) {
  const auth = { 'x-cleartax-auth-token': token };
  const wished = ({ emulate }: Wish): Record<string, string> =>
    emulate === undefined ? {} : { 'x-gst-intake-emulate': emulate };
  const ask = async (url: string, init: RequestInit = {}) => answerOf(await fetch(url, init));

  async function presign(wish: Wish & { readonly fileName?: string; readonly contentType?: string } = {}) {
    const { fileName = 'sales.csv', contentType = 'CSV' } = wish;
    const headers = {
      ...auth,
      ...wished(wish),
      ...(contentType === '' ? {} : { fileContentType: contentType }),
    };
    const query = fileName === '' ? '' : `?${new URLSearchParams({ fileName })}`;
    return ask(`${baseUrl}/integration/v1/generatePreSign/sales${query}`, { headers });
  }

  async function presigned(wish: Parameters<typeof presign>[0] = {}): Promise<{ readonly url: string }> {
    const { status, body } = await presign(wish);
    expect(status, body).toBe(200);
    return { url: (JSON.parse(body) as { preSignedS3Url: string }).preSignedS3Url };
  }

  async function put(
    url: string,
    wish: Wish & { readonly body?: string; readonly contentType?: string } = {},
  ) {
    const { body = SALES, contentType = 'application/vnd.ms-excel' } = wish;
    return ask(url, { method: 'PUT', body, headers: { 'content-type': contentType, ...wished(wish) } });
  }

  async function trigger(url: string, wish: Wish = {}) {
    return ask(`${baseUrl}/integration/v1/ingest/file/sales`, {
      method: 'POST',
      headers: { ...auth, 'content-type': 'application/json', ...wished(wish) },
      body: JSON.stringify({
        userInputArgs: { templateId: '618a5623836651c01c1498ad' },
        fileInfo: { s3FileUrl: url, userFileName: 'sales.csv' },
      }),
    });
  }

  async function triggered(url: string, wish: Wish = {}): Promise<{ readonly activityId: string }> {
    const { status, body } = await trigger(url, wish);
    expect(status, body).toBe(201);
    return JSON.parse(body) as { activityId: string };
  }

  async function status(activityId: string, wish: Wish = {}) {
    const url = `${baseUrl}/integration/v1/ingest/file/sales/status/${activityId}?tenant=GSTSALES`;
    return ask(url, { headers: { ...auth, ...wished(wish) } });
  }

  async function statusOf(activityId: string): Promise<Record<string, unknown>> {
    return JSON.parse((await status(activityId)).body) as Record<string, unknown>;
  }

  async function ended(activityId: string): Promise<Record<string, unknown>> {
    return vi.waitFor(async () => {
      const found = await statusOf(activityId);
      expect(found['status']).not.toMatch(/ACTIVITY_(CREATED|QUEUED)/);
      return found;
    }, WAIT);
  }

  return {
    ...{ presign, presigned, put, trigger, triggered, status, statusOf, ended },
    async get(url: string, wish: Wish = {}) {
      return ask(url, { headers: wished(wish) });
    },
    async token(clientSecret: string, wish: Wish = {}) {
      const headers = { 'x-clear-client-secret': clientSecret, ...wished(wish) };
      return ask(`${baseUrl}/integration/v1/authz/token`, { headers });
    },
    async view(activityId: string): Promise<Record<string, unknown>> {
      const { body } = await ask(`${baseUrl}/api/v1/activities/${activityId}`, { headers: auth });
      return JSON.parse(body) as Record<string, unknown>;
    },
    /** Of a register whose tax is wrong. */
    async errorFileUrl(): Promise<string> {
      const { url } = await presigned();
      await put(url, { body: SALES.replace('90.00,90.00', '9.00,9.00') });
      const { activityId } = await triggered(url);
      const { fileError } = (await ended(activityId)) as { fileError: { errorFileUrl: string } };
      return fileError.errorFileUrl;
    },
    /** What Node's parser refuses. */
    async unparsed(): Promise<Answer> {
      const url = `${baseUrl}/integration/v1/generatePreSign/sales`;
      const { headers, ...rest } = await exchange({ method: 'GET', url, headerLines: ['no header'] });
      return { ...rest, headers: Object.fromEntries(headers) };
    },
    async emulator(method: string, path: string, body?: unknown) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await ask(`${baseUrl}/emulator/v1${path}`, {
        method,
        ...(body === undefined ? {} : { body: text }),
      });
      const isJson = answer.headers['content-type']?.includes('json') === true;
      const isLines = answer.headers['content-type']?.includes('ndjson') === true;
      const json = isJson && !isLines ? JSON.parse(answer.body) : {};
      return { ...answer, json: json as Record<string, unknown> };
    },
  };
}

type Calls = ReturnType<typeof emulatorCalls>;

/** Refusals of pre-sign, and how an operator or a client really brings each about. */
export const ACCOUNTED: readonly {
  readonly outcome: string;
  provoke(server: Installation, calls: Calls): Promise<Answer>;
}[] = [
  {
    outcome: 'quota_exceeded',
    async provoke(server, calls) {
      await server.admin('admin', 'quota', 'set', '--workspace', 'default', '--limit', '0', '--per', 'month');
      return calls.presign();
    },
  },
  {
    outcome: 'license_expired',
    async provoke(server, calls) {
      await server.admin('admin', 'license', 'set', '--workspace', 'default', '--until', '2020-12-31');
      return calls.presign();
    },
  },
  {
    outcome: 'permission_denied',
    async provoke(server) {
      const user = ['--workspace', 'default', '--name', 'reader', '--permissions', 'invoice.read'];
      await server.admin('admin', 'user', 'create', ...user);
      const made = await server.admin<{ token: string }>('admin', 'token', 'create', '--user', 'reader');
      return emulatorCalls(server.baseUrl, made.token).presign();
    },
  },
  {
    outcome: 'token_invalid',
    provoke: (server) => emulatorCalls(server.baseUrl, 'gst_tok_none').presign(),
  },
  { outcome: 'header_missing', provoke: (_server, calls) => calls.presign({ contentType: '' }) },
  { outcome: 'parameter_missing', provoke: (_server, calls) => calls.presign({ fileName: '' }) },
];
