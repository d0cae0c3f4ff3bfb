import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Caller, type FinalStatus, trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { columnsOf } from '../../bench/registers/columns.ts';
import { generateRegister } from '../../bench/registers/generate.ts';
import { headerLine, lineOf } from '../../bench/registers/write.ts';
import { uploadIdOf } from './calls.ts';

/** What was answered for by a moment: nothing of it may be missing from a backup begun then. */
export interface Acknowledged {
  /** SHA-256 of what was sent and answered 200, by upload id. */
  readonly uploads: ReadonlyMap<string, string>;
  /** What clients were told of activities that had ended, by id. */
  readonly activities: ReadonlyMap<string, Told>;
}

export interface Told {
  readonly stats: FinalStatus['processingStats'];
  /** Lines of its documents' file. */
  readonly documents: number;
}

export interface DrillLoad {
  /** Resolves when so many activities have ended. */
  ended(count: number): Promise<void>;
  acknowledged(): Acknowledged;
  stop(): Promise<void>;
}

const LINES = 300;

/** Uploads without an end, and registers that are sent, triggered and waited for, until `stop`. */
export function startDrillLoad(
  caller: Caller,
  { uploaders, ingesters }: { readonly uploaders: number; readonly ingesters: number },
): DrillLoad {
  const uploads = new Map<string, string>();
  const activities = new Map<string, Told>();
  let [stopped, seed] = [false, 0];

  async function send(bytes: Buffer): Promise<string> {
    const url = await upload(caller, 'sales', bytes);
    uploads.set(uploadIdOf(url), hash('sha256', bytes));
    return url;
  }

  async function uploading(): Promise<void> {
    for (let count = 0; !stopped; count += 1)
      await send(Buffer.from(`${count},`.repeat(1 + (count % 50_000))));
  }

  async function ingesting(): Promise<void> {
    while (!stopped) {
      seed += 1;
      const activityId = await trigger(caller, 'sales', await send(register(seed)));
      const { status, processingStats } = await untilEnded(caller, 'sales', activityId);
      if (status !== 'ACTIVITY_COMPLETED') throw new Error(`an activity ended as ${status}`);
      activities.set(activityId, {
        stats: processingStats,
        documents: await countDocuments(caller, activityId),
      });
    }
  }

  const running = [
    ...Array.from({ length: uploaders }, uploading),
    ...Array.from({ length: ingesters }, ingesting),
  ];
  const all = Promise.all(running);
  all.catch(() => undefined);
  return {
    async ended(count) {
      while (activities.size < count) await Promise.race([all, pause(50)]);
    },
    acknowledged: () => ({ uploads: new Map(uploads), activities: new Map(activities) }),
    async stop() {
      stopped = true;
      await all;
    },
  };
}

export async function countDocuments(caller: Caller, activityId: string): Promise<number> {
  const answer = await fetch(`${caller.baseUrl}/api/v1/activities/${activityId}/documents.ndjson`, {
    headers: { 'x-cleartax-auth-token': caller.token },
  });
  if (answer.status !== 200) throw new Error(`documents answered ${answer.status}`);
  return (await answer.text()).split('\n').filter((line) => line !== '').length;
}

/** Each with numbers of its own, so that no document takes the place of another. */
function register(seed: number): Buffer {
  const columns = columnsOf('sales', 'usual');
  const { rows } = generateRegister({
    register: 'sales',
    lines: LINES,
    seed,
    plantOneIn: 50,
    firstDocument: 1 + seed * LINES,
  });
  const text = [headerLine(columns)];
  for (const { cells } of rows()) text.push(lineOf(cells, columns));
  return Buffer.from(text.join(''));
}

/** I1 and I4 of what was acknowledged, at a server on the restored data. What is wrong, one line each. */
export async function missingFrom(
  caller: Caller,
  acknowledged: Acknowledged,
  bytesOf: (uploadId: string) => Promise<Buffer | undefined>,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const [uploadId, sha256] of acknowledged.uploads) {
    const bytes = await bytesOf(uploadId);
    if (bytes === undefined || hash('sha256', bytes) !== sha256) wrong.push(`I1: upload ${uploadId}`);
  }
  for (const [activityId, told] of acknowledged.activities) {
    const { processingStats } = await untilEnded(caller, 'sales', activityId);
    const documents = await countDocuments(caller, activityId);
    if (JSON.stringify(processingStats) !== JSON.stringify(told.stats) || documents !== told.documents) {
      wrong.push(`I4: activity ${activityId}: ${documents} documents instead of ${told.documents}`);
    }
  }
  return wrong;
}
