const BLANKS = /[ \t\r\n\f]+/g;
/** A text of one line has none of these, and no blanks beside others. */
const IS_ODD = /[\t\r\n\f\u00a0]| {2}|^ | $/;

/** The text of one HTML cell, put together of its pieces: blanks are collapsed, and lines parted as one sees them. */
export class CellText {
  #text = '';
  #isNewLine = false;

  get length(): number {
    return this.#text.length;
  }

  clear(): void {
    this.#text = '';
    this.#isNewLine = false;
  }

  /** @param piece with its references resolved */
  append(piece: string): void {
    if (this.#text === '' && !IS_ODD.test(piece)) {
      this.#text = piece;
      return;
    }
    let text = piece.replace(BLANKS, ' ');
    if (this.#isNewLine) {
      if (text.trim() === '') return;
      this.#text += '\n';
      this.#isNewLine = false;
    }
    const last = this.#text.at(-1);
    if (text.startsWith(' ') && (last === undefined || last === ' ' || last === '\n')) text = text.slice(1);
    this.#text += text;
  }

  /** `<br>`. */
  lineFeed(): void {
    this.#text += '\n';
    this.#isNewLine = false;
  }

  /** Where a paragraph begins or ends: what follows stands on a line of its own. */
  endLine(): void {
    this.#isNewLine = this.#text !== '' && !this.#text.endsWith('\n');
  }

  /** No-break blanks are what pages fill empty cells with: they are blanks like others, but are not collapsed. */
  take(): string {
    const text = this.#text;
    if (!IS_ODD.test(text)) return text;
    const lines = text.replaceAll('\u00a0', ' ').split('\n');
    return lines
      .map((line) => line.trim())
      .join('\n')
      .trim();
  }
}
