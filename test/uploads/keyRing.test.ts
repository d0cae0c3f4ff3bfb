import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type KeyRing, openKeyRing } from '../../src/uploads/keyRing.ts';
import { openSecret, sealSecret } from '../../src/uploads/sealedSecret.ts';
import { REPLACED_KEY_VERIFIES_MS, type StorageKeyStore } from '../../src/uploads/storageKey.ts';
import { sqliteUnderTest } from '../db/sqliteUnderTest.ts';
import { entry, NOON } from '../suites/accountFixture.ts';

const ROOT = { accessKeyId: 'GSTIROOT', secretAccessKey: 'the secret that the settings give' };
const OTHER_ROOT = { accessKeyId: 'GSTIOTHER', secretAccessKey: 'another secret of the settings' };
const root = mkdtempSync(join(tmpdir(), 'gst-intake-keys-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a sealed secret', () => {
  const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 });

  it('comes back for its own key and root, and for no other', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, text, nonce, (secret, rootSecret, accessKeyId, once) => {
        const sealed = sealSecret(secret, { rootSecret, accessKeyId }, once);
        expect(openSecret(sealed, { rootSecret, accessKeyId })).toBe(secret);
        expect(openSecret(sealed, { rootSecret: `${rootSecret}x`, accessKeyId })).toBeUndefined();
        expect(openSecret(sealed, { rootSecret, accessKeyId: `${accessKeyId}x` })).toBeUndefined();
      }),
    );
  });

  it('is refused with any byte changed or missing', () => {
    const sealing = { rootSecret: ROOT.secretAccessKey, accessKeyId: 'K' };
    const bytes = Buffer.from(sealSecret('secret', sealing, randomBytes(12)), 'base64');
    for (let place = 0; place < bytes.length; place += 1) {
      const altered = Buffer.from(bytes);
      altered[place] = (altered[place] ?? 0) ^ 1;
      expect(openSecret(altered.toString('base64'), sealing)).toBeUndefined();
      expect(openSecret(bytes.subarray(0, place).toString('base64'), sealing)).toBeUndefined();
    }
  });
});

describe('the key ring', () => {
  let database: ReturnType<typeof sqliteUnderTest>;
  let store: StorageKeyStore;
  let now: number;
  let reads: number;
  let files = 0;

  beforeEach(async () => {
    files += 1;
    database = sqliteUnderTest(join(root, `${files}.sqlite`));
    const handle = await database.open();
    await handle.migrate();
    now = NOON;
    reads = 0;
    store = {
      ...handle.storageKeys,
      list() {
        reads += 1;
        return handle.storageKeys.list();
      },
    };
    return () => database.dispose();
  });

  const open = (key = ROOT): Promise<KeyRing> => openKeyRing({ root: key, store, now: () => now });

  async function rotate(accessKeyId: string, { key = ROOT, atOnce = false } = {}): Promise<string> {
    const secret = randomBytes(30).toString('base64url');
    const sealing = { rootSecret: key.secretAccessKey, accessKeyId };
    await store.rotate({
      rootKeyId: key.accessKeyId,
      next: { accessKeyId, sealedSecret: sealSecret(secret, sealing, randomBytes(12)) },
      at: now,
      verifiesUntil: atOnce ? now : now + REPLACED_KEY_VERIFIES_MS,
      audit: { ...entry('storage_key.rotated'), workspaceId: null },
    });
    return secret;
  }

  it('signs with the root key until the first rotation, then with the newest', async () => {
    const ring = await open();
    expect(ring.signing()).toBe(ROOT);
    const secretAccessKey = await rotate('K1');
    await ring.reload();
    expect(ring.signing()).toEqual({ accessKeyId: 'K1', secretAccessKey });
    expect(ring.verifying(ROOT.accessKeyId)).toBe(ROOT);
    const signing = ring.signing();
    await ring.reload();
    expect(ring.signing()).toBe(signing);
    expect((await open()).signing()).toEqual(signing);
  });

  it('verifies with replaced keys for seven days and ten minutes, and not a moment longer', async () => {
    await rotate('K1');
    now += 1_000;
    await rotate('K2');
    const ring = await open();
    now = NOON + REPLACED_KEY_VERIFIES_MS - 1;
    expect(['GSTIROOT', 'K1', 'K2'].map((id) => ring.verifying(id)?.accessKeyId)).toEqual([
      'GSTIROOT',
      'K1',
      'K2',
    ]);
    now = NOON + REPLACED_KEY_VERIFIES_MS;
    expect(ring.verifying('GSTIROOT')).toBeUndefined();
    now += 1_000;
    expect(ring.verifying('K1')).toBeUndefined();
    expect(ring.verifying('K2')?.accessKeyId).toBe('K2');
    now += 3_600_001;
    await ring.tidy();
    await ring.reload();
    expect((await store.list()).map(({ accessKeyId }) => accessKeyId)).toEqual(['GSTIROOT', 'K2']);
    expect(ring.verifying('GSTIROOT')).toBeUndefined();
  });

  it('refuses older keys at once after a leak', async () => {
    await rotate('K1');
    const ring = await open();
    await rotate('K2', { atOnce: true });
    await ring.reload();
    expect(['GSTIROOT', 'K1'].map((id) => ring.verifying(id))).toEqual([undefined, undefined]);
    expect(ring.signing()?.accessKeyId).toBe('K2');
  });

  it('learns of a key that another server signs with, by one read for all who ask together', async () => {
    const [one, other] = [await open(), await open()];
    await rotate('K1');
    await one.reload();
    reads = 0;
    const asked = Array.from({ length: 50 }, () => other.learn(one.signing()?.accessKeyId ?? ''));
    expect(await Promise.all(asked)).toEqual(asked.map(() => true));
    expect(reads).toBe(1);
    expect(other.verifying('K1')).toEqual(one.signing());
    expect(await other.learn('K1')).toBe(false);
    expect(reads).toBe(1);
  });

  it('reads again for whoever asks after a read began, however many unknown ids came before', async () => {
    const ring = await open();
    expect(await ring.learn('NOBODY')).toBe(false);
    await rotate('K1');
    expect(await Promise.all([ring.learn('NOBODY'), ring.learn('K1')])).toEqual([false, true]);
    expect(reads).toBe(3);
  });

  it('goes on with the root key of the settings where it does not open the others', async () => {
    await rotate('K1', { atOnce: true });
    const ring = await open(OTHER_ROOT);
    expect(ring.signing()).toBe(OTHER_ROOT);
    expect(ring.verifying(OTHER_ROOT.accessKeyId)).toBe(OTHER_ROOT);
    expect([ring.verifying('K1'), ring.verifying(ROOT.accessKeyId)]).toEqual([undefined, undefined]);
    expect(ring.unopened()).toEqual(['K1']);

    const sameId = { ...ROOT, secretAccessKey: 'changed under the same id' };
    const changed = await open(sameId);
    expect([changed.signing(), changed.verifying(ROOT.accessKeyId)]).toEqual([undefined, undefined]);

    await rotate('K2', { key: OTHER_ROOT });
    await ring.reload();
    expect(ring.signing()?.accessKeyId).toBe('K2');
    expect((await open()).signing()?.accessKeyId).toBe('K1');
  });

  it('signs with no key that a rotation under another root has ended', async () => {
    const secretAccessKey = await rotate('K0');
    const ring = await open();
    await rotate('K1', { key: OTHER_ROOT });
    await ring.reload();
    // Replaced, not ended: what the others verify they may still take.
    expect(ring.signing()).toEqual({ accessKeyId: 'K0', secretAccessKey });
    await rotate('K2', { key: OTHER_ROOT, atOnce: true });
    await ring.reload();
    expect([ring.signing(), ring.verifying(ROOT.accessKeyId)]).toEqual([undefined, undefined]);
    now += REPLACED_KEY_VERIFIES_MS;
    await rotate('K3');
    await ring.reload();
    expect(ring.signing()?.accessKeyId).toBe('K3');
  });

  it('leaves no secret in the database', async () => {
    const secret = await rotate('K1');
    const bytes = [`${files}.sqlite`, `${files}.sqlite-wal`].map((name) => readFileSync(join(root, name)));
    for (let place = 0; place + 16 <= secret.length; place += 1)
      for (const file of bytes) expect(file.includes(secret.slice(place, place + 16))).toBe(false);
  });
});
