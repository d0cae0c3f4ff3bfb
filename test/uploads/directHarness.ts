import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { AuditEntry } from '../../src/accounts/audit.ts';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { openDatabase } from '../../src/db/open.ts';
import { triggerIngestion } from '../../src/ingestion/trigger.ts';
import { openS3Store } from '../../src/objects/s3.ts';
import { createClientKeys } from '../../src/objects/s3ClientKeys.ts';
import { connectS3, type S3Settings } from '../../src/objects/s3Connection.ts';
import { createDirectStore } from '../../src/objects/s3Direct.ts';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { bucketTarget } from '../../src/uploads/bucketTarget.ts';
import { SIGNED_CONTENT_TYPE } from '../../src/uploads/contentType.ts';
import type { DirectLanding } from '../../src/uploads/landDirect.ts';
import { objectKey } from '../../src/uploads/objectKey.ts';
import { sweep } from '../../src/uploads/sweep.ts';
import { createTurns } from '../../src/uploads/turns.ts';
import type { Upload } from '../../src/uploads/upload.ts';
import { startS3rver } from '../objects/s3rver.ts';
import { type Account, issue, NOON, openAccount } from '../suites/accountFixture.ts';

export const MAX_BYTES = 1_000;
export const RETENTION_MS = 30 * 86_400_000;
const TEMPLATE_ID = '618a5623836651c01c1498ad';

const PATIENCE = { connectMs: 2_000, idleMs: 2_000, answerMs: 2_000, attempts: 2 };

interface BucketUnderTest {
  readonly settings: S3Settings;
  stop(): Promise<void>;
}

export type Direct = Awaited<ReturnType<typeof startDirect>>;

/** Uploads whose URLs lead straight to a bucket of a server that others wrote, over a real SQLite file. */
export async function startDirect(startBucket: () => Promise<BucketUnderTest> = () => startS3rver('intake')) {
  const root = await mkdtemp(join(tmpdir(), 'gst-intake-direct-'));
  const server = await startBucket();
  const connection = await connectS3(server.settings, PATIENCE, { ...PATIENCE, attempts: 1 });
  const objects = openS3Store(connection, { scratchDirectory: root });
  const database = await openDatabase({
    file: join(root, 'control.sqlite'),
    calendar: createCalendar('Asia/Kolkata'),
  });
  await database.migrate();
  // That server knows no conditions: as if no PUT to a URL could come in any more.
  const bucket = createDirectStore(connection, () => NOON + 2 * 3_600_000);
  const place = { ...server.settings, publicEndpoint: null };
  const target = bucketTarget(place, server.settings.credentials ?? { accessKeyId: '', secretAccessKey: '' });
  const presign = createPresigner({ signingKeys: createSigningKeys() });
  const failures: unknown[] = [];
  const audit: AuditEntry[] = [];
  const accounts = {
    async appendAudit(entry: AuditEntry) {
      audit.push(entry);
      await database.accounts.appendAudit(entry);
    },
  };
  const outcomes: string[] = [];
  const landing: DirectLanding = {
    uploads: database.uploads,
    objects,
    bucket,
    accounts,
    maxBytes: MAX_BYTES,
    takeTurns: createTurns(),
    onOutcome: (outcome) => outcomes.push(outcome),
    newPutId: () => randomBytes(16).toString('hex'),
    now: () => NOON + 1,
  };

  return {
    database,
    objects,
    connection,
    landing,
    outcomes,
    clientKeys: createClientKeys(connection),
    failures,
    audit,
    openAccount: (options: Parameters<typeof openAccount>[1] = {}) => openAccount(database.accounts, options),
    issue: (account: Account, at = NOON) => issue(database, account, at),
    /** A client's PUT to the URL that was signed for it. @returns the status */
    async put(upload: Upload, body: string): Promise<number> {
      const contentType = SIGNED_CONTENT_TYPE[upload.fileContentType];
      const url = presign({
        method: 'PUT',
        origin: target.origin,
        path: target.keyPrefix + objectKey(upload),
        signedHeaders: { 'content-type': contentType },
        credentials: target.credentials,
        region: target.region,
        now: Date.now(),
        expiresInSeconds: 600,
      });
      const headers = { 'content-type': contentType };
      return (await fetch(url, { method: 'PUT', body, headers })).status;
    },
    trigger: (upload: Upload, facts: Partial<DirectLanding> = {}, caller: Partial<Upload> = {}) =>
      triggerIngestion(
        {
          workspaceId: upload.workspaceId,
          userId: upload.userId,
          templateType: upload.templateType,
          s3FileUrl: `${target.origin}${target.keyPrefix}${objectKey({ ...upload, ...caller })}?X-Amz-Signature=0`,
          externalId: null,
          templateId: TEMPLATE_ID,
          onlyGstins: [],
          userFileName: 'a.csv',
          corrects: null,
          ...caller,
        },
        {
          activities: database.activities,
          urlPrefixes: ['https://intake.example/v1/ap-south-1/uploads/', target.origin + target.keyPrefix],
          direct: { ...landing, ...facts },
          newActivityId: () => randomBytes(12).toString('hex'),
          now: () => NOON + 2,
        },
      ),
    async sweepAt(now: number, facts: Partial<DirectLanding> = {}) {
      const summary = await sweep({
        uploads: database.uploads,
        downloads: database.downloads,
        objects,
        accounts,
        direct: {
          landing: { ...landing, ...facts, now: () => now },
          uploads: database.uploads,
        },
        now,
        retentionMs: RETENTION_MS,
      });
      if (summary.failures.first !== null) failures.push(summary.failures.first.error);
      return summary;
    },
    /** What the upload's client's key holds. */
    async atKey(upload: Upload): Promise<number | undefined> {
      return (await bucket.look(objectKey(upload)))?.bytes;
    },
    async row(upload: Upload): Promise<Upload> {
      const found = await database.uploads.find(upload);
      if (found === undefined) throw new Error('the upload is recorded');
      return found;
    },
    /** The bytes that the row stands for. */
    async current(upload: Upload): Promise<string> {
      const { currentPut } = await this.row(upload);
      const stream = currentPut && (await objects.read({ owner: upload.uploadId, part: currentPut }));
      return stream ? String(await buffer(stream)) : '';
    },
    async parts(upload: Upload): Promise<string[]> {
      return (await objects.list(upload.uploadId)).map(({ part }) => part);
    },
    async stop() {
      await database.close();
      connection.close();
      await server.stop();
      await rm(root, { recursive: true });
    },
  };
}
