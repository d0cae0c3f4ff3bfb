/**
 * Makes `files/version7-*.tar.gz`: installations of the version before migration 8, one on SQLite and one on PostgreSQL, each
 * with what its clients saw. Needs the commit in this repository, and PostgreSQL's programs from Debian.
 *
 *     node test/upgrade/makeFixtures.ts
 */
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { columnsOf } from '../../bench/registers/columns.ts';
import { generateRegister } from '../../bench/registers/generate.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { headerLine, lineOf } from '../../bench/registers/write.ts';
import { postgresChoices, startPostgres } from '../db/postgresServer.ts';
import { uploadIdOf } from '../proof/calls.ts';
import { oldInstallations } from './oldVersion.ts';
import { type Facts, seen } from './seen.ts';

const FILES = join(import.meta.dirname, 'files');
const KEY = {
  GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIUPGRADE',
  GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'the gateway key of the fixture of version 7',
};

const debian = (await postgresChoices()).find(({ name }) => name.startsWith('Debian'));
if (debian?.programs === undefined)
  throw new Error("Debian's PostgreSQL is wanted: apt-get install postgresql");
const old = await oldInstallations();
await make('version7-sqlite', {});
const postgres = await startPostgres(debian);
const url = await postgres.createDatabase();
await make('version7-postgres', { ...KEY, GST_INTAKE_DATABASE_URL: url }, (folder) => {
  const dump = execFileSync(join(debian.programs ?? '', 'pg_dump'), [
    ...['--inserts', '--no-owner', '--no-privileges', url],
  ]);
  writeFileSync(join(folder, 'dump.sql'), dump);
});
await postgres.stop();

async function make(name: string, env: NodeJS.ProcessEnv, more: (folder: string) => void = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'gst-intake-fixture-'));
  const server = await old.startInstallation({ dataDir: join(folder, 'data'), env });
  await server.admin('admin', 'workspace', 'update', 'default', '--gstins', OWN_GSTINS.join(','));
  await server.admin('admin', 'quota', 'set', '--workspace', 'default', '--limit', '1000', '--per', 'month');
  const uploads: Record<string, string> = {};
  const send = async (bytes: Buffer) => {
    const sent = await upload(server, 'sales', bytes);
    uploads[uploadIdOf(sent)] = hash('sha256', bytes);
    return sent;
  };
  const activities: Record<string, Awaited<ReturnType<typeof seen>>> = {};
  const ids: string[] = [];
  for (const seed of [1, 2]) ids.push(await trigger(server, 'sales', await send(register(seed))));
  ids.push(await trigger(server, 'sales', await send(Buffer.from('no,register\n'))));
  for (const id of ids) await untilEnded(server, 'sales', id);
  for (const id of ids) activities[id] = await seen(server, id);
  const landed = new URL(await send(register(3)));
  await server.stop();
  const facts: Facts = {
    token: server.token,
    activities,
    uploads,
    landedPath: landed.pathname + landed.search,
  };
  writeFileSync(join(folder, 'facts.json'), JSON.stringify(facts, null, 1));
  more(folder);
  for (const empty of readdirSync(join(folder, 'data', 'objects'))) {
    const shard = join(folder, 'data', 'objects', empty);
    if (readdirSync(shard).length === 0) rmSync(shard, { recursive: true });
  }
  execFileSync('tar', ['-czf', join(FILES, `${name}.tar.gz`), '-C', folder, '.']);
  console.log(name, readFileSync(join(FILES, `${name}.tar.gz`)).length, 'bytes');
  rmSync(folder, { recursive: true });
}

function register(seed: number): Buffer {
  const columns = columnsOf('sales', 'all');
  const { rows } = generateRegister({ register: 'sales', lines: 60, seed, plantOneIn: 10 });
  const text = [headerLine(columns)];
  for (const { cells } of rows()) text.push(lineOf(cells, columns));
  return Buffer.from(text.join(''));
}
