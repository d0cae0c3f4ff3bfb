import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { StatusResponse, TriggerResponse } from '../../contract/clearIngestion.ts';
import type { ActivityStore } from '../../ingestion/ports.ts';
import { type TriggerPorts, triggerIngestion, uploadOfUrl } from '../../ingestion/trigger.ts';
import type { TemplateType } from '../../uploads/upload.ts';
import { admit, holderOf } from '../admit.ts';
import { tokenHashOf } from '../authToken.ts';
import { onlyMethods } from '../onlyMethods.ts';
import { activityUnknown, uploadRefused } from './ingestionRefusals.ts';
import { parseStatusRequest } from './statusRequest.ts';
import { type StatusFiles, statusResponse } from './statusResponse.ts';
import { CORRECTS_HEADER, type Correction, parseTrigger } from './triggerRequest.ts';

const TRIGGER_ROUTE = '/integration/v1/ingest/file/:templateType';
const STATUS_ROUTE = '/integration/v1/ingest/file/:templateType/status/:activityId';

const DAY_MS = 86_400_000;
const ACTIVITY_ID = /^[0-9a-f]{24}$/i;

export interface IngestionDeps extends StatusFiles {
  readonly authenticate: Authenticate;
  readonly trigger: TriggerPorts;
  /** Also true for Clear's sandbox numbers: whether those count is the workspace's setting, and judged with the file. */
  readonly isGstin: (text: string) => boolean;
  readonly activities: Pick<ActivityStore, 'find'>;
}

/** The trigger and the status: Clear's third and fourth call. */
export function registerIngestion(app: FastifyInstance, deps: IngestionDeps): void {
  registerTrigger(app, deps);
  registerStatus(app, deps);
}

function registerTrigger(app: FastifyInstance, deps: IngestionDeps): void {
  app.post<{ Params: { templateType: string }; Body: Buffer | undefined }>(
    TRIGGER_ROUTE,
    {
      config: { takesBody: true, traced: 'trigger' },
      onRequest: admit(deps.authenticate, 'invoice.create', tokenHashOf),
    },
    async (request, reply): Promise<TriggerResponse> => {
      const { workspaceId, userId } = holderOf(request);
      const uploadAt = (url: string, templateType: TemplateType) =>
        uploadOfUrl(url, deps.trigger.urlPrefixes, { workspaceId, templateType });
      const wanted = parseTrigger(request.params.templateType, request.body, {
        isGstin: deps.isGstin,
        isOurUrl: (url, templateType) => uploadAt(url, templateType) !== undefined,
        corrects: await correctionOf(request.headers, workspaceId, deps),
      });
      const outcome = await triggerIngestion({ ...wanted, workspaceId, userId }, deps.trigger);
      if (!('activity' in outcome)) {
        const upload = uploadAt(wanted.s3FileUrl, wanted.templateType);
        if (upload !== undefined && outcome.outcome !== 'unknown') {
          request.facts = { workspaceId, uploadId: upload.uploadId };
        }
        throw uploadRefused(outcome, wanted.templateType);
      }
      const { activityId, uploadId, externalId } = outcome.activity;
      request.facts = { workspaceId, uploadId, activityId };
      reply.code(201).header('cache-control', 'no-store');
      return { activityId, externalId, status: 'ACTIVITY_CREATED', errors: [] };
    },
  );
  onlyMethods(app, TRIGGER_ROUTE, ['POST']);
}

/** A blank header is none. */
async function correctionOf(
  headers: IncomingHttpHeaders,
  workspaceId: string,
  { activities }: Pick<IngestionDeps, 'activities'>,
): Promise<Correction> {
  const given = String(headers[CORRECTS_HEADER] ?? '').trim();
  if (given === '') return { given: undefined, found: undefined };
  const found = ACTIVITY_ID.test(given) ? await activities.find(workspaceId, given.toLowerCase()) : undefined;
  return { given, found };
}

function registerStatus(app: FastifyInstance, deps: IngestionDeps): void {
  app.get<{ Params: { templateType: string; activityId: string } }>(
    STATUS_ROUTE,
    { onRequest: admit(deps.authenticate, 'invoice.read', tokenHashOf) },
    async (request, reply): Promise<StatusResponse> => {
      const { workspaceId, retentionDays } = holderOf(request);
      const { templateType, activityId } = parseStatusRequest(request.params, request.raw.url ?? '');
      const activity = await deps.activities.find(workspaceId, activityId);
      if (activity?.templateType !== templateType) throw activityUnknown(templateType);
      request.facts = { workspaceId, activityId, uploadId: activity.uploadId };
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      const retentionMs = retentionDays === null ? deps.retentionMs : retentionDays * DAY_MS;
      return statusResponse(activity, { ...deps, retentionMs });
    },
  );
  onlyMethods(app, STATUS_ROUTE, ['GET']);
}
