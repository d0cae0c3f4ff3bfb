import { describe, expect, it } from 'vitest';
import type { ActivityView } from '../../src/client/index.ts';
import { matchesFilter, withActivity } from '../../src/console/api/activityFilters.ts';
import { isoDay } from '../../src/console/words/formats.ts';

const activity = (activityId: string, more: Partial<ActivityView> = {}) =>
  ({
    activityId,
    state: 'checking',
    templateType: 'sales',
    userFileName: 'Sales April.xlsx',
    user: { userId: 'u1', name: 'Asha' },
    createdAt: '2026-04-06T19:00:00Z',
    ...more,
  }) as ActivityView;

describe('whether a changed import belongs to a filtered list', () => {
  const one = activity('a');

  it.each([
    [{}, true],
    [{ states: [] }, true],
    [{ states: ['checking', 'done'] }, true],
    [{ states: ['done'] }, false],
    [{ templateType: 'purchase' }, false],
    [{ search: 'sALES a' }, true],
    [{ search: 'May' }, false],
    [{ userId: 'u2' }, false],
    [{ from: '2026-04-07', to: '2026-04-07' }, true],
    [{ from: '2026-04-08' }, false],
    [{ to: '2026-04-06' }, false],
  ] as const)('%j: %s', (filter, fits) => {
    expect(matchesFilter(one, filter, isoDay)).toBe(fits);
  });
});

describe('a list whose import changed', () => {
  const pages = [
    { activities: [activity('c', { createdAt: '2026-04-03T00:00:00Z' })] },
    { activities: [activity('b', { createdAt: '2026-04-02T00:00:00Z' })] },
  ];
  const ids = (all: readonly { activities: readonly ActivityView[] }[]) =>
    all.map((page) => page.activities.map(({ activityId }) => activityId));

  it('shows it in its place, even where the filter would not list it any more', () => {
    const after = withActivity(pages, activity('b', { state: 'done' }), false);
    expect(ids(after)).toEqual([['c'], ['b']]);
    expect(after[1]?.activities[0]?.state).toBe('done');
    expect(pages[1]?.activities[0]?.state).toBe('checking');
  });

  it('takes a new one on top, where it fits', () => {
    const fresh = activity('d', { createdAt: '2026-04-04T00:00:00Z' });
    expect(ids(withActivity(pages, fresh, true))).toEqual([['d', 'c'], ['b']]);
    expect(ids(withActivity(pages, fresh, false))).toEqual([['c'], ['b']]);
    expect(ids(withActivity([{ activities: [] }], fresh, true))).toEqual([['d']]);
  });

  it('does not take an older one, whose page has not been asked for', () => {
    const older = activity('a', { createdAt: '2026-04-01T00:00:00Z' });
    expect(ids(withActivity(pages, older, true))).toEqual([['c'], ['b']]);
  });
});
