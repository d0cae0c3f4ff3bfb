import { hash } from 'node:crypto';
import { type Caller, untilEnded } from '../../bench/clearCalls.ts';

/** What a client saw of an installation of an older version. */
export interface Facts {
  readonly token: string;
  readonly activities: Readonly<Record<string, Seen>>;
  /** SHA-256 by upload id. */
  readonly uploads: Readonly<Record<string, string>>;
  /** URL of an upload that landed and was not triggered, without its origin. */
  readonly landedPath: string;
}

/** Of one activity; what is downloaded, by its SHA-256. */
export interface Seen {
  readonly status: string;
  readonly processingStats: unknown;
  readonly errors: unknown;
  readonly documents: string;
  readonly errorFile: string;
}

export async function seen(caller: Caller, activityId: string): Promise<Seen> {
  const { status, processingStats, errors, fileError } = await untilEnded(caller, 'sales', activityId);
  const headers = { 'x-cleartax-auth-token': caller.token };
  const documents = await fetch(`${caller.baseUrl}/api/v1/activities/${activityId}/documents.ndjson`, {
    headers,
  });
  const errorFile = fileError === null ? undefined : await fetch(fileError.errorFileUrl);
  return {
    status,
    processingStats,
    errors,
    // Of a refused file there are none, and the refusal names its request.
    documents: documents.status === 200 ? hash('sha256', await documents.bytes()) : '',
    errorFile: errorFile === undefined ? '' : hash('sha256', await errorFile.bytes()),
  };
}
