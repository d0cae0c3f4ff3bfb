/**
 * F23: a backup is made while uploads, triggers and ingestions run; a server on what is restored from it has everything that
 * was acknowledged before it began (I1, I4). On SQLite by `gst-intake backup`; on PostgreSQL by the commands that
 * docs/guide/operating.md prints, run as printed. PostgreSQL's own programs come from Debian.
 *
 *     node test/proof/backupDrill.ts [--rounds 2] [--goal] [--seed N]
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { postgresChoices, startPostgres } from '../db/postgresServer.ts';
import { fencedBlocks, readPage } from '../pages.ts';
import { type Acknowledged, missingFrom, startDrillLoad } from './drillLoad.ts';
import { type Proof, prove } from './prove.ts';

const run = promisify(execFile);
const KEY = {
  GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIDRILL',
  GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'the gateway key of the backup drill, for all servers',
};

await prove({ name: 'backupDrill', rounds: 1, goalRounds: 10 }, async (proof) => {
  const debian = (await postgresChoices()).find(({ name }) => name.startsWith('Debian'));
  if (debian?.programs === undefined) throw new Error("Debian's PostgreSQL is wanted for pg_dump");
  const postgres = await startPostgres(debian);
  const totals = { uploads: 0, activities: 0, backupMs: 0, restoreMs: 0 };
  try {
    for (let round = 0; round < proof.rounds; round += 1) {
      await onSqlite(proof, totals);
      const urls = [await postgres.createDatabase(), await postgres.createDatabase()] as const;
      await onPostgres(proof, totals, { programs: debian.programs, urls });
    }
  } finally {
    await postgres.stop();
  }
  return (
    `${proof.rounds} rounds on each database; ${totals.uploads} uploads and ${totals.activities} activities acknowledged before ` +
    `the backups began, all there after them; slowest backup ${totals.backupMs.toFixed(0)} ms, restore ${totals.restoreMs.toFixed(0)} ms`
  );
});

interface Totals {
  uploads: number;
  activities: number;
  backupMs: number;
  restoreMs: number;
}

async function onSqlite(proof: Proof, totals: Totals): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'gst-intake-drill-'));
  const server = await startInstallation();
  const [archive, dataDir] = [join(work, 'backup.tar'), join(work, 'restored')];
  const acknowledged = await underLoad(server, totals, () => server.admin('backup', archive, '--with-keys'));
  await timed(totals, 'restoreMs', () => server.admin('restore', archive, '--data-dir', dataDir));
  await checkAt(await startInstallation({ dataDir }), { proof, acknowledged, token: server.token });
  await server.remove();
  rmSync(work, { recursive: true });
}

async function onPostgres(
  proof: Proof,
  totals: Totals,
  { programs, urls }: { readonly programs: string; readonly urls: readonly [string, string] },
): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'gst-intake-drill-'));
  const printed = fencedBlocks(readPage('docs/guide/operating.md'), 'sh');
  const [back = '', restore = ''] = ['pg_dump', 'pg_restore'].map((program) =>
    printed.find((block) => block.includes(program)),
  );
  const shell = (commands: string, url: string, dataDir: string) =>
    run('bash', ['-euc', commands], {
      cwd: work,
      env: {
        PATH: `${programs}:${process.env['PATH']}`,
        GST_INTAKE_DATABASE_URL: url,
        GST_INTAKE_DATA_DIR: dataDir,
      },
    });
  const server = await startInstallation({ env: { ...KEY, GST_INTAKE_DATABASE_URL: urls[0] } });
  const acknowledged = await underLoad(server, totals, () => shell(back, urls[0], server.dataDir));
  const dataDir = mkdtempSync(join(work, 'data-'));
  await timed(totals, 'restoreMs', () => shell(restore, urls[1], dataDir));
  const restored = await startInstallation({ dataDir, env: { ...KEY, GST_INTAKE_DATABASE_URL: urls[1] } });
  await checkAt(restored, { proof, acknowledged, token: server.token });
  await server.remove();
  rmSync(work, { recursive: true });
}

/** What had been acknowledged when `backup` began. */
async function underLoad(
  server: Installation,
  totals: Totals,
  backup: () => Promise<unknown>,
): Promise<Acknowledged> {
  await server.admin('admin', 'workspace', 'update', 'default', '--gstins', OWN_GSTINS.join(','));
  const load = startDrillLoad(server, { uploaders: 3, ingesters: 2 });
  await load.ended(6);
  const acknowledged = load.acknowledged();
  await timed(totals, 'backupMs', backup);
  await load.stop();
  totals.uploads += acknowledged.uploads.size;
  totals.activities += acknowledged.activities.size;
  return acknowledged;
}

async function checkAt(
  restored: Installation,
  { proof, acknowledged, token }: { proof: Proof; acknowledged: Acknowledged; token: string },
): Promise<void> {
  const caller = { baseUrl: restored.baseUrl, token };
  const wrong = await missingFrom(caller, acknowledged, async (uploadId) => {
    const folder = join(restored.dataDir, 'objects', uploadId.slice(0, 2), uploadId);
    const [part] = existsSync(folder) ? readdirSync(folder) : [];
    return part === undefined ? undefined : readFileSync(join(folder, part));
  });
  for (const line of wrong) proof.violation(line);
  await restored.stop();
}

async function timed(
  totals: Totals,
  what: 'backupMs' | 'restoreMs',
  work: () => Promise<unknown>,
): Promise<void> {
  const began = performance.now();
  await work();
  totals[what] = Math.max(totals[what], performance.now() - began);
}
