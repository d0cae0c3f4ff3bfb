export interface Scaled {
  /** A whole number. */
  readonly value: number;
  /** How far rounding moved it, in thousandths of the unit of `value`: 0 to 500. */
  readonly moved: number;
}

/** Grouped by thousands or by lakhs: the last group of three, those before it of two or three. */
const GROUPED = /^\d{1,3}(?:,\d{2,3})*,\d{3}$/;
const SHAPE = /^([\d,]*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;
const LARGEST_DIGITS = 16;
const LONGEST_PLAIN = 20;
/** Their codes less that of the digit 0. */
const COMMA = -4;
const POINT = -2;

/**
 * Reads an unsigned decimal (`1,23,456.50`, `.5`, `1.2E+05`) to a whole number of `10 ** -places`, half away from zero.
 * Null where it is none, or has more digits than a number holds exactly. A comma that is no group separator, as in
 * `1234,56`, is no number: reading it would be wrong by a hundred.
 */
export function scaleDecimal(text: string, places: number): Scaled | null {
  const parts = SHAPE.exec(text);
  const [, whole = '', fraction = '', exponent = '0'] = parts ?? [];
  if (parts === null || whole + fraction === '') return null;
  if (whole.includes(',') && !GROUPED.test(whole)) return null;

  const plain = whole.replaceAll(',', '') + fraction;
  const digits = plain.replace(/^0+/, '');
  const point = plain.length - fraction.length - (plain.length - digits.length) + Number(exponent);
  return round(digits, point + places);
}

/** The number 0.`digits` times ten to `point`; `digits` without leading zeros. */
function round(digits: string, point: number): Scaled | null {
  if (digits === '' || point < -3) return { value: 0, moved: 0 };
  if (point > LARGEST_DIGITS) return null;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits;
  const at = Math.max(point, 0);
  const kept = Number(padded.slice(0, at).padEnd(at, '0'));
  const rest = Number(padded.slice(at, at + 3).padEnd(3, '0'));
  const value = rest >= 500 ? kept + 1 : kept;
  if (!Number.isSafeInteger(value)) return null;
  return { value, moved: rest >= 500 ? 1000 - rest : rest };
}

/**
 * The quick way for what nearly every cell holds, such as `1234.50` or `1,234.50`: digits, group separators where
 * `scaleDecimal` takes them, at most one point and `places` digits after it, as a whole number of `10 ** -places`. -1 for
 * anything else, readable or not.
 */
export function scalePlain(text: string, places: number): number {
  const { length } = text;
  if (length === 0 || length > LONGEST_PLAIN) return -1;
  let value = 0;
  let decimals = -1;
  let group = 0;
  let groups = 0;
  for (let index = 0; index < length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit >= 0 && digit <= 9) {
      // Past what a number holds exactly it is no safe integer any more, and refused below.
      value = value * 10 + digit;
      if (decimals >= 0) decimals += 1;
      else group += 1;
    } else if (digit === COMMA && decimals === -1 && group <= 3 && group >= (groups === 0 ? 1 : 2)) {
      groups += 1;
      group = 0;
    } else if (digit === POINT && decimals === -1 && index > 0) {
      decimals = 0;
    } else return -1;
  }
  if (decimals > places || (groups > 0 && group !== 3)) return -1;
  for (let missing = places - Math.max(decimals, 0); missing > 0; missing -= 1) value *= 10;
  return Number.isSafeInteger(value) ? value : -1;
}
