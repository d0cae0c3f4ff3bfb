import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/db/open.ts';
import type { JudgedDocument } from '../../src/gst/verdict.ts';
import type { Activity } from '../../src/ingestion/activity.ts';
import type { FileJob, FileJudge, FileVerdict } from '../../src/ingestion/fileJudge.ts';
import { openDiskStore } from '../../src/objects/disk.ts';
import { DOWNLOAD_PART } from '../../src/uploads/downloadKey.ts';
import type { Download, ObjectStore } from '../../src/uploads/ports.ts';
import type { WorkerPorts, WorkerSettings } from '../../src/worker/ports.ts';
import { type Account, issue, NOON, openAccount } from '../suites/accountFixture.ts';
import { wantedOf } from '../suites/activityFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from '../suites/databaseUnderTest.ts';
import { document } from '../suites/documentStore.ts';

export const SETTINGS: WorkerSettings = {
  slots: 1,
  smallFileBytes: 0,
  leaseMs: 30_000,
  heartbeatMs: 10,
  pollMs: 5,
  pauseAfterErrorMs: 5,
  retryMs: 1_000,
  longestRetryMs: 3_000,
  maxAttempts: 3,
  maxLostAttempts: 50,
  outageMs: 86_400_000,
  cleanEveryMs: 1_000_000_000,
};

export const DOCUMENTS: readonly JudgedDocument[] = Array.from({ length: 5 }, (_, place) =>
  document({ number: `INV-${place}`, lineCount: 2 }),
);

export const VERDICT: FileVerdict = {
  outcome: 'judged',
  stats: [{ gstin: '29AABCT1332L1ZX', totalDocumentCount: 5, validRows: 10, invalidRows: 1 }],
  ruleCounts: { G03: 1 },
  fileWarnings: ['read as Windows-1252'],
  findings: [],
  refusedRows: 1,
  warningCount: 2,
};

/** Judges any file alike: reads it, gives five documents in two batches, an error file and a list of warnings. */
export async function judgeScript({ input, ...job }: FileJob): Promise<FileVerdict> {
  job.onProgress({ phase: 'judging', bytesDone: 1, bytesTotal: input.bytes, rowsRead: 3 });
  await job.onDocuments(DOCUMENTS.slice(0, 3));
  await job.onDocuments(DOCUMENTS.slice(3));
  await job.onErrorFile(Buffer.from('"1","wrong"\r\n'));
  await job.onErrorFile(Buffer.from('"0","held back"\r\n'));
  await job.onMarkFile(Buffer.from('1\t\t0:G03\n'));
  await job.onWarningFile(Buffer.from('"odd"\r\n'));
  job.signal.throwIfAborted();
  return VERDICT;
}

/** A judge that waits until it is told to end, or until its signal does. */
export function held(): FileJudge & { readonly began: Promise<FileJob>; goOn(): void } {
  const began = Promise.withResolvers<FileJob>();
  const going = Promise.withResolvers<void>();
  return {
    began: began.promise,
    goOn: () => going.resolve(),
    async judge(job) {
      began.resolve(job);
      await Promise.race([going.promise, aborted(job.signal)]);
      return judgeScript(job);
    },
    async close() {},
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

export interface Bench {
  readonly underTest: DatabaseUnderTest;
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly clock: { now: number };
  readonly logged: { readonly message: string; readonly error?: unknown }[];
  /** What a worker gets; each call on a handle of its own where one is given. */
  ports(judge: FileJudge['judge'], database?: Database): WorkerPorts;
  trigger(account?: Account): Promise<Activity>;
  find(activity: Activity): Promise<Activity>;
  /** Resolves when `look` finds something. */
  until<T>(look: () => Promise<T | undefined | false>): Promise<T>;
  dispose(): Promise<void>;
}

export async function openBench(make: MakeDatabase): Promise<Bench> {
  const root = mkdtempSync(join(tmpdir(), 'gst-intake-worker-'));
  const underTest = await make();
  const database = await underTest.open();
  const objects = await openDiskStore({ root, reserveBytes: 0 });
  const clock = { now: NOON };
  const logged: { message: string; error?: unknown }[] = [];
  const log = (fields: { readonly error?: unknown }, message: string) =>
    void logged.push({ message, error: fields.error });

  return {
    underTest,
    database,
    objects,
    clock,
    logged,
    ports: (judge, handle = database) => ({
      activities: handle.activities,
      documents: handle.documents,
      downloads: handle.downloads,
      objects,
      judge: { judge, close: async () => undefined },
      log: { info: log, warn: log, error: log },
      now: () => clock.now,
      random: () => 0,
      today: () => '2026-04-10',
    }),
    async trigger(given) {
      const account = given ?? (await openAccount(database.accounts));
      const upload = await issue(database, account, NOON);
      const putId = randomBytes(8).toString('hex');
      const writer = await objects.begin({ owner: upload.uploadId, part: putId });
      await writer.write(Buffer.from('a register'));
      await writer.commit();
      const { issuedAt, uploadId } = upload;
      const sha256 = hash('sha256', 'a register');
      await database.uploads.land({ issuedAt, uploadId, putId, bytes: 10, sha256, at: NOON });
      const outcome = await database.activities.trigger(wantedOf(upload, { at: clock.now }));
      if (outcome.outcome !== 'created') throw new Error(`the trigger answered ${outcome.outcome}`);
      return outcome.activity;
    },
    async find({ workspaceId, activityId }) {
      const found = await database.activities.find(workspaceId, activityId);
      if (found === undefined) throw new Error('the activity is there');
      return found;
    },
    async until(look) {
      for (;;) {
        const found = await look();
        if (found !== undefined && found !== false) return found;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async dispose() {
      await underTest.dispose();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The text of a download, recorded and stored alike. */
export async function downloadText(
  { database, objects }: Bench,
  { workspaceId, downloadId }: Pick<Download, 'workspaceId' | 'downloadId'>,
): Promise<string> {
  const download = await database.downloads.find(workspaceId, downloadId);
  const stream = await objects.read({ owner: downloadId, part: DOWNLOAD_PART });
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  const text = Buffer.concat(chunks);
  if (download?.bytes !== text.length) throw new Error('the record and the file differ');
  return text.toString();
}
