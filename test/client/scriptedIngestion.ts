import type { ServerResponse } from 'node:http';
import type { ActivityProgress, ActivityView, StatusAnswer } from '../../src/client/index.ts';
import { type Handler, type ScriptedClear, SIGNATURE, sendJson } from './scriptedClear.ts';

export const ACTIVITY_ID = '66f1a2b3c4d5e6f708192a3b';
export const ERROR_FILE =
  '\uFEFF"No. of Errors","Error Message","Document Number"\r\n"1","बिल संख्या is missing","INV-1"\r\n';

/** What the next calls are answered with, the last one again and again. */
export interface IngestionScript {
  readonly trigger?: Handler;
  /** Live looks, first come first; absent on a server that is Clear's own. */
  readonly views?: (ActivityView | Handler)[];
  readonly statuses: (StatusAnswer | Handler)[];
  /** Answers to anything else of our own API, by method and the path behind the activity. */
  readonly more?: Readonly<Record<string, Handler>>;
}

export function viewOf(
  {
    links,
    ...change
  }: Partial<Omit<ActivityView, 'links'>> & { links?: Partial<ActivityView['links']> } = {},
  progress: Partial<ActivityProgress> = {},
): ActivityView {
  return {
    activityId: ACTIVITY_ID,
    templateType: 'sales',
    status: 'ACTIVITY_QUEUED',
    state: 'checking',
    userFileName: 'sales.csv',
    externalId: null,
    user: { userId: 'u-1', name: 'Asha' },
    fileContentType: 'CSV',
    bytes: 1000,
    corrects: null,
    correctedBy: [],
    createdAt: '2026-05-01T10:00:00.000Z',
    startedAt: null,
    endedAt: null,
    attempt: 1,
    progress: {
      phase: 'judging',
      bytesDone: 500,
      bytesTotal: 1000,
      rowsRead: 123_456,
      rowsPerSecond: 5000,
      etaSeconds: 12,
      ...progress,
    },
    processingStats: null,
    errors: [],
    ruleCounts: {},
    fileWarnings: [],
    warningCount: 0,
    links: { documents: null, errors: null, errorsWorkbook: null, warnings: null, ...links },
    filesExpired: false,
    ...change,
  };
}

export function statusOf(status: StatusAnswer['status'], change: Partial<StatusAnswer> = {}): StatusAnswer {
  return {
    activityId: ACTIVITY_ID,
    externalId: null,
    status,
    processingStats: null,
    fileError: null,
    errors: [],
    ...change,
  };
}

/** Completed: 123,450 rows taken, and with `invalidRows` an error file at the same server. */
export function completed(clear: ScriptedClear, invalidRows = 0): StatusAnswer {
  return statusOf('ACTIVITY_COMPLETED', {
    processingStats: [
      { gstin: '27AAPFU0939F1ZV', totalDocumentCount: 41_000, validRows: 123_450, invalidRows },
    ],
    fileError:
      invalidRows === 0
        ? null
        : {
            inputFileName: 'sales.csv',
            status: 'DATA_VALIDATION_ERROR',
            errorFileUrl: `${clear.baseUrl}/v1/ap-south-1/bucket/errors.csv?X-Amz-Signature=${SIGNATURE}`,
          },
  });
}

export function playIngestion(clear: ScriptedClear, script: IngestionScript): void {
  const notFound = clear.onCall;
  const next = <T>(list: T[]): T | undefined => (list.length > 1 ? list.shift() : list[0]);
  const play = (found: object | Handler | undefined, respond: Parameters<Handler>) => {
    if (typeof found === 'function') return (found as Handler)(...respond);
    if (found === undefined) return notFound(...respond);
    sendJson(respond[1], 200, found);
  };
  clear.onCall = (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const native = `/api/v1/activities/${ACTIVITY_ID}`;
    if (request.method === 'POST' && path.startsWith('/integration/v1/ingest/file/')) {
      return (script.trigger ?? triggered)(request, response);
    }
    if (path.includes('/status/')) return play(next(script.statuses), [request, response]);
    if (path === '/v1/ap-south-1/bucket/errors.csv') return sendErrorFile(response);
    if (path === native) return play(next(script.views ?? []), [request, response]);
    return play(script.more?.[`${request.method} ${path.slice(native.length)}`], [request, response]);
  };
}

const triggered: Handler = (_request, response) =>
  sendJson(response, 201, {
    activityId: ACTIVITY_ID,
    externalId: null,
    status: 'ACTIVITY_CREATED',
    errors: [],
  });

function sendErrorFile(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(ERROR_FILE);
}
