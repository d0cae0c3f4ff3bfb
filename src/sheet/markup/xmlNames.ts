import type { XmlTokens } from '../xml/xmlTokens.ts';

/** The namespace of SpreadsheetML 2003. */
export const SPREADSHEET_NAMESPACE = 'urn:schemas-microsoft-com:office:spreadsheet';

const PREFIX = /\sxmlns:([\w.-]{1,100})\s{0,9}=\s{0,9}["']urn:schemas-microsoft-com:office:spreadsheet["']/;

/** The attributes of SpreadsheetML under the prefix that the workbook gives its namespace, or under none. */
export class SpreadsheetAttributes {
  readonly #tokens: XmlTokens;
  readonly #names = new Map<string, readonly Buffer[]>();
  #prefix = 'ss';

  constructor(tokens: XmlTokens) {
    this.#tokens = tokens;
  }

  /** @param tag the start tag of the workbook */
  readPrefix(tag: string): void {
    this.#prefix = PREFIX.exec(tag)?.[1] ?? this.#prefix;
  }

  /** The raw value, undefined where the element has none of the name. */
  get(name: string): string | undefined {
    for (const full of this.#namesOf(name)) {
      const value = this.#tokens.attribute(full);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** A whole number from 0; null where there is none, or something else stands there. */
  count(name: string): number | null {
    const value = this.get(name);
    return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : null;
  }

  isTrue(name: string): boolean {
    const value = this.get(name);
    return value === '1' || value === 'true';
  }

  #namesOf(name: string): readonly Buffer[] {
    let names = this.#names.get(name);
    if (names === undefined) {
      names = [Buffer.from(`${this.#prefix}:${name}`), Buffer.from(name)];
      this.#names.set(name, names);
    }
    return names;
  }
}
