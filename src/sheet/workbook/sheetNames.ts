const LONGEST = 31;
const FORBIDDEN = /[:\\/?*[\]\ufffe\uffff]|\p{Cc}/gu;
/** Kept by Excel for itself. */
const RESERVED = 'history';

/** Gives sheets names that every program takes, each but once. */
export class SheetNames {
  readonly #taken = new Set([RESERVED]);

  /** @param number of a further sheet for the rows of one: 2 and on */
  take(wanted: string, number = 1): string {
    const plain =
      wanted
        .toWellFormed()
        .replace(FORBIDDEN, ' ')
        .replace(/^'+|'+$/g, ' ')
        .trim() || 'Sheet';
    for (let count = number; ; count += 1) {
      const suffix = count === 1 ? '' : ` (${count})`;
      const name = cut(plain, LONGEST - suffix.length) + suffix;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}

function cut(text: string, length: number): string {
  return text.length <= length
    ? text
    : text
        .slice(0, length)
        .toWellFormed()
        .replace(/\ufffd$/, '')
        .trimEnd();
}

/** As formulas name a sheet. */
export function quotedSheet(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}
