import { describe, expect, it } from 'vitest';
import { choicesOf } from '../../src/gst/choices.ts';
import { COLUMNS_OF } from '../../src/gst/columns.ts';
import { columnOf, MANDATORY } from '../../src/gst/columnTable.ts';
import { columnWordsOf } from '../../src/gst/columnWords.ts';
import { lineOf } from './lines.ts';

describe.each(['sales', 'purchase'] as const)('the words on the columns of %s', (register) => {
  const keys = COLUMNS_OF[register];

  it.each(keys)('say what %s is, and give an example that is read', (key) => {
    const { what, how, example } = columnWordsOf(register, key);
    expect(what).toMatch(/^[A-Z0-9].*\.$/s);
    expect(how).toMatch(/\.$/);
    expect(example).not.toBe('');
    expect(lineOf(register, { [key]: example }).notes).toEqual([]);
  });

  it('call those columns needed that a file must have', () => {
    const always = keys.filter((key) => columnWordsOf(register, key).needed === 'always');
    expect(always.sort()).toEqual([...MANDATORY[register]].sort());
  });

  it('name the choices of a column, each of which is read', () => {
    const chosen = keys.filter((key) => choicesOf(key) !== null);
    expect(chosen.length).toBeGreaterThan(9);
    for (const key of chosen) {
      const choices = choicesOf(key) ?? [];
      expect(choices.length).toBeGreaterThan(1);
      for (const choice of choices) {
        expect(lineOf(register, { [key]: choice }).notes, `${key} ${choice}`).toEqual([]);
        if (columnOf(key).kind === 'enum') expect(columnWordsOf(register, key).how).toContain(choice);
      }
    }
  });
});
