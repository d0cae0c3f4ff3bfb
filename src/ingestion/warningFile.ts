import { headerOf } from '../gst/columnTable.ts';
import type { Finding } from '../gst/finding.ts';
import { CsvWriter } from '../sheet/csv/csvWriter.ts';
import type { FindingStore } from './findingStore.ts';
import type { RegisterHeader } from './registerHeader.ts';
import { columnIndex, type ReadRow } from './registerRows.ts';

const CHUNK_CHARACTERS = 131_072;
export const WARNING_COLUMNS = ['Row', 'Document Number', 'Column', 'Value', 'Code', 'Message'];

/** What the list will say of one row: document number, then column, value, code and message of each warning. */
type Noted = [number: string, ...warnings: [column: string, value: string, code: string, message: string][]];

/** Sets aside what the list of warnings will say of the rows of a group. */
export function noteWarnings(
  store: FindingStore,
  warnings: readonly Finding[],
  { rows, header }: { rows: readonly ReadRow[]; header: RegisterHeader },
): void {
  if (warnings.length === 0) return;
  const numberAt = columnIndex(header.register, 'documentNumber');
  const numberOf = new Map(rows.map(({ row, values }) => [row, values[numberAt] ?? '']));
  for (const [row, ofRow] of Map.groupBy(warnings, (warning) => warning.row)) {
    const noted: Noted = [numberOf.get(row) ?? ''];
    for (const { column, value, code, message } of ofRow) {
      noted.push([column === null ? '' : headerText(header, column), value, code, message]);
    }
    store.noteText(row, JSON.stringify(noted));
  }
}

/** Writes the list of warnings, one line each, in the order of the rows. */
export function writeWarningFile(store: FindingStore, write: (chunk: Uint8Array) => void): void {
  const file = new CsvWriter();
  file.row(WARNING_COLUMNS);
  for (const entry of store.inRowOrder()) {
    if (!('text' in entry)) continue;
    const [number, ...warnings] = JSON.parse(entry.text) as Noted;
    for (const warning of warnings) file.row([String(entry.row), number, ...warning]);
    if (file.pending >= CHUNK_CHARACTERS) write(file.take());
  }
  write(file.take());
}

/** As the user's file has it, else as the template has it. */
function headerText(header: RegisterHeader, column: NonNullable<Finding['column']>): string {
  const cell = header.columnOf[columnIndex(header.register, column)] ?? -1;
  return header.headerCells[cell]?.trim() ?? headerOf(header.register, column);
}
