import { ERROR_FILE_COLUMNS } from '../gst/header.ts';
import type { RefusedRow } from '../gst/verdict.ts';
import { CsvWriter } from '../sheet/csv/csvWriter.ts';
import type { Sheet } from '../sheet/rows.ts';
import type { FindingStore } from './findingStore.ts';
import type { RegisterHeader } from './registerHeader.ts';
import type { RegisterRows } from './registerRows.ts';

const CHUNK_CHARACTERS = 131_072;
const COUNT_ENDS = ' ';

/** Sets aside what the error file will say of a row. */
export function noteRefusal(store: FindingStore, { row, errors, heldBackBy }: RefusedRow): void {
  if (heldBackBy !== null) store.noteNumber(row, heldBackBy);
  else
    store.noteText(row, `${errors.length}${COUNT_ENDS}${errors.map(({ message }) => message).join(' | ')}`);
}

/**
 * Reads the file once more and writes the rows that were refused as the user wrote them, with what is wrong in front, as
 * section 5 of the contract has it.
 */
export async function writeErrorFile(parts: {
  sheet: Sheet;
  header: RegisterHeader;
  rows: RegisterRows;
  refusals: FindingStore;
  /** Called with each piece of the file. */
  write: (chunk: Uint8Array) => void;
  /** Between two pieces of the input: bytes of it done. */
  pause: (bytesDone: number) => void;
}): Promise<void> {
  const { header, rows } = parts;
  const refusals = parts.refusals.inRowOrder();
  let refusal = refusals.next();
  const file = new CsvWriter();
  const own = new Set(header.ownColumns);
  file.row([...ERROR_FILE_COLUMNS, ...header.headerCells.filter((_, cell) => !own.has(cell))]);
  await parts.sheet.read({
    wants: (number) => !refusal.done && number === refusal.value.row,
    row: (view) => {
      if (refusal.done || view.number !== refusal.value.row) return;
      file.row([...verdictCells(refusal.value), ...rows.rawCells(view)]);
      refusal = refusals.next();
      if (file.pending >= CHUNK_CHARACTERS) parts.write(file.take());
    },
    done: () => refusal.done === true,
    pause: (bytesDone) => parts.pause(bytesDone),
  });
  if (!refusal.done) throw new Error(`row ${refusal.value.row} was refused and is not in the file any more`);
  parts.write(file.take());
}

function verdictCells(refusal: { text: string } | { number: number }): [string, string] {
  if ('number' in refusal) return ['0', `Held back: row ${refusal.number} of the file has errors`];
  const end = refusal.text.indexOf(COUNT_ENDS);
  return [refusal.text.slice(0, end), refusal.text.slice(end + 1)];
}
