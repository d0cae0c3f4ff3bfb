import { describe, expect, it } from 'vitest';
import { createHsnList, HsnGathering } from '../../src/gst/hsnList.ts';

function gathered(...texts: string[]): HsnGathering {
  const gathering = new HsnGathering();
  for (const text of texts) gathering.add(text);
  return gathering;
}

const CHAPTERS = Array.from({ length: 97 }, (_, index) => String(index + 1).padStart(2, '0'));

describe('a gathered HSN list', () => {
  it('has the headings of every code, which the official list has in part', () => {
    expect(gathered('84713010').toText()).toBe('84 8471 847130 84713010');
  });

  it('drops blanks and dots inside a code, and the apostrophe that makes it a text', () => {
    expect(gathered('2307 00', '8517.13', "'0402", '25\u00a014').toText()).toBe(
      '04 0402 23 2307 230700 25 2514 85 8517 851713',
    );
  });

  it('puts lost zeros back, and counts them', () => {
    const list = gathered('1', '101', '1011010', '8471');
    expect(list.toText()).toBe('01 0101 010110 01011010 84 8471');
    expect(list.repaired).toBe(3);
  });

  it.each(['', 'HSN', '123456789', '85A7', '99831', '8471-30'])('takes %j for no code', (text) => {
    const list = new HsnGathering();
    expect(list.add(text)).toBe(false);
    expect(list.toText()).toBe('');
  });

  it('counts services, whose codes begin with 99, apart from goods', () => {
    const { goods, services } = gathered('998314', '84713010');
    expect({ goods, services }).toEqual({ goods: 4, services: 3 });
  });

  it('wants services and nearly all chapters of goods', () => {
    expect(gathered(...CHAPTERS).wanting()).toBe('no code of services (they begin with 99)');
    expect(gathered('9983', '84').wanting()).toBe('codes of one chapter of goods, not of all 97');
    expect(gathered('9983', '84', '85').wanting()).toBe('codes of 2 chapters of goods, not of all 97');
    expect(gathered('9983', ...CHAPTERS.slice(0, 89)).wanting()).toContain('89 chapters');
    expect(gathered('9983', ...CHAPTERS.filter((chapter) => chapter !== '77')).wanting()).toBeNull();
  });

  it('is asked as it was written down', () => {
    const list = createHsnList(gathered('998314', '402').toText());
    expect(['99', '998314', '0402', '402', '', ' '].map((code) => list.has(code))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
