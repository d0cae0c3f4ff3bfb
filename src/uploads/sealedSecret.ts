/**
 * How the secret of a storage key stands in the database: AES-256-GCM under a key derived from the root secret by HKDF
 * (RFC 5869, SHA-256), bound to its access key id. Base64 of nonce (12 bytes), ciphertext and tag (16 bytes).
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const PURPOSE = 'gst-intake storage key 1';

interface Sealing {
  readonly rootSecret: string;
  readonly accessKeyId: string;
}

/** @param nonce 12 bytes from a CSPRNG, used once */
export function sealSecret(secret: string, { rootSecret, accessKeyId }: Sealing, nonce: Uint8Array): string {
  const cipher = createCipheriv(CIPHER, sealingKey(rootSecret), nonce).setAAD(Buffer.from(accessKeyId));
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64');
}

/** The secret, or undefined where it was sealed under another root secret, for another key, or altered since. */
export function openSecret(sealed: string, { rootSecret, accessKeyId }: Sealing): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, sealingKey(rootSecret), bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(accessKeyId)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  } catch {
    return undefined;
  }
}

function sealingKey(rootSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', rootSecret, new Uint8Array(), PURPOSE, KEY_BYTES));
}
