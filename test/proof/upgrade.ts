/**
 * F22: an installation of version 7, on SQLite and on PostgreSQL, meets this program, which is killed while it migrates: by
 * SIGKILL at a random moment, and before each statement of the migrations. After each kill the next start is whole, answers as
 * before, and the program of version 7 refuses the database in words. Needs the old commit in this repository.
 *
 *     node test/proof/upgrade.ts [--rounds 10] [--goal] [--seed N]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MIGRATIONS } from '../../src/db/migrations.ts';
import { startInstallation, withoutSettings } from '../acceptance/installation.ts';
import { type PostgresServer, postgresChoices, startPostgres } from '../db/postgresServer.ts';
import { ROOT } from '../pages.ts';
import { type OldInstallation, unpack } from '../upgrade/fixtures.ts';
import { OLD_COMMIT, oldInstallations } from '../upgrade/oldVersion.ts';
import { seen } from '../upgrade/seen.ts';
import { type Proof, prove } from './prove.ts';

/** Node and this program are up before that, and have migrated after it, on a machine that does little else. */
const LONGEST_DELAY_MS = 1_500;
const needed = MIGRATIONS.at(-1)?.number ?? 0;

await prove({ name: 'upgrade', rounds: 6, goalRounds: 60 }, async (proof) => {
  const [choice] = await postgresChoices();
  if (choice === undefined) throw new Error('no PostgreSQL');
  const postgres = await startPostgres(choice);
  const old = await oldInstallations();
  const ends = { before: 0, midway: 0, after: 0 };
  let slowestStartMs = 0;
  try {
    for (let round = 0; round < proof.rounds; round += 1) {
      for (const name of ['version7-sqlite', 'version7-postgres'] as const) {
        const installation = await unpack(name, postgres);
        ends[await killOnce(installation, round, proof)] += 1;
        slowestStartMs = Math.max(slowestStartMs, await checkWhole(installation, proof));
        await checkRefused(old, installation, proof);
        rmSync(installation.folder, { recursive: true });
      }
      proof.progress(`round ${round}: ${JSON.stringify(ends)}, ${proof.violations()} violations`);
    }
  } finally {
    await (postgres satisfies PostgresServer).stop();
  }
  return (
    `${proof.rounds} rounds on each database; killed before the first statement ${ends.before}, between statements ${ends.midway}, ` +
    `after the last ${ends.after}; slowest start ${slowestStartMs.toFixed(0)} ms; refused by ${OLD_COMMIT} each time`
  );
});

/** Even rounds: before a statement. Odd rounds: at a random moment of `migrate` as an operator runs it. */
async function killOnce(
  { dataDir, env }: OldInstallation,
  round: number,
  { random }: Proof,
): Promise<'before' | 'midway' | 'after'> {
  if (round % 2 === 0) {
    const statement = random.integer(24);
    const place = env['GST_INTAKE_DATABASE_URL'] ?? join(dataDir, 'control.sqlite');
    const script = join(ROOT, 'test/upgrade/migrateKilled.ts');
    const child = spawn(process.execPath, [script, place, String(statement)], { stdio: 'ignore' });
    const [, signal] = await once(child, 'close');
    if (signal === null) return 'after';
    return statement === 0 ? 'before' : 'midway';
  }
  const child = spawn(process.execPath, [join(ROOT, 'bin/gst-intake.js'), 'migrate', '--data-dir', dataDir], {
    env: { ...withoutSettings(process.env), ...env },
    stdio: 'ignore',
  });
  const closed = once(child, 'close');
  await Promise.race([closed, pause(random.integer(LONGEST_DELAY_MS))]);
  child.kill('SIGKILL');
  const [, signal] = await closed;
  return signal === null ? 'after' : 'before';
}

/** @returns how long the start took */
async function checkWhole({ dataDir, env, facts }: OldInstallation, proof: Proof): Promise<number> {
  const began = performance.now();
  const server = await startInstallation({ dataDir, env });
  const took = performance.now() - began;
  const { to } = await server.admin<{ to: number }>('migrate');
  if (to !== needed) proof.violation(`the database is at version ${to} after a kill and a start`);
  for (const [activityId, told] of Object.entries(facts.activities)) {
    const now = await seen({ baseUrl: server.baseUrl, token: facts.token }, activityId);
    if (JSON.stringify(now) !== JSON.stringify(told)) {
      proof.violation(`activity ${activityId} is ${JSON.stringify(now)}, and was ${JSON.stringify(told)}`);
    }
  }
  await server.stop();
  return took;
}

async function checkRefused(
  old: Awaited<ReturnType<typeof oldInstallations>>,
  { dataDir, env }: OldInstallation,
  proof: Proof,
): Promise<void> {
  const refusal = await old.startInstallation({ dataDir, env }).then(
    async (server) => {
      await server.stop();
      return 'it started';
    },
    (error: unknown) => String(error),
  );
  if (!refusal.includes(`brought to version ${needed} by a newer gst-intake`)) {
    proof.violation(`the program of ${OLD_COMMIT} on version ${needed}: ${refusal}`);
  }
}
