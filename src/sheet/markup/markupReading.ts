import { MAX_XML_UNIT_BYTES } from '../limits.ts';
import type { ByteSource, RowConsumer } from '../rows.ts';
import type { DetectedEncoding } from '../text/encoding.ts';
import { readText } from '../text/textBytes.ts';
import type { XmlWindow } from '../xml/xmlWindow.ts';
import { cutOff, tokenTooLong, undefinedCharacters } from './markupFaults.ts';
import type { MarkupRows } from './markupRows.ts';

/** How the text of a file is to be read. */
export interface MarkupText {
  readonly source: ByteSource;
  readonly encoding: DetectedEncoding;
  readonly chunkBytes: number;
}

/** Who understands a text of markup: takes what is whole out of the window. */
export interface MarkupReader {
  readonly window: XmlWindow;
  readonly rows: MarkupRows;
  /** @returns false where no more is wanted, or nothing more comes */
  take(): boolean;
}

/** Reads a file to its end, or until no more is wanted. @throws SheetFault */
export async function readMarkup(
  { source, encoding, chunkBytes }: MarkupText,
  reader: MarkupReader,
  pause: RowConsumer['pause'],
): Promise<void> {
  const { window } = reader;
  const text = readText(source, encoding, chunkBytes);
  const piece = Buffer.allocUnsafe(text.maxFill);
  while (!window.isEnd) {
    const count = text.fill(piece, 0);
    if (count === 0) window.end();
    else window.add(piece.subarray(0, count));
    if (window.isReady || window.pending > MAX_XML_UNIT_BYTES) {
      if (!reader.take()) return;
      if (window.isBad) throw undefinedCharacters(reader.rows.place);
      if (window.isEnd) throw cutOff(reader.rows.place);
      if (window.pending > MAX_XML_UNIT_BYTES) throw tokenTooLong(reader.rows.place);
      window.waitForMore();
    }
    const paused = pause?.(text.position);
    if (paused !== undefined) await paused;
  }
}
