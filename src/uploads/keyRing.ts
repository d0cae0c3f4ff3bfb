import { setTimeout as pause } from 'node:timers/promises';
import type { Credentials } from '../sigv4/presign.ts';
import { openSecret } from './sealedSecret.ts';
import type { RootKey, StorageKey, StorageKeyStore } from './storageKey.ts';

/** An id that nobody knows makes the table be read, so often at most. */
const LOOK_EVERY_MS = 250;
/** Keys that ended are forgotten after this time, so that servers whose clocks disagree agree on them. */
const FORGET_AFTER_MS = 3_600_000;

/** The keys of this installation as one server knows them: one signs, all that have not ended verify. */
export interface KeyRing {
  /** The key to sign with: the same object until another one signs. Undefined where every key that it has was ended. */
  signing(): Credentials | undefined;
  /** The key of an id that verifies now, or undefined. */
  verifying(accessKeyId: string): Credentials | undefined;
  /** Reads the table again. @throws AppError unavailable */
  reload(): Promise<void>;
  /**
   * For an id that does not verify here: whether it does once the table was read again, which is after this call began.
   * Calls that come together share one read. @throws AppError unavailable
   */
  learn(accessKeyId: string): Promise<boolean>;
  /** Ids of keys whose secrets were sealed under another root key. */
  unopened(): readonly string[];
  /** Removes keys that have ended from the table. */
  tidy(): Promise<void>;
}

interface Known {
  readonly row: StorageKey;
  readonly credentials: Credentials;
}

/** @returns a ring that has read the table once. @throws AppError unavailable */
export async function openKeyRing(deps: {
  readonly root: RootKey;
  readonly store: Pick<StorageKeyStore, 'list' | 'removeEnded'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): Promise<KeyRing> {
  const { root, store, now } = deps;
  let rows: readonly StorageKey[] = [];
  let known = new Map<string, Known>();
  let signer: Known | undefined;
  let look: Promise<void> | undefined;
  let rested: Promise<unknown> = Promise.resolve();

  async function reload(): Promise<void> {
    rows = await store.list();
    known = new Map(rows.flatMap((row) => opened(row)).map((each) => [each.row.accessKeyId, each]));
    signer = newestOf([...known.values()]);
  }

  function signing(): Credentials | undefined {
    if (signer === undefined) return root;
    return hasNotEnded(signer.row) ? signer.credentials : undefined;
  }

  /** What signs of the keys in the table; undefined where that is the root key, which is not in it. */
  function newestOf(all: readonly Known[]): Known | undefined {
    const newest = all.findLast(({ row }) => row.replacedAt === null);
    if (newest !== undefined || !known.has(root.accessKeyId)) return newest;
    // The newest one is sealed under another root key. This root was replaced, and after a leak it may be in wrong hands.
    return all.findLast(({ row }) => hasNotEnded(row)) ?? known.get(root.accessKeyId);
  }

  function hasNotEnded({ verifiesUntil }: StorageKey): boolean {
    return verifiesUntil === null || now() < verifiesUntil;
  }

  function opened(row: StorageKey): Known[] {
    const { accessKeyId, sealedSecret } = row;
    if (accessKeyId === root.accessKeyId) return [{ row, credentials: root }];
    const before = known.get(accessKeyId);
    if (before?.row.sealedSecret === sealedSecret && before !== undefined)
      return [{ row, credentials: before.credentials }];
    const secretAccessKey =
      sealedSecret === null
        ? undefined
        : openSecret(sealedSecret, { rootSecret: root.secretAccessKey, accessKeyId });
    return secretAccessKey === undefined ? [] : [{ row, credentials: { accessKeyId, secretAccessKey } }];
  }

  function verifying(accessKeyId: string): Credentials | undefined {
    const found = known.get(accessKeyId);
    if (found === undefined) return accessKeyId === root.accessKeyId ? root : undefined;
    return hasNotEnded(found.row) ? found.credentials : undefined;
  }

  async function lookAgain(): Promise<void> {
    await rested;
    look = undefined;
    rested = pause(LOOK_EVERY_MS, undefined, { ref: false });
    await reload();
  }

  await reload();
  return {
    signing,
    verifying,
    reload,
    async learn(accessKeyId) {
      if (verifying(accessKeyId) !== undefined) return false;
      look ??= lookAgain();
      await look;
      return verifying(accessKeyId) !== undefined;
    },
    unopened: () =>
      rows
        .filter(({ accessKeyId, sealedSecret }) => sealedSecret !== null && !known.has(accessKeyId))
        .map(({ accessKeyId }) => accessKeyId),
    async tidy() {
      await store.removeEnded(now() - FORGET_AFTER_MS);
    },
  };
}
