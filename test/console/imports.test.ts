import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivityProgress } from '../../src/client/index.ts';
import { checkedFraction } from '../../src/console/api/checkProgress.ts';
import { rowCounts } from '../../src/console/api/rowCounts.ts';
import {
  countFilters,
  type ImportFilters,
  NO_FILTERS,
  readFilters,
  STATES,
  toActivityFilter,
  writeFilters,
} from '../../src/console/screens/imports/filters.ts';
import { daysOf, PERIODS, periodOf } from '../../src/console/screens/imports/periods.ts';
import { choiceOf, STATE_CHOICES, statesOf } from '../../src/console/screens/imports/stateChoices.ts';

const day = fc
  .date({ min: new Date('2017-07-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const filters: fc.Arbitrary<ImportFilters> = fc.record({
  states: fc.subarray([...STATES]),
  register: fc.constantFrom(null, 'sales', 'purchase'),
  text: fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.toWellFormed().trim()),
  from: fc.option(day),
  to: fc.option(day),
  userId: fc.option(fc.string({ minLength: 1 }).map((text) => text.toWellFormed())),
});

describe('filters in the address', () => {
  it('come back as they were, whatever is looked for', () => {
    fc.assert(
      fc.property(filters, (some) => {
        expect(readFilters(`?${writeFilters(some)}`)).toEqual(some);
      }),
    );
  });

  it('are readable, and absent where nothing is filtered', () => {
    expect(writeFilters(NO_FILTERS)).toBe('');
    expect(writeFilters({ ...NO_FILTERS, states: ['failed', 'done'], register: 'sales' })).toBe(
      'state=done,failed&register=sales',
    );
  });

  it('that cannot be meant are left out', () => {
    expect(
      readFilters('?state=done,finished,&register=gold&from=2026-02-30&to=1-1-2026&who=&search=%20%20'),
    ).toEqual({ ...NO_FILTERS, states: ['done'] });
    expect([...readFilters(`?search=${'च'.repeat(500)}`).text]).toHaveLength(200);
    expect(readFilters('?search=%ED%A0%80').text.isWellFormed()).toBe(true);
  });

  it('never make an address of the sort that cannot be read', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readFilters(text);
        expect(readFilters(writeFilters(read))).toEqual(read);
      }),
    );
  });

  it('are counted and asked for as the server names them', () => {
    const some: ImportFilters = {
      states: ['done'],
      register: 'purchase',
      text: 'a',
      from: '2026-04-01',
      to: '2026-04-30',
      userId: 'u1',
    };
    expect(countFilters(NO_FILTERS)).toBe(0);
    expect(countFilters(some)).toBe(5);
    expect(toActivityFilter(NO_FILTERS)).toEqual({});
    expect(toActivityFilter(some)).toEqual({
      states: ['done'],
      templateType: 'purchase',
      search: 'a',
      from: '2026-04-01',
      to: '2026-04-30',
      userId: 'u1',
    });
  });
});

describe('the choice of states', () => {
  it('comes back out of the states that it stands for', () => {
    for (const choice of STATE_CHOICES) {
      if (choice !== 'several') expect(choiceOf(statesOf(choice))).toBe(choice);
    }
  });

  it('knows a set that only a link can name', () => {
    expect(choiceOf(['done', 'failed'])).toBe('several');
    expect(choiceOf(['failed', 'done_with_errors', 'file_refused'])).toBe('attention');
  });
});

describe('periods', () => {
  it.each([
    ['today', '2026-03-01', '2026-03-01', '2026-03-01'],
    ['week', '2026-03-03', '2026-02-25', '2026-03-03'],
    ['month', '2026-03-15', '2026-03-01', '2026-03-15'],
    ['lastMonth', '2026-01-15', '2025-12-01', '2025-12-31'],
    ['lastMonth', '2028-03-31', '2028-02-01', '2028-02-29'],
    ['year', '2026-03-31', '2025-04-01', '2026-03-31'],
    ['year', '2026-05-02', '2026-04-01', '2026-05-02'],
  ] as const)('%s on %s is %s to %s', (period, today, from, to) => {
    expect(daysOf(period, today)).toEqual({ from, to });
    expect(periodOf({ from, to }, today)).toBe(period);
  });

  it('are told apart by their days, the shorter first, and other days are nobody’s', () => {
    for (const period of PERIODS) expect(periodOf(daysOf(period, '2026-05-20'), '2026-05-20')).toBe(period);
    expect(periodOf(daysOf('month', '2026-04-01'), '2026-04-01')).toBe('today');
    expect(periodOf({ from: '2026-04-01', to: null }, '2026-05-20')).toBeNull();
  });
});

describe('what a row of the list says', () => {
  it('adds up the GSTINs', () => {
    const of = (validRows: number, invalidRows: number) => ({
      gstin: 'g',
      totalDocumentCount: 1,
      validRows,
      invalidRows,
    });
    expect(rowCounts({ processingStats: null })).toBeNull();
    expect(rowCounts({ processingStats: [of(3, 1), of(4, 0)] })).toEqual({ good: 7, refused: 1 });
  });

  it('never goes back over the passes of a check', () => {
    const at = (phase: ActivityProgress['phase'], bytesDone: number) =>
      checkedFraction({
        phase,
        bytesDone,
        bytesTotal: 10,
        rowsRead: 0,
        rowsPerSecond: null,
        etaSeconds: null,
      });
    expect(at('waiting', 0)).toBeNull();
    const all = (['counting', 'judging', 'reporting', 'settling'] as const).flatMap((phase) => [
      at(phase, 0),
      at(phase, 10),
      at(phase, 12),
    ]);
    expect(all).toEqual([...all].sort((one, other) => (one ?? 0) - (other ?? 0)));
    expect(at('done', 0)).toBe(1);
  });
});
