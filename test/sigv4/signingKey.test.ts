import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { calculateSignature, createSigningKeys, deriveSigningKey } from '../../src/sigv4/signingKey.ts';
import { SECRET_ACCESS_KEY } from './cases.ts';

const SCOPE = { date: '20150830', region: 'us-east-1', service: 'iam' };

describe('signing keys', () => {
  it("derive as AWS's published example does", () => {
    const key = deriveSigningKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', SCOPE);
    expect(key.export().toString('hex')).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
  });

  it('are derived once for the same secret and scope', () => {
    const keys = createSigningKeys();
    expect(keys.get(SECRET_ACCESS_KEY, { ...SCOPE })).toBe(keys.get(SECRET_ACCESS_KEY, SCOPE));
  });

  it.each([
    ['secret', 'another', SCOPE],
    ['day', SECRET_ACCESS_KEY, { ...SCOPE, date: '20150831' }],
    ['region', SECRET_ACCESS_KEY, { ...SCOPE, region: 'ap-south-1' }],
    ['service', SECRET_ACCESS_KEY, { ...SCOPE, service: 's3' }],
  ])('differ when the %s does, each as derived afresh', (_part, secret, scope) => {
    const keys = createSigningKeys();
    keys.get(SECRET_ACCESS_KEY, SCOPE);
    expect(keys.get(secret, scope).equals(deriveSigningKey(secret, scope))).toBe(true);
    expect(keys.get(secret, scope).equals(deriveSigningKey(SECRET_ACCESS_KEY, SCOPE))).toBe(false);
  });

  it('stay in the cache while they are in use, whatever days strangers ask for', () => {
    const keys = createSigningKeys();
    const inUse = keys.get(SECRET_ACCESS_KEY, SCOPE);
    for (let day = 0; day < 1000; day++) {
      keys.get(SECRET_ACCESS_KEY, { ...SCOPE, date: String(day) });
      expect(keys.get(SECRET_ACCESS_KEY, SCOPE)).toBe(inUse);
    }
  });

  it('leave the cache when 64 others were asked for since', () => {
    const keys = createSigningKeys();
    const first = keys.get(SECRET_ACCESS_KEY, SCOPE);
    for (let day = 1; day < 64; day++) keys.get(SECRET_ACCESS_KEY, { ...SCOPE, date: String(day) });
    expect(keys.get(SECRET_ACCESS_KEY, SCOPE)).toBe(first);
    for (let day = 100; day < 164; day++) keys.get(SECRET_ACCESS_KEY, { ...SCOPE, date: String(day) });
    const again = keys.get(SECRET_ACCESS_KEY, SCOPE);
    expect(again).not.toBe(first);
    expect(again.equals(first)).toBe(true);
  });

  it('sign in 64 lower-case hex digits', () => {
    const key = deriveSigningKey(SECRET_ACCESS_KEY, SCOPE);
    expect(calculateSignature(key, 'text')).toBe(
      createHmac('sha256', key.export()).update('text').digest('hex'),
    );
  });
});
