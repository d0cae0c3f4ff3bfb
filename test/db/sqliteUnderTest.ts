import { DatabaseSync } from 'node:sqlite';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import type { DatabaseUnderTest } from '../suites/databaseUnderTest.ts';

const calendar = createCalendar('Asia/Kolkata');

/** A SQLite file, made by the first handle. */
export function sqliteUnderTest(file: string): DatabaseUnderTest & { readonly file: string } {
  const handles: Database[] = [];
  return {
    file,
    async open() {
      const handle = await openDatabase({ file, calendar });
      handles.push(handle);
      return handle;
    },
    async query(sql) {
      const straight = new DatabaseSync(file, { timeout: 5_000 });
      try {
        return straight
          .prepare(sql)
          .all()
          .map((row) => ({ ...row }));
      } finally {
        straight.close();
      }
    },
    async dispose() {
      for (const handle of handles) await handle.close();
    },
  };
}
