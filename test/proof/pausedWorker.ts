/**
 * F18: two worker processes take 1,000 activities of small files and some of large ones; one of them is stopped by SIGSTOP in the
 * middle of its work for two lease times, then goes on (SIGCONT) with what others have long taken over. Each activity has one
 * winner, and what the late one writes changes nothing: not the documents, not the reports, not the state.
 *
 *     node test/proof/pausedWorker.ts [--rounds 1] [--goal] [--seed N]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { WORKER_SETTINGS } from '../../src/worker/ports.ts';
import { startAnyPostgres } from '../db/postgresServer.ts';
import { untilEnded } from './calls.ts';
import { createLedger } from './ledger.ts';
import { readPostgresUploads, reconcilePostgres, untilCleaned, withPostgres } from './postgresReconcile.ts';
import { startPostgresSite, type WorkerProcess } from './postgresSite.ts';
import { prove } from './prove.ts';
import { checkAll, createRegisterClient, type Sent } from './registerLoad.ts';

const ACTIVITIES = 1_000;
const SMALL_LINES = 12;
const LARGE_LINES = 15_000;
/** One large file before so many small ones: it is what a worker is found working at. */
const LARGE_ONE_IN = 40;
const CLIENTS = 8;
const SLOTS = 3;
/** One worker alone holds one for each slot, and a small one more. */
const HELD_BY_BOTH = SLOTS + 2;

const ENDED =
  'SELECT activity_id, attempt, state, ended_at, result, settled_sequence FROM activities ORDER BY 1';
const HELD = "SELECT count(*) AS n FROM activities WHERE state = 'running'";

await prove({ name: 'pausedWorker', rounds: 1, goalRounds: 5 }, async (proof) => {
  const postgres = await startAnyPostgres();
  const url = await postgres.createDatabase();
  const env = { GST_INTAKE_WORKERS: String(SLOTS) };
  const site = await startPostgresSite({ url, directUrl: url, env });
  const ledger = createLedger(proof);
  const client = createRegisterClient({ target: site.target, ledger, proof, triggers: () => 1 });
  const all = async <T extends object>(sql: string) =>
    (await withPostgres(url, (one) => one.query<T>(sql))).rows;
  let [attempts, sentCount, takenOver, fencedOff] = [0, 0, 0, 0];

  for (let round = 1; round <= proof.rounds; round += 1) {
    const sent: Sent[] = [];
    let begun = 0;
    const sending = Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        while (begun < ACTIVITIES) {
          begun += 1;
          sent.push(await client.send(begun % LARGE_ONE_IN === 1 ? LARGE_LINES : SMALL_LINES));
        }
      }),
    );
    const [sleeper, awake] = [site.workers[round % 2], site.workers[(round + 1) % 2]];
    if (sleeper === undefined || awake === undefined) throw new Error('there are two workers');
    while (sent.length < 20 + proof.random.integer(200)) await pause(10);
    await stopAtWork(sleeper, {
      held: async () => Number((await all<{ n: string }>(HELD))[0]?.n),
      sendLarge: async () => {
        sent.push(await client.send(LARGE_LINES));
      },
    });
    const saidBefore = sleeper.stderr().length;
    await pause(2 * WORKER_SETTINGS.leaseMs);
    await sending;
    for (const { type, activityId } of sent) await untilEnded(site.target, type, activityId);
    const before = await all(ENDED);
    takenOver = before.filter((row) => 'attempt' in row && row.attempt !== '1').length;
    process.kill(sleeper.pid, 'SIGCONT');
    attempts += await checkAll(sent, site, proof);
    await untilCleaned(site.database, proof);
    // It goes on where it stood: its attempts end by themselves, each told that another one has passed it.
    fencedOff += await untilQuiet(() => sleeper.stderr().slice(saidBefore));
    const after = await all(ENDED);
    if (JSON.stringify(after) !== JSON.stringify(before)) proof.violation('what was ended has changed');
    for (const { pid } of site.workers) process.kill(pid, 0);
    sentCount += sent.length;
    ledger.reconcile(site.dataDir, await readPostgresUploads(url));
    proof.note(`round ${round}: ${sentCount} activities, ${takenOver} taken over, ${fencedOff} fenced off`);
  }
  if (takenOver === 0) proof.violation('nothing was taken over: nothing is proved');
  await untilCleaned(site.database, proof);
  await reconcilePostgres(url, site.dataDir, proof);
  await site.remove();
  await postgres.stop();
  return (
    `${sentCount} activities on 2 workers of ${SLOTS} slots, one stopped for ${(2 * WORKER_SETTINGS.leaseMs) / 1000} s ${proof.rounds} times; ` +
    `${takenOver} taken over, ${fencedOff} ended by the late worker without effect, ${attempts} attempts`
  );
});

/**
 * Both get more large files than they have slots for. What was held a moment ago may have ended when the signal comes: only
 * if so many are still held afterwards, the stopped one holds some of them.
 */
async function stopAtWork(
  { pid }: WorkerProcess,
  { held, sendLarge }: { readonly held: () => Promise<number>; readonly sendLarge: () => Promise<void> },
): Promise<void> {
  for (;;) {
    let sending = true;
    const burst = Promise.all(Array.from({ length: 2 * HELD_BY_BOTH }, sendLarge)).finally(() => {
      sending = false;
    });
    while (sending || (await held()) > 0) {
      await pause(10);
      if ((await held()) < HELD_BY_BOTH) continue;
      process.kill(pid, 'SIGSTOP');
      // What it had sent to PostgreSQL before comes to its end.
      await pause(500);
      if ((await held()) >= HELD_BY_BOTH) {
        await burst;
        return;
      }
      process.kill(pid, 'SIGCONT');
    }
    await burst;
  }
}

/** Until nothing more is said of attempts. @returns how many were told that they hold nothing any more */
async function untilQuiet(said: () => string): Promise<number> {
  let seen = -1;
  while (seen !== said().length) {
    seen = said().length;
    await pause(5_000);
  }
  return said().match(/"msg":"activity (taken over or cancelled|lost)"/g)?.length ?? 0;
}
