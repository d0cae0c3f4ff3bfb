import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type AdministrationPorts, createAdministration } from './accounts/administration.ts';
import { createCalendar } from './accounts/calendar.ts';
import type { AccountStore } from './accounts/ports.ts';
import type { Config } from './config.ts';
import { type Database, openDatabase } from './db/open.ts';
import { parseGstin } from './gst/gstin.ts';

export const DATABASE_FILE = 'control.sqlite';
export const OBJECTS_DIRECTORY = 'objects';

/** Opens the database that the settings name; it may still be of an older version. */
export async function openConfiguredDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl === null) {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    return openDatabase({
      file: join(config.dataDir, DATABASE_FILE),
      calendar: createCalendar(config.timeZone),
    });
  }
  return openDatabase({ url: config.databaseUrl, calendar: createCalendar(config.timeZone) });
}

/** The use-cases of accounts with this machine's clock and randomness. */
export function administer(accounts: AccountStore) {
  const ports: AdministrationPorts = {
    accounts,
    now: Date.now,
    newId: randomUUID,
    randomBytes,
    parseGstin,
  };
  return createAdministration(ports);
}
