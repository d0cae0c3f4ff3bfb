import { describe, expect, it } from 'vitest';
import { rulesPage } from '../../scripts/rulesPage.ts';
import { readTables } from '../../src/gst/readTables.ts';
import { RULES } from '../../src/gst/rules/index.ts';
import { fencedBlocks, readPage, tableRows } from '../pages.ts';

const page = readPage('docs/reference/rules.md');

describe('docs/reference/rules.md', () => {
  it('is what `npm run docs:rules` writes', () => {
    expect(page === rulesPage(), 'run `npm run docs:rules` and commit the page').toBe(true);
  });

  it('has every rule once, with its message and source', () => {
    const rows = new Map(tableRows(page).map(([code = '', ...cells]) => [code.replaceAll('*', ''), cells]));
    expect(RULES.length).toBeGreaterThan(15);
    expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
    for (const { code, message, source } of RULES) {
      expect(rows.get(code)?.[3], code).toBe(message);
      expect(rows.get(code)?.[4], code).toBe(source);
    }
  });

  it('shows tables that the server takes', () => {
    const [example = ''] = fencedBlocks(page, 'json');
    const tables = readTables(JSON.parse(example));
    expect(tables.rates).toHaveLength(3);
    expect(tables.hsn?.has('8517')).toBe(true);
  });
});

describe('every rule', () => {
  it.each(RULES.map((rule) => [rule.code, rule] as const))(
    '%s has a code, a check, a register, words and a source',
    (code, rule) => {
      expect(code).toMatch(/^[A-Z]\d{2}$/);
      expect(rule.checkLine ?? rule.checkDocument).toBeTypeOf('function');
      expect(rule.registers.length).toBeGreaterThan(0);
      expect(rule.condition).not.toBe('');
      expect(rule.source.length).toBeGreaterThan(10);
      expect(rule.message).not.toMatch(/[,;|"\n]/);
    },
  );
});
