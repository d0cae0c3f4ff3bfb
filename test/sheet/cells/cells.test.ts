import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInFormat, formatDigits, isCode, readFormat } from '../../../src/sheet/cells/numberFormat.ts';
import { doubleText, numberText, percentText } from '../../../src/sheet/cells/numberText.ts';
import { serialText, textSerial } from '../../../src/sheet/cells/serialDate.ts';

describe('number formats', () => {
  it.each([
    ['dd\\-mm\\-yyyy', 'date'],
    ['[$-4009]d mmmm yyyy;@', 'date'],
    ['[h]:mm:ss', 'date'],
    ['hh:mm AM/PM', 'date'],
    ['A/P', 'date'],
    ['mmm-yy', 'date'],
    ['0.00%', 'percent'],
    ['General', 'number'],
    ['#,##0.00', 'number'],
    ['[$₹-4009]#,##0.00;[Red]-[$₹-4009]#,##0.00', 'number'],
    ['0.00E+00', 'number'],
    ['"days" 0', 'number'],
    ['0\\d', 'number'],
    ['_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', 'number'],
    ['@', 'number'],
    ['', 'number'],
    ['0', 'number'],
    ['Rs. #,##0.00', 'number'],
    ['Rs. 0.00', 'number'],
    ['Rs.#,##0', 'number'],
    ['USD 0.00', 'number'],
    ['"Rs. "#,##0.00', 'number'],
    ['#,##0.00" Cr"', 'number'],
    ['0.00" Dr"', 'number'],
    ['"Rs. "00', 'number'],
    ['0" Nos"', 'number'],
    ['# ?/?', 'number'],
    ['00/00', 'number'],
    ['[<0]"(-)"0.00;0.00', 'number'],
    ['[$-409]dddd, mmmm dd, yyyy', 'date'],
    ['mm:ss.0', 'date'],
    ['dd/mm/yyyy hh:mm:ss.000', 'date'],
    ['"(-)"0.00', 'negative'],
    ['"(-)"#,##0.00', 'negative'],
    ['"-"0', 'negative'],
    ['\\-0.00', 'negative'],
    ['-#,##0.00', 'negative'],
    ['"-Rs. "0.00', 'negative'],
    ['"₹ -"#,##0.00', 'negative'],
    ['0.00"-"', 'negative'],
    ['(#,##0.00)', 'negative'],
    ['_-* #,##0.00_-;-* #,##0.00_-', 'number'],
  ])('%s means a %s', (code, kind) => {
    expect(readFormat(code)).toEqual({ kind });
  });

  it('of noughts alone keep leading zeros', () => {
    expect(readFormat('00000')).toEqual({ kind: 'zeros', digits: 5 });
  });

  it.each([
    ['00000', '42', '00042'],
    ['"INV/25-26/"000', '7', 'INV/25-26/007'],
    ['"INV/25-26/"000', '12345', 'INV/25-26/12345'],
    ['"INV-"0', '7', 'INV-7'],
    ['"25-26/"0', '12', '25-26/12'],
    ['000"/26-27"', '7', '007/26-27'],
    ['"A"00\\-00"B"', '1234', 'A12-34B'],
    ['000\\-000', '1234567', '1234-567'],
    ['00" kg"', '5', '05 kg'],
  ])('%s shows %s as the text %s', (code, digits, text) => {
    expect(isCode(readFormat(code), digits)).toBe(true);
    expect(formatDigits(readFormat(code), digits)).toBe(text);
  });

  it.each(['-5', '4.5', '1E+20'])('of codes leave %s the number that it is', (digits) => {
    for (const code of ['00000', '"INV/"000']) {
      expect(isCode(readFormat(code), digits)).toBe(false);
      expect(formatDigits(readFormat(code), digits)).toBe(digits);
    }
  });

  it.each([
    ['12.5', '-12.5'],
    ['1E+20', '-1E+20'],
    ['0', '0'],
    ['-12.5', '-12.5'],
  ])('with a minus of their own show %s as %s', (digits, text) => {
    for (const code of ['"(-)"0.00', '(0.00)']) expect(formatDigits(readFormat(code), digits)).toBe(text);
  });

  it('are taken apart whatever they are, and lose no digit', () => {
    const part = fc.constantFrom(...'0#?.,%;"\\_*[]()-/ ymdhsRE@'.split(''), '"INV/"', '[<0]', '00', '🙂');
    const codes = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(codes, fc.nat(), (code, value) => {
        const format = readFormat(code);
        const text = formatDigits(format, String(value));
        if (format.kind !== 'zeros') expect(text.replace('-', '')).toBe(String(value));
        else if (format.words === undefined) expect(text).toBe(String(value).padStart(format.digits, '0'));
        else
          expect(text.length).toBe(
            format.words.join('').length + Math.max(format.digits, String(value).length),
          );
      }),
      { numRuns: 2_000 },
    );
  });

  it('go by number where they are built in', () => {
    expect([0, 2, 9, 10, 14, 22, 45, 49].map((id) => builtInFormat(id).kind)).toEqual([
      'number',
      'number',
      'percent',
      'percent',
      'date',
      'date',
      'date',
      'number',
    ]);
  });
});

describe('numbers that a file gives as text', () => {
  it.each(['0x1F', '0b1', '0o7', '1_000', '1e', 'e1', '.', '', ' ', 'Infinity', '12,5'])(
    'are not %j',
    (raw) => {
      expect(numberText(raw)).toBe(null);
    },
  );

  it.each([
    ['-0', '0'],
    ['-00', '0'],
    ['-0.0', '0'],
    ['+5', '5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1E3', '1000'],
  ])('are %s as %s', (raw, text) => {
    expect(numberText(raw)).toBe(text);
  });
});

describe('serial dates', () => {
  it.each([
    [45_428, '2024-05-16'],
    [46_113, '2026-04-01'],
    [46_113.4375, '2026-04-01T10:30:00'],
    [46_113.999_999_9, '2026-04-02'],
    [61, '1900-03-01'],
    [60, '1900-02-29'],
    [59, '1900-02-28'],
    [1, '1900-01-01'],
    [0.5, '12:00:00'],
    [0, '00:00:00'],
    [2_958_465, '9999-12-31'],
  ])('%d is %s', (serial, text) => {
    expect(serialText(serial, false)).toBe(text);
  });

  it('begin in 1904 where the workbook says so', () => {
    expect(serialText(0, true)).toBe('1904-01-01');
    expect(serialText(44_651, true)).toBe('2026-04-01');
  });

  it('outside the calendar are none', () => {
    expect([-1, 2_958_466, Number.NaN].map((serial) => serialText(serial, false))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('come back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_958_465 }),
        fc.integer({ min: 0, max: 86_399 }),
        (day, second) => {
          const text = serialText(day + second / 86_400, false) ?? '';
          expect(textSerial(text)).toBeCloseTo(day + second / 86_400, 9);
        },
      ),
    );
    expect(textSerial('n/a')).toBeNull();
    expect(textSerial('')).toBeNull();
  });
});

describe('number texts', () => {
  it.each([
    ['1234.5', '1234.5'],
    ['1234.5600000000001', '1234.56'],
    ['0.30000000000000004', '0.3'],
    ['1E-3', '0.001'],
    ['1.2345678901234501E+17', '1.23456789012345E+17'],
    ['1234567890123456', '1234567890123456'],
    ['007', '007'],
    ['1250.00', '1250'],
    ['-0.5', '-0.5'],
    ['0.000001', '0.000001'],
    ['1e-9', '0'],
    ['-5e-324', '0'],
  ])('%s is %s', (raw, text) => {
    expect(numberText(raw)).toBe(text);
  });

  it('are none of what is no number', () => {
    expect(['', ' ', 'abc', '1,5', 'NaN', 'Infinity', '1e999'].map(numberText)).toEqual(Array(7).fill(null));
  });

  it('of doubles are those of their text', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e14, noNaN: true }), (value) => {
        expect(Number(doubleText(value))).toBe(Number(value.toPrecision(15)));
        expect(doubleText(value)).toBe(numberText(String(value)) ?? '');
      }),
    );
  });

  it('of amounts in paise are exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), (paise) => {
        const amount = paise / 100;
        expect(Number(doubleText(amount))).toBe(amount);
        expect(doubleText(amount)).toBe(String(Number(amount.toPrecision(15))));
      }),
    );
  });

  it('of percents have no noise', () => {
    expect([0.18, 0.07, 0.0025, 1, 0].map(percentText)).toEqual(['18%', '7%', '0.25%', '100%', '0%']);
  });
});
