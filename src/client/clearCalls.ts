import type { ActivityStatus } from './activityTypes.ts';
import { callWithRetries } from './call.ts';
import type { Connection } from './connection.ts';
import type { StatusAnswer, StatusOptions, TriggerAnswer, TriggerOptions } from './ingestionTypes.ts';
import type { TemplateType } from './types.ts';

/** Clear's own templates: the same on every account, as its page on ingestion lists them. */
const SYSTEM_TEMPLATE: Readonly<Record<TemplateType, string>> = {
  sales: '618a5623836651c01c1498ad',
  purchase: '60e5613ff71f4a7aeca4336b',
};
const TENANT: Readonly<Record<TemplateType, string>> = { sales: 'GSTSALES', purchase: 'MAXITC' };
const ENDED: ReadonlySet<ActivityStatus> = new Set([
  'ACTIVITY_COMPLETED',
  'ACTIVITY_DISCARDED',
  'SYSTEM_FEEDBACK',
  'UNPLANNED_ERROR',
]);

/** Whether nothing more will happen to an activity by itself. A word that Clear does not document counts as under way. */
export function hasEnded(status: ActivityStatus): boolean {
  return ENDED.has(status);
}

export function trigger(connection: Connection, options: TriggerOptions): Promise<TriggerAnswer> {
  const { templateType, url, fileName, templateId, gstins, externalId, corrects } = options;
  return callWithRetries(connection, options, {
    method: 'POST',
    path: `/integration/v1/ingest/file/${encodeURIComponent(templateType)}`,
    headers: corrects === undefined ? {} : { 'x-gst-intake-corrects': corrects },
    body: {
      ...(externalId === undefined ? {} : { externalId }),
      userInputArgs: {
        ...(gstins === undefined ? {} : { gstins }),
        templateId: templateId ?? SYSTEM_TEMPLATE[templateType],
      },
      fileInfo: { s3FileUrl: url, userFileName: fileName },
    },
    what: 'a trigger answer',
    read(answer) {
      if (!isActivityId(answer['activityId'])) return undefined;
      const { externalId = null, errors } = answer as Partial<TriggerAnswer>;
      return { ...(answer as unknown as TriggerAnswer), externalId, errors: errors ?? [] };
    },
  });
}

export function status(connection: Connection, options: StatusOptions): Promise<StatusAnswer> {
  const { templateType, activityId } = options;
  const path =
    `/integration/v1/ingest/file/${encodeURIComponent(templateType)}/status/${encodeURIComponent(activityId)}` +
    `?tenant=${TENANT[templateType]}`;
  return callWithRetries(connection, options, {
    path,
    what: 'a status answer',
    read(answer) {
      if (!isActivityId(answer['activityId']) || typeof answer['status'] !== 'string') return undefined;
      const said = answer as Partial<StatusAnswer>;
      const { externalId = null, processingStats = null, fileError = null, errors } = said;
      return { ...(said as StatusAnswer), externalId, processingStats, fileError, errors: errors ?? [] };
    },
  });
}

function isActivityId(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
