import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/gst/rules/index.ts';
import { clean, shown } from '../../src/gst/wording.ts';
import { messageParts } from '../../src/ingestion/messageParts.ts';

/** Every message of the rule table, by itself. */
const TEMPLATES = RULES.flatMap(({ message }) => message.split(/(?<=[.?]) \/ /));
const SENTENCE = /[.?] (?=[A-Z0-9{])/;

/** Sentences behind the first one that tell nobody to do anything: what was read, what was expected, what holds in general. */
const NO_ADVICE = [
  'All rows of one document must agree.',
  'Codes of services begin with 99.',
  'Expected {e}.',
  'Found {i} and {c} and {s}.',
  'It must have 15 letters and digits.',
  'It was kept as OTH.',
  'It was read as 0.00.',
  'It was read as no amendment.',
  'It was read as no claim.',
  'It was read as the whole rate.',
  'It was read as unregistered.',
  'The e-invoice portal refuses such numbers.',
];

function sentencesOf(text: string): string[] {
  return text.split(SENTENCE).map((each) => (/[.?]$/.test(each) ? each : `${each}.`));
}

/** First words of sentences that are no advice, wherever the rules write one behind another. */
const NO_ADVICE_BEGINS = ['All', 'An', 'Codes', 'Dates', 'Expected', 'Found', 'It', 'The'];
const LITERAL = /`[^`]*`|'[^'\\\n]*'|"[^"\\\n]*"/g;

/** Sentences behind a first one in the texts of the code, also those that no table lists. */
function writtenSentences(): string[] {
  const folder = fileURLToPath(new URL('../../src/gst/rules/', import.meta.url));
  const literals = readdirSync(folder).flatMap(
    (file) => readFileSync(folder + file, 'utf8').match(LITERAL) ?? [],
  );
  return literals
    .filter((literal) => !/https?:|section|notification/i.test(literal))
    .flatMap((literal) => [...literal.slice(1, -1).matchAll(/(?:^|[.?}]) ([A-Z][a-z]+ [^.]*)/g)])
    .map(([, sentence = '']) => sentence);
}

describe('the parts of a message', () => {
  it('are told of every message of the rules: all that is advice is in the hint, and nothing else', () => {
    expect(TEMPLATES.length).toBeGreaterThan(70);
    const kept = TEMPLATES.flatMap((template) => sentencesOf(messageParts(template, []).message).slice(1));
    expect([...new Set(kept)].sort()).toEqual(NO_ADVICE);
    for (const template of TEMPLATES) {
      const { message, hint } = messageParts(template, []);
      expect(hint === null ? message : `${message} ${hint}`).toBe(template);
    }
    const hints = TEMPLATES.filter((template) => messageParts(template, []).hint !== null);
    expect(hints.length).toBeGreaterThan(45);
  });

  it('are told of every sentence that the code of the rules writes', () => {
    const sentences = writtenSentences();
    expect(sentences.length).toBeGreaterThan(70);
    const asNoAdvice = sentences.filter((each) => messageParts(`Wrong. ${each}`, []).hint === null);
    expect([...new Set(asNoAdvice.map((each) => each.split(' ')[0]))].sort()).toEqual(NO_ADVICE_BEGINS);
  });

  it.each([
    [
      'Customer GSTIN 27AAPFU0939F1ZW is not a GSTIN. It must have 15 letters and digits. Copy it from the GST portal. Did you mean 27AAPFU0939F1ZV?',
      'Copy it from the GST portal. Did you mean 27AAPFU0939F1ZV?',
    ],
    [
      'HSN 123 has 3 digits. Did Excel drop a leading zero? Try 0123.',
      'Did Excel drop a leading zero? Try 0123.',
    ],
    [
      'Supplier GSTIN 29AAFCD5862R1ZR is not in this account but Customer GSTIN is. Was this meant as a purchase register?',
      'Was this meant as a purchase register?',
    ],
    [
      'Value x stands beyond the last column. Move each value to its own column and leave the cells beyond the header empty. In a CSV file put quotes around a value that holds a comma.',
      'Move each value to its own column and leave the cells beyond the header empty. In a CSV file put quotes around a value that holds a comma.',
    ],
    [
      'Item Quantity is a formula that was never calculated. Open the workbook in Excel or LibreOffice then save it and send it again.',
      'Open the workbook in Excel or LibreOffice then save it and send it again.',
    ],
  ])('are those of: %s', (text, hint) => {
    expect(messageParts(text, []).hint).toBe(hint);
  });

  it('never cut a text of the user, whatever sentences stand in it', () => {
    const piece = fc.constantFrom(
      'No. ',
      'Use it. ',
      '. Enter ',
      'A, B; ',
      '"C" | ',
      'चालान. ',
      'Did you? Try ',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const message = clean(`Unit ${shown(text)} is not known. Use NOS or KGS.`);
        expect(messageParts(message, ['other', text])).toEqual({
          ...{ message: clean(`Unit ${shown(text)} is not known.`), hint: 'Use NOS or KGS.' },
        });
      }),
    );
  });
});
