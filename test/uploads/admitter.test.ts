import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AdmissionOutcome, AdmissionRequest } from '../../src/accounts/admission.ts';
import { AppError } from '../../src/errors.ts';
import { createAdmitter } from '../../src/uploads/admitter.ts';
import type { WantedUpload } from '../../src/uploads/upload.ts';

type Request = AdmissionRequest<WantedUpload>;
type Outcome = AdmissionOutcome<WantedUpload>;

/** A request, told apart by its token's hash; its outcome is a refusal with the same text. */
function request(name: string): Request {
  return { tokenHash: name, wanted: new AppError('file_name_empty', name) };
}

function refusal({ tokenHash }: Request): Outcome {
  return new AppError('token_invalid', tokenHash);
}

/** A store whose transactions end when the test says so. */
function openByHand(maxBatch: number) {
  const batches: { names: string[]; now: number; end(): void; fail(reason: Error): void }[] = [];
  let clock = 0;
  const admit = createAdmitter({
    admit(batch, now) {
      const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
      const names = batch.map(({ tokenHash }) => tokenHash);
      batches.push({ names, now, end: () => resolve(batch.map(refusal)), fail: reject });
      return promise;
    },
    now: () => {
      clock += 1;
      return clock;
    },
    maxBatch,
  });
  return { admit, batches };
}

async function text(outcome: Promise<Outcome>): Promise<string> {
  const settled = await outcome;
  return settled instanceof AppError ? settled.message : 'granted';
}

describe('createAdmitter', () => {
  it('puts the requests of one turn into one batch, in their order', async () => {
    const { admit, batches } = openByHand(10);
    const answers = ['a', 'b', 'c'].map((name) => text(admit(request(name))));
    expect(batches).toEqual([]);
    await nextTurn();
    expect(batches.map(({ names }) => names)).toEqual([['a', 'b', 'c']]);
    batches[0]?.end();
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c']);
  });

  it('has one batch under way; those who come meanwhile share the next, at a later time', async () => {
    const { admit, batches } = openByHand(10);
    const first = admit(request('a'));
    await nextTurn();
    const later = [admit(request('b'))];
    await nextTurn();
    later.push(admit(request('c')));
    await nextTurn();
    expect(batches.map(({ names }) => names)).toEqual([['a']]);
    batches[0]?.end();
    expect(await text(first)).toBe('a');
    await nextTurn();
    expect(batches.map(({ names, now }) => [names, now])).toEqual([
      [['a'], 1],
      [['b', 'c'], 2],
    ]);
    batches[1]?.end();
    expect(await Promise.all(later.map(text))).toEqual(['b', 'c']);
  });

  it('answers nobody before the transaction ends', async () => {
    const { admit, batches } = openByHand(10);
    let answered = false;
    const answer = admit(request('a')).then(() => {
      answered = true;
    });
    await nextTurn();
    await nextTurn();
    expect(answered).toBe(false);
    batches[0]?.end();
    await answer;
    expect(answered).toBe(true);
  });

  it('fills batches up to their bound, and keeps the order over them', async () => {
    const { admit, batches } = openByHand(2);
    const answers = [...'abcde'].map((name) => text(admit(request(name))));
    for (let turn = 0; turn < 6; turn += 1) {
      await nextTurn();
      for (const batch of batches) batch.end();
    }
    expect(batches.map(({ names }) => names)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(await Promise.all(answers)).toEqual([...'abcde']);
  });

  it('rejects the batch whose transaction failed, and no other', async () => {
    const { admit, batches } = openByHand(2);
    const answers = [...'abc'].map((name) => text(admit(request(name))));
    const settled = Promise.allSettled(answers);
    await nextTurn();
    batches[0]?.fail(new AppError('unavailable', 'locked'));
    await nextTurn();
    await nextTurn();
    batches[1]?.end();
    const lost = { status: 'rejected', reason: new AppError('unavailable', 'locked') };
    expect(await settled).toEqual([lost, lost, { status: 'fulfilled', value: 'c' }]);
    const after = text(admit(request('d')));
    await nextTurn();
    batches[2]?.end();
    expect(await after).toBe('d');
  });

  it('rejects a request that got no outcome', async () => {
    const admit = createAdmitter({ admit: async () => [], now: () => 0, maxBatch: 2 });
    await expect(admit(request('a'))).rejects.toThrow('without an outcome');
  });
});
