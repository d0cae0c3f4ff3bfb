import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AdministrationPorts, createAdministration } from './accounts/administration.ts';
import { createCalendar } from './accounts/calendar.ts';
import type { AccountStore } from './accounts/ports.ts';
import type { Config } from './config.ts';
import { type Database, openDatabase } from './db/open.ts';
import { AppError } from './errors.ts';
import { parseGstin } from './gst/gstin.ts';

export const DATABASE_FILE = 'control.sqlite';
export const OBJECTS_DIRECTORY = 'objects';

/** Opens the database that the settings name; it may still be of an older version. */
export async function openConfiguredDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl === null) {
    makeDataDirectory(config.dataDir);
    return openDatabase({
      file: join(config.dataDir, DATABASE_FILE),
      calendar: createCalendar(config.timeZone),
    });
  }
  return openDatabase({ url: config.databaseUrl, calendar: createCalendar(config.timeZone) });
}

/** For commands that work on what is there. @throws AppError not_found when there is no database of ours to open */
export function assertInstalled(config: Config): void {
  if (config.databaseUrl !== null || existsSync(join(config.dataDir, DATABASE_FILE))) return;
  throw new AppError(
    'not_found',
    `There is no installation in ${config.dataDir}. Name its folder by --data-dir or GST_INTAKE_DATA_DIR; ` +
      "'gst-intake serve' and 'gst-intake admin workspace create' make a new one.",
  );
}

/** Makes the directory and what is missing above it, so that a power cut cannot take what is stored in it later. */
export function makeDataDirectory(path: string): void {
  const highest = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (highest === undefined) return;
  for (let made = path; made.length >= highest.length; made = dirname(made)) {
    const parent = openSync(dirname(made), 'r');
    fsyncSync(parent);
    closeSync(parent);
  }
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
