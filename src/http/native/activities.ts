import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditAction } from '../../accounts/audit.ts';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { Calendar } from '../../accounts/calendar.ts';
import type { ActivityView } from '../../contract/native.ts';
import { AppError } from '../../errors.ts';
import type { Activity } from '../../ingestion/activity.ts';
import type { ActivityLists } from '../../ingestion/activityLists.ts';
import { createFindingReader } from '../../ingestion/findings.ts';
import type { ActivityStore, DocumentStore } from '../../ingestion/ports.ts';
import type { Log } from '../../log.ts';
import type { Clock } from '../../uploads/pace.ts';
import type { DownloadStore, ObjectStore } from '../../uploads/ports.ts';
import { holderOf } from '../admit.ts';
import { createDiscardPreviewer } from './activityDiscard.ts';
import { registerActivityEvents } from './activityEvents.ts';
import { downloadOf, findDownload, sendDocuments, sendDownload } from './activityFiles.ts';
import { registerActivityList } from './activityList.ts';
import { type ActivityCall, type ActivityHandler, activityRoute, unknownActivity } from './activityRoute.ts';
import type { ActivityStreams } from './activityStreams.ts';
import { trailOf } from './activityTrail.ts';
import { viewsOf } from './activityView.ts';
import { createWorkbookSender } from './errorWorkbook.ts';
import { findingCalls } from './findings.ts';

export interface ActivityDeps {
  readonly authenticate: Authenticate;
  readonly activities: Pick<ActivityStore, 'find' | 'cancel' | 'discard' | 'settledSequences'>;
  readonly lists: ActivityLists;
  /** Open streams of events, also ended when the server is stopped. */
  readonly streams: ActivityStreams;
  readonly documents: Pick<DocumentStore, 'read' | 'versions'>;
  readonly downloads: Pick<DownloadStore, 'find'>;
  readonly objects: Pick<ObjectStore, 'read'>;
  /** Of the installation's time zone. */
  readonly calendar: Calendar;
  readonly now: () => number;
  readonly log: Log;
  readonly clock: Clock;
}

/** Our own calls about activities, in problem+json: what Clear's status has no room for. */
export function registerActivities(app: FastifyInstance, deps: ActivityDeps): void {
  const route = (path: string, ...calls: ActivityCall[]) => activityRoute(app, deps, { path, calls });
  registerActivityList(app, deps);
  registerActivityEvents(app, deps);
  route(
    '',
    read((activity) => viewOf(deps, activity)),
  );
  registerFiles(route, deps);
  registerFindings(route, deps);
  route(
    '/cancel',
    change((activity, request) => cancel(deps, activity, request)),
  );
  const previewDiscard = createDiscardPreviewer(deps);
  route(
    '/discard',
    read((activity, _request, reply) => previewDiscard(activity, reply)),
    change((activity, request) => discard(deps, activity, request)),
  );
  route(
    '/trail',
    read((activity) => trailOf(activity, deps)),
  );
}

function registerFiles(route: (path: string, call: ActivityCall) => void, deps: ActivityDeps): void {
  route(
    '/documents.ndjson',
    read(async (activity, request, reply) => sendDocuments(deps, { activity, request, reply })),
  );
  route(
    '/errors.csv',
    read((activity, _request, reply) =>
      sendDownload(deps, reply, downloadOf(activity, 'errorDownloadId', 'no row was refused')),
    ),
  );
  const sendWorkbook = createWorkbookSender(deps);
  route(
    '/errors.xlsx',
    read(async (activity, request, reply) => {
      const errors = await findDownload(deps, downloadOf(activity, 'errorDownloadId', 'no row was refused'));
      const [marks, warnings] = await Promise.all(
        [activity.result?.markDownloadId, activity.result?.warningDownloadId].map((id) =>
          deps.downloads.find(activity.workspaceId, id ?? ''),
        ),
      );
      return sendWorkbook(activity, { errors, marks, warnings }, { request, reply });
    }),
  );
  route(
    '/warnings.csv',
    read((activity, _request, reply) =>
      sendDownload(deps, reply, downloadOf(activity, 'warningDownloadId', 'nothing was warned about')),
    ),
  );
}

function registerFindings(route: (path: string, call: ActivityCall) => void, deps: ActivityDeps): void {
  const findings = findingCalls({
    reader: createFindingReader(deps.objects),
    download: (workspaceId, downloadId) => findDownload(deps, { workspaceId, downloadId }),
  });
  route('/errors/groups', read(findings.errorGroups));
  route('/errors', read(findings.errorRows));
  route('/warnings/groups', read(findings.warningGroups));
  route('/warnings', read(findings.warningRows));
}

function read(handle: ActivityHandler): ActivityCall {
  return { method: 'GET', needed: 'invoice.read', handle };
}

function change(handle: ActivityHandler): ActivityCall {
  return { method: 'POST', needed: 'invoice.create', handle };
}

async function viewOf(deps: ActivityDeps, activity: Activity): Promise<ActivityView> {
  const [view] = await viewsOf(deps, activity.workspaceId, [activity]);
  if (view === undefined) throw unknownActivity();
  return view;
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

/** As it is after a change, of which open streams need not wait to hear. */
async function stillThere(deps: ActivityDeps, { workspaceId, activityId }: Activity): Promise<Activity> {
  deps.streams.poke(workspaceId);
  const activity = await deps.activities.find(workspaceId, activityId);
  if (activity === undefined) throw unknownActivity();
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
