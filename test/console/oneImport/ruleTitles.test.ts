import { describe, expect, it } from 'vitest';
import {
  HELD_BACK,
  RULE_TITLES,
  ruleTitle,
  ruleTitles,
} from '../../../src/console/screens/oneImport/ruleTitles.ts';
import { LANGUAGES } from '../../../src/console/words/language.tsx';
import { RULES } from '../../../src/gst/rules/index.ts';
import { SURPLUS_CELLS } from '../../../src/ingestion/surplusCells.ts';

const CODES = [...RULES.map(({ code }) => code), SURPLUS_CELLS, HELD_BACK];

describe('titles of rules', () => {
  it('has one, in each language, for all that the server sends, and none for what it does not', () => {
    expect(Object.keys(RULE_TITLES).toSorted()).toEqual(CODES.toSorted());
    for (const language of LANGUAGES) {
      const titles = CODES.map((code) => ruleTitle(code, language));
      expect(titles.filter((title) => title.trim() === '' || CODES.includes(title))).toEqual([]);
      expect(new Set(titles).size).toBe(CODES.length);
      expect(titles.filter((title) => title.length > 50)).toEqual([]);
    }
    const hindi = CODES.map((code) => ruleTitle(code, 'hi'));
    expect(hindi.filter((title) => !/[\u0900-\u097f]/.test(title))).toEqual([]);
  });

  it('falls back to the code, whatever it is called', () => {
    expect(ruleTitle('Z99', 'en')).toBe('Z99');
    expect(ruleTitle('constructor', 'hi')).toBe('constructor');
  });

  it('says each title once, and none where the rule was not noted', () => {
    const findings = [{ code: 'G03' }, { code: null }, { code: 'G03' }, { code: 'D06' }];
    expect(ruleTitles(findings, 'en')).toEqual(['GSTIN check digit is wrong', 'Date cannot be read']);
  });
});
