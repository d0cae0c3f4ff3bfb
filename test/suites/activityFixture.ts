import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/db/open.ts';
import type { Activity, ActivityResult } from '../../src/ingestion/activity.ts';
import type { ClaimQuery, WantedActivity } from '../../src/ingestion/ports.ts';
import type { Upload } from '../../src/uploads/upload.ts';
import { type Account, issue, NOON, openAccount, putTo } from './accountFixture.ts';

export const LEASE_MS = 30_000;

export function claimAt(now: number, facts: Partial<ClaimQuery> = {}): ClaimQuery {
  return { now, leaseMs: LEASE_MS, maxAttempts: 3, maxLostAttempts: 5, ...facts };
}

export function wantedOf(upload: Upload, facts: Partial<WantedActivity> = {}): WantedActivity {
  return {
    activityId: randomBytes(12).toString('hex'),
    workspaceId: upload.workspaceId,
    userId: upload.userId,
    templateType: upload.templateType,
    upload: { issuedAt: upload.issuedAt, uploadId: upload.uploadId },
    externalId: null,
    templateId: '618a5623836651c01c1498ad',
    onlyGstins: [],
    userFileName: 'sales april.xlsx',
    corrects: null,
    at: NOON,
    ...facts,
  };
}

export async function landedUpload(database: Database, account: Account): Promise<Upload> {
  const upload = await issue(database, account, NOON);
  await database.uploads.land(putTo(upload, NOON));
  const landed = await database.uploads.find(upload);
  if (landed === undefined) throw new Error('the upload landed');
  return landed;
}

/** A queued one, of a workspace of its own unless an account is given. */
export async function triggered(
  database: Database,
  options: { readonly account?: Account; readonly at?: number } = {},
): Promise<Activity> {
  const account = options.account ?? (await openAccount(database.accounts));
  const upload = await landedUpload(database, account);
  const outcome = await database.activities.trigger(wantedOf(upload, { at: options.at ?? NOON }));
  if (outcome.outcome !== 'created') throw new Error(`the trigger answered ${outcome.outcome}`);
  return outcome.activity;
}

export function completed(facts: Partial<ActivityResult> = {}): ActivityResult {
  return {
    state: 'completed',
    stats: [{ gstin: '29AABCT1332L1ZX', totalDocumentCount: 1, validRows: 2, invalidRows: 0 }],
    errors: [],
    ruleCounts: {},
    fileWarnings: [],
    warningCount: 0,
    errorDownloadId: null,
    warningDownloadId: null,
    ...facts,
  };
}
