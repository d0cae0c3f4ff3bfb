import { randomBytes } from 'node:crypto';
import type { StorageKeyJson, StorageKeyRotationJson } from '../cli/adminBodies.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Credentials } from '../sigv4/presign.ts';
import { type KeyRing, openKeyRing } from '../uploads/keyRing.ts';
import { sealSecret } from '../uploads/sealedSecret.ts';
import { REPLACED_KEY_VERIFIES_MS, type RootKey, type StorageKey } from '../uploads/storageKey.ts';
import { URL_LIFETIME_SECONDS } from '../uploads/upload.ts';
import { keepGatewayKey, newGatewayKey } from './gatewayKey.ts';

const NONCE_BYTES = 12;

/** The keys of this installation, with a word in the log whenever a read finds that the root key does not fit to them. */
export async function openStorageKeys(
  config: Config,
  database: Pick<Database, 'storageKeys'>,
  log: Pick<Log, 'warn' | 'error'>,
): Promise<KeyRing> {
  const root = rootKey(config);
  const { storageKeys } = database;
  // So that a command with another root key, and a move to another installation, can tell which one URLs were signed with.
  if ((await storageKeys.list()).length === 0) await storageKeys.add(rowOfRoot(root));
  const ring = await openKeyRing({ root, store: storageKeys, now: Date.now });
  let told = '';
  function tell(): void {
    const unopened = ring.unopened();
    const canSign = ring.signing() !== undefined;
    const state = `${canSign} ${unopened.join()}`;
    if (state !== told && unopened.length > 0) {
      const words = unopenedInWords(config);
      if (canSign) log.warn({ count: unopened.length }, `${words} New URLs are signed with this key.`);
      else log.error({ count: unopened.length }, `${words} ${NO_KEY_SIGNS}`);
    }
    told = state;
  }
  tell();
  return {
    ...ring,
    async reload() {
      await ring.reload();
      tell();
    },
  };
}

const NO_KEY_SIGNS = 'This key was ended by that rotation, so that no URL can be signed here.';

/** @throws AppError unavailable where every key that this server has was ended */
export function signingKey(ring: Pick<KeyRing, 'signing'>): Credentials {
  const key = ring.signing();
  if (key === undefined) throw new AppError('unavailable', NO_KEY_SIGNS);
  return key;
}

/** What is the matter where keys of the database cannot be opened. */
export function unopenedInWords(config: Pick<Config, 'gateway'>): string {
  return (
    `the database has signing keys that were made by 'admin storage-key rotate' under another key than the one in ${rootPlace(config)}, ` +
    'so that URLs signed with them are refused. Give every server that key, or where it is gone for good, make a new one ' +
    "for all and run 'admin storage-key rotate --new-root'."
  );
}

function rootPlace({ gateway }: Pick<Config, 'gateway'>): string {
  return gateway.key === null ? 'gateway-key.json' : 'GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY';
}

/** The key that seals the others, and signs until the first rotation. */
export function rootKey({ gateway, dataDir }: Pick<Config, 'gateway' | 'dataDir'>): RootKey {
  return gateway.key ?? keepGatewayKey(dataDir, randomBytes);
}

/**
 * `admin storage-key rotate`: URLs are signed with a new key from now on.
 * @throws AppError conflict where the root key here is not the one that the newest key is sealed under, without `newRoot`
 */
export async function rotateStorageKey(
  config: Config,
  database: Database,
  { atOnce, newRoot }: { readonly atOnce: boolean; readonly newRoot: boolean },
): Promise<StorageKeyRotationJson> {
  const root = rootKey(config);
  await assertRootFits(config, database, { root, newRoot });
  const at = Date.now();
  const verifiesUntil = atOnce ? at : at + REPLACED_KEY_VERIFIES_MS;
  const openUploads = await database.uploads.countOpen(at - URL_LIFETIME_SECONDS * 1000);
  const { accessKeyId, secretAccessKey } = newGatewayKey(randomBytes);
  const sealedSecret = sealSecret(
    secretAccessKey,
    { rootSecret: root.secretAccessKey, accessKeyId },
    randomBytes(NONCE_BYTES),
  );
  await database.storageKeys.rotate({
    rootKeyId: root.accessKeyId,
    next: { accessKeyId, sealedSecret },
    at,
    verifiesUntil,
    audit: {
      at,
      workspaceId: null,
      actor: 'operator',
      action: 'storage_key.rotated',
      subject: accessKeyId,
      detail: newRoot ? { atOnce, newRoot } : { atOnce },
    },
  });
  return {
    accessKeyId,
    olderVerifyUntil: new Date(verifiesUntil).toISOString(),
    openUploadsEnded: atOnce ? openUploads : 0,
  };
}

/** A rotation under a root key that the servers do not have would leave them without a key to sign with. */
async function assertRootFits(
  config: Config,
  { storageKeys }: Pick<Database, 'storageKeys'>,
  { root, newRoot }: { readonly root: RootKey; readonly newRoot: boolean },
): Promise<void> {
  const ring = await openKeyRing({ root, store: storageKeys, now: Date.now });
  const newest = (await storageKeys.list()).findLast(({ replacedAt }) => replacedAt === null);
  if (newest === undefined || ring.verifying(newest.accessKeyId) !== undefined) return;
  const place = rootPlace(config);
  if (!newRoot) {
    throw new AppError(
      'conflict',
      `Nothing was changed: the key that signs now, ${newest.accessKeyId}, is neither the one in ${place} that this command reads nor sealed under it. ` +
        'Run it with the settings of the servers. If they have a new root key themselves, add --new-root.',
    );
  }
  if (ring.signing() !== undefined) return;
  throw new AppError(
    'conflict',
    `Nothing was changed: the key in ${place}, ${root.accessKeyId}, was ended by an earlier rotation, so that it may be in wrong hands. ` +
      'Give all servers a key of another id and secret, then run this again.',
  );
}

/** `admin storage-key list`: the newest last. */
export async function listStorageKeys(config: Config, database: Database): Promise<StorageKeyJson[]> {
  const root = rootKey(config);
  const ring = await openKeyRing({ root, store: database.storageKeys, now: Date.now });
  const unopened = new Set(ring.unopened());
  const rows = await database.storageKeys.list();
  const isListed = rows.some(({ accessKeyId }) => accessKeyId === root.accessKeyId);
  const all = isListed ? rows : [rowOfRoot(root), ...rows];
  return all.map(({ accessKeyId, sealedSecret, createdAt, replacedAt, verifiesUntil }) => ({
    accessKeyId,
    isRoot: sealedSecret === null,
    state: stateOf(ring, accessKeyId, unopened),
    createdAt: sealedSecret === null ? null : timestamp(createdAt),
    replacedAt: timestamp(replacedAt),
    verifiesUntil: timestamp(verifiesUntil),
  }));
}

function rowOfRoot({ accessKeyId }: RootKey): StorageKey {
  return { accessKeyId, sealedSecret: null, createdAt: 0, replacedAt: null, verifiesUntil: null };
}

function stateOf(ring: KeyRing, accessKeyId: string, unopened: ReadonlySet<string>): StorageKeyJson['state'] {
  if (ring.signing()?.accessKeyId === accessKeyId) return 'signs';
  if (unopened.has(accessKeyId)) return 'unreadable';
  return ring.verifying(accessKeyId) === undefined ? 'ended' : 'verifies';
}

function timestamp(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
