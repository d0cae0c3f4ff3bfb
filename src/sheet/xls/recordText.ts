import { type BiffRecords, u16 } from './biffRecords.ts';
import { type Characters, ContinuedBytes } from './continuedBytes.ts';

/** A text whose number of characters has two bytes, in the record at hand and those that continue it. @param skip bytes before it */
export function recordText(records: BiffRecords, skip: number): string {
  const data = new ContinuedBytes(records, skip);
  return textOf(data, data.u16());
}

/** Likewise with one byte for the number of characters. */
export function shortRecordText(records: BiffRecords, skip: number): string {
  const data = new ContinuedBytes(records, skip);
  return textOf(data, data.u8());
}

/** Likewise what of it stands in the record at hand: some writers count too many characters for their formats. */
export function formatCode({ bytes, at, length }: BiffRecords, skip: number): string {
  const from = at + skip + 3;
  const isWide = ((bytes[from - 1] as number) & 1) === 1;
  const end = Math.min(at + length, from + u16(bytes, from - 3) * (isWide ? 2 : 1));
  return bytes.toString(isWide ? 'utf16le' : 'latin1', from, end);
}

function textOf(data: ContinuedBytes, length: number): string {
  const pieces = new Pieces();
  data.plainText(length, pieces);
  return pieces.text;
}

class Pieces implements Characters {
  text = '';

  take({ bytes, from, to, isWide }: Parameters<Characters['take']>[0]): void {
    this.text += bytes.toString(isWide ? 'utf16le' : 'latin1', from, to);
  }
}
