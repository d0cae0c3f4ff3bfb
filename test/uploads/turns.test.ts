import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { createTurns } from '../../src/uploads/turns.ts';

/** Work that ends when the test says so. */
function held() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let isBegun = false;
  return {
    isBegun: () => isBegun,
    resolve,
    reject,
    work() {
      isBegun = true;
      return promise;
    },
  };
}

describe('turns', () => {
  it('are taken one after the other for one key, and beside each other for two', async () => {
    const take = createTurns();
    const [first, second, other] = [held(), held(), held()];
    const [one, two, three] = [take('a', first.work), take('a', second.work), take('b', other.work)];
    expect([first, second, other].map(({ isBegun }) => isBegun())).toEqual([true, false, true]);
    other.resolve('other');
    expect(await three).toBe('other');
    expect(second.isBegun()).toBe(false);
    first.resolve('first');
    expect(await one).toBe('first');
    second.resolve('second');
    expect(await two).toBe('second');
  });

  it('go on after a refusal, also of work that begins when the line was empty', async () => {
    const take = createTurns();
    const refused = take('a', () => Promise.reject(new AppError('quota_exceeded', 'enough')));
    const after = take('a', async () => 'after');
    await expect(refused).rejects.toMatchObject({ code: 'quota_exceeded' });
    expect(await after).toBe('after');
    expect(await take('a', async () => 'again')).toBe('again');
  });

  it('end for all who wait when the database fails one of them', async () => {
    const take = createTurns();
    const first = held();
    const outage = new AppError('unavailable', 'gone');
    const later = held();
    const all = Promise.allSettled([take('a', first.work), take('a', later.work), take('a', later.work)]);
    first.reject(outage);
    expect((await all).map((one) => one.status === 'rejected' && one.reason)).toEqual(Array(3).fill(outage));
    expect(later.isBegun()).toBe(false);
    expect(await take('a', async () => 'again')).toBe('again');
  });
});
