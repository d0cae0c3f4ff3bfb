import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSecret, isSecret, secretHash } from '../../src/accounts/token.ts';

const secrets = fc.record({
  kind: fc.constantFrom('token', 'clientSecret'),
  random: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('a secret', () => {
  it('shows its kind, then 256 random bits, then a checksum', () => {
    fc.assert(
      fc.property(secrets, ({ kind, random }) => {
        const text = formatSecret(kind, random);
        expect(text).toMatch(kind === 'token' ? /^gst_tok_[\w-]{49}$/ : /^gst_sec_[\w-]{49}$/);
        expect(Buffer.from(text.slice(8, 51), 'base64url')).toEqual(Buffer.from(random));
        expect(isSecret(kind, text)).toBe(true);
        expect(isSecret(kind === 'token' ? 'clientSecret' : 'token', text)).toBe(false);
      }),
    );
  });

  it('gives every mistyped character away', () => {
    fc.assert(
      fc.property(secrets, fc.nat(56), fc.constantFrom(...ALPHABET), ({ kind, random }, place, character) => {
        const text = formatSecret(kind, random);
        fc.pre(text[place] !== character);
        expect(isSecret(kind, text.slice(0, place) + character + text.slice(place + 1))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives missing, doubled and surrounding characters away', () => {
    const text = formatSecret('token', new Uint8Array(32).fill(7));
    for (const other of ['', text.slice(1), text.slice(0, -1), `${text}A`, ` ${text}`, `${text}\n`]) {
      expect(isSecret('token', other)).toBe(false);
    }
  });

  it('is made of no less than 256 bits', () => {
    expect(() => formatSecret('token', new Uint8Array(31))).toThrow(RangeError);
    expect(() => formatSecret('token', new Uint8Array(33))).toThrow(RangeError);
  });

  it('is remembered as its SHA-256', () => {
    const text = formatSecret('token', new Uint8Array(32));
    expect(secretHash(text)).toBe(createHash('sha256').update(text).digest('hex'));
  });
});
