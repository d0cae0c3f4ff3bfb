/**
 * Against formulas in files that we write (CWE-1236, OWASP "CSV Injection"): a spreadsheet program runs text that begins
 * with one of these signs, plain or full-width, also behind blanks.
 */
const STARTS_FORMULA = /^(?:[\t\r\n\0]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/;

/** A sign before a plain number starts no formula; grouped as books write it, or with a percent sign. */
const PLAIN_NUMBER = /^[+-]\d[\d,]*(?:\.\d+)?%?$/;

/**
 * Puts a `'` before text that would run as a formula, and before text that begins with `'`, so that taking one away gives
 * back every text as it was.
 */
export function defuse(text: string): string {
  if (text === '') return text;
  const first = text.charCodeAt(0);
  // Letters and digits begin nearly every cell.
  if ((first >= 0x30 && first <= 0x39) || (first >= 0x41 && first <= 0x5a)) return text;
  if (first === 0x27) return `'${text}`;
  return STARTS_FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}

/** Takes away the one `'` that `defuse` may have put there. */
export function undefuse(text: string): string {
  return text.charCodeAt(0) === 0x27 ? text.slice(1) : text;
}
