/**
 * The signing key of Signature Version 4 and its cache.
 *
 * Source, checked 2026-11-23: AWS IAM User Guide, "Create a signed AWS API request", step "Calculate the signature".
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { type CredentialScope, SCOPE_TERMINATOR } from './canonical.ts';

/** A key lives for a day; today's and yesterday's of a few regions and rotated secrets are in use at once. */
const MAX_CACHED_KEYS = 64;

export interface SigningKeys {
  /** The key for this secret and scope, derived at first use. */
  get(secretAccessKey: string, scope: CredentialScope): KeyObject;
}

/** A cache of signing keys that forgets the one not asked for the longest. */
export function createSigningKeys(): SigningKeys {
  const cached = new Map<string, KeyObject>();
  return {
    get(secretAccessKey, scope) {
      const { date, region, service } = scope;
      const id = [date, region, service, secretAccessKey].join('\n');
      const key = cached.get(id) ?? deriveSigningKey(secretAccessKey, scope);
      // A Map keeps insertion order, so that moving a key to the end leaves the stalest first.
      cached.delete(id);
      cached.set(id, key);
      if (cached.size > MAX_CACHED_KEYS) cached.delete(cached.keys().next().value ?? id);
      return key;
    },
  };
}

/** HMAC chained over day, region, service and terminator. */
export function deriveSigningKey(
  secretAccessKey: string,
  { date, region, service }: CredentialScope,
): KeyObject {
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of [date, region, service, SCOPE_TERMINATOR]) {
    key = createHmac('sha256', key).update(part).digest();
  }
  // As a KeyObject, because createHmac with a Buffer imports the key anew at every call.
  return createSecretKey(key);
}

/** The signature, as 64 lower-case hex digits. */
export function calculateSignature(key: KeyObject, textToSign: string): string {
  return createHmac('sha256', key).update(textToSign).digest('hex');
}
