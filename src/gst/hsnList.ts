/** Codes of goods and services that are valid: those of the official list with their headings. */
export interface HsnList {
  has(code: string): boolean;
}

/** Chapters 1 to 98 of the tariff without 77, which is kept for later; lists leave out a few of them. */
const FEWEST_CHAPTERS = 90;
const SERVICES = '99';
const HEADING_DIGITS = [2, 4, 6] as const;

/** A list from its codes in one text, a blank between two: nothing is unpacked before the first question. */
export function createHsnList(codes: string): HsnList {
  let unpacked: ReadonlySet<string> | undefined;
  return {
    has(code) {
      unpacked ??= new Set(codes.split(' '));
      return unpacked.has(code);
    },
  };
}

/**
 * Gathers the codes of a list as offices publish and spreadsheet programs mangle it: blanks inside a code are dropped, a lost
 * zero before the code of a good is put back, and the headings of every code count, which the official list has in part.
 */
export class HsnGathering {
  readonly #codes = new Set<string>();
  #repaired = 0;

  /** Takes the text of a cell; false where it is no code. */
  add(text: string): boolean {
    const digits = text.replaceAll(/[\s.\u00a0]/g, '').replace(/^'/, '');
    if (!/^\d{1,8}$/.test(digits)) return false;
    const isOdd = digits.length % 2 === 1;
    if (isOdd && digits.startsWith(SERVICES)) return false;
    if (isOdd) this.#repaired += 1;
    const code = isOdd ? `0${digits}` : digits;
    this.#codes.add(code);
    for (const length of HEADING_DIGITS) if (length < code.length) this.#codes.add(code.slice(0, length));
    return true;
  }

  /** How many codes had lost a zero. */
  get repaired(): number {
    return this.#repaired;
  }

  get goods(): number {
    return this.#codes.size - this.services;
  }

  get services(): number {
    return [...this.#codes].filter((code) => code.startsWith(SERVICES)).length;
  }

  /** What a complete list would have beside these, in words; null where nothing is wanting. */
  wanting(): string | null {
    if (this.services === 0) return 'no code of services (they begin with 99)';
    const chapters = [...this.#codes].filter((code) => code.length === 2 && code !== SERVICES).length;
    const named = chapters === 1 ? 'one chapter' : `${chapters} chapters`;
    return chapters < FEWEST_CHAPTERS ? `codes of ${named} of goods, not of all 97` : null;
  }

  /** All codes in order, as `createHsnList` takes them. */
  toText(): string {
    return [...this.#codes].sort().join(' ');
  }
}
