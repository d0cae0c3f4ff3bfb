import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDirectStore } from '../../src/objects/s3Direct.ts';
import { landDirect } from '../../src/uploads/landDirect.ts';
import { objectKey } from '../../src/uploads/objectKey.ts';
import { type Fault, type FaultyS3, startFaultyS3 } from '../objects/faultyS3.ts';
import type { Operation } from '../objects/memoryBucket.ts';
import { type Account, NOON } from '../suites/accountFixture.ts';
import { type Direct, startDirect } from './directHarness.ts';

/** F15 where clients send straight to the bucket: whatever goes wrong with one of our calls, no file is lost and none is half. */
const FILE = 'a register of some rows';
const ERROR_500 = { answers: 500, code: 'InternalError' };
const SLOW_DOWN = { answers: 503, code: 'SlowDown' };
const DENIED = { answers: 403, code: 'AccessDenied' };
const ANY: readonly Fault[] = [
  ERROR_500,
  SLOW_DOWN,
  DENIED,
  'reset before the body',
  'reset after the body',
  'lost answer',
  'silence',
];

let s3: FaultyS3;
let direct: Direct;
let account: Account;
beforeAll(async () => {
  s3 = await startFaultyS3();
  direct = await startDirect(async () => s3);
  account = await direct.openAccount();
});
afterAll(() => direct.stop());
beforeEach(() => s3.forget());

async function uploaded(body = FILE) {
  const upload = await direct.issue(account);
  expect(await direct.put(upload, body)).toBe(200);
  return upload;
}

const cases: readonly [Operation, readonly Fault[]][] = [
  ...[...ANY, '200 with an error inside', '200 with an error and a line break'].flatMap(
    (fault): [Operation, Fault[]][] => [
      ['CopyObject', [fault as Fault]],
      ['CopyObject', [fault as Fault, fault as Fault]],
    ],
  ),
  ['CopyObject', ['wrong ETag']],
  ['CopyObject', ['no ETag']],
  ['CopyObject', ['kept short']],
  ['CopyObject', ['kept short', 'kept short', 'kept short', 'kept short', 'kept short']],
  ['CopyObject', ['condition not heard']],
  // The look before, the look at the copy, the look before the removal.
  ...[0, 1, 2].flatMap((before) =>
    [...ANY, 'no ETag', 'wrong ETag', { answers: 404, code: 'NotFound' }].flatMap(
      (fault): [Operation, Fault[]][] => [
        ['HeadObject', [...Array<Fault>(before).fill('none'), fault as Fault]],
        ['HeadObject', [...Array<Fault>(before).fill('none'), fault as Fault, fault as Fault]],
      ],
    ),
  ),
  ...ANY.flatMap((fault): [Operation, Fault[]][] => [
    ['DeleteObject', [fault]],
    ['DeleteObject', [fault, fault]],
  ]),
  ['DeleteObject', ['condition not heard']],
];
const named = cases.map(([operation, faults]) => {
  const words = faults.map((fault) => (typeof fault === 'object' ? `${fault.answers} ${fault.code}` : fault));
  return [`${operation}: ${words.join(', ')}`, operation, faults] as const;
});

describe('a fault of the bucket while a direct file is taken in', () => {
  it.each(named)(
    '%s: the file is the object, whole, at once or the next time',
    async (_name, operation, faults) => {
      const upload = await uploaded();
      s3.inject(operation, ...faults);
      const first = await landDirect(upload, direct.landing).catch(({ code }) => ({ outcome: code }));
      s3.heal();
      if (first.outcome === 'landed') expect(await direct.current(upload)).toBe(FILE);
      else {
        // Neither half a file nor a success that is none: it is where its client put it.
        expect(['nothing', 'unavailable']).toContain(first.outcome);
        expect(await direct.row(upload)).toMatchObject({ state: 'issued', currentPut: null });
        expect(String(s3.objects.get(objectKey(upload))?.bytes)).toBe(FILE);
      }
      expect(await direct.trigger(upload)).toMatchObject({
        outcome: 'created',
        activity: { bytes: FILE.length },
      });
      expect(await direct.current(upload)).toBe(FILE);
      // What is left over is removed by a sweep, once no PUT can come in any more.
      await direct.sweepAt(Date.now() + 2 * 3_600_000);
      expect(await direct.parts(upload)).toEqual([(await direct.row(upload)).currentPut]);
      expect(s3.objects.has(objectKey(upload))).toBe(false);
    },
  );
});

describe('a server that knows no condition for a DELETE', () => {
  it('loses no file that comes between the last look and the removal', async () => {
    const deaf = await startFaultyS3({ hearsConditions: false });
    const there = await startDirect(async () => deaf);
    try {
      const upload = await there.issue(await there.openAccount());
      const key = objectKey(upload);
      await there.put(upload, 'older');
      const time = { now: NOON + 60_000 };
      const bucket = createDirectStore(there.connection, () => time.now);
      const seen = await bucket.look(key);
      if (seen === undefined) throw new Error('the file is there');
      const landing = { ...there.landing, bucket };
      expect(await landDirect(upload, landing)).toMatchObject({ outcome: 'landed' });
      // Nobody but its URL's holder may take it away while a newer one may come.
      expect(await bucket.remove(seen)).toBe(false);
      expect(String(deaf.objects.get(key)?.bytes)).toBe('older');
      await there.put(upload, 'newer');
      expect(await bucket.remove(seen)).toBe(false);
      expect(await landDirect(upload, landing)).toMatchObject({ outcome: 'landed' });
      expect(await there.current(upload)).toBe('newer');
      time.now = NOON + 3_600_000;
      expect(await landDirect(upload, landing)).toMatchObject({ outcome: 'landed' });
      expect(deaf.objects.has(key)).toBe(false);
      expect(await there.current(upload)).toBe('newer');
      expect([...deaf.objects.keys()].filter((name) => name.includes('condition'))).toEqual([]);
    } finally {
      await there.stop();
    }
  });

  it('is asked once, and one that knows it removes at once', async () => {
    const bucket = createDirectStore(direct.connection, () => NOON + 60_000);
    const uploads = [await uploaded(), await uploaded()];
    s3.forgetAsked();
    for (const upload of uploads) {
      await landDirect(upload, { ...direct.landing, bucket });
      expect(s3.objects.has(objectKey(upload))).toBe(false);
    }
    expect(s3.asked.filter((operation) => operation === 'PutObject')).toHaveLength(1);
    expect([...s3.objects.keys()].filter((name) => name.includes('condition'))).toEqual([]);
  });
});
