import { MAX_SHARED_BYTES, MAX_SHARED_STRINGS, MAX_XML_UNIT_BYTES } from '../limits.ts';
import { resolveXml, withLineFeeds } from '../xml/xmlText.ts';
import { CDATA, DONE, EMPTY, END, START, TEXT, XmlTokens } from '../xml/xmlTokens.ts';
import { XmlWindow } from '../xml/xmlWindow.ts';
import { ElementPath } from './elementPath.ts';
import type { Part } from './parts.ts';
import { SharedStrings } from './sharedStrings.ts';
import { damaged, exceeded, type Place } from './sheetFaults.ts';
import { advance, mustWait, type PartReader, readPart } from './xmlPart.ts';

const SST = Buffer.from('sst');
const SI = Buffer.from('si');
/** The elements, from the item inwards, whose text counts. */
const TEXT_PATHS: ReadonlySet<string> = new Set(['t', 'r/t']);
const PLAIN_START = Buffer.from('<si><t>');
const SPACED_START = Buffer.from('<si><t xml:space="preserve">');
const PLAIN_END = Buffer.from('</t></si>');
const AMPERSAND = 0x26;
const CR = 0x0d;
const LT = 0x3c;

const PLACE: Place = { what: 'The part of the workbook that holds its texts (shared strings)' };

/** @throws SheetFault */
export async function readSharedStrings(
  part: Part,
  pause?: (bytesDone: number) => Promise<void> | void,
): Promise<SharedStrings> {
  const reader = new SharedStringsReader();
  await readPart(part, reader, pause);
  return reader.strings;
}

class SharedStringsReader implements PartReader {
  readonly window = new XmlWindow();
  readonly place = PLACE;
  readonly strings = new SharedStrings();
  readonly #tokens = new XmlTokens(this.window);
  readonly #path = new ElementPath(TEXT_PATHS);
  /** Elements that are open: 1 is inside `sst`, more is inside what is passed over there. */
  #depth = 0;
  #isOver = false;

  take(): boolean {
    const { window } = this;
    for (;;) {
      if (this.#depth === 1) this.#plainItems();
      const kind = this.#tokens.read(window.at);
      if (mustWait(kind, this)) return true;
      if (kind === DONE) {
        if (!this.#isOver) throw damaged(PLACE, 'is cut off: the file is not whole');
        return true;
      }
      if (!this.#element(kind)) return true;
    }
  }

  /** @returns false where the item that begins is not whole yet */
  #element(kind: number): boolean {
    const tokens = this.#tokens;
    const isItem = this.#depth === 1 && (kind === START || kind === EMPTY) && tokens.isNamed(SI);
    if (this.#depth === 0 && (kind === START || kind === EMPTY)) this.#root();
    if (isItem) {
      const next = kind === EMPTY ? tokens.next : this.#item(tokens.next);
      if (next < 0) return false;
      this.#endItem();
      advance(this, next);
      return true;
    }
    if (kind === START) this.#depth++;
    else if (kind === END) this.#depth--;
    else if (this.#depth <= 1 && kind === TEXT && !tokens.isBlankText()) this.#isBroken(true);
    this.#isBroken(this.#depth < 0);
    this.#isOver ||= this.#depth === 0 && (kind === END || kind === EMPTY);
    advance(this, tokens.next);
    return true;
  }

  #root(): void {
    if (this.#isOver || !this.#tokens.isNamed(SST)) throw damaged(PLACE, 'is something else');
  }

  /** Items that are one text without anything to resolve, as nearly all are. */
  #plainItems(): void {
    const { bytes } = this.window;
    for (let at = this.window.at; ; ) {
      this.window.at = at;
      const from = plainStart(bytes, at);
      if (from < 0) return;
      let end = from;
      for (let byte = bytes[end]; byte !== LT && byte !== AMPERSAND && byte !== CR; ) byte = bytes[++end];
      if (!isAt(bytes, end, PLAIN_END) || end - from > MAX_XML_UNIT_BYTES / 2) return;
      this.strings.append(bytes, from, end);
      this.#endItem();
      at = end + PLAIN_END.length;
    }
  }

  /**
   * Puts an item together: `t` by itself or in runs (`r`), without the readings of East Asian words (`rPh`).
   * @returns behind the item; -1 where it is not whole yet
   */
  #item(from: number): number {
    const tokens = this.#tokens;
    const pieces: Buffer[] = [];
    const path = this.#path;
    path.clear();
    for (let at = from; ; at = tokens.next) {
      const kind = tokens.read(at);
      if (mustWait(kind, this)) return -1;
      this.#isBroken(kind === DONE);
      if (kind === START) {
        if (!path.open(tokens.text))
          throw damaged(PLACE, 'is damaged: elements of a text are nested too deep');
      } else if (kind === END) {
        if (path.depth === 0) break;
        this.#isBroken(!path.close(tokens.text));
      } else if (path.isValue && kind !== EMPTY) pieces.push(this.#piece(kind));
    }
    this.#isBroken(!tokens.isNamed(SI));
    for (const piece of pieces) this.strings.append(piece, 0, piece.length);
    return tokens.next;
  }

  #piece(kind: number): Buffer {
    const { text } = this.#tokens;
    const resolved = kind === CDATA ? withLineFeeds(text) : resolveXml(text);
    if (resolved === null) throw damaged(PLACE, 'has a reference (&…;) to something that it does not define');
    return Buffer.from(resolved);
  }

  #endItem(): void {
    this.strings.endText();
    if (this.strings.count <= MAX_SHARED_STRINGS && this.strings.bytes <= MAX_SHARED_BYTES) return;
    throw exceeded(
      PLACE,
      `holds more than ${MAX_SHARED_STRINGS} texts, or more than ${MAX_SHARED_BYTES / 1_048_576} MiB of them`,
      'Send the register in several files, or as CSV.',
    );
  }

  #isBroken(isBroken: boolean): void {
    if (isBroken) throw damaged(PLACE, 'is damaged: it is not well-formed XML');
  }
}

/** @returns where the text of a plain item starts; -1 where no such item is */
function plainStart(bytes: Buffer, at: number): number {
  if (isAt(bytes, at, PLAIN_START)) return at + PLAIN_START.length;
  return isAt(bytes, at, SPACED_START) ? at + SPACED_START.length : -1;
}

function isAt(bytes: Buffer, at: number, text: Buffer): boolean {
  for (let place = 0; place < text.length; place++) if (bytes[at + place] !== text[place]) return false;
  return true;
}
