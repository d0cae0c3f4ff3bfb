import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { AuditAction } from '../../accounts/audit.ts';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { Permission } from '../../accounts/permission.ts';
import type { ActivityView } from '../../contract/native.ts';
import { AppError } from '../../errors.ts';
import type { Activity, ActivityResult } from '../../ingestion/activity.ts';
import { createFindingReader } from '../../ingestion/findings.ts';
import type { ActivityStore, DocumentStore } from '../../ingestion/ports.ts';
import { readDocuments } from '../../ingestion/readDocuments.ts';
import type { Log } from '../../log.ts';
import { DOWNLOAD_PART } from '../../uploads/downloadKey.ts';
import type { Clock } from '../../uploads/pace.ts';
import type { Download, DownloadStore, ObjectStore } from '../../uploads/ports.ts';
import { admit, holderOf } from '../admit.ts';
import { anyTokenHashOf } from '../authToken.ts';
import { downloadHeaders } from '../downloadHeaders.ts';
import { onlyMethods } from '../onlyMethods.ts';
import { activityView } from './activityView.ts';
import { createWorkbookSender } from './errorWorkbook.ts';
import { findingCalls } from './findings.ts';

const ROUTE = '/api/v1/activities/:activityId';

export interface ActivityDeps {
  readonly authenticate: Authenticate;
  readonly activities: Pick<ActivityStore, 'find' | 'cancel' | 'discard' | 'settledSequences'>;
  readonly documents: Pick<DocumentStore, 'read' | 'versions'>;
  readonly downloads: Pick<DownloadStore, 'find'>;
  readonly objects: Pick<ObjectStore, 'read'>;
  readonly now: () => number;
  readonly log: Log;
  readonly clock: Clock;
}

type DownloadRef = Pick<Download, 'workspaceId' | 'downloadId'>;
type Handler = (activity: Activity, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Our own calls about activities, in problem+json: what Clear's status has no room for. */
export function registerActivities(app: FastifyInstance, deps: ActivityDeps): void {
  const route = (method: 'GET' | 'POST', path: string, needed: Permission, handle: Handler): void => {
    app.route({
      method,
      url: ROUTE + path,
      onRequest: admit(deps.authenticate, needed, anyTokenHashOf),
      handler: onActivity(deps, handle),
    });
    onlyMethods(app, ROUTE + path, [method]);
  };
  route('GET', '', 'invoice.read', (activity) => viewOf(deps, activity));
  route('GET', '/documents.ndjson', 'invoice.read', async (activity, request, reply) =>
    sendDocuments(deps, { activity, request, reply }),
  );
  route('GET', '/errors.csv', 'invoice.read', (activity, _request, reply) =>
    sendDownload(deps, reply, downloadOf(activity, 'errorDownloadId', 'no row was refused')),
  );
  const sendWorkbook = createWorkbookSender(deps);
  route('GET', '/errors.xlsx', 'invoice.read', async (activity, request, reply) => {
    const errors = await findDownload(deps, downloadOf(activity, 'errorDownloadId', 'no row was refused'));
    const [marks, warnings] = await Promise.all(
      [activity.result?.markDownloadId, activity.result?.warningDownloadId].map((id) =>
        deps.downloads.find(activity.workspaceId, id ?? ''),
      ),
    );
    return sendWorkbook(activity, { errors, marks, warnings }, { request, reply });
  });
  route('GET', '/warnings.csv', 'invoice.read', (activity, _request, reply) =>
    sendDownload(deps, reply, downloadOf(activity, 'warningDownloadId', 'nothing was warned about')),
  );
  const findings = findingCalls({
    reader: createFindingReader(deps.objects),
    download: (workspaceId, downloadId) => findDownload(deps, { workspaceId, downloadId }),
  });
  route('GET', '/errors/groups', 'invoice.read', findings.errorGroups);
  route('GET', '/errors', 'invoice.read', findings.errorRows);
  route('GET', '/warnings/groups', 'invoice.read', findings.warningGroups);
  route('GET', '/warnings', 'invoice.read', findings.warningRows);
  route('POST', '/cancel', 'invoice.create', (activity, request) => cancel(deps, activity, request));
  route('POST', '/discard', 'invoice.create', (activity, request) => discard(deps, activity, request));
}

/** Another workspace's activity is answered as one that nobody has. */
function onActivity(deps: ActivityDeps, handle: Handler): RouteHandlerMethod {
  return async (request, reply) => {
    const { workspaceId } = holderOf(request);
    const { activityId } = request.params as { activityId: string };
    const activity = await deps.activities.find(workspaceId, activityId.toLowerCase());
    if (activity === undefined) throw unknown();
    request.facts = { workspaceId, activityId: activity.activityId, uploadId: activity.uploadId };
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    return handle(activity, request, reply);
  };
}

async function viewOf(deps: ActivityDeps, activity: Activity): Promise<ActivityView> {
  const isLeft = async (downloadId: string | null | undefined) =>
    Boolean(downloadId) && (await deps.downloads.find(activity.workspaceId, downloadId ?? '')) !== undefined;
  const left = {
    errors: await isLeft(activity.result?.errorDownloadId),
    warnings: await isLeft(activity.result?.warningDownloadId),
  };
  return activityView(activity, { now: deps.now(), left });
}

async function cancel(
  deps: ActivityDeps,
  activity: Activity,
  request: FastifyRequest,
): Promise<ActivityView> {
  const { workspaceId, activityId } = activity;
  const audit = auditOf(deps, request, { action: 'activity.cancelled', subject: activityId });
  await deps.activities.cancel(workspaceId, activityId, audit);
  const now = await stillThere(deps, activity);
  if (now.state === 'discarded') return viewOf(deps, now);
  throw new AppError(
    'conflict',
    'This activity has ended: there is nothing to cancel. To undo what it brought in, POST …/discard.',
  );
}

async function discard(
  deps: ActivityDeps,
  activity: Activity,
  request: FastifyRequest,
): Promise<ActivityView> {
  const { workspaceId, activityId } = activity;
  const audit = auditOf(deps, request, { action: 'activity.discarded', subject: activityId });
  if (await deps.activities.discard(workspaceId, activityId, audit)) {
    return viewOf(deps, await stillThere(deps, activity));
  }
  throw new AppError('conflict', 'This activity has not ended yet. To stop it, POST …/cancel.');
}

async function stillThere(deps: ActivityDeps, { workspaceId, activityId }: Activity): Promise<Activity> {
  const activity = await deps.activities.find(workspaceId, activityId);
  if (activity === undefined) throw unknown();
  return activity;
}

function auditOf(
  { now }: ActivityDeps,
  request: FastifyRequest,
  what: { readonly action: AuditAction; readonly subject: string },
) {
  const { workspaceId, userId } = holderOf(request);
  return { at: now(), workspaceId, actor: userId, detail: {}, ...what };
}

function sendDocuments(
  deps: ActivityDeps,
  { activity, request, reply }: { activity: Activity; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const { workspaceId, activityId, attempt, settledSequence } = activity;
  if (activity.state !== 'completed' || settledSequence === null) {
    throw new AppError('conflict', NO_DOCUMENTS[activity.state] ?? 'This activity has no documents.');
  }
  const pages = readDocuments(deps, { workspaceId, activityId, attempt, settledSequence });
  const lines = Readable.from(linesOf(pages), { objectMode: false });
  // Fastify ends the connection, which tells the caller that the rest is missing, and tells nobody here why.
  lines.on('error', (error) =>
    deps.log.error({ requestId: request.id, route: request.routeOptions.url, error }, 'documents broke off'),
  );
  return reply.header('content-type', 'application/x-ndjson').send(lines);
}

const NO_DOCUMENTS: Readonly<Partial<Record<Activity['state'], string>>> = {
  queued: 'This activity waits: its documents can be read once it is completed.',
  running: 'This activity still runs: its documents can be read once it is completed.',
  refused: 'The file of this activity was refused as a whole: there are no documents.',
  failed: 'This activity failed: there are no documents.',
  discarded: 'This activity was discarded: its documents do not count any more.',
};

async function* linesOf(pages: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((each) => `${JSON.stringify(each)}\n`).join('');
}

async function sendDownload(
  deps: ActivityDeps,
  reply: FastifyReply,
  wanted: DownloadRef,
): Promise<FastifyReply> {
  const download = await findDownload(deps, wanted);
  const bytes = await deps.objects.read({ owner: download.downloadId, part: DOWNLOAD_PART });
  if (bytes === undefined) throw new Error('a download has a record and no file');
  return reply
    .headers({ ...downloadHeaders(download), 'accept-ranges': 'none', 'content-length': download.bytes })
    .send(bytes);
}

async function findDownload(
  { downloads }: ActivityDeps,
  { workspaceId, downloadId }: DownloadRef,
): Promise<Download> {
  const download = await downloads.find(workspaceId, downloadId);
  if (download !== undefined) return download;
  throw new AppError(
    'not_found',
    'This file was removed because its time had passed. To have it again, send the register again.',
  );
}

function downloadOf(
  activity: Activity,
  which: keyof Pick<ActivityResult, 'errorDownloadId' | 'warningDownloadId'>,
  otherwise: string,
): DownloadRef {
  const id = activity.state === 'completed' ? activity.result?.[which] : null;
  if (id) return { workspaceId: activity.workspaceId, downloadId: id };
  throw new AppError(
    'not_found',
    activity.state === 'completed'
      ? `This activity has no such file: ${otherwise}.`
      : 'This activity has no such file: only a completed one may have.',
  );
}

function unknown(): AppError {
  return new AppError('not_found', 'Your workspace has no such activity.');
}
