import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trigger, untilEnded } from '../../bench/clearCalls.ts';
import { MIGRATIONS } from '../../src/db/migrations.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { type PostgresServer, postgresChoices, startPostgres } from '../db/postgresServer.ts';
import { type OldInstallation, unpack } from './fixtures.ts';
import { seen } from './seen.ts';

/** F22: this program on what an installation of version 7 left, with uploads, activities, documents and error files. */

let postgres: PostgresServer;
beforeAll(async () => {
  const [choice] = await postgresChoices();
  if (choice === undefined) throw new Error('no PostgreSQL to test with');
  postgres = await startPostgres(choice);
});
afterAll(() => postgres?.stop());

const needed = MIGRATIONS.at(-1)?.number ?? 0;

describe.each(['version7-sqlite', 'version7-postgres'] as const)('%s', { timeout: 240_000 }, (name) => {
  let old: OldInstallation;
  beforeAll(async () => {
    old = await unpack(name, postgres);
  });
  afterAll(() => rmSync(old.folder, { recursive: true, force: true }));

  /** `whole`, or the signal that ended it. */
  async function migrateKilledAt(statement: number): Promise<string> {
    const script = join(import.meta.dirname, 'migrateKilled.ts');
    const place = old.env['GST_INTAKE_DATABASE_URL'] ?? join(old.dataDir, 'control.sqlite');
    const child = spawn(process.execPath, [script, place, String(statement)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code, signal] = await once(child, 'close');
    return signal ?? (code === 0 ? said.trim() : `exit code ${code}`);
  }

  it('goes on after a kill at each statement of the migrations, and is whole', async () => {
    const ends: string[] = [];
    // A migration that was reached whole shortens the rest: so each kill comes one statement further on.
    for (let statement = 0; ends.at(-1) !== 'whole'; statement += 1) {
      ends.push(await migrateKilledAt(statement));
      expect(['SIGKILL', 'whole']).toContain(ends.at(-1));
    }
    expect(ends.length).toBeGreaterThan(5);
  });

  it('says and does what it did before', async () => {
    const server: Installation = await startInstallation({ dataDir: old.dataDir, env: old.env });
    const caller = { baseUrl: server.baseUrl, token: old.facts.token };
    try {
      expect(server.stdout()).not.toContain('first start');
      expect(await server.admin('migrate')).toEqual({ from: needed, to: needed });
      expect(Object.keys(old.facts.activities)).toHaveLength(3);
      for (const [activityId, facts] of Object.entries(old.facts.activities)) {
        expect(await seen(caller, activityId)).toEqual(facts);
      }
      for (const [uploadId, sha256] of Object.entries(old.facts.uploads)) {
        const folder = join(old.dataDir, 'objects', uploadId.slice(0, 2), uploadId);
        const found = readdirSync(folder).map((part) => hash('sha256', readFileSync(join(folder, part))));
        expect(found).toEqual([sha256]);
      }
      const landed = await trigger(caller, 'sales', server.baseUrl + old.facts.landedPath);
      expect((await untilEnded(caller, 'sales', landed)).status).toBe('ACTIVITY_COMPLETED');
      const { quota } = await server.admin<{ quota: unknown }>('admin', 'workspace', 'show', 'default');
      expect(quota).toMatchObject({ limit: 1000, per: 'month' });
    } finally {
      await server.stop();
    }
  });
});
