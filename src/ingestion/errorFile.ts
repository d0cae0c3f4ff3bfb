import { ERROR_FILE_COLUMNS } from '../gst/header.ts';
import type { RefusedRow } from '../gst/verdict.ts';
import { CsvWriter } from '../sheet/csv/csvWriter.ts';
import type { Sheet } from '../sheet/rows.ts';
import type { FindingStore } from './findingStore.ts';
import { type FindingMarks, factsLine, markFactsOf, rowLine } from './markFile.ts';
import type { RegisterHeader } from './registerHeader.ts';
import type { RegisterRows } from './registerRows.ts';

/** Between the messages of a row: none holds a pipe. */
export const MESSAGE_SEPARATOR = ' | ';

const CHUNK_CHARACTERS = 131_072;
const COUNT_ENDS = ' ';
/** No message has one. */
const MARKS_BEGIN = '\n';

const HELD_BACK = /^Held back: row (\d+) of the file has errors$/;

/** Which row of the file holds one back of which the error file says this; null where it says anything else. */
export function rowThatHoldsBack(message: string): number | null {
  const [, row] = HELD_BACK.exec(message) ?? [];
  return row === undefined ? null : Number(row);
}

/** Sets aside what the error file, and the marks beside it, will say of a row. */
export function noteRefusal(
  store: FindingStore,
  { row, errors, heldBackBy }: RefusedRow,
  marks: FindingMarks,
): void {
  if (heldBackBy !== null) store.noteNumber(row, heldBackBy);
  else {
    const messages = errors.map(({ message }) => message).join(MESSAGE_SEPARATOR);
    store.noteText(row, `${errors.length}${COUNT_ENDS}${messages}${MARKS_BEGIN}${marks.of(errors)}`);
  }
}

/**
 * Reads the file once more and writes the rows that were refused as the user wrote them, with what is wrong in front, as
 * section 5 of the contract has it; and beside it what the error workbook needs to know of them.
 */
export async function writeErrorFile(parts: {
  sheet: Sheet;
  header: RegisterHeader;
  rows: RegisterRows;
  refusals: FindingStore;
  /** Called with each piece of the file. */
  write: (chunk: Uint8Array) => void;
  /** Likewise of the marks. */
  writeMarks: (chunk: Uint8Array) => void;
  /** Between two pieces of the input: bytes of it done. */
  pause: (bytesDone: number) => void;
}): Promise<void> {
  const { header, rows } = parts;
  const refusals = parts.refusals.inRowOrder();
  let refusal = refusals.next();
  const file = new CsvWriter();
  const own = new Set(header.ownColumns);
  const hasKinds = parts.sheet.format !== 'CSV';
  let marks = factsLine(markFactsOf(header, rows.mostBeyond));
  file.row([...ERROR_FILE_COLUMNS, ...header.headerCells.filter((_, cell) => !own.has(cell))]);
  await parts.sheet.read({
    wants: (number) => !refusal.done && number === refusal.value.row,
    row: (view) => {
      if (refusal.done || view.number !== refusal.value.row) return;
      const { count, message, marks: found } = wordsOf(refusal.value);
      file.row([count, message, ...rows.rawCells(view)]);
      marks += rowLine(view.number, hasKinds ? rows.rawKinds(view) : '', found);
      refusal = refusals.next();
      if (file.pending < CHUNK_CHARACTERS) return;
      parts.write(file.take());
      parts.writeMarks(Buffer.from(marks));
      marks = '';
    },
    done: () => refusal.done === true,
    pause: (bytesDone) => parts.pause(bytesDone),
  });
  if (!refusal.done) throw new Error(`row ${refusal.value.row} was refused and is not in the file any more`);
  parts.write(file.take());
  parts.writeMarks(Buffer.from(marks));
}

function wordsOf(refusal: { text: string } | { number: number }): {
  readonly count: string;
  readonly message: string;
  readonly marks: string;
} {
  if ('number' in refusal)
    return { count: '0', message: `Held back: row ${refusal.number} of the file has errors`, marks: '' };
  const { text } = refusal;
  const countEnd = text.indexOf(COUNT_ENDS);
  const messagesEnd = text.lastIndexOf(MARKS_BEGIN);
  return {
    count: text.slice(0, countEnd),
    message: text.slice(countEnd + 1, messagesEnd),
    marks: text.slice(messagesEnd + 1),
  };
}
