import { record } from './biffWriter.ts';

/** A text of the table as a file may hold it. */
export interface SharedText {
  readonly text: string;
  readonly isWide: boolean;
  /** Formatting runs, and bytes of pronunciation, that follow the characters. */
  readonly runs: number;
  readonly phonetic: number;
}

/** A piece of the table that no record may end within, and the flag to repeat where the record before it has ended. */
interface Atom {
  readonly bytes: Buffer;
  readonly flag?: number;
}

/**
 * The table of shared texts (SST) and its CONTINUE records.
 * @param isCut told how many bytes the record at hand has, and how many atoms went by: whether a new one starts here
 */
export function sharedTextRecords(
  texts: readonly SharedText[],
  isCut: (bytes: number, atom: number) => boolean,
): Buffer[] {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(texts.length, 0);
  head.writeUInt32LE(texts.length, 4);
  const records: Buffer[] = [];
  let pieces: Buffer[] = [head];
  let bytes = head.length;
  const close = () => {
    records.push(record(records.length === 0 ? 0x00fc : 0x003c, [], Buffer.concat(pieces)));
    pieces = [];
    bytes = 0;
  };
  let count = 0;
  for (const atom of texts.flatMap(atomsOf)) {
    if (bytes + atom.bytes.length > 8_224 || isCut(bytes, count)) {
      close();
      if (atom.flag !== undefined) {
        pieces.push(Buffer.of(atom.flag));
        bytes = 1;
      }
    }
    pieces.push(atom.bytes);
    bytes += atom.bytes.length;
    count++;
  }
  close();
  return records;
}

/** The head of a text and then its characters one by one; runs and pronunciation may be cut anywhere. */
function atomsOf({ text, isWide, runs, phonetic }: SharedText): Atom[] {
  const flag = isWide ? 1 : 0;
  const head = Buffer.alloc(3 + (runs > 0 ? 2 : 0) + (phonetic > 0 ? 4 : 0));
  head.writeUInt16LE(text.length, 0);
  head[2] = flag | (runs > 0 ? 8 : 0) | (phonetic > 0 ? 4 : 0);
  if (runs > 0) head.writeUInt16LE(runs, 3);
  if (phonetic > 0) head.writeUInt32LE(phonetic, head.length - 4);
  const units = Array.from({ length: text.length }, (_, index) => ({
    bytes: Buffer.from(text.charAt(index), isWide ? 'utf16le' : 'latin1'),
    flag,
  }));
  const rest = Array.from({ length: runs * 4 + phonetic }, () => ({ bytes: Buffer.of(0xee) }));
  return [{ bytes: head }, ...units, ...rest];
}
