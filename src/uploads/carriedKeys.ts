import { openSecret, sealSecret } from './sealedSecret.ts';
import { REPLACED_KEY_VERIFIES_MS, type RootKey, type StorageKey } from './storageKey.ts';

/** An installation's keys as they stand in another one's table. */
export interface CarriedKeys {
  readonly keys: readonly StorageKey[];
  /** Ids of keys that no root key here opens: what they signed is refused. */
  readonly lost: readonly string[];
  /** False where neither a file nor the table names the root key: what it signed is good only if it is the new one. */
  readonly isOldRootKnown: boolean;
}

/**
 * The keys of an installation that moves under another root key: URLs issued before work until they expire. Sealed secrets
 * are sealed anew; a root key that is not the new one becomes a sealed key that was replaced now.
 */
export function carryKeys(input: {
  readonly rows: readonly StorageKey[];
  /** Of the data directory that is left; undefined where it had none. */
  readonly oldRoot: RootKey | undefined;
  readonly newRoot: RootKey;
  readonly now: number;
  readonly newNonce: () => Uint8Array;
}): CarriedKeys {
  const { rows, oldRoot, newRoot, now, newNonce } = input;
  const seal = (accessKeyId: string, secret: string) =>
    sealSecret(secret, { rootSecret: newRoot.secretAccessKey, accessKeyId }, newNonce());
  const keys: StorageKey[] = [];
  const lost: string[] = [];

  for (const row of rows) {
    const { accessKeyId, sealedSecret } = row;
    if (sealedSecret === null) {
      if (accessKeyId === newRoot.accessKeyId) keys.push(row);
      else if (accessKeyId !== oldRoot?.accessKeyId) lost.push(accessKeyId);
      continue;
    }
    const secret = [newRoot, oldRoot]
      .filter((root) => root !== undefined)
      .map((root) => openSecret(sealedSecret, { rootSecret: root.secretAccessKey, accessKeyId }))
      .find((opened) => opened !== undefined);
    if (secret === undefined) lost.push(accessKeyId);
    else keys.push({ ...row, sealedSecret: seal(accessKeyId, secret) });
  }

  if (oldRoot !== undefined && oldRoot.accessKeyId !== newRoot.accessKeyId) {
    const known = rows.find(({ accessKeyId }) => accessKeyId === oldRoot.accessKeyId);
    keys.push({
      accessKeyId: oldRoot.accessKeyId,
      sealedSecret: seal(oldRoot.accessKeyId, oldRoot.secretAccessKey),
      createdAt: 0,
      replacedAt: known?.replacedAt ?? now,
      verifiesUntil: known?.verifiesUntil ?? now + REPLACED_KEY_VERIFIES_MS,
    });
  }
  const isOldRootKnown = oldRoot !== undefined || rows.some(({ sealedSecret }) => sealedSecret === null);
  return { keys, lost, isOldRootKnown };
}
