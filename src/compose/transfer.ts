import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { createCalendar } from '../accounts/calendar.ts';
import type { CommandBodies } from '../cli/bodies.ts';
import type { Config } from '../config.ts';
import { openTransferSource, type TransferSource } from '../db/transferSource.ts';
import { TRANSFERRED_TABLES } from '../db/transferTables.ts';
import { openTransferTarget } from '../db/transferTarget.ts';
import { AppError } from '../errors.ts';
import { openDiskStore } from '../objects/disk.ts';
import { transfer } from '../operate/transfer.ts';
import type { FileStores } from '../operate/transferPorts.ts';
import { type CarriedKeys, carryKeys } from '../uploads/carriedKeys.ts';
import type { RootKey, StorageKey } from '../uploads/storageKey.ts';
import { GATEWAY_KEY_FILE, readGatewayKey } from './gatewayKey.ts';
import { DATABASE_FILE, makeDataDirectory, OBJECTS_DIRECTORY } from './installation.ts';
import { markMoved } from './movedAway.ts';
import { openConfiguredObjects } from './objectStore.ts';
import { RULES_FILE } from './rulesFile.ts';

const NONCE_BYTES = 12;

/** `transfer`: from a data directory into the database and the store of the settings. */
export async function runTransfer(
  config: Config,
  from: string,
  options: Parameters<CommandBodies['transfer']>[1],
): ReturnType<CommandBodies['transfer']> {
  const { databaseUrl: url, timeZone } = config;
  const newRoot = config.gateway.key;
  if (url === null || newRoot === null) {
    throw new AppError(
      'settings_invalid',
      'transfer moves an installation into PostgreSQL: set GST_INTAKE_DATABASE_URL, and GST_INTAKE_S3_BUCKET where its ' +
        'files shall be in a bucket. To move one from SQLite to SQLite use backup and restore.',
    );
  }
  const oldRoot = readGatewayKey(join(from, GATEWAY_KEY_FILE));
  assertKeysDiffer(oldRoot, newRoot);
  const source = openTransferSource(join(from, DATABASE_FILE));
  try {
    const target = await openTransferTarget({
      url,
      calendar: createCalendar(timeZone),
      migrates: !options.dryRun,
    });
    try {
      const carried = keysOf(source, { oldRoot, newRoot });
      let isClosed = false;
      const summary = await withFiles(config, from, (files) =>
        transfer({
          ...options,
          source,
          target,
          tables: TRANSFERRED_TABLES,
          keys: { table: 'storage_keys', rows: () => keyRows(source, carried) },
          files,
          now: Date.now,
          onMoved(at) {
            isClosed = closeSource(from, { at, to: url });
          },
        }),
      );
      const rulesFile = join(from, RULES_FILE);
      const staysThere = config.rulesFile !== null || isSame(from, config.dataDir) || !existsSync(rulesFile);
      return {
        ...summary,
        lostKeys: carried.lost,
        isOldKeyKnown: carried.isOldRootKnown,
        isSourceClosed: isClosed,
        rulesFile: staysThere ? null : rulesFile,
      };
    } finally {
      await target.close();
    }
  } finally {
    source.close();
  }
}

/** False where the source cannot be written to: all is moved, and only the mark is missing. */
function closeSource(from: string, moved: Parameters<typeof markMoved>[1]): boolean {
  try {
    markMoved(from, moved);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

function assertKeysDiffer(oldRoot: RootKey | undefined, newRoot: RootKey): void {
  if (oldRoot?.accessKeyId !== newRoot.accessKeyId) return;
  if (oldRoot.secretAccessKey === newRoot.secretAccessKey) return;
  throw new AppError(
    'settings_invalid',
    `GST_INTAKE_GATEWAY_ACCESS_KEY_ID is that of the installation in its ${GATEWAY_KEY_FILE}, but the secret is another one: ` +
      'give the same secret too, or another id.',
  );
}

async function withFiles<T>(
  config: Config,
  from: string,
  work: (files: FileStores) => Promise<T>,
): Promise<T> {
  makeDataDirectory(config.dataDir);
  const opened = await openConfiguredObjects(config);
  try {
    return await work({
      from: await openDiskStore({ root: join(from, OBJECTS_DIRECTORY), reserveBytes: 0 }),
      to: opened.objects,
      stay: config.s3 === null && isSame(from, config.dataDir),
    });
  } finally {
    opened.close();
  }
}

function isSame(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other);
}

function keysOf(
  source: TransferSource,
  roots: { readonly oldRoot: RootKey | undefined; readonly newRoot: RootKey },
): CarriedKeys {
  const { columns, rows } = source.table('storage_keys');
  const found = [...rows].map((row): StorageKey => {
    const value = (column: string) => row[columns.indexOf(column)] ?? null;
    const time = (column: string) => (value(column) === null ? null : Number(value(column)));
    const sealed = value('sealed_secret');
    return {
      accessKeyId: String(value('access_key_id')),
      sealedSecret: sealed === null ? null : String(sealed),
      createdAt: Number(value('created_at')),
      replacedAt: time('replaced_at'),
      verifiesUntil: time('verifies_until'),
    };
  });
  return carryKeys({ rows: found, ...roots, now: Date.now(), newNonce: () => randomBytes(NONCE_BYTES) });
}

function* keyRows(source: TransferSource, { keys }: CarriedKeys) {
  const { columns } = source.table('storage_keys');
  for (const key of keys) {
    const row: Readonly<Record<string, string | number | null>> = {
      access_key_id: key.accessKeyId,
      sealed_secret: key.sealedSecret,
      created_at: key.createdAt,
      replaced_at: key.replacedAt,
      verifies_until: key.verifiesUntil,
    };
    yield columns.map((column) => row[column] ?? null);
  }
}
