import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type PostgresServer, postgresChoices, startPostgres } from '../db/postgresServer.ts';
import { postgresUnderTest } from '../db/postgresUnderTest.ts';
import { sqliteUnderTest } from '../db/sqliteUnderTest.ts';
import type { DatabaseUnderTest } from '../suites/databaseUnderTest.ts';
import { workerSuite } from './workerSuite.ts';

async function migrated(database: DatabaseUnderTest): Promise<DatabaseUnderTest> {
  await (await database.open()).migrate();
  return database;
}

describe('over SQLite', () => {
  const root = mkdtempSync(join(tmpdir(), 'gst-intake-worker-sqlite-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let files = 0;
  workerSuite(() => {
    files += 1;
    return migrated(sqliteUnderTest(join(root, `${files}.sqlite`)));
  });
});

describe.each(await postgresChoices())('over $name', (choice) => {
  let server: PostgresServer;
  beforeAll(async () => {
    // The machine outlives these tests, so what the server has written need not reach the disk.
    server = await startPostgres(choice, ['fsync=off']);
  });
  afterAll(() => server.stop());
  workerSuite(async () => migrated(await postgresUnderTest(server)));
});
