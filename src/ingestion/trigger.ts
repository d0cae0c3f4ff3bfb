import { type DirectLanding, landDirect } from '../uploads/landDirect.ts';
import { objectKey, uploadRefOf } from '../uploads/objectKey.ts';
import type { ByteRoom } from '../uploads/ports.ts';
import { isUnreadable } from '../uploads/unreadable.ts';
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
  /** An activity that has ended, of the same workspace and register; or none. */
  readonly corrects: string | null;
}

export interface TriggerPorts {
  readonly activities: Pick<ActivityStore, 'trigger'>;
  /** What URLs that we sign begin with: `{PUBLIC_URL}/v1/{region}/{bucket}/`, and the bucket's own. */
  readonly urlPrefixes: readonly string[];
  /** Where URLs lead straight to the bucket. */
  readonly direct?: DirectLanding | undefined;
  /** 24 hex digits from a CSPRNG. */
  newActivityId(): string;
  /** Epoch milliseconds. */
  now(): number;
}

/** A file that went straight to the bucket and is larger than an upload may be, or than the workspace may land now. */
export type TooLarge =
  | { readonly outcome: 'tooLarge'; readonly bytes: number; readonly maxBytes: number }
  | { readonly outcome: 'overQuota'; readonly bytes: number; readonly room: ByteRoom };

/**
 * Begins the ingestion of an upload, once however often it is asked for. The URL is looked up and never fetched. What lies in the
 * bucket under a direct URL is taken in first, so that no later PUT changes what is ingested.
 */
export async function triggerIngestion(
  request: TriggerRequest,
  { activities, urlPrefixes, direct, newActivityId, now }: TriggerPorts,
): Promise<TriggerOutcome | TooLarge> {
  const { s3FileUrl, ...wanted } = request;
  const upload = uploadOfUrl(s3FileUrl, urlPrefixes, request);
  if (upload === undefined) return { outcome: 'unknown' };
  const landing = direct && (await landOwn(upload, request, direct));
  if (landing?.outcome === 'tooLarge') return { ...landing, maxBytes: direct?.maxBytes ?? 0 };
  if (landing?.outcome === 'overQuota') return landing;
  const outcome = await activities.trigger({ ...wanted, upload, activityId: newActivityId(), at: now() });
  if (outcome.outcome === 'closed' && landing?.outcome === 'landed') {
    // Revoked in between; what cannot be removed now is the sweep's.
    await direct?.objects.remove({ owner: upload.uploadId, part: landing.putId }).catch(() => undefined);
  }
  return outcome;
}

/** Nobody makes the bucket work for an upload that is not his. */
async function landOwn(
  ref: UploadRef,
  caller: Pick<TriggerRequest, 'workspaceId' | 'templateType'>,
  direct: DirectLanding,
) {
  const upload = await direct.uploads.find(ref);
  const isOwn = upload?.workspaceId === caller.workspaceId && upload.templateType === caller.templateType;
  if (!isOwn) return undefined;
  // What nobody can read is no file that landed.
  return landDirect(ref, direct).catch((error: unknown) => {
    if (!isUnreadable(error)) throw error;
    return undefined;
  });
}

/**
 * Where the upload of a URL is recorded: only if it is one that we would sign for this caller, to the letter but for how
 * scheme, host and the scheme's own port may be written.
 */
export function uploadOfUrl(
  url: string,
  urlPrefixes: readonly string[],
  caller: Pick<TriggerRequest, 'workspaceId' | 'templateType'>,
): UploadRef | undefined {
  const [place = ''] = url.split(/[?#]/, 1);
  const theirs = partsOf(place);
  for (const ours of urlPrefixes.map(partsOf)) {
    if (theirs.origin !== ours.origin || !theirs.path.startsWith(ours.path)) continue;
    const key = theirs.path.slice(ours.path.length);
    const ref = uploadRefOf(key);
    if (ref !== undefined && objectKey({ ...caller, ...ref }) === key) return ref;
  }
  return undefined;
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
