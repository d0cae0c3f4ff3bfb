import { openAsBlob } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Clear's calls as a client makes them. */
export interface Caller {
  readonly baseUrl: string;
  readonly token: string;
}

export type TemplateType = 'sales' | 'purchase';

export interface FinalStatus {
  readonly status: string;
  readonly processingStats:
    | readonly { gstin: string; totalDocumentCount: number; validRows: number; invalidRows: number }[]
    | null;
  readonly fileError: { readonly errorFileUrl: string } | null;
  readonly errors: readonly unknown[];
}

export const TEMPLATE_ID = { sales: '618a5623836651c01c1498ad', purchase: '60e5613ff71f4a7aeca4336b' };
export const TENANT = { sales: 'GSTSALES', purchase: 'MAXITC' };
const CONTENT_TYPE = {
  CSV: 'application/vnd.ms-excel',
  XLS: 'application/vnd.ms-excel',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const POLL_MS = 100;

/** Once more where the server had just closed the idle connection that was to be used: every call here may be repeated. */
async function call(...request: Parameters<typeof fetch>): Promise<Response> {
  try {
    return await fetch(...request);
  } catch {
    return fetch(...request);
  }
}

/** Pre-sign and PUT; the URL that the trigger wants. */
export async function upload(
  caller: Caller,
  type: TemplateType,
  file: string | Uint8Array,
  format: keyof typeof CONTENT_TYPE = 'CSV',
): Promise<string> {
  const asked = await call(
    `${caller.baseUrl}/integration/v1/generatePreSign/${type}?fileName=register.${format.toLowerCase()}`,
    { headers: { 'x-cleartax-auth-token': caller.token, fileContentType: format } },
  );
  const { preSignedS3Url } = (await asked.json()) as { preSignedS3Url: string };
  const body = typeof file === 'string' ? await openAsBlob(file) : new Blob([new Uint8Array(file)]);
  const put = await call(preSignedS3Url, {
    method: 'PUT',
    body,
    headers: { 'content-type': CONTENT_TYPE[format] },
  });
  if (put.status !== 200) throw new Error(`PUT answered ${put.status}: ${await put.text()}`);
  return preSignedS3Url;
}

export async function trigger(caller: Caller, type: TemplateType, s3FileUrl: string): Promise<string> {
  const answer = await call(`${caller.baseUrl}/integration/v1/ingest/file/${type}`, {
    method: 'POST',
    headers: { 'x-cleartax-auth-token': caller.token, 'content-type': 'application/json' },
    body: JSON.stringify({
      userInputArgs: { gstins: [], templateId: TEMPLATE_ID[type] },
      fileInfo: { s3FileUrl, userFileName: 'register.csv' },
    }),
  });
  if (answer.status !== 201) throw new Error(`the trigger answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { activityId: string }).activityId;
}

export async function untilEnded(
  caller: Caller,
  type: TemplateType,
  activityId: string,
): Promise<FinalStatus> {
  for (;;) {
    const answer = await call(
      `${caller.baseUrl}/integration/v1/ingest/file/${type}/status/${activityId}?tenant=${TENANT[type]}`,
      { headers: { 'x-cleartax-auth-token': caller.token } },
    );
    const status = (await answer.json()) as FinalStatus;
    if (answer.status !== 200) throw new Error(`the status answered ${answer.status}`);
    if (!['ACTIVITY_CREATED', 'ACTIVITY_QUEUED'].includes(status.status)) return status;
    await pause(POLL_MS);
  }
}
