import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWN_TABLES, TRANSFERRED_TABLES } from '../../src/db/transferTables.ts';
import { sqliteUnderTest } from './sqliteUnderTest.ts';

describe('the tables that a transfer moves', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gst-intake-tables-'));
  const database = sqliteUnderTest(join(folder, 'control.sqlite'));
  beforeAll(async () => {
    await (await database.open()).migrate();
  });
  afterAll(async () => {
    await database.dispose();
    rmSync(folder, { recursive: true });
  });

  it('are all that there are, but for those that speak of their own database', async () => {
    const rows = await database.query("SELECT name FROM sqlite_master WHERE type = 'table'");
    const found = rows.map(({ name }) => String(name)).sort();
    expect(found).toEqual([...TRANSFERRED_TABLES, ...OWN_TABLES].sort());
  });

  it('stand in an order in which each refers only to those before it', async () => {
    for (const [place, table] of TRANSFERRED_TABLES.entries()) {
      const rows = await database.query(`SELECT "table" AS parent FROM pragma_foreign_key_list('${table}')`);
      for (const { parent } of rows) expect(TRANSFERRED_TABLES.slice(0, place)).toContain(parent);
    }
  });
});
