import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/open.ts';
import type { JudgedDocument } from '../../src/gst/verdict.ts';
import type { LoadRef } from '../../src/ingestion/ports.ts';
import { openAccount } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

export function document(facts: Partial<JudgedDocument> = {}): JudgedDocument {
  return {
    ownGstin: '29AABCT1332L1ZX',
    number: 'INV-1',
    financialYear: 2026,
    type: 'invoice',
    isAmendment: false,
    party: '',
    date: '2026-04-10',
    lineCount: 2,
    taxable: 10_000,
    tax: 1_800,
    isDeleted: false,
    isCancelled: false,
    body: '{"lines":[1,2]}',
    ...facts,
  };
}

function numbered(from: number, count: number): JudgedDocument[] {
  return Array.from({ length: count }, (_, place) =>
    document({ number: `INV-${from + place}`, taxable: from + place }),
  );
}

export function documentStoreSuite(make: MakeDatabase): void {
  describe('document store', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    let workspaceId: string;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
    });
    beforeEach(async () => {
      ({ workspaceId } = await openAccount(database.accounts));
    });
    afterAll(() => underTest.dispose());

    const newLoad = (facts: Partial<LoadRef> = {}): LoadRef => ({
      workspaceId,
      activityId: randomBytes(12).toString('hex'),
      attempt: 1,
      ...facts,
    });

    async function loaded(documents: readonly JudgedDocument[], ref = newLoad()): Promise<LoadRef> {
      const load = await database.documents.openLoad(ref);
      await load.add('sales', documents);
      await load.commit();
      return ref;
    }

    const all = (ref: LoadRef) => database.documents.read(ref, { after: 0, limit: 1_000_000 });

    const versionsOf = async (
      documents: readonly JudgedDocument[],
      register: 'sales' | 'purchase' = 'sales',
    ) =>
      database.documents.versions(
        workspaceId,
        documents.map((one) => ({ ...one, register })),
      );

    it('gives back what was loaded, to the letter and in its order', async () => {
      const awkward = [
        document({
          number: 'A\tB\\N\n\r',
          party: 'श्री गणेश "ट्रेडर्स", \'& Co\' \\. \\N 😀',
          body: JSON.stringify({ text: 'a\u0000b\\\t"\n', list: ['', null] }),
          taxable: Number.MAX_SAFE_INTEGER,
          tax: -Number.MAX_SAFE_INTEGER,
        }),
        document({ isAmendment: true, isDeleted: true, isCancelled: true, lineCount: 0, date: '', body: '' }),
        document({ number: '\\.', party: '\\N' }),
      ];
      const ref = newLoad();
      const load = await database.documents.openLoad(ref);
      await load.add('purchase', awkward.slice(0, 1));
      await load.add('sales', []);
      await load.add('sales', awkward.slice(1));
      await load.commit();
      expect(await all(ref)).toEqual([
        { ...awkward[0], register: 'purchase', sequence: 1 },
        { ...awkward[1], register: 'sales', sequence: 2 },
        { ...awkward[2], register: 'sales', sequence: 3 },
      ]);
    });

    it('gives back page by page, and finds every key, in a load of many batches', async () => {
      const documents = numbered(1, 7_001);
      const ref = newLoad();
      const load = await database.documents.openLoad(ref);
      for (let start = 0; start < documents.length; start += 500) {
        await load.add('sales', documents.slice(start, start + 500));
      }
      await load.commit();
      const numbers: string[] = [];
      for (let after = 0; ; ) {
        const page = await database.documents.read(ref, { after, limit: 999 });
        if (page.length === 0) break;
        numbers.push(...page.map(({ number }) => number));
        after = page.at(-1)?.sequence ?? 0;
      }
      expect(numbers).toEqual(documents.map(({ number }) => number));
      expect(new Set((await versionsOf(documents)).map((found) => JSON.stringify(found)))).toEqual(
        new Set([JSON.stringify([ref])]),
      );
    });

    it('shows nothing before it is committed, and keeps nothing of what is given up', async () => {
      const documents = numbered(1, 5_000);
      const ref = newLoad();
      const load = await database.documents.openLoad(ref);
      await load.add('sales', documents);
      await load.add('sales', documents);
      expect(await all(ref)).toEqual([]);
      expect(await versionsOf(documents.slice(0, 1))).toEqual([[]]);
      await load.abort();
      expect(await all(ref)).toEqual([]);
      expect(await versionsOf(documents.slice(0, 1))).toEqual([[]]);
      await expect(database.documents.openLoad(ref)).rejects.toThrow('dead');
    });

    it('begins an attempt anew that was cut off', async () => {
      const ref = newLoad();
      const cutOff = await database.documents.openLoad(ref);
      await cutOff.add('sales', numbered(1, 4_500));
      await cutOff.add('sales', numbered(4_501, 100));
      await (await underTest.open()).documents.openLoad(ref).then(async (load) => {
        await load.add('sales', numbered(9_001, 2));
        await load.commit();
      });
      expect((await all(ref)).map(({ number, sequence }) => [number, sequence])).toEqual([
        ['INV-9001', 1],
        ['INV-9002', 2],
      ]);
      expect(await versionsOf(numbered(1, 1))).toEqual([[]]);
    });

    it('takes nothing more from an attempt that was removed meanwhile', async () => {
      const ref = newLoad();
      const paused = await database.documents.openLoad(ref);
      await paused.add('sales', numbered(1, 3_000));
      await (await underTest.open()).documents.remove(ref);
      const goesOn = async () => {
        await paused.add('sales', numbered(3_001, 3_000));
        await paused.commit();
      };
      await expect(goesOn()).rejects.toThrow('dead');
      await paused.abort();
      expect(await all(ref)).toEqual([]);
      expect(await versionsOf(numbered(1, 1))).toEqual([[]]);
    });

    it('removes one load and leaves the others', async () => {
      const kept = await loaded(numbered(1, 3));
      const gone = await loaded(numbered(1, 4_321));
      await database.documents.remove(gone);
      expect(await all(gone)).toEqual([]);
      expect(await all(kept)).toHaveLength(3);
      expect(await versionsOf(numbered(1, 4))).toEqual([[kept], [kept], [kept], []]);
      await database.documents.remove(gone);
      await database.documents.remove(newLoad());
    });

    it('tells keys apart by each of their parts', async () => {
      const base = document({ party: '27AAACB2230M1Z5' });
      const others = [
        document({ ...base, ownGstin: '27AABCT1332L1ZZ' }),
        document({ ...base, number: 'INV-2' }),
        document({ ...base, financialYear: 2025 }),
        document({ ...base, type: 'creditNote' }),
        document({ ...base, isAmendment: true }),
        document({ ...base, party: '' }),
      ];
      const first = await loaded([base, ...others]);
      const second = await loaded([base]);
      expect(await versionsOf([base, ...others])).toEqual([[first, second], ...others.map(() => [first])]);
      expect(await versionsOf([base], 'purchase')).toEqual([[]]);
      expect(await versionsOf([])).toEqual([]);
    });

    it('keeps each workspace to itself', async () => {
      const ref = await loaded([document()]);
      const other = await openAccount(database.accounts);
      expect(await all({ ...ref, workspaceId: other.workspaceId })).toEqual([]);
      expect(
        await database.documents.versions(other.workspaceId, [{ ...document(), register: 'sales' }]),
      ).toEqual([[]]);
      await database.documents.read({ ...ref, workspaceId: randomUUID() }, { after: 0, limit: 1 });
      expect(await all(ref)).toHaveLength(1);
    });

    it('loads several files of one workspace at once', async () => {
      const refs = [newLoad(), newLoad(), newLoad()];
      await Promise.all(
        refs.map(async (ref, place) => {
          const load = await database.documents.openLoad(ref);
          for (let batch = 0; batch < 8; batch += 1) {
            await load.add('sales', numbered(place * 100_000 + batch * 700, 700));
          }
          await load.commit();
        }),
      );
      for (const [place, ref] of refs.entries()) {
        const found = await all(ref);
        expect(found.map(({ taxable }) => taxable)).toEqual(
          Array.from({ length: 5_600 }, (_, index) => place * 100_000 + index),
        );
      }
    });

    it('lets another process read what was committed', async () => {
      const ref = await loaded([document()]);
      const reader = await underTest.open();
      expect(await reader.documents.read(ref, { after: 0, limit: 9 })).toHaveLength(1);
      const next = await loaded([document()]);
      expect(await reader.documents.read(next, { after: 0, limit: 9 })).toHaveLength(1);
    });
  });
}
