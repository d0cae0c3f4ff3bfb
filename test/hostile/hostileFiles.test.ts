import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHostile, wrongWith } from './endings.ts';
import { hostileSet } from './hostileSet.ts';
import { type Listener, openListener } from './listener.ts';
import { GOOD } from './makers/otherKinds.ts';

let listener: Listener;
beforeAll(async () => {
  listener = await openListener();
});
afterAll(() => listener.close());

/** The parts of a name before its colon. */
const KINDS = [...new Set(hostileSet({ scale: 'small', listener: 'http://127.0.0.1:9' }).map(kindOf))];

function kindOf({ name }: { readonly name: string }): string {
  return name.split(':')[0]?.replace(/^called .*/, 'called') ?? '';
}

describe('hostile files', () => {
  it('are of many kinds', () => {
    expect(KINDS.length).toBeGreaterThan(25);
  });

  it.each(KINDS)('of the kind "%s" are refused in words or read, and nobody is called', async (kind) => {
    const files = hostileSet({ scale: 'small', listener: listener.url }).filter(
      (file) => kindOf(file) === kind,
    );
    expect(files.length).toBeGreaterThan(0);
    const parts = Object.getOwnPropertyNames(Object.prototype);
    const wrong: string[] = [];
    for (const file of files) {
      const found = wrongWith(file, await readHostile(file.make(), file.declared));
      if (found !== '') wrong.push(found);
    }
    expect(wrong).toEqual([]);
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(parts);
    expect(listener.calls()).toBe(0);
  });

  it('leave nothing behind that would harm a good one', async () => {
    for (const make of Object.values(GOOD)) {
      expect(await readHostile(make(), 'XLSX')).toMatchObject({ ending: 'rows', rows: 3 });
    }
  });
});
