import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandBodies } from '../cli/bodies.ts';
import type { Config } from '../config.ts';
import type { DatabaseServer } from '../db/databaseServer.ts';
import { findOwnerless, listRecordedObjects } from '../db/recordedObjects.ts';
import { DOCUMENTS_DIRECTORY } from '../db/sqlite.ts';
import { snapshotDocuments } from '../db/sqliteDocuments.ts';
import { AppError } from '../errors.ts';
import { examineBucket } from '../objects/s3Examination.ts';
import { backup } from '../operate/backup.ts';
import {
  checkBucket,
  checkCorsOrigins,
  checkDatabase,
  checkDataDirectory,
  checkGatewayKey,
  checkJudging,
  checkRuleTables,
  checkSettings,
  checkVersions,
} from '../operate/checks.ts';
import { checkDatabaseServer } from '../operate/databaseServer.ts';
import { type Check, type Finding, runChecks } from '../operate/doctor.ts';
import { checkPublicUrl, unreachablePublicUrl } from '../operate/publicUrl.ts';
import { restore } from '../operate/restore.ts';
import { checkStoredFiles } from '../operate/strayFiles.ts';
import { createPresigner } from '../sigv4/presign.ts';
import { createSigningKeys } from '../sigv4/signingKey.ts';
import { type KeyRing, openKeyRing } from '../uploads/keyRing.ts';
import { gatewayTarget } from '../uploads/presign.ts';
import type { RootKey } from '../uploads/storageKey.ts';
import { VERSION } from '../version.ts';
import { judgeIsolation } from '../worker/judgeProcessStart.ts';
import { directUploadsChecks } from './directUploads.ts';
import { GATEWAY_KEY_FILE, type GatewayKey, readGatewayKey } from './gatewayKey.ts';
import {
  assertInstalled,
  DATABASE_FILE,
  openConfiguredDatabase,
  SCRATCH_DIRECTORY,
  unreachableUrls,
} from './installation.ts';
import { readRulesFile } from './rulesFile.ts';
import { unopenedInWords } from './storageKeys.ts';

/** `doctor`: what can be checked without valid settings first, then all that they lead to. */
export async function runDoctor(configure: () => Config): Promise<Finding[]> {
  const versions = { node: process.versions.node, sqlite: process.versions['sqlite'] ?? '0' };
  const first = await runChecks([checkVersions(versions), checkSettings(configure)]);
  if (first.some(({ status }) => status === 'error')) return first;
  const config = configure();
  return [...first, ...(await runChecks(installationChecks(config, await keyRing(config))))];
}

/** Undefined where there is no key, no database or one of an older version: their own checks say so. */
async function keyRing(config: Config): Promise<KeyRing | undefined> {
  try {
    const root = config.gateway.key ?? readGatewayKey(join(config.dataDir, GATEWAY_KEY_FILE));
    if (root === undefined) return undefined;
    assertInstalled(config);
    const database = await openConfiguredDatabase(config);
    try {
      return await openKeyRing({ root, store: database.storageKeys, now: Date.now });
    } finally {
      await database.close();
    }
  } catch {
    return undefined;
  }
}

function installationChecks(config: Config, keys: KeyRing | undefined): Check[] {
  const keyFile = join(config.dataDir, GATEWAY_KEY_FILE);
  return [
    checkDataDirectory(config),
    checkDatabase(() => probeDatabase(config)),
    ...(config.databaseUrl === null ? [] : [checkDatabaseServer(() => probeDatabaseServer(config))]),
    ...bucketCheck(config),
    ...storedFilesCheck(config),
    checkGatewayKey({
      file: keyFile,
      isInSettings: config.gateway.key !== null,
      read: () => readGatewayKey(keyFile),
      unopened: () => (keys?.unopened().length ? unopenedInWords(config) : undefined),
    }),
    checkRuleTables(() => readRulesFile(config)),
    checkJudging(() => judgeIsolation() === null),
    checkCorsOrigins(config.uploadCorsOrigins),
    ...publicUrlCheck(config, keys?.signing() ?? config.gateway.key ?? readableKey(keyFile)),
    ...directUploadsChecks(config, {
      sign: createPresigner({ signingKeys: createSigningKeys() }),
      now: Date.now,
    }),
  ];
}

function bucketCheck({ s3, dataDir }: Config): Check[] {
  if (s3 === null) return [];
  const examine = () =>
    examineBucket(s3, {
      part: randomBytes(16).toString('hex'),
      now: Date.now,
      scratchDirectory: join(dataDir, SCRATCH_DIRECTORY),
    });
  return [checkBucket(s3.bucket, examine)];
}

function publicUrlCheck(config: Config, credentials: RootKey | undefined): Check[] {
  const unreachable = unreachableUrls(config);
  if (unreachable !== undefined) return [unreachablePublicUrl(unreachable)];
  if (credentials === undefined) return [];
  const { origin, pathPrefix } = config.publicUrl ?? {
    origin: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`,
    pathPrefix: '',
  };
  return [
    checkPublicUrl({
      target: gatewayTarget({ origin, pathPrefix, ...config.gateway, credentials }),
      isConfigured: config.publicUrl !== null,
      sign: createPresigner({ signingKeys: createSigningKeys() }),
      fetch,
      now: Date.now,
      newUploadId: () => randomBytes(16).toString('hex'),
    }),
  ];
}

/** None with PostgreSQL, whose servers may share the files, none for files in a bucket, and none where the database's own check says that it is missing. */
function storedFilesCheck({ databaseUrl, dataDir, s3 }: Config): Check[] {
  const file = join(dataDir, DATABASE_FILE);
  if (databaseUrl !== null || s3 !== null || !existsSync(file)) return [];
  return [
    checkStoredFiles({
      dataDir,
      listRecordedObjects: () => listRecordedObjects(file),
      findOwnerless: (owners) => findOwnerless(file, owners),
    }),
  ];
}

/** Undefined when there is no key or a damaged one: the key's own check says so. */
function readableKey(file: string): GatewayKey | undefined {
  try {
    return readGatewayKey(file);
  } catch {
    return undefined;
  }
}

async function probeDatabase(config: Config) {
  assertInstalled(config);
  const database = await openConfiguredDatabase(config);
  try {
    const { found, needed } = await database.schemaVersion();
    return { version: found, needed, damage: await database.check() };
  } finally {
    await database.close();
  }
}

/** Null of a database that is not migrated: its own check says so. */
async function probeDatabaseServer(config: Config): Promise<DatabaseServer | null> {
  const database = await openConfiguredDatabase(config);
  try {
    const { found, needed } = await database.schemaVersion();
    return found < needed ? null : await database.examineServer();
  } finally {
    await database.close();
  }
}

/** `backup`: works beside a running server. @throws AppError input_invalid on PostgreSQL, not_found without a database */
export async function runBackup(
  config: Config,
  file: string,
  options: Parameters<CommandBodies['backup']>[1],
): ReturnType<CommandBodies['backup']> {
  assertEmbedded(config);
  assertInstalled(config);
  const { dataDir } = config;
  const database = await openConfiguredDatabase(config);
  try {
    return await backup({
      ...options,
      file,
      dataDir,
      id: randomUUID().replaceAll('-', ''),
      programVersion: VERSION,
      schemaVersion: (await database.schemaVersion()).found,
      filesIn: config.s3 === null ? 'archive' : 'bucket',
      now: Date.now(),
      snapshotTo: database.snapshotTo,
      snapshotDocuments: (into) => snapshotDocuments(join(dataDir, DOCUMENTS_DIRECTORY), into),
      listRecordedObjects,
    });
  } finally {
    await database.close();
  }
}

/** `restore`: into a data directory without a database. */
export async function runRestore(
  config: Config,
  file: string,
  options: Parameters<CommandBodies['restore']>[1],
): ReturnType<CommandBodies['restore']> {
  assertEmbedded(config);
  const { dataDir, gateway } = config;
  const hadKey = existsSync(join(dataDir, GATEWAY_KEY_FILE));
  const summary = await restore({
    ...options,
    file,
    dataDir,
    id: randomUUID().replaceAll('-', ''),
    listRecordedObjects,
    expectsFiles: config.s3 === null ? 'archive' : 'bucket',
  });
  if (gateway.key !== null) return { ...summary, signingKey: 'settings' };
  if (summary.withKeys) return { ...summary, signingKey: 'restored' };
  return { ...summary, signingKey: hadKey ? 'kept' : 'new' };
}

function assertEmbedded({ databaseUrl, s3 }: Config): void {
  if (databaseUrl === null) return;
  const files = s3 === null ? 'copy the uploaded files' : `copy the bucket ${s3.bucket}`;
  throw new AppError(
    'input_invalid',
    `GST_INTAKE_DATABASE_URL is set: back PostgreSQL up with pg_dump first, then ${files}, as docs/guide/operating.md has it.`,
  );
}
