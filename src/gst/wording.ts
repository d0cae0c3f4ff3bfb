/** The longest piece of a user's value that a message shows, in characters. */
const LONGEST_VALUE = 40;
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;
const SEPARATORS = /[,;|][,;|\s]*/g;
const QUOTES = /"/g;
const NEEDS_CLEANING = /[\p{Cc}\u2028\u2029,;|"]/u;

/**
 * A text without what would split a message in the error file or in a client that takes it apart: no comma, semicolon, pipe,
 * double quote, line break or other control character. A separator leaves a blank: `1000,00` must not be shown as `100000`.
 */
export function clean(text: string): string {
  return NEEDS_CLEANING.test(text)
    ? text.replace(BREAKS, ' ').replace(SEPARATORS, ' ').replace(QUOTES, '')
    : text;
}

/** A user's value as messages show it: clean, at most 40 characters. */
export function shown(value: string): string {
  const cleaned = clean(value).trim();
  return cleaned.length <= LONGEST_VALUE ? cleaned : [...cleaned].slice(0, LONGEST_VALUE).join('');
}
