import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gstinCheckCharacter, parseGstin } from '../../src/gst/gstin.ts';

const STRICT = { sandbox: false };
const ALPHABET = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Published numbers, one of each kind that has any. */
const PUBLISHED = [
  ['29AAFCD5862R1ZR', 'regular'],
  ['27AAPFU0939F1ZV', 'regular'],
  ['24AAACR5055K2ZC', 'regular'],
  ['29AABCF8078M2ZW', 'regular'],
  ['19AAACI1681G1DV', 'tds'],
  ['06DELI09652G1DA', 'tds'],
  ['27AAFT56212B1DO', 'tds'],
  ['29AABCF8078M1C8', 'tcs'],
  ['0717UNO00157UNO', 'unBody'],
  ['2317UNO00001UND', 'unBody'],
  ['9917SGP29001OST', 'oidar'],
  ['9923USA29044OSE', 'oidar'],
] as const;

const SANDBOX = [
  '29AAFCD5862R000',
  '27AAFCD5862R013',
  '07AAFCD5862R007',
  '33AAFCD5862R009',
  '36AAFCD5862R014',
  '06AAFCD5862R017',
  '24AAFCD5862R005',
  '09AAFCD5862R006',
  '05AAFCD5862R012',
  '08AAFCD5862R018',
];

const letter = fc.constantFrom(...ALPHABET.slice(10));
const digit = fc.constantFrom(...ALPHABET.slice(0, 10));
const state = fc.constantFrom('01', '09', '24', '26', '27', '29', '33', '38', '97');
const validRegular = fc
  .tuple(
    state,
    fc.string({ unit: letter, minLength: 5, maxLength: 5 }),
    fc.string({ unit: digit, minLength: 4, maxLength: 4 }),
    letter,
    fc.constantFrom(...ALPHABET.slice(1)),
  )
  .map((parts) => `${parts.join('')}Z`)
  .map((first) => first + gstinCheckCharacter(first));

describe('parseGstin', () => {
  it.each(PUBLISHED)('takes %s, as a %s registration', (gstin, kind) => {
    expect(parseGstin(gstin, STRICT)).toMatchObject({ gstin, kind, stateCode: gstin.slice(0, 2) });
  });

  it('reads what people type: blanks and small letters', () => {
    expect(parseGstin(' 27aapfu 0939f 1zv\t', STRICT)).toMatchObject({ gstin: '27AAPFU0939F1ZV' });
  });

  it.each([
    ['', 'shape'],
    ['27AAPFU0939F1Z', 'shape'],
    ['27AAPFU0939F1ZVV', 'shape'],
    ['27AAPFU09O9F1ZV', 'shape'],
    ['27AAPFU0939F0ZV', 'shape'],
    ['27AAPFU0939F1ZÅ', 'shape'],
    ['00AAPFU0939F1ZV', 'state'],
    ['39AAPFU0939F1ZV', 'state'],
    ['99AAPFU0939F1ZV', 'state'],
    ['27AAPFU0939F1ZW', 'check'],
  ])('refuses %j for its %s', (text, fault) => {
    expect(parseGstin(text, STRICT)).toEqual({ fault });
  });

  it('marks the states that give out no numbers any more', () => {
    const first = '28AAPFU0939F1Z';
    const retired = first + gstinCheckCharacter(first);
    expect(parseGstin(retired, STRICT)).toMatchObject({ isRetiredState: true });
    expect(parseGstin('27AAPFU0939F1ZV', STRICT)).toMatchObject({ isRetiredState: false });
  });

  it.each(SANDBOX)('takes the sandbox number %s only where they are allowed', (gstin) => {
    expect(parseGstin(gstin, { sandbox: true })).toMatchObject({ kind: 'sandbox', gstin });
    expect(parseGstin(gstin, STRICT)).toHaveProperty('fault');
  });

  it('takes no other number for a sandbox one', () => {
    expect(parseGstin('29AAFCD5862R001', { sandbox: true })).toHaveProperty('fault');
    expect(parseGstin('27AAPFU0939F1ZW', { sandbox: true })).toEqual({ fault: 'check' });
  });
});

describe('the check character', () => {
  it('tells every single wrong character of every published number', () => {
    for (const [gstin] of PUBLISHED) {
      for (let place = 0; place < gstin.length; place += 1) {
        for (const other of ALPHABET.filter((each) => each !== gstin[place])) {
          const altered = gstin.slice(0, place) + other + gstin.slice(place + 1);
          expect(parseGstin(altered, STRICT), altered).toHaveProperty('fault');
        }
      }
    }
  });

  it('tells every single wrong character of any number', () => {
    fc.assert(
      fc.property(validRegular, fc.nat(14), fc.constantFrom(...ALPHABET), (gstin, place, other) => {
        expect(parseGstin(gstin, STRICT)).toMatchObject({ gstin });
        fc.pre(gstin[place] !== other);
        const altered = gstin.slice(0, place) + other + gstin.slice(place + 1);
        expect(parseGstin(altered, STRICT)).toHaveProperty('fault');
      }),
      { numRuns: 2000 },
    );
  });

  it('tells every swap of unlike neighbours but 0 with Z', () => {
    fc.assert(
      fc.property(validRegular, fc.nat(12), (gstin, place) => {
        const pair = gstin.slice(place, place + 2);
        const [first = '', second = ''] = pair;
        fc.pre(first !== second && pair !== '0Z' && pair !== 'Z0');
        const swapped = gstin.slice(0, place) + second + first + gstin.slice(place + 2);
        expect(gstinCheckCharacter(swapped)).not.toBe(swapped[14]);
      }),
      { numRuns: 2000 },
    );
  });
});
