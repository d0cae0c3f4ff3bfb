/**
 * R3, F4, F5: kill -9 of the server, its worker or a judging child at a random moment while it ingests a register. After
 * each: the activity reaches ACTIVITY_COMPLETED by itself with the counts that its register must come to, and its documents
 * are stored once each. At the end nothing is left of the attempts that died: no document, no key, no file.
 *
 *     node test/proof/killDuringIngest.ts [--postgres] [--rounds 10] [--goal] [--seed N]
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { writeRegister } from '../../bench/registers/write.ts';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { openDatabase } from '../../src/db/open.ts';
import { findOwnerless } from '../../src/db/recordedObjects.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { childrenOf } from '../acceptance/processes.ts';
import { startAnyPostgres } from '../db/postgresServer.ts';
import { checkIngested } from './checkIngested.ts';
import { reconcilePostgres, untilCleaned } from './postgresReconcile.ts';
import { type Proof, prove } from './prove.ts';

const LINES = 6_000;
const VICTIMS = ['server', 'worker', 'child'] as const;
const KEY = {
  GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'KILLPROOF00000000000',
  GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'a secret only for this proof, made of many characters',
};

await prove({ name: 'killDuringIngest', rounds: 10, goalRounds: 100, flags: ['postgres'] }, async (proof) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gst-intake-kill-ingest-'));
  const postgres = proof.flag('postgres') ? await startAnyPostgres() : undefined;
  const url = await postgres?.createDatabase();
  const env = url === undefined ? {} : { ...KEY, GST_INTAKE_DATABASE_URL: url };
  let server = await startInstallation({ dataDir, env });
  const { token } = server;
  const workspace = await server.admin<{ workspaceId: string }>(
    'admin',
    'workspace',
    'update',
    'default',
    '--gstins',
    OWN_GSTINS.join(','),
  );
  const database = await openDatabase({
    ...(url === undefined ? { file: join(dataDir, 'control.sqlite') } : { url }),
    calendar: createCalendar('Asia/Kolkata'),
  });
  const kills = { server: 0, worker: 0, child: 0, missed: 0 };
  let attempts = 0;
  let usualMs = 0;

  for (let round = 0; round <= proof.rounds; round += 1) {
    const file = join(dataDir, '..', `register-${process.pid}.csv`);
    const register = proof.random.integer(2) === 0 ? ('sales' as const) : ('purchase' as const);
    const facts = writeRegister(file, {
      register,
      lines: LINES,
      seed: round + 1,
      plantOneIn: 50,
      firstDocument: 1 + round * LINES,
      width: 'usual',
    });
    const caller = { baseUrl: server.baseUrl, token };
    const url = await upload(caller, register, file);
    await rm(file);
    const began = performance.now();
    const activityId = await trigger(caller, register, url);
    // The first goes through undisturbed: it tells how long one takes.
    if (round > 0) {
      const victim = VICTIMS[proof.random.integer(VICTIMS.length)] ?? 'server';
      await pause(proof.random.integer(Math.ceil(usualMs)));
      const wasKilled = await killOne(server, victim, proof);
      kills[wasKilled ? victim : 'missed'] += 1;
      if (victim === 'server') server = await startInstallation({ dataDir, env });
    }
    const status = await untilEnded({ baseUrl: server.baseUrl, token }, register, activityId);
    if (round === 0) usualMs = performance.now() - began;
    const { workspaceId } = workspace;
    attempts += await checkIngested({ workspaceId, activityId, status, facts }, database, proof);
    proof.progress(
      `round ${round}: ${JSON.stringify(kills)}, ${attempts} attempts, ${proof.violations()} violations`,
    );
  }
  const cleanedMs = await untilCleaned(database, proof);
  await server.stop();
  if (url === undefined) await checkNothingLeft(dataDir, proof);
  else await reconcilePostgres(url, dataDir, proof);
  await database.close();
  await postgres?.stop();
  await rm(dataDir, { recursive: true });
  return (
    `${proof.rounds} rounds of ${LINES} lines on ${url === undefined ? 'SQLite' : 'PostgreSQL'}; killed: server ${kills.server}, worker ${kills.worker}, child ${kills.child}, ` +
    `too late ${kills.missed}; ${attempts} attempts for ${proof.rounds + 1} activities; cleaned in ${cleanedMs.toFixed(0)} ms`
  );
});

async function killOne(
  server: Installation,
  victim: (typeof VICTIMS)[number],
  proof: Proof,
): Promise<boolean> {
  if (victim === 'server') {
    await server.stop('SIGKILL');
    return true;
  }
  const workers = await childrenOf(server.process.pid ?? -1, 'worker');
  const pids =
    victim === 'worker'
      ? workers
      : (await Promise.all(workers.map((pid) => childrenOf(pid, 'judgeProcess')))).flat();
  const pid = pids[proof.random.integer(Math.max(1, pids.length))];
  if (pid === undefined) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Reads the files straight, past the stores. */
async function checkNothingLeft(dataDir: string, proof: Proof): Promise<void> {
  const control = join(dataDir, 'control.sqlite');
  const all = (file: string, sql: string) => {
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = database.prepare(sql).all();
    database.close();
    return rows;
  };
  const live = new Set(
    all(control, "SELECT activity_id, attempt FROM activities WHERE state = 'completed'").map(
      (row) => `${row['activity_id']}/${row['attempt']}`,
    ),
  );
  for (const name of await readdir(join(dataDir, 'documents'))) {
    if (!name.endsWith('.sqlite')) continue;
    const file = join(dataDir, 'documents', name);
    const loads = all(
      file,
      'SELECT activity_id, attempt, count(*) AS n FROM documents JOIN loads ON load_id = id >> 32 GROUP BY load_id',
    );
    for (const load of loads) {
      const ref = `${load['activity_id']}/${load['attempt']}`;
      if (!live.has(ref)) proof.violation(`${load['n']} documents of the dead attempt ${ref} are left`);
    }
    const [counts] = all(
      file,
      'SELECT (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM document_keys) AS keys',
    );
    if (counts?.['documents'] !== counts?.['keys'])
      proof.violation(`documents and keys differ: ${JSON.stringify(counts)}`);
  }
  const objects = join(dataDir, 'objects');
  const owners = new Set<string>();
  for (const shard of await readdir(objects)) {
    for (const owner of await readdir(join(objects, shard))) owners.add(owner);
  }
  for (const owner of await findOwnerless(control, owners)) {
    proof.violation(`a file of ${owner} is left, which is no upload and no download`);
  }
  const reports = all(
    control,
    `SELECT count(*) AS n FROM downloads WHERE download_id NOT IN (
      SELECT result ->> 'errorDownloadId' FROM activities WHERE result ->> 'errorDownloadId' IS NOT NULL
      UNION SELECT result ->> 'warningDownloadId' FROM activities WHERE result ->> 'warningDownloadId' IS NOT NULL
      UNION SELECT result ->> 'markDownloadId' FROM activities WHERE result ->> 'markDownloadId' IS NOT NULL)`,
  );
  if (reports[0]?.['n'] !== 0) proof.violation(`${reports[0]?.['n']} reports of dead attempts are left`);
}
