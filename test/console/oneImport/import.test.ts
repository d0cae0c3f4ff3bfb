import { describe, expect, it } from 'vitest';
import { AUDIT_ACTIONS } from '../../../src/accounts/audit.ts';
import type { ActivityProgress } from '../../../src/client/index.ts';
import { checkedFraction } from '../../../src/console/api/checkProgress.ts';
import { quarterOf, roundedSeconds } from '../../../src/console/screens/oneImport/progress.ts';
import { isOnItsWay, totalsOf } from '../../../src/console/screens/oneImport/result.ts';
import { endingOf, type TrailEntry, toldEntries } from '../../../src/console/screens/oneImport/trail.ts';
import { trailActor, trailStep } from '../../../src/console/screens/oneImport/trailTexts.ts';
import { WORDS } from '../../../src/console/screens/oneImport/words.ts';
import { LANGUAGES } from '../../../src/console/words/language.tsx';

const MIRA = { kind: 'user', userId: 'u1', name: 'Mira' } as const;

function entry(action: string, more: Partial<TrailEntry> = {}): TrailEntry {
  return { at: '2026-11-25T02:00:00.000Z', actor: MIRA, action, detail: {}, ...more };
}

function progress(phase: ActivityProgress['phase'], bytesDone: number, bytesTotal: number): ActivityProgress {
  return { phase, bytesDone, bytesTotal, rowsRead: 0, rowsPerSecond: null, etaSeconds: null };
}

describe('the trail of an import', () => {
  it.each(LANGUAGES)('has words for every step that concerns one import: %s', (language) => {
    const concerned = AUDIT_ACTIONS.filter((action) => /^(?:upload|activity)\./.test(action));
    const told = toldEntries({ entries: concerned.map((action) => entry(action)) });
    expect(told.length).toBeGreaterThan(4);
    const { trail } = WORDS[language];
    expect(told.map((each) => trailStep(each, trail)).filter((text) => text.includes('.'))).toEqual([]);
  });

  it('says how a check ended, and goes by the name of what it does not know', () => {
    const { trail } = WORDS.en;
    const ended = (state: string) => trailStep(entry('activity.ended', { detail: { state } }), trail);
    expect(ended('completed')).toBe('Check ended');
    expect(ended('refused')).toContain('refused');
    expect(ended('toString')).toBe(trail.otherEnd);
    expect(trailStep(entry('activity.praised'), trail)).toBe('activity.praised');
  });

  it('names people, and what is no person in plain words', () => {
    const { trail } = WORDS.en;
    expect(trailActor(entry('x'), trail)).toBe('Mira');
    const gone = { kind: 'user', userId: 'u7', name: null } as const;
    expect(trailActor(entry('x', { actor: gone }), trail)).toBe('u7');
    const worker = { kind: 'worker', userId: null, name: null } as const;
    expect(trailActor(entry('x', { actor: worker }), trail)).toBe('the server');
  });

  it('tells who took an import back, the last time', () => {
    expect(endingOf(undefined)).toBeNull();
    expect(endingOf({ entries: [entry('activity.triggered')] })).toBeNull();
    const entries = [entry('activity.triggered'), entry('activity.ended'), entry('activity.discarded')];
    expect(endingOf({ entries })).toEqual({ how: 'discarded', entry: entries[2] });
    expect(endingOf({ entries: [entry('activity.cancelled')] })?.how).toBe('cancelled');
  });
});

describe('the question before discarding', () => {
  const figure = { n: 5, text: '5' };
  const preview = { activityId: 'x', documents: 5, examined: 5, removed: 0, restored: 0, replaced: 0 };

  it('names documents on its button only where all of them go', () => {
    const { discard } = WORDS.en;
    expect(discard.confirm({ ...preview, removed: 5 }, figure)).toBe('Discard 5 documents');
    expect(discard.confirm({ ...preview, restored: 5 }, figure)).toBe('Discard the import');
    expect(discard.confirm({ ...preview, removed: 2, replaced: 3 }, figure)).toBe('Discard the import');
    expect(discard.question('a.csv')).not.toMatch(/everything|stops/i);
  });
});

describe('progress', () => {
  it('only grows from phase to phase, and is not told before the first', () => {
    expect(checkedFraction(progress('waiting', 0, 0))).toBeNull();
    const seen = [
      progress('counting', 0, 0),
      progress('counting', 50, 100),
      progress('judging', 0, 100),
      progress('judging', 100, 100),
      progress('reporting', 50, 100),
      progress('settling', 0, 0),
      progress('done', 0, 0),
    ].map((each) => checkedFraction(each) ?? -1);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(1);
    expect(checkedFraction(progress('judging', 300, 100))).toBeLessThanOrEqual(0.85);
  });

  it('passes quarters, and rounds what is left more coarsely the more it is', () => {
    expect([null, 0.1, 0.25, 0.6, 0.76, 1].map(quarterOf)).toEqual([0, 0, 1, 2, 3, 3]);
    expect([0, 4.4, 13, 58, 61, 200].map(roundedSeconds)).toEqual([1, 4, 15, 60, 60, 180]);
  });
});

describe('the result', () => {
  it('sums over own GSTINs, and is none before the rows were judged', () => {
    const stats = [
      { gstin: '29AAFCD5862R000', totalDocumentCount: 3, validRows: 5, invalidRows: 2 },
      { gstin: 'UNKNOWN', totalDocumentCount: 0, validRows: 0, invalidRows: 7 },
    ];
    expect(totalsOf({ processingStats: stats })).toEqual({ documents: 3, goodRows: 5, refusedRows: 9 });
    expect(totalsOf({ processingStats: null })).toBeNull();
  });

  it('knows which states are not the last', () => {
    expect(isOnItsWay({ state: 'checking' })).toBe(true);
    expect(isOnItsWay({ state: 'waiting' })).toBe(true);
    expect(isOnItsWay({ state: 'done_with_errors' })).toBe(false);
  });
});
