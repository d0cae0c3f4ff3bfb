import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { openDatabase } from '../../src/db/open.ts';
import { openDiskStore } from '../../src/objects/disk.ts';
import { sweep } from '../../src/uploads/sweep.ts';
import { type Outcome, putFile, uploadIdOf } from './calls.ts';
import type { Proof } from './prove.ts';

/** One PUT as its sender knows it; order is the sender's own count of begins and ends. */
interface SentPut {
  readonly sha256: string;
  readonly begun: number;
  ended: number;
  answer: number | 'lost' | 'running';
}

/** The client's own log of answers, and the comparison with what disk and database hold: I1, I2, I6, I7. */
export interface Ledger {
  /** Sends one PUT and writes down what came of it. */
  put(url: string, body: Buffer | readonly Buffer[]): Promise<Outcome>;
  /** Compares every upload of the ledger with the installation; the server may run. @param uploads those of another database */
  reconcile(dataDir: string, uploads?: ReadonlyMap<string, UploadRow>): void;
  /**
   * From now on no answer counts: with the power off none could have come. A disk that is cut off leaves the server
   * running, and the kernel may still report the success of an fsync that was under way.
   */
  powerOff(): void;
  powerOn(): void;
  /** Starts a new page for another installation; the figures go on. */
  forget(): void;
  readonly figures: {
    urls: number;
    answered: number;
    lostAnswers: number;
    refused: number;
    /** PUTs received whole whose answer was cut off or was a 5xx, found as the object. */
    unansweredObjects: number;
  };
}

export function createLedger(proof: Pick<Proof, 'violation'>): Ledger {
  const sent = new Map<string, SentPut[]>();
  const figures = { urls: 0, answered: 0, lostAnswers: 0, refused: 0, unansweredObjects: 0 };
  /** Uploads whose URL may have come after the power went. */
  const doubtful = new Set<string>();
  let tick = 0;
  let isOff = false;

  return {
    figures,
    async put(url, body) {
      const id = uploadIdOf(url);
      const puts = sent.get(id) ?? [];
      if (puts.length === 0) figures.urls += 1;
      if (puts.length === 0 && isOff) doubtful.add(id);
      sent.set(id, puts);
      const put: SentPut = { sha256: sha256Of(body), begun: tick++, ended: Infinity, answer: 'running' };
      puts.push(put);
      const outcome = await putFile(url, body);
      put.ended = tick++;
      put.answer = outcome === 'lost' || isOff ? 'lost' : outcome.status;
      if (put.answer === 200) figures.answered += 1;
      else if (put.answer === 'lost') figures.lostAnswers += 1;
      else figures.refused += 1;
      return outcome;
    },
    forget: () => sent.clear(),
    powerOff() {
      isOff = true;
    },
    powerOn() {
      isOff = false;
    },
    reconcile(dataDir, rows = readUploads(dataDir)) {
      figures.unansweredObjects = 0;
      for (const [id, puts] of sent) {
        const row = rows.get(id);
        if (row === undefined) {
          if (!doubtful.has(id)) proof.violation(`upload ${id} was issued and has no row`);
          sent.delete(id);
          continue;
        }
        const whole = judge(id, puts, row, dataDir);
        if (whole.violation !== undefined) {
          proof.violation(whole.violation);
          sent.delete(id);
        }
        if (whole.unanswered) figures.unansweredObjects += 1;
      }
    },
  };
}

function judge(id: string, puts: readonly SentPut[], row: UploadRow, dataDir: string) {
  const answered = puts.filter(({ answer }) => answer === 200);
  const say = (violation: string) => ({ violation: `upload ${id}: ${violation}`, unanswered: false });
  if (row.state !== 'landed' && row.state !== 'pinned') {
    return answered.length > 0
      ? say(`${answered.length} PUTs were answered 200 and its state is ${row.state}`)
      : { violation: undefined, unanswered: false };
  }
  const file = join(dataDir, 'objects', id.slice(0, 2), id, row.current_put ?? '');
  if (!existsSync(file)) return say(`the row names the file ${row.current_put}, which is not there`);
  const bytes = readFileSync(file);
  const sha256 = sha256Of(bytes);
  if (sha256 !== row.sha256 || bytes.byteLength !== row.bytes) return say('half an object is visible');
  // The last answered, one that ran beside it, or one begun later: nobody answered 200 after it had ended.
  const allowed = puts.filter(
    (put) =>
      (put.answer === 200 || isUnknown(put)) &&
      !answered.some((other) => other !== put && other.begun > put.ended),
  );
  const object = allowed.find((put) => put.sha256 === sha256);
  if (object === undefined) return say('the object is neither the last answered PUT nor a later whole one');
  return { violation: undefined, unanswered: isUnknown(object) };
}

/** No answer, or one that says the server failed: as with S3's own 500, the PUT may have become the object, whole. */
function isUnknown({ answer }: SentPut): boolean {
  return answer === 'lost' || (typeof answer === 'number' && answer >= 500);
}

/** What is recorded of an upload. */
export interface UploadRow {
  readonly upload_id: string;
  readonly state: string;
  readonly current_put: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

export function readUploads(dataDir: string): Map<string, UploadRow> {
  return withDatabase(dataDir, (database) => {
    const rows = database.prepare('SELECT upload_id, state, current_put, bytes, sha256 FROM uploads').all();
    return new Map(rows.map((row) => [String(row['upload_id']), row as unknown as UploadRow]));
  });
}

/** Opens the control database beside the server, as an operator's tool would. */
export function withDatabase<T>(dataDir: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(dataDir, 'control.sqlite'), { timeout: 5_000 });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** Workspaces with a limit whose uses are not the uploads that they were issued. */
export const WRONG_QUOTAS = `
  SELECT q.workspace_id, q.used, count(u.upload_id) AS issued FROM quota_use q
  LEFT JOIN uploads u ON u.workspace_id = q.workspace_id AND u.issued_at >= q.window_start
  WHERE q.quota_limit IS NOT NULL GROUP BY q.workspace_id, q.used HAVING q.used <> count(u.upload_id)`;

/** I6: what the quota counted is what was issued; only where the workspace has a limit. */
export function reconcileQuota(dataDir: string, proof: Pick<Proof, 'violation'>): void {
  const wrong = withDatabase(dataDir, (database) => database.prepare(WRONG_QUOTAS).all());
  for (const row of wrong) proof.violation(`quota says ${row['used']} used, ${row['issued']} were issued`);
}

const TWO_HOURS_MS = 7_200_000;
const MONTH_MS = 30 * 86_400_000;

/**
 * I7, with the server stopped: runs the product's own sweep as it would run in two hours. Then no file may be left
 * but the objects. @returns how many files it removed
 */
export async function sweepAndCompare(dataDir: string, proof: Pick<Proof, 'violation'>): Promise<number> {
  const database = await openDatabase({
    file: join(dataDir, 'control.sqlite'),
    calendar: createCalendar('Asia/Kolkata'),
  });
  let removed = 0;
  try {
    const objects = await openDiskStore({ root: join(dataDir, 'objects'), reserveBytes: 0 });
    for (let more = true; more; ) {
      const summary = await sweep({
        ...database,
        objects,
        now: Date.now() + TWO_HOURS_MS,
        retentionMs: MONTH_MS,
      });
      removed += summary.filesRemoved;
      more = summary.more;
    }
  } finally {
    await database.close();
  }
  const objects = new Set(
    [...readUploads(dataDir).values()]
      .filter(({ state }) => state === 'landed')
      .map(({ upload_id, current_put }) => `${upload_id}/${current_put}`),
  );
  for (const name of listFiles(dataDir)) {
    if (!objects.has(name)) proof.violation(`the sweep leaves the file ${name}, which is no object`);
  }
  return removed;
}

/** `{owner}/{part}` of every file in the object store. */
export function listFiles(dataDir: string): string[] {
  return readdirSync(join(dataDir, 'objects'), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => `${entry.parentPath.split('/').at(-1)}/${entry.name}`);
}

export function sha256Of(body: Buffer | readonly Buffer[]): string {
  const sha256 = createHash('sha256');
  for (const part of Buffer.isBuffer(body) ? [body] : body) sha256.update(part);
  return sha256.digest('hex');
}
