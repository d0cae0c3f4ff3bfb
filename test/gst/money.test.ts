import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleDecimal, scalePlain } from '../../src/gst/decimal.ts';
import { formatPaise, readMoney } from '../../src/gst/money.ts';
import { formatPercent, readPercent, readQuantity } from '../../src/gst/numbers.ts';

/** Groups digits as Indian books do: the last three, then by two. */
function groupByLakhs(digits: string): string {
  const last = digits.slice(-3);
  const before = digits.slice(0, -3);
  return before === '' ? last : `${before.replace(/(?<=\d)(?=(?:\d\d)+$)/g, ',')},${last}`;
}

function groupByThousands(digits: string): string {
  return digits.replace(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
}

const paise = fc.integer({ min: 0, max: 9_007_199_254_740_991 });

describe('an amount', () => {
  it.each([
    ['1234.50', 123_450],
    ['1234', 123_400],
    ['.5', 50],
    ['5.', 500],
    ['007.10', 710],
    ['1,23,456.00', 12_345_600],
    ['12,34,56,789.01', 12_345_678_901],
    ['123,456.00', 12_345_600],
    ['1 23 456.00', 12_345_600],
    ['1\u00a0234.50', 123_450],
    [' 1,234.50 ', 123_450],
    ["'1234.50", 123_450],
    ['₹1,234.50', 123_450],
    ['₹ 1,234.50', 123_450],
    ['Rs. 1,234/-', 123_400],
    ['Rs.1,234.50', 123_450],
    ['INR 1234', 123_400],
    ['1234 INR', 123_400],
    ['(1,234.00)', -123_400],
    ['(₹1,234.00)', -123_400],
    ['(-1000)', -100_000],
    ['(-₹1,000.00)', -100_000],
    ['1,234.00-', -123_400],
    ['-1,234.00', -123_400],
    ['−1234', -123_400],
    ['- ₹ 1234', -123_400],
    ['₹ -1234', -123_400],
    ['+1234', 123_400],
    ['1,234.5 Cr', 123_450],
    ['1,234.50Dr', 123_450],
    ['1,234.50 Dr.', 123_450],
    ['1.23456E+05', 12_345_600],
    ['1.5e3', 150_000],
    ['1e-2', 1],
    ['0', 0],
    ['-0.00', 0],
    ['-', 0],
    ['–', 0],
    ['₹ -', 0],
    ['Rs. -', 0],
    ['Nil', 0],
    ['90071992547409.91', 9_007_199_254_740_991],
  ])('%j is %i paise', (text, value) => {
    expect(readMoney(text)).toEqual({ value, note: null });
  });

  it.each(['', ' ', 'null', 'NaN', 'NA', 'None', 'undefined', 'n/a'])('%j is blank', (text) => {
    expect(readMoney(text)).toEqual({ value: null, note: null });
  });

  it.each([
    '1234,56',
    '1.234,56',
    '12345,678',
    '1,2,3',
    ',123',
    '1,23',
    '1.2.3',
    '12 34 5',
    'abc',
    '12abc',
    '--5',
    '5--',
    '(5',
    '5)',
    '((5))',
    '(--5)',
    '0x10',
    '१२३',
    '1e',
    'e5',
    '.e5',
    'Infinity',
    '90071992547409.92',
    '1e20',
    '1e999',
    '9'.repeat(101),
  ])('%j is unreadable', (text) => {
    expect(readMoney(text)).toEqual({ value: null, note: 'unreadable' });
  });

  it.each(['#N/A', '#REF!', '#VALUE!', '#DIV/0!', '#NAME?', '#n/a'])('%s is a formula error', (text) => {
    expect(readMoney(text)).toEqual({ value: null, note: 'formulaError' });
  });

  it.each([
    ['18.0000001', 1800, null],
    ['1249.999999', 125_000, null],
    ['0.0004', 0, null],
    ['10.005', 1001, 'rounded'],
    ['-10.005', -1001, 'rounded'],
    ['10.0049', 1000, 'rounded'],
    ['1.001', 100, 'rounded'],
    ['0.005', 1, 'rounded'],
    ['1.0049999999999999', 100, 'rounded'],
    ['1.0e-20', 0, null],
  ])('%s is rounded half away from zero to %i paise, noted: %s', (text, value, note) => {
    expect(readMoney(text)).toEqual({ value, note });
  });

  it('reads back what it writes, in every way of writing', () => {
    fc.assert(
      fc.property(paise, fc.boolean(), (value, negative) => {
        const plain = formatPaise(value);
        const [rupees = '', fraction = ''] = plain.split('.');
        const signed = negative && value !== 0 ? -value : value;
        const texts = [
          plain,
          `${groupByLakhs(rupees)}.${fraction}`,
          `${groupByThousands(rupees)}.${fraction}`,
        ].flatMap((text) =>
          negative ? [`-${text}`, `(${text})`, `${text}-`, `₹ -${text}`] : [text, `₹${text}`, `${text} Cr`],
        );
        for (const text of texts) expect(readMoney(text), text).toEqual({ value: signed, note: null });
        expect(formatPaise(signed)).toBe(signed < 0 ? `-${plain}` : plain);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws and never gives a fraction or more than a number holds exactly', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: fc.constantFrom(...'0123456789.,-()eE+₹ /CrRs#'), maxLength: 24 }),
          fc.string({ unit: 'grapheme' }),
        ),
        (text) => {
          const { value, note } = readMoney(text);
          if (value === null) expect([null, 'unreadable', 'formulaError']).toContain(note);
          else expect(Number.isSafeInteger(value)).toBe(true);
        },
      ),
      { numRuns: 5000 },
    );
  });
});

describe('a decimal', () => {
  it('comes out the same the quick way and the exact way', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 17 });
    const decimal = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'01259.,'), maxLength: 20 }),
      fc
        .tuple(digits, fc.constantFrom(groupByLakhs, groupByThousands, String), digits)
        .map(([whole, group, fraction]) => `${group(whole)}.${fraction.slice(0, 4)}`),
    );
    fc.assert(
      fc.property(decimal, fc.constantFrom(2, 3), (text, places) => {
        const quick = scalePlain(text, places);
        fc.pre(quick !== -1);
        expect(scaleDecimal(text, places)).toEqual({ value: quick, moved: 0 });
      }),
      { numRuns: 10_000 },
    );
  });

  it('is as exact as whole numbers of any size are', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 13n }), fc.nat(99_999), (whole, fraction) => {
        const text = `${whole}.${String(fraction).padStart(5, '0')}`;
        const hundredths = (whole * 100_000n + BigInt(fraction) + 500n) / 1000n;
        expect(scaleDecimal(text, 2)?.value).toBe(Number(hundredths));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['1,23,456.5', 12_345_650],
    ['1,234', 123_400],
    ['12,34,56,789.01', 12_345_678_901],
  ])('takes %j the quick way', (text, value) => {
    expect(scalePlain(text, 2)).toBe(value);
  });

  it.each([
    '1234,56',
    '1,23',
    '1234,567',
    ',123',
    '1,,234',
    '1.5,678',
    '12345678901234567890',
    '',
    '.',
    '-1',
    '1.2.3',
    ' 1',
    '1 ',
    '90071992547409.92',
    '1e5',
    '1.123',
  ])('does not take %j the quick way', (text) => {
    expect(scalePlain(text, 2)).toBe(-1);
  });
});

describe('a rate', () => {
  it.each([
    ['18', 18_000],
    ['18.00', 18_000],
    ['18%', 18_000],
    ['18.0 %', 18_000],
    ['9 percent', 9000],
    ['0.125', 125],
    ['2.5', 2500],
    ['0.18', 180],
    ['0', 0],
    ['Nil', 0],
    ['-5', -5000],
    ['18.0000001', 18_000],
  ])('%j is %i thousandths of a percent', (text, value) => {
    expect(readPercent(text)).toEqual({ value, note: null });
  });

  it.each(['eighteen', '18%%', '%', '18 %%', '5+5', '1'.repeat(200)])('%j is unreadable', (text) => {
    expect(readPercent(text).value).toBeNull();
  });

  it.each([
    [18_000, '18'],
    [2500, '2.5'],
    [125, '0.125'],
    [0, '0'],
    [-1500, '-1.5'],
  ])('of %i thousandths is written %s', (rate, text) => {
    expect(formatPercent(rate)).toBe(text);
    expect(readPercent(text).value).toBe(rate);
  });
});

describe('a quantity', () => {
  it.each([
    ['12', 12_000],
    ['1,234.5', 1_234_500],
    ['0.0015', 2],
    ['-3', -3000],
    ['(3)', -3000],
  ])('%j is %i thousandths', (text, value) => {
    expect(readQuantity(text)).toEqual({ value, note: null });
  });

  it.each([
    ['1 NOS', 1000],
    ['1,234.5 kgs.', 1_234_500],
    ['12Nos', 12_000],
  ])('%j has its unit, and that is said', (text, value) => {
    expect(readQuantity(text)).toEqual({ value, note: 'replaced' });
  });

  it.each(['12 x 3', 'NOS 12', 'many', '#REF!'])('%j has no value', (text) => {
    expect(readQuantity(text).value).toBeNull();
    expect(readQuantity(text).note).not.toBeNull();
  });
});
