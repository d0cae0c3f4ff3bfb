import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/db/engine.ts';
import { migrate } from '../../src/db/migrate.ts';
import type { Migration } from '../../src/db/migration.ts';
import { MIGRATIONS } from '../../src/db/migrations.ts';

const LAST = MIGRATIONS.at(-1)?.number ?? 0;
const NEXT = LAST + 1;

/** A migration of tomorrow: its second statement fails while `broken`. */
function tomorrow(broken: boolean): Migration[] {
  return [
    ...MIGRATIONS,
    {
      number: NEXT,
      name: 'of tomorrow',
      statements: ({ integer, table }) => [
        `CREATE TABLE notes (id ${integer} NOT NULL PRIMARY KEY)${table}`,
        `INSERT INTO ${broken ? 'nowhere' : 'notes'} (id) VALUES (1)`,
      ],
    },
  ];
}

/** @param makeEngine gives one of an empty database */
export function migratingSuite(makeEngine: () => Promise<Engine>): void {
  describe('migrating', () => {
    it('does a migration whole or not at all, and goes on where it ended', async () => {
      const engine = await makeEngine();
      await expect(migrate(engine, tomorrow(true))).rejects.toThrow('nowhere');
      expect(await engine.hasTable(engine.queries, 'uploads')).toBe(true);
      expect(await engine.hasTable(engine.queries, 'notes')).toBe(false);
      expect(await migrate(engine, tomorrow(false))).toEqual({ from: LAST, to: NEXT });
      const { rows } = await sql`SELECT id FROM notes`.execute(engine.queries);
      expect(rows.map((row) => ({ ...(row as object) }))).toEqual([{ id: 1 }]);
      expect(await migrate(engine, tomorrow(false))).toEqual({ from: NEXT, to: NEXT });
      await expect(migrate(engine)).rejects.toMatchObject({ code: 'settings_invalid' });
      await engine.close();
    });
  });
}
