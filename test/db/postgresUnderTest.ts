import pg from 'pg';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import type { DatabaseUnderTest } from '../suites/databaseUnderTest.ts';
import type { PostgresServer } from './postgresServer.ts';

const calendar = createCalendar('Asia/Kolkata');

/** A new database of that server, used as `owner`, who is no superuser, where there is one. */
export async function postgresUnderTest(
  server: PostgresServer,
  owner?: string,
): Promise<DatabaseUnderTest & { readonly url: string }> {
  const url = await server.createDatabase(owner);
  const handles: Database[] = [];
  return {
    url,
    async open() {
      const handle = await openDatabase({ url, calendar });
      handles.push(handle);
      return handle;
    },
    async query(sql) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        const { rows } = await client.query({
          text: sql,
          types: {
            getTypeParser: (oid, format) => (oid === 20 ? Number : pg.types.getTypeParser(oid, format)),
          },
        });
        return rows;
      } finally {
        await client.end();
      }
    },
    async dispose() {
      for (const handle of handles) await handle.close();
    },
  };
}
