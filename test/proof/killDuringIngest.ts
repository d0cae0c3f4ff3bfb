/**
 * R3, F4, F5: kill -9 of the server, its worker or a judging child at a random moment while it ingests a register. After
 * each: the activity reaches ACTIVITY_COMPLETED by itself with the counts that its register must come to, and its documents
 * are stored once each. At the end nothing is left of the attempts that died: no document, no key, no file.
 *
 *     node test/proof/killDuringIngest.ts [--rounds 10] [--goal] [--seed N]
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { type FinalStatus, trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import type { RegisterFacts } from '../../bench/registers/generate.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { writeRegister } from '../../bench/registers/write.ts';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import { findOwnerless } from '../../src/db/recordedObjects.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { childrenOf } from '../acceptance/processes.ts';
import { type Proof, prove } from './prove.ts';

const LINES = 6_000;
const VICTIMS = ['server', 'worker', 'child'] as const;
const CLEANED_WITHIN_MS = 60_000;

await prove({ name: 'killDuringIngest', rounds: 10, goalRounds: 100 }, async (proof) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gst-intake-kill-ingest-'));
  let server = await startInstallation({ dataDir });
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
    file: join(dataDir, 'control.sqlite'),
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
      if (victim === 'server') server = await startInstallation({ dataDir });
    }
    const status = await untilEnded({ baseUrl: server.baseUrl, token }, register, activityId);
    if (round === 0) usualMs = performance.now() - began;
    attempts += await check({
      database,
      proof,
      status,
      facts,
      workspaceId: workspace.workspaceId,
      activityId,
    });
    proof.progress(
      `round ${round}: ${JSON.stringify(kills)}, ${attempts} attempts, ${proof.violations()} violations`,
    );
  }
  const cleanedMs = await untilCleaned(database, proof);
  await server.stop();
  await checkNothingLeft(dataDir, proof);
  await database.close();
  await rm(dataDir, { recursive: true });
  return (
    `${proof.rounds} rounds of ${LINES} lines; killed: server ${kills.server}, worker ${kills.worker}, child ${kills.child}, ` +
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

/** How many attempts it took. */
async function check(ended: {
  readonly database: Database;
  readonly proof: Proof;
  readonly status: FinalStatus;
  readonly facts: RegisterFacts;
  readonly workspaceId: string;
  readonly activityId: string;
}): Promise<number> {
  const { database, proof, status, facts, workspaceId, activityId } = ended;
  const expect = (what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) proof.violation(`${activityId}: ${what} is ${found}, not ${wanted}`);
  };
  const sum = (field: 'totalDocumentCount' | 'validRows' | 'invalidRows') =>
    (status.processingStats ?? []).reduce((total, stats) => total + stats[field], 0);
  expect('the status', status.status, 'ACTIVITY_COMPLETED');
  expect('the number of valid rows', sum('validRows'), facts.validRows);
  expect('the number of invalid rows', sum('invalidRows'), facts.invalidRows);
  const good = facts.documents - facts.refusedDocuments;
  expect('the number of documents', sum('totalDocumentCount'), good);

  const activity = await database.activities.find(workspaceId, activityId);
  const attempt = activity?.attempt ?? 0;
  const stored = await database.documents.read(
    { workspaceId, activityId, attempt },
    { after: 0, limit: 1_000_000 },
  );
  expect('the number of stored documents', stored.length, good);
  expect(
    'the number of stored lines',
    stored.reduce((total, { lineCount }) => total + lineCount, 0),
    facts.validRows,
  );
  const keys = new Set(stored.map((one) => JSON.stringify([one.ownGstin, one.number, one.type, one.party])));
  expect('the number of different documents', keys.size, good);
  const errorFile = await fetch(status.fileError?.errorFileUrl ?? 'data:,');
  const text = await errorFile.text();
  expect('the number of rows in the error file', text.split('\r\n').length - 2, facts.invalidRows);
  return attempt;
}

async function untilCleaned(database: Database, proof: Proof): Promise<number> {
  const began = performance.now();
  while ((await database.activities.deadLoads(1)).length > 0) {
    if (performance.now() - began > CLEANED_WITHIN_MS) {
      proof.violation('dead attempts are not cleaned up');
      break;
    }
    await pause(100);
  }
  return performance.now() - began;
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
