import type { BiffRecords } from './biffRecords.ts';
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

function textOf(data: ContinuedBytes, length: number): string {
  const pieces = new Pieces();
  data.string(length, pieces);
  return pieces.text;
}

class Pieces implements Characters {
  text = '';

  take({ bytes, from, to, isWide }: Parameters<Characters['take']>[0]): void {
    this.text += bytes.toString(isWide ? 'utf16le' : 'latin1', from, to);
  }
}
