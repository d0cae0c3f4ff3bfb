/**
 * F17: SIGTERM to a server and its worker while 20 uploads and 5 ingestions run, another server and worker beside it: unready at
 * once, every upload ends with 200 or is told 503, ingestions are handed back and taken over, exit code 0 within 30 s; the same
 * with uploads that never end, with a second SIGTERM, and with kill -9 in the middle of it.
 *
 *     node test/proof/drain.ts [--rounds 4] [--goal] [--seed N]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startAnyPostgres } from '../db/postgresServer.ts';
import { call, forgetConnections, presign, statusOf } from './calls.ts';
import { type HeldUpload, startHeldUpload } from './heldUpload.ts';
import { createLedger } from './ledger.ts';
import { readPostgresUploads, reconcilePostgres, untilCleaned, withPostgres } from './postgresReconcile.ts';
import { startPostgresSite } from './postgresSite.ts';
import { type Proof, prove } from './prove.ts';
import { checkAll, createRegisterClient } from './registerLoad.ts';

const UPLOADS = 20;
const INGESTS = 5;
const LINES = 20_000;
const ENDS = ['patient', 'stuck', 'second', 'killed'] as const;
const EXIT_WITHIN_MS = 30_000;
const UNREADY_WITHIN_MS = 1_000;

await prove({ name: 'drain', rounds: 4, goalRounds: 20 }, async (proof) => {
  const postgres = await startAnyPostgres();
  const url = await postgres.createDatabase();
  const env = {
    GST_INTAKE_WORKERS: String(INGESTS),
    // They are held for as long as it takes.
    GST_INTAKE_MIN_UPLOAD_BYTES_PER_SECOND: '0',
  };
  const site = await startPostgresSite({ url, directUrl: url, servers: 1, workers: 0, args: [], env });
  const ledger = createLedger(proof);
  const client = createRegisterClient({ target: site.target, ledger, proof, triggers: () => 1 });
  const answers = { whole: 0, told: 0, cut: 0 };
  let handedBack = 0;
  let attempts = 0;
  let [slowestExitMs, slowestUnreadyMs] = [0, 0];

  for (let round = 1; round <= proof.rounds; round += 1) {
    const end = ENDS[(round - 1) % ENDS.length] ?? 'patient';
    const leaving = site.servers.at(-1);
    if (leaving === undefined) throw new Error('there is a server');
    const uploads = await Promise.all(
      Array.from({ length: UPLOADS }, (_, index) => startHeldUpload(site.target(), index)),
    );
    const sent = await Promise.all(Array.from({ length: INGESTS }, () => client.send(LINES)));
    while ((await countOf(url, "state = 'running'")) < INGESTS) await pause(20);

    // Its worker finds all five taken.
    const next = await site.startServer();
    const began = performance.now();
    const exit = leaving.stop('SIGTERM').then((code) => ({ code, ms: performance.now() - began }));
    while (statusOf(await call(`${leaving.baseUrl}/readyz`, { agent: false })) === 200) await pause(5);
    const unreadyMs = performance.now() - began;
    slowestUnreadyMs = Math.max(slowestUnreadyMs, unreadyMs);
    if (unreadyMs > UNREADY_WITHIN_MS) proof.violation(`${end}: unready after ${unreadyMs.toFixed(0)} ms`);
    forgetConnections();
    if ((await presign(site.target())).result !== 'CREATED')
      proof.violation('the other server does not answer');
    if (end === 'patient') for (const upload of uploads) upload.finish();
    if (end === 'second') leaving.process.kill('SIGTERM');
    if (end === 'killed') {
      await pause(proof.random.integer(2_000));
      leaving.process.kill('SIGKILL');
    }
    const { code, ms } = await exit;
    slowestExitMs = Math.max(slowestExitMs, ms);
    if (ms > EXIT_WITHIN_MS) proof.violation(`${end}: exit after ${ms.toFixed(0)} ms`);
    if (code !== 0 && (end === 'patient' || end === 'stuck')) proof.violation(`${end}: exit code ${code}`);
    await judge(proof, { end, uploads, url, answers });
    handedBack += await countOf(url, 'handed_back > 0 AND ended_at IS NULL');
    attempts += await checkAll(sent, site, proof);
    if (next.process.exitCode !== null) proof.violation('the other server ended');
    ledger.reconcile(site.dataDir, await readPostgresUploads(url));
    proof.note(`round ${round}, ${end}: exit ${code} after ${ms.toFixed(0)} ms, ${JSON.stringify(answers)}`);
  }
  await untilCleaned(site.database, proof);
  await reconcilePostgres(url, site.dataDir, proof);
  await site.remove();
  await postgres.stop();
  return (
    `${proof.rounds} times ${UPLOADS} uploads and ${INGESTS} ingestions: ${answers.whole} uploads ended with 200, ${answers.told} told 503, ` +
    `${answers.cut} cut off (second SIGTERM, kill -9 alone); ${handedBack} ingestions seen handed back, ${attempts} attempts for ` +
    `${proof.rounds * INGESTS}; unready after ${slowestUnreadyMs.toFixed(0)} ms at most, exit after ${slowestExitMs.toFixed(0)} ms`
  );
});

async function countOf(url: string, where: string): Promise<number> {
  const { rows } = await withPostgres(url, (client) =>
    client.query<{ n: string }>(`SELECT count(*) AS n FROM activities WHERE ${where}`),
  );
  return Number(rows[0]?.n);
}

/** What came of the uploads that were half there, and what is recorded of them. */
async function judge(
  proof: Proof,
  round: {
    readonly end: (typeof ENDS)[number];
    readonly uploads: readonly HeldUpload[];
    readonly url: string;
    readonly answers: { whole: number; told: number; cut: number };
  },
): Promise<void> {
  const { end, uploads, url, answers } = round;
  const rows = await readPostgresUploads(url);
  for (const { uploadId, sha256, ended } of uploads) {
    const answer = await ended;
    const row = rows.get(uploadId);
    if (answer === 200) answers.whole += 1;
    else if (answer === 503) answers.told += 1;
    else answers.cut += 1;
    const isFine = answer === 200 ? row?.sha256 === sha256 : row?.state === 'issued';
    if (!isFine) proof.violation(`${end}: answered ${answer} and the upload is ${row?.state}`);
    if (end === 'patient' && answer !== 200) proof.violation(`an upload that ended was answered ${answer}`);
    if (end === 'stuck' && answer !== 503)
      proof.violation(`an upload that did not end was answered ${answer}`);
  }
}
