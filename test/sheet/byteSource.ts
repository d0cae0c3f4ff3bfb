import type { ByteSource, RowConsumer, Sheet } from '../../src/sheet/rows.ts';

/** Bytes in memory. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(into, position) {
      const piece = bytes.subarray(position, position + into.length);
      into.set(piece);
      return piece.length;
    },
  };
}

export interface ReadRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** Every row of a sheet, copied. */
export async function rowsOf(sheet: Sheet, consumer: Omit<RowConsumer, 'row'> = {}): Promise<ReadRow[]> {
  const rows: ReadRow[] = [];
  await sheet.read({
    ...consumer,
    row(view) {
      const cells = Array.from({ length: view.cellCount }, (_, column) => view.text(column));
      rows.push({ number: view.number, cells });
    },
  });
  return rows;
}
