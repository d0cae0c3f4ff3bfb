import type { ByteSource } from '../rows.ts';
import { type BiffRecords, HEAD_BYTES, u16 } from './biffRecords.ts';
import { CellParts, nextInSheet } from './cellRecords.ts';
import { EOF } from './recordTypes.ts';
import type { SheetFacts } from './sheetScan.ts';
import { beyondLimit } from './xlsFaults.ts';

/** Such sheets are put into order in memory: a full one of 65,536 rows with 40 columns has 35 million bytes. */
const MAX_BYTES = 67_108_864;

/** Where the cells of a sheet lie: the stream, and the sheet's first record in it. */
export interface CellStream {
  readonly source: ByteSource;
  readonly at: number;
}

/**
 * The cells of a sheet whose rows come in any order, by columns for one, as a stream with its rows in order.
 * @throws SheetFault where it is too large for that
 */
export function inOrder(records: BiffRecords, { cellsAt, rowBytes }: SheetFacts): CellStream {
  const places = new Uint32Array(rowBytes.length);
  let total = 0;
  for (const [row, bytes] of rowBytes.entries()) {
    places[row] = total;
    total += bytes;
    if (total > MAX_BYTES)
      throw beyondLimit(`more than ${MAX_BYTES} bytes of cells, and its rows out of order`);
  }
  const ordered = Buffer.alloc(total + HEAD_BYTES);
  ordered.writeUInt16LE(EOF, total);
  records.seek(cellsAt);
  const parts = new CellParts();
  let row = 0;
  for (let type = nextInSheet(records); type !== EOF; type = nextInSheet(records)) {
    const part = parts.of(type);
    if (part === 'other') continue;
    const { bytes, at, length } = records;
    if (part === 'cell') row = u16(bytes, at);
    const place = places[row] as number;
    places[row] = place + bytes.copy(ordered, place, at - HEAD_BYTES, at + length);
  }
  return { source: bufferSource(ordered), at: 0 };
}

function bufferSource(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: (into, position) => bytes.copy(into, 0, position) };
}
