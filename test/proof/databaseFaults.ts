/**
 * F10 and F11. F10: another process holds the database file's write lock, or on PostgreSQL the rows of the quota and of the uploads, for
 * 3 s and for 10 s, while 20 callers pre-sign and upload: the short lock is waited out without one error, the long one ends in 503 with Retry-After (in
 * Clear's shape 500), the process answers /healthz all the while, and all is well afterwards. F11: bytes of the database file are
 * flipped: the server refuses to start in words, or runs and `doctor` says what is damaged; it never hangs.
 *
 *     node test/proof/databaseFaults.ts [--locks: F10 alone] [--rounds 10] [--goal] [--seed N]
 */
import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { startAnyPostgres } from '../db/postgresServer.ts';
import { call, described, isHonest, presign, statusOf, type Target, uploadIdOf } from './calls.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { readPostgresUploads, reconcilePostgres } from './postgresReconcile.ts';
import { type PostgresSite, startPostgresSite } from './postgresSite.ts';
import { type Proof, prove } from './prove.ts';

const CALLERS = 20;
const SHORT_LOCK_MS = 3_000;
const LONG_LOCK_MS = 10_000;
/** The busy timeout is 5 s; all beyond is queueing behind it. */
const ANSWERS_WITHIN_MS = 12_000;
/** A busy wait on the one thread would hold up every other request. */
const HEALTH_WITHIN_MS = 5_000;
const BIN = fileURLToPath(new URL('../../bin/gst-intake.js', import.meta.url));

/** What is locked against the servers, and how. */
interface Ground {
  readonly name: string;
  readonly target: Target;
  readonly ledger: Ledger;
  /** @returns how to let go */
  lock(uploadIds: readonly string[]): Promise<() => Promise<void>>;
}

function onSqlite(server: Installation, ledger: Ledger): Ground {
  return {
    ...{ name: 'SQLite', target: server, ledger },
    async lock() {
      const holder = new DatabaseSync(join(server.dataDir, 'control.sqlite'));
      holder.exec('BEGIN EXCLUSIVE');
      return async () => {
        holder.exec('ROLLBACK');
        holder.close();
      };
    },
  };
}

function onPostgres(site: PostgresSite, ledger: Ledger, url: string): Ground {
  return {
    ...{ name: 'PostgreSQL', target: site.target(), ledger },
    async lock(uploadIds) {
      const holder = new pg.Client({ connectionString: url });
      await holder.connect();
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM quota_use FOR UPDATE');
      await holder.query('SELECT 1 FROM uploads WHERE upload_id = ANY ($1) FOR UPDATE', [uploadIds]);
      return () => holder.end();
    },
  };
}

async function lockedFor(proof: Proof, ground: Ground, lockMs: number): Promise<string> {
  const { name, target, ledger } = ground;
  const urls = await Promise.all(Array.from({ length: CALLERS }, async () => (await presign(target)).url));
  const letGo = await ground.lock(urls.map(uploadIdOf));
  const started = performance.now();
  const release = pause(lockMs).then(letGo);
  const calls = urls.flatMap((url) => [
    presign(target).then(({ outcome }) => outcome),
    ledger.put(url, proof.random.bytes(10_000)),
  ]);
  const answered = Promise.all(calls).then((outcomes) => ({ outcomes, ms: performance.now() - started }));
  let slowestHealthMs = 0;
  while (performance.now() - started < lockMs) {
    const asked = performance.now();
    const health = await call(`${target.baseUrl}/healthz`);
    slowestHealthMs = Math.max(slowestHealthMs, performance.now() - asked);
    if (statusOf(health) !== 200)
      proof.violation(`/healthz gave ${statusOf(health)} while the database was locked`);
    await pause(50);
  }
  if (slowestHealthMs > HEALTH_WITHIN_MS) proof.violation(`/healthz took ${slowestHealthMs.toFixed(0)} ms`);
  await release;
  const { outcomes, ms } = await answered;
  const wrong = outcomes.filter(
    (outcome) => !(statusOf(outcome) === 200 || (lockMs === LONG_LOCK_MS && isHonest(outcome))),
  );
  for (const outcome of wrong) proof.violation(`${name} locked for ${lockMs} ms: ${described(outcome)}`);
  if (ms > lockMs + ANSWERS_WITHIN_MS) proof.violation(`answers took ${ms.toFixed(0)} ms`);
  const after = await presign(target);
  if (after.result !== 'CREATED') proof.violation(`after the lock pre-sign gave ${after.result}`);
  const fine = outcomes.filter((outcome) => statusOf(outcome) === 200).length;
  return `${name} locked ${lockMs / 1000} s: ${fine} of ${outcomes.length} answered 200, ${outcomes.length - fine} told to retry, slowest /healthz ${slowestHealthMs.toFixed(0)} ms`;
}

async function flippedBytes(proof: Proof): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gst-intake-flip-'));
  const dataDir = join(folder, 'data');
  const ledger = createLedger(proof);
  const server = await startInstallation({ dataDir });
  for (let upload = 0; upload < 50; upload += 1)
    await ledger.put((await presign(server)).url, proof.random.bytes(1_000));
  await server.stop();
  const file = join(dataDir, 'control.sqlite');
  copyFileSync(file, join(folder, 'sound'));
  const counts = { refused: 0, told: 0, harmless: 0 };
  for (let round = 1; round <= proof.rounds; round += 1) {
    const bytes = readFileSync(join(folder, 'sound'));
    const [from, length] = [proof.random.integer(bytes.length), 1 + proof.random.integer(4_096)];
    for (let at = from; at < Math.min(bytes.length, from + length); at += 1)
      bytes[at] = 255 - (bytes[at] ?? 0);
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
    writeFileSync(file, bytes);
    counts[await startOn(proof, dataDir, server.token)] += 1;
    proof.progress(`flipped ${round} times`);
  }
  await rm(folder, { recursive: true });
  return `${proof.rounds} databases with flipped bytes: ${counts.refused} refused in words, ${counts.told} named by doctor, ${counts.harmless} in free space`;
}

async function startOn(
  proof: Proof,
  dataDir: string,
  token: string,
): Promise<'refused' | 'told' | 'harmless'> {
  let server: Installation;
  try {
    server = await startInstallation({ dataDir });
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    if (!/serve ended with [12]:\nError: .*(damaged|newer|settings)/.test(said))
      proof.violation(`not in words: ${said.slice(0, 400)}`);
    return 'refused';
  }
  const { outcome } = await presign({ ...server, token });
  if (outcome === 'lost') proof.violation('no answer on a damaged database');
  const doctor = await new Promise<string>((resolve) =>
    execFile(process.execPath, [BIN, 'doctor', '--data-dir', dataDir, '--json'], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    ),
  );
  await server.stop();
  if (/damaged|"check":"database","status":"error"/.test(doctor.replace('undamaged', ''))) return 'told';
  const database = new DatabaseSync(join(dataDir, 'control.sqlite'));
  const check = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  database.close();
  if (check !== 'ok') proof.violation(`doctor does not tell that ${check}`);
  return 'harmless';
}

async function locked(proof: Proof): Promise<string[]> {
  const server = await startInstallation();
  const ledger = createLedger(proof);
  const lines: string[] = [];
  for (const lockMs of [SHORT_LOCK_MS, LONG_LOCK_MS])
    lines.push(await lockedFor(proof, onSqlite(server, ledger), lockMs));
  ledger.reconcile(server.dataDir);
  await server.remove();
  ledger.forget();

  const postgres = await startAnyPostgres();
  const url = await postgres.createDatabase();
  const site = await startPostgresSite({ url, directUrl: url, workers: 0 });
  for (const lockMs of [SHORT_LOCK_MS, LONG_LOCK_MS])
    lines.push(await lockedFor(proof, onPostgres(site, ledger, url), lockMs));
  ledger.reconcile(site.dataDir, await readPostgresUploads(url));
  await reconcilePostgres(url, site.dataDir, proof);
  await site.remove();
  await postgres.stop();
  return lines;
}

await prove({ name: 'databaseFaults', rounds: 10, goalRounds: 100, flags: ['locks'] }, async (proof) => {
  const lines = await locked(proof);
  return [...lines, ...(proof.flag('locks') ? [] : [await flippedBytes(proof)])].join('; ');
});
