import { expect, it } from 'vitest';
import { createAttemptLimit } from '../../src/http/attemptLimit.ts';
import { createClientAddress } from '../../src/http/clientAddress.ts';

function limitOf(max: number, maxClients = 100) {
  const time = { now: 0 };
  return { time, limit: createAttemptLimit({ max, windowMs: 1_000, maxClients, now: () => time.now }) };
}

it('counts over a window that begins with the first failure, and says how long it still is', () => {
  const { time, limit } = limitOf(2);
  expect([limit.failed('a'), limit.failed('a')]).toEqual([undefined, undefined]);
  time.now = 1;
  expect(limit.failed('a')).toBe(1);
  expect(limit.failed('b')).toBeUndefined();
  time.now = 1_000;
  expect(limit.failed('a')).toBeUndefined();
});

it('takes the 2^64 neighbours of an IPv6 address for one client, and an IPv4 address for itself however it is written', () => {
  const { limit } = limitOf(1);
  for (const [first, same, other] of [
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:1:2:3', '2001:db8:1:3::1'],
    ['2001:db8::1', '2001:db8:0:0::9', '2001:db8:0:1::1'],
    ['::ffff:192.0.2.1', '192.0.2.1', '::ffff:192.0.2.2'],
  ] as const) {
    expect(limit.failed(first)).toBeUndefined();
    expect(limit.failed(same)).toBe(1);
    expect(limit.failed(other)).toBeUndefined();
  }
});

it('remembers no more clients than it may, the newest of them', () => {
  const { limit } = limitOf(1, 3);
  for (const client of ['a', 'b', 'c', 'd']) limit.failed(client);
  expect(['b', 'c', 'd'].map((client) => limit.failed(client))).toEqual([1, 1, 1]);
  expect(limit.failed('a')).toBeUndefined();
});

it('believes trusted proxies alone about where a request comes from', () => {
  const clientAddress = createClientAddress((address) => address.startsWith('10.'));
  const from = (peer: string, forwarded?: string) =>
    clientAddress({
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
      socket: { remoteAddress: peer },
    } as Parameters<typeof clientAddress>[0]);
  expect(from('203.0.113.1', '198.51.100.1')).toBe('203.0.113.1');
  expect(from('10.0.0.1')).toBe('10.0.0.1');
  expect(from('10.0.0.1', '192.0.2.9, 198.51.100.1')).toBe('198.51.100.1');
  expect(from('10.0.0.1', '192.0.2.9, 198.51.100.1, 10.0.0.2')).toBe('198.51.100.1');
  expect(from('10.0.0.1', '10.0.0.3,10.0.0.2')).toBe('10.0.0.3');
  expect(from('10.0.0.1', 'nonsense')).toBe('10.0.0.1');
});
