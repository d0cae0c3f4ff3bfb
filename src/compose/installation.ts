import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AdministrationPorts, createAdministration } from '../accounts/administration.ts';
import { createCalendar } from '../accounts/calendar.ts';
import type { AccountStore } from '../accounts/ports.ts';
import type { Config } from '../config.ts';
import { type Database, openDatabase } from '../db/open.ts';
import { DOCUMENTS_DIRECTORY } from '../db/sqlite.ts';
import { AppError } from '../errors.ts';
import { parseGstin } from '../gst/gstin.ts';
import { holdsObjects } from '../objects/s3Listing.ts';
import { assertNotMoved } from './movedAway.ts';

export const DATABASE_FILE = 'control.sqlite';
export const OBJECTS_DIRECTORY = 'objects';
export const SCRATCH_DIRECTORY = 'scratch';
/** Lies in the data directory of an emulator, where nothing is real or kept, and in no other. */
export const EMULATOR_FILE = 'emulator.json';
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '0:0:0:0:0:0:0:0']);

/**
 * Opens the database that the settings name; it may still be of an older version.
 * @throws AppError settings_invalid where a SQLite file is missing beside uploaded files, or was transferred away
 */
export async function openConfiguredDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl === null) {
    makeDataDirectory(config.dataDir);
    assertNotMoved(config.dataDir);
    const file = join(config.dataDir, DATABASE_FILE);
    // Here and not after opening, which makes an empty file that would stand in the way of a restore.
    if (!existsSync(file)) await assertNothingLost(config);
    return openDatabase({ file, calendar: createCalendar(config.timeZone) });
  }
  return openDatabase({ url: config.databaseUrl, calendar: createCalendar(config.timeZone) });
}

/** Whether there is a database, or PostgreSQL will say so. */
export function isInstalled({ databaseUrl, dataDir }: Config): boolean {
  return databaseUrl !== null || existsSync(join(dataDir, DATABASE_FILE));
}

/** For commands that work on what is there. @throws AppError not_found when there is no database of ours to open */
export function assertInstalled(config: Config): void {
  if (isInstalled(config)) return;
  throw new AppError(
    'not_found',
    `There is no installation in ${config.dataDir}. Name its folder by --data-dir or GST_INTAKE_DATA_DIR; ` +
      "'gst-intake serve' and 'gst-intake admin workspace create' make a new one.",
  );
}

/**
 * An empty database beside uploaded files is one that was lost: starting anew would leave the files to nobody. Ask
 * before the first workspace is made.
 * @throws AppError settings_invalid
 */
export async function assertNothingLost(config: Config): Promise<void> {
  const objects = join(config.dataDir, OBJECTS_DIRECTORY);
  const shards = existsSync(objects) ? readdirSync(objects) : [];
  const documents = join(config.dataDir, DOCUMENTS_DIRECTORY);
  const holdsDocuments = existsSync(documents) && readdirSync(documents).length > 0;
  const holdsFiles = shards.some((shard) => readdirSync(join(objects, shard)).length > 0);
  const bucketHoldsFiles = config.s3 !== null && (await holdsObjects(config.s3));
  if (!holdsFiles && !holdsDocuments && !bucketHoldsFiles) return;
  const found = holdsFiles
    ? `${objects} holds uploaded files`
    : holdsDocuments
      ? `${documents} holds documents`
      : `the bucket ${config.s3?.bucket} holds uploaded files`;
  throw new AppError(
    'settings_invalid',
    `The database is missing or empty, but ${found}: the database (or its -wal file) was removed, ` +
      'or GST_INTAKE_DATABASE_URL names another one. Bring it back, restore a backup, or move the files away to start anew.',
  );
}

export function isEmulators(dataDir: string): boolean {
  return existsSync(join(dataDir, EMULATOR_FILE));
}

/** @throws AppError settings_invalid where the directory is an emulator's: what is emptied at every start is no place for real data */
export function assertNoEmulator(dataDir: string): void {
  if (!isEmulators(dataDir)) return;
  throw new AppError(
    'settings_invalid',
    `${dataDir} belongs to 'serve --emulate', which empties it at every start. Name another folder by --data-dir or GST_INTAKE_DATA_DIR.`,
  );
}

/** Whether signed URLs would begin with an address that only means "all of this machine's", and what to do. */
export function unreachableUrls({
  host,
  publicUrl,
}: Pick<Config, 'host' | 'publicUrl'>): { readonly found: string; readonly remedy: string } | undefined {
  if (publicUrl !== null || !EVERY_ADDRESS.has(host)) return undefined;
  return {
    found: `signed URLs lead to ${host}, which no other machine can reach: GST_INTAKE_PUBLIC_URL is not set`,
    remedy:
      'Set GST_INTAKE_PUBLIC_URL to the address that clients use, such as http://192.168.1.10:8080, and restart.',
  };
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
  return createAdministration(administrationPorts(accounts));
}

export function administrationPorts(accounts: AccountStore): AdministrationPorts {
  return { accounts, ...planningPorts() };
}

/** What is needed to judge what is wanted, without a database. */
export function planningPorts(): Omit<AdministrationPorts, 'accounts'> {
  return { now: Date.now, newId: randomUUID, randomBytes, parseGstin };
}
