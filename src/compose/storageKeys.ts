import { randomBytes } from 'node:crypto';
import type { StorageKeyJson, StorageKeyRotationJson } from '../cli/bodies.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import type { Log } from '../log.ts';
import { type KeyRing, openKeyRing } from '../uploads/keyRing.ts';
import { sealSecret } from '../uploads/sealedSecret.ts';
import { REPLACED_KEY_VERIFIES_MS, type RootKey } from '../uploads/storageKey.ts';
import { URL_LIFETIME_SECONDS } from '../uploads/upload.ts';
import { keepGatewayKey, newGatewayKey } from './gatewayKey.ts';

const NONCE_BYTES = 12;

/** The keys of this installation, with a word in the log where the root key does not fit to them. */
export async function openStorageKeys(
  config: Config,
  database: Pick<Database, 'storageKeys'>,
  log: Pick<Log, 'warn'>,
): Promise<KeyRing> {
  const root = rootKey(config);
  const ring = await openKeyRing({ root, store: database.storageKeys, now: Date.now });
  const { length: count } = ring.unopened();
  if (count > 0) log.warn({ count }, `${unopenedInWords(config)} New URLs are signed with this key.`);
  return ring;
}

/** What is the matter where keys of the database cannot be opened. */
export function unopenedInWords(config: Pick<Config, 'gateway'>): string {
  const place = config.gateway.key === null ? 'gateway-key.json' : 'GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY';
  return (
    `the database has signing keys that were made by 'admin storage-key rotate' under another key than the one in ${place}, ` +
    'so that URLs signed with them are refused. Bring that key back, or rotate again.'
  );
}

/** The key that seals the others, and signs until the first rotation. */
export function rootKey({ gateway, dataDir }: Pick<Config, 'gateway' | 'dataDir'>): RootKey {
  return gateway.key ?? keepGatewayKey(dataDir, randomBytes);
}

/** `admin storage-key rotate`: URLs are signed with a new key from now on. */
export async function rotateStorageKey(
  config: Config,
  database: Database,
  { atOnce }: { readonly atOnce: boolean },
): Promise<StorageKeyRotationJson> {
  const root = rootKey(config);
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
      detail: { atOnce },
    },
  });
  return {
    accessKeyId,
    olderVerifyUntil: new Date(verifiesUntil).toISOString(),
    openUploadsEnded: atOnce ? openUploads : 0,
  };
}

/** `admin storage-key list`: the newest last. */
export async function listStorageKeys(config: Config, database: Database): Promise<StorageKeyJson[]> {
  const root = rootKey(config);
  const ring = await openKeyRing({ root, store: database.storageKeys, now: Date.now });
  const unopened = new Set(ring.unopened());
  const rows = await database.storageKeys.list();
  const blank = { sealedSecret: null, createdAt: 0, replacedAt: null, verifiesUntil: null };
  const isListed = rows.some(({ accessKeyId }) => accessKeyId === root.accessKeyId);
  const all = isListed ? rows : [{ accessKeyId: root.accessKeyId, ...blank }, ...rows];
  return all.map(({ accessKeyId, sealedSecret, createdAt, replacedAt, verifiesUntil }) => ({
    accessKeyId,
    isRoot: sealedSecret === null,
    state: stateOf(ring, accessKeyId, unopened),
    createdAt: sealedSecret === null ? null : timestamp(createdAt),
    replacedAt: timestamp(replacedAt),
    verifiesUntil: timestamp(verifiesUntil),
  }));
}

function stateOf(ring: KeyRing, accessKeyId: string, unopened: ReadonlySet<string>): StorageKeyJson['state'] {
  if (ring.signing().accessKeyId === accessKeyId) return 'signs';
  if (unopened.has(accessKeyId)) return 'unreadable';
  return ring.verifying(accessKeyId) === undefined ? 'ended' : 'verifies';
}

function timestamp(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
