import { openSheet } from '../../../src/sheet/open.ts';
import type { CellKind, RowConsumer, Sheet } from '../../../src/sheet/rows.ts';
import { sourceOf } from '../byteSource.ts';

export interface TypedRow {
  readonly number: number;
  readonly texts: readonly string[];
  readonly kinds: readonly CellKind[];
}

export async function typedRowsOf(
  sheet: Sheet,
  consumer: Omit<RowConsumer, 'row'> = {},
): Promise<TypedRow[]> {
  const rows: TypedRow[] = [];
  await sheet.read({
    ...consumer,
    row(view) {
      const columns = Array.from({ length: view.cellCount }, (_, column) => column);
      rows.push({
        number: view.number,
        texts: columns.map((column) => view.text(column)),
        kinds: columns.map((column) => view.kind(column)),
      });
    },
  });
  return rows;
}

export function openBytes(bytes: Buffer): Promise<Sheet> {
  return openSheet(sourceOf(bytes), { declared: 'XLS' });
}

/** The rows' texts alone. */
export async function textsOf(bytes: Buffer): Promise<(readonly string[])[]> {
  return (await typedRowsOf(await openBytes(bytes))).map(({ texts }) => texts);
}
