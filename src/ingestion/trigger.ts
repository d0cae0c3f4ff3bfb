import { objectKey, uploadRefOf } from '../uploads/objectKey.ts';
import type { TemplateType, UploadRef } from '../uploads/upload.ts';
import type { ActivityStore, TriggerOutcome } from './ports.ts';

/** What a caller asks for, parsed; who asks has been admitted. */
export interface TriggerRequest {
  readonly workspaceId: string;
  readonly userId: string;
  readonly templateType: TemplateType;
  /** The URL that was pre-signed, with its query or without. */
  readonly s3FileUrl: string;
  readonly externalId: string | null;
  readonly templateId: string;
  readonly onlyGstins: readonly string[];
  readonly userFileName: string;
}

export interface TriggerPorts {
  readonly activities: Pick<ActivityStore, 'trigger'>;
  /** What every URL that we sign begins with: `{PUBLIC_URL}/v1/{region}/{bucket}/`. */
  readonly urlPrefix: string;
  /** 24 hex digits from a CSPRNG. */
  newActivityId(): string;
  /** Epoch milliseconds. */
  now(): number;
}

/** Begins the ingestion of an upload, once however often it is asked for. The URL is looked up and never fetched. */
export async function triggerIngestion(
  request: TriggerRequest,
  { activities, urlPrefix, newActivityId, now }: TriggerPorts,
): Promise<TriggerOutcome> {
  const { s3FileUrl, ...wanted } = request;
  const upload = uploadOfUrl(s3FileUrl, urlPrefix, request);
  if (upload === undefined) return { outcome: 'unknown' };
  return activities.trigger({ ...wanted, upload, activityId: newActivityId(), at: now() });
}

/**
 * Where the upload of a URL is recorded: only if it is one that we would sign for this caller, to the letter but for how
 * scheme, host and the scheme's own port may be written.
 */
export function uploadOfUrl(
  url: string,
  urlPrefix: string,
  caller: Pick<TriggerRequest, 'workspaceId' | 'templateType'>,
): UploadRef | undefined {
  const [place = ''] = url.split(/[?#]/, 1);
  const [ours, theirs] = [partsOf(urlPrefix), partsOf(place)];
  if (theirs.origin !== ours.origin || !theirs.path.startsWith(ours.path)) return undefined;
  const key = theirs.path.slice(ours.path.length);
  const ref = uploadRefOf(key);
  return ref !== undefined && objectKey({ ...caller, ...ref }) === key ? ref : undefined;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: ':80', https: ':443' };

/** Scheme and authority, comparable, and what follows as it stands; the origin of what is no such URL is empty. */
function partsOf(url: string): { readonly origin: string; readonly path: string } {
  const [, givenScheme = '', authority = '', path = ''] = /^([a-z]+):\/\/([^/]+)(\/.*)$/is.exec(url) ?? [];
  const scheme = givenScheme.toLowerCase();
  const port = DEFAULT_PORTS[scheme];
  if (port === undefined) return { origin: '', path };
  const host = authority.toLowerCase();
  return { origin: `${scheme}://${host.endsWith(port) ? host.slice(0, -port.length) : host}`, path };
}
