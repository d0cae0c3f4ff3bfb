import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CALLS, OUTCOMES, parseHeader, parseSwitch, type Switch } from '../../src/emulator/outcomes.ts';
import { createSwitchboard } from '../../src/emulator/switchboard.ts';

const anySwitch = fc
  .record({
    call: fc.constantFrom(...CALLS),
    pick: fc.nat(),
    times: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constant('always' as const)),
    workspace: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  })
  .map(({ call, pick, times, workspace }): Switch => {
    const outcomes = OUTCOMES[call];
    const outcome = outcomes[pick % outcomes.length] ?? 'slow';
    return { call, outcome, times, ...(workspace === undefined || call === 'token' ? {} : { workspace }) };
  });

it('is used up in order, so often as was said, by the calls it is for and no others', () => {
  fc.assert(
    fc.property(
      fc.array(anySwitch, { maxLength: 8 }),
      fc.array(fc.tuple(fc.constantFrom(...CALLS), fc.constantFrom('a', 'b', undefined)), { maxLength: 30 }),
      (switches, asked) => {
        const board = createSwitchboard();
        board.add(switches);
        const left = switches.map(({ times }) => (times === 'always' ? Number.POSITIVE_INFINITY : times));
        for (const [call, workspace] of asked) {
          const at = switches.findIndex(
            (each, index) =>
              each.call === call &&
              (left[index] ?? 0) > 0 &&
              (each.workspace === undefined || each.workspace === workspace),
          );
          if (at >= 0) left[at] = (left[at] ?? 0) - 1;
          expect(board.take(call, workspace)?.outcome).toBe(switches[at]?.outcome);
        }
        expect(board.list().map(({ times }) => times)).toEqual(
          switches.flatMap(({ times }, index): unknown[] =>
            times === 'always' ? ['always'] : (left[index] ?? 0) > 0 ? [left[index]] : [],
          ),
        );
      },
    ),
  );
});

it('takes back what it shows', () => {
  fc.assert(
    fc.property(anySwitch, (wanted) => {
      expect(parseSwitch(JSON.parse(JSON.stringify(wanted)))).toEqual(wanted);
    }),
  );
});

it.each([
  ['slow; afterMs=20', { call: 'trigger', outcome: 'slow', afterMs: 20 }],
  [
    'system_feedback;errorCode=EMPTY_FILE',
    { call: 'trigger', outcome: 'system_feedback', errorCode: 'EMPTY_FILE' },
  ],
])('reads the header %s', (header, forced) => {
  expect(parseHeader('trigger', header)).toEqual(forced);
});

it.each([
  ['slow; afterMs=soon', /^afterMs is null/],
  ['slow; times=2', /^x-gst-intake-emulate has "times=2"\. Allowed: afterMs=…/],
  ['', /^outcome \(of trigger\) is ""\. Allowed: server_error/],
])('refuses the header %j', (header, words) => {
  expect(() => parseHeader('trigger', header)).toThrow(words);
});

it('tells where a call cannot be forced, and where a workspace cannot be known', () => {
  expect(() => parseHeader(undefined, 'slow')).toThrow(/^x-gst-intake-emulate: this call cannot/);
  expect(() => parseSwitch({ call: 'token', outcome: 'slow', workspace: 'a' })).toThrow(
    /^workspace is given for token/,
  );
});
