import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * Secrets that we hand out: `gst_tok_` (API token), `gst_sec_` (client secret) or `gst_ses_` (session, in a cookie only),
 * 43 characters of base64url (256 random bits), 6 characters of checksum. The prefix lets secret scanners find a leaked one, the checksum
 * turns a typing error away without a look-up. Only `secretHash` is ever stored.
 */
export type SecretKind = 'token' | 'clientSecret' | 'session';

const PREFIX: Readonly<Record<SecretKind, string>> = {
  token: 'gst_tok_',
  clientSecret: 'gst_sec_',
  session: 'gst_ses_',
};
const SECRET_BYTES = 32;
const BODY_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

function checksum(text: string): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(text));
  return sum.toString('base64url');
}

/** @param random exactly 32 bytes from a CSPRNG. */
export function formatSecret(kind: SecretKind, random: Uint8Array): string {
  if (random.length !== SECRET_BYTES) throw new RangeError(`a secret is ${SECRET_BYTES} random bytes`);
  const text = PREFIX[kind] + Buffer.from(random).toString('base64url');
  return text + checksum(text);
}

/** Whether `text` has the shape and checksum of a secret of this kind; says nothing about its being known. */
export function isSecret(kind: SecretKind, text: string): boolean {
  const prefix = PREFIX[kind];
  if (text.length !== prefix.length + BODY_LENGTH + CHECKSUM_LENGTH || !text.startsWith(prefix)) return false;
  return checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** SHA-256 in hex: with 256 random bits behind it no slower hash is needed, and the look-up is by this value. */
export function secretHash(text: string): string {
  return hash('sha256', text, 'hex');
}
