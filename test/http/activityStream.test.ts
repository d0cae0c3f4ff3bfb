import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { ActivityView } from '../../src/contract/native.ts';
import { openActivityStream, type StreamWish } from '../../src/http/native/activityStream.ts';

function open(wish: Pick<StreamWish, 'isPermitted'> & { views(): Promise<ActivityView[]> }) {
  const timers: { readonly periodMs: number; readonly tick: () => void }[] = [];
  const stream = openActivityStream({
    watch: { join: () => () => undefined, poke: () => undefined, views: wish.views, isUnused: false },
    ...{ first: ['a'], only: null, since: 0, isCutShort: false, isPermitted: wish.isPermitted },
    clock: {
      now: () => 0,
      every(periodMs, tick) {
        timers.push({ periodMs, tick });
        return () => undefined;
      },
    },
  });
  const askWhetherPermitted = () => {
    for (const { periodMs, tick } of timers) if (periodMs === 5_000) tick();
  };
  return { stream, askWhetherPermitted };
}

it('tells nothing that was still being read when it was ended', async () => {
  const reading = Promise.withResolvers<ActivityView[]>();
  const begun = Promise.withResolvers<void>();
  const { stream } = open({
    isPermitted: async () => true,
    views() {
      begun.resolve();
      return reading.promise;
    },
  });
  const all = text(stream.bytes);
  await begun.promise;
  stream.end();
  reading.resolve([{ activityId: 'a', state: 'checking' } as ActivityView]);
  expect(await all).not.toContain('event: activity');
});

it('asks whether its caller may still listen once at a time', async () => {
  const answers: ((isPermitted: boolean) => void)[] = [];
  const { stream, askWhetherPermitted } = open({
    views: async () => [],
    isPermitted: () => new Promise((resolve) => answers.push(resolve)),
  });
  const closed = once(stream.bytes.resume(), 'close');
  for (let times = 0; times < 3; times += 1) askWhetherPermitted();
  expect(answers).toHaveLength(1);
  answers[0]?.(true);
  await expect
    .poll(() => {
      askWhetherPermitted();
      return answers.length;
    })
    .toBe(2);
  answers[1]?.(false);
  await closed;
});
