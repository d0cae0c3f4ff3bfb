/**
 * Brings a database to this program's version and dies by SIGKILL before statement N of all that are new to it, or before the
 * commit behind it: `node migrateKilled.ts FILE|URL N`. Prints `whole` where there are fewer.
 */
import { createCalendar } from '../../src/accounts/calendar.ts';
import { migrate, schemaVersion } from '../../src/db/migrate.ts';
import type { Migration } from '../../src/db/migration.ts';
import { MIGRATIONS } from '../../src/db/migrations.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { openSqlite } from '../../src/db/sqlite.ts';

const [place = '', limit = '0'] = process.argv.slice(2);
const common = { calendar: createCalendar('Asia/Kolkata'), busyTimeoutMs: 10_000 };
const engine = place.startsWith('postgres')
  ? await openPostgres({ ...common, url: place })
  : await openSqlite({ ...common, file: place });
let left = Number(limit);
const found = await schemaVersion(engine, engine.queries);

function step(): void {
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  left -= 1;
}

function dying(migration: Migration): Migration {
  if (migration.number <= found) return migration;
  return {
    ...migration,
    statements(ddl) {
      const statements = migration.statements(ddl);
      return Object.assign([...statements], {
        *[Symbol.iterator]() {
          for (const statement of statements) {
            step();
            yield statement;
          }
          step();
        },
      });
    },
  };
}

await migrate(engine, MIGRATIONS.map(dying));
await engine.close();
console.log('whole');
