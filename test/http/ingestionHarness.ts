import { randomBytes } from 'node:crypto';
import type { ActivityResult } from '../../src/ingestion/activity.ts';
import { uploadRefOf } from '../../src/uploads/objectKey.ts';
import type { TemplateType, UploadRef } from '../../src/uploads/upload.ts';
import type { Api } from './apiHarness.ts';

export const TEMPLATE_ID = { sales: '618a5623836651c01c1498ad', purchase: '60e5613ff71f4a7aeca4336b' };
export const TENANT = { sales: 'GSTSALES', purchase: 'MAXITC' };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Whatever the server answers. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && !text.includes('\n') ? JSON.parse(text) : undefined,
  };
}

/** A client's calls, with a token of its own. */
export function callsOf(api: Api, token: string | undefined) {
  const auth: Record<string, string> = token === undefined ? {} : { 'x-cleartax-auth-token': token };
  return {
    async presign(type: TemplateType = 'sales'): Promise<string> {
      const response = await fetch(`${api.baseUrl}/integration/v1/generatePreSign/${type}?fileName=a.csv`, {
        headers: { ...auth, fileContentType: 'CSV' },
      });
      return (await answerOf(response)).body.preSignedS3Url;
    },
    async trigger(type: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
      const response = await fetch(`${api.baseUrl}/integration/v1/ingest/file/${type}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...auth, ...headers },
        body:
          typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
      });
      return answerOf(response);
    },
    async status(
      activityId: string,
      {
        type = 'sales',
        query = `?tenant=${TENANT[type as TemplateType]}`,
      }: { type?: string; query?: string } = {},
    ): Promise<Answer> {
      const path = `/integration/v1/ingest/file/${type}/status/${activityId}${query}`;
      return answerOf(await fetch(api.baseUrl + path, { headers: auth }));
    },
    async native(path: string, init: RequestInit = {}): Promise<Answer> {
      return answerOf(
        await fetch(`${api.baseUrl}/api/v1/activities/${path}`, {
          ...init,
          headers: { ...auth, ...(init.headers as Record<string, string>) },
        }),
      );
    },
  };
}

export function triggerBody(s3FileUrl: string, type: TemplateType = 'sales', facts: object = {}) {
  return {
    userInputArgs: { templateId: TEMPLATE_ID[type] },
    fileInfo: { s3FileUrl, userFileName: 'sales april.csv' },
    ...facts,
  };
}

export function refOf(url: string): UploadRef {
  const ref = uploadRefOf(new URL(url).pathname);
  if (ref === undefined) throw new Error(`no upload in ${url}`);
  return ref;
}

/** What the gateway does at the end of a PUT. */
export async function land(api: Api, url: string): Promise<void> {
  const landing = await api.database.uploads.land({
    ...refOf(url),
    putId: randomBytes(16).toString('hex'),
    bytes: 100,
    sha256: 'a'.repeat(64),
    at: api.state.now,
  });
  if (landing.outcome !== 'landed') throw new Error(landing.outcome);
}

export const COMPLETED: ActivityResult = {
  state: 'completed',
  stats: [{ gstin: '29AABCT1332L1ZX', totalDocumentCount: 2, validRows: 3, invalidRows: 0 }],
  errors: [],
  ruleCounts: {},
  fileWarnings: [],
  warningCount: 0,
  errorDownloadId: null,
  warningDownloadId: null,
};

/** What a worker does: the oldest waiting activity is claimed. */
export async function claim(api: Api) {
  const job = await api.database.activities.claim({
    now: api.state.now,
    leaseMs: 60_000,
    maxAttempts: 3,
    maxLostAttempts: 9,
  });
  if (job === undefined) throw new Error('nothing to claim');
  return job;
}

export async function settle(api: Api, result: ActivityResult): Promise<string> {
  const { activity, fence } = await claim(api);
  const { activityId } = activity;
  const done = await api.database.activities.settle({ activityId, fence, at: api.state.now, result });
  if (!done) throw new Error('the fence was lost');
  return activityId;
}
