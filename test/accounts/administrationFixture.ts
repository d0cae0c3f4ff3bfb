import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Administration, createAdministration } from '../../src/accounts/administration.ts';
import type { AuditEntry } from '../../src/accounts/audit.ts';
import { createCalendar } from '../../src/accounts/calendar.ts';
import type { AccountStore } from '../../src/accounts/ports.ts';
import { type Database, openDatabase } from '../../src/db/open.ts';
import { parseGstin } from '../../src/gst/gstin.ts';
import { NOON } from '../suites/accountFixture.ts';

export interface AdministrationUnderTest extends AsyncDisposable {
  readonly administration: Administration;
  readonly database: Database;
  /** Epoch milliseconds: what the use-cases take for now. */
  readonly clock: { now: number };
  /** The use-cases over another store of the same database. */
  over(accounts: AccountStore): Administration;
  /** Another handle on the same file. */
  open(): Promise<Database>;
  /** The newest line of the trail. */
  lastEntry(): Promise<AuditEntry | undefined>;
}

/** Administration over a SQLite file of its own. */
export async function openAdministration(): Promise<AdministrationUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'gst-intake-administration-'));
  const handles: Database[] = [];
  const clock = { now: NOON };
  const ports = { now: () => clock.now, newId: () => randomUUID(), randomBytes, parseGstin };

  async function open(): Promise<Database> {
    const file = join(folder, 'control.sqlite');
    const handle = await openDatabase({ file, calendar: createCalendar('Asia/Kolkata') });
    handles.push(handle);
    return handle;
  }
  const over = (accounts: AccountStore) => createAdministration({ ...ports, accounts });

  const database = await open();
  await database.migrate();
  return {
    administration: over(database.accounts),
    database,
    clock,
    over,
    open,
    lastEntry: async () => (await database.accounts.listAudit({ limit: 1 }))[0],
    async [Symbol.asyncDispose]() {
      for (const handle of handles) await handle.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
