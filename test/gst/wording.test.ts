import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, shown } from '../../src/gst/wording.ts';

const FORBIDDEN = /[,;|"\p{Cc}\u2028\u2029]/u;

describe('clean', () => {
  it.each([
    ['Devi, Sons; Co|"X"', 'Devi Sons Co X'],
    ['1000,00', '1000 00'],
    ['two\r\nlines', 'two lines'],
    ['tab\tand\u2028more\u0000', 'tab and more '],
    ["the supplier's state 29", "the supplier's state 29"],
    ['कंपनी', 'कंपनी'],
  ])('turns %j into %j', (text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
  });

  it('leaves nothing that splits a message', () => {
    const any = fc.string({ unit: 'binary' });
    const nasty = fc.string({ unit: fc.constantFrom(',', ';', '|', '"', '\r', '\n', '\u2028', 'a') });
    fc.assert(
      fc.property(fc.oneof(any, nasty), (text) => {
        expect(clean(text)).not.toMatch(FORBIDDEN);
      }),
    );
  });
});

describe('shown', () => {
  it('keeps forty characters and no more', () => {
    expect(shown('x'.repeat(40))).toBe('x'.repeat(40));
    expect(shown('x'.repeat(41))).toBe('x'.repeat(40));
  });

  it('counts what was taken out as gone, and splits no character', () => {
    expect(shown(`${','.repeat(50)}1,000`)).toBe('1 000');
    expect(shown('😀'.repeat(41))).toBe('😀'.repeat(40));
  });

  it('has no blanks around it', () => {
    expect(shown(' 27,\n')).toBe('27');
  });
});
