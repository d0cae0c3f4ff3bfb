import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { PostgresServer } from '../db/postgresServer.ts';
import type { Facts } from './seen.ts';

/** An installation of version 7, as `makeFixtures.ts` left it, in a folder of its own. */
export interface OldInstallation {
  readonly folder: string;
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly facts: Facts;
}

const FILES = join(import.meta.dirname, 'files');

export async function unpack(
  name: 'version7-sqlite' | 'version7-postgres',
  postgres: Pick<PostgresServer, 'createDatabase'>,
): Promise<OldInstallation> {
  const folder = mkdtempSync(join(tmpdir(), 'gst-intake-upgrade-'));
  execFileSync('tar', ['-xzf', join(FILES, `${name}.tar.gz`), '-C', folder, '--no-same-owner']);
  const facts: Facts = JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8'));
  const dump = join(folder, 'dump.sql');
  const env = existsSync(dump) ? await loadDump(dump, await postgres.createDatabase()) : {};
  // However old the fixture is, its files are kept.
  return {
    folder,
    dataDir: join(folder, 'data'),
    env: { ...env, GST_INTAKE_RETENTION_DAYS: '36500' },
    facts,
  };
}

async function loadDump(dump: string, url: string): Promise<NodeJS.ProcessEnv> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // Lines that begin with a backslash are psql's own.
  await client.query(readFileSync(dump, 'utf8').replace(/^\\.*$/gm, ''));
  await client.end();
  return {
    GST_INTAKE_DATABASE_URL: url,
    GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'GSTIUPGRADE',
    GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'the gateway key of the fixture of version 7',
  };
}
