import { CHUNK_BYTES, MAX_XML_UNIT_BYTES } from '../limits.ts';
import { DOCTYPE, MALFORMED, OPEN } from '../xml/xmlTokens.ts';
import type { XmlWindow } from '../xml/xmlWindow.ts';
import type { Part } from './parts.ts';
import { damaged, doctype, type Place, tooLong } from './sheetFaults.ts';

/** Who understands a part: takes what is whole out of the window, piece by piece. */
export interface PartReader {
  readonly window: XmlWindow;
  /** Where it stands, for messages. */
  readonly place: Place;
  /**
   * Takes what can be taken from `window.at` on.
   * @returns false where no more is wanted
   */
  take(): boolean;
}

/** Reads a part to its end, or until its reader wants no more. @throws SheetFault */
export async function readPart(
  part: Part,
  reader: PartReader,
  pause?: (bytesDone: number) => Promise<void> | void,
): Promise<boolean> {
  const { window } = reader;
  let unpaused = 0;
  let isWanted = true;
  await part.read((piece, bytesDone) => {
    window.add(piece);
    if (window.isReady) {
      isWanted = reader.take();
      if (isWanted && window.pending > MAX_XML_UNIT_BYTES) throw tooLong(reader.place);
    }
    unpaused += piece.length;
    if (!isWanted || pause === undefined || unpaused < CHUNK_BYTES) return isWanted;
    unpaused = 0;
    const paused = pause(bytesDone);
    return paused === undefined ? true : paused.then(() => true);
  });
  if (!isWanted) return false;
  window.end();
  return reader.take();
}

/** Whether a token has to be waited for. @throws SheetFault where it will not come, or is none */
export function mustWait(kind: number, reader: PartReader): boolean {
  if (kind === DOCTYPE) throw doctype(reader.place);
  if (kind === MALFORMED) throw damaged(reader.place, 'is damaged: it is not well-formed XML');
  if (kind !== OPEN) return false;
  const { window } = reader;
  if (window.isBad) throw damaged(reader.place, 'is damaged: it has bytes that are no text (UTF-8)');
  if (window.isEnd) throw damaged(reader.place, 'is cut off: the file is not whole');
  window.waitForMore();
  return true;
}

/** What was pending up to there is done. @throws SheetFault where it was too much, as it is while it is waited for */
export function advance(reader: PartReader, to: number): void {
  const { window } = reader;
  if (to - window.at > MAX_XML_UNIT_BYTES) throw tooLong(reader.place);
  window.at = to;
}
