/** A double holds so many decimal digits whatever they are, and spreadsheet programs show no more. */
const SURE_DIGITS = 15;
const LARGEST_SURE = 1e15;
const SMALLEST_PLAIN = 1e-6;
const DIGITS_ALONE = /^-?\d+$/;
const MINUS_NOUGHT = /^-0+$/;
/** As XML Schema writes doubles, but for what is no number; JavaScript would take `0x1F` too. */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/**
 * The text of a number that a file gives as text (XLSX): digits as they stand where they are sure, so that no code loses
 * any; what binary fractions leave behind (`1234.5600000000001`) goes. Null where it is no number.
 */
export function numberText(raw: string): string | null {
  if (MINUS_NOUGHT.test(raw)) return '0';
  if (raw.length <= SURE_DIGITS && isPlain(raw)) return raw;
  if (DIGITS_ALONE.test(raw)) return raw;
  const value = DECIMAL.test(raw) ? Number(raw) : Number.NaN;
  return Number.isFinite(value) ? doubleText(value) : null;
}

/** Likewise of a number that a file gives as a double (XLS). */
export function doubleText(value: number): string {
  if (isShort(value)) return String(value);
  const sure = Number(value.toPrecision(SURE_DIGITS));
  const size = Math.abs(sure);
  if (size >= LARGEST_SURE) return withExponent(sure);
  // Below it JavaScript writes exponents, and no register has anything to say.
  if (size < SMALLEST_PLAIN) return '0';
  return String(sure);
}

/** An integer or an amount with two decimals, within the digits that are sure: nothing to be mended in nearly all of them. */
function isShort(value: number): boolean {
  const hundredths = Math.round(value * 100);
  return hundredths / 100 === value && hundredths < LARGEST_SURE && hundredths > -LARGEST_SURE;
}

/** A number under a percent format: 0.18 is `18%`. */
export function percentText(value: number): string {
  return `${doubleText(value * 100)}%`;
}

/** 1.2345E+17, as programs write it. */
function withExponent(value: number): string {
  return value.toExponential().replace('e', 'E');
}

/** Digits, at most one point between them, no needless zeros: nothing to be mended. */
function isPlain(raw: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/.test(raw);
}
