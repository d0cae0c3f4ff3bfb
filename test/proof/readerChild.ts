import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SheetFault } from '../../src/sheet/fault.ts';
import { MAX_COLUMNS } from '../../src/sheet/limits.ts';
import { openSheet } from '../../src/sheet/open.ts';
import type { RowConsumer, Sheet } from '../../src/sheet/rows.ts';
import { sourceOf } from '../sheet/byteSource.ts';

/** What a file came to in a process that only reads. */
export interface Ending {
  /** The code of the refusal, or `rows`. */
  readonly ending: string;
  /** What must not be; '' where all is well. */
  readonly wrong: string;
}

const SOME_CELLS = 3;
const PARTS = Object.getOwnPropertyNames(Object.prototype).join();

/** Reads a file three times, as judging does: what it holds must not change, nor hang on how much of it is wanted. */
async function endingOf(bytes: Buffer): Promise<Ending> {
  try {
    const sheet = await openSheet(sourceOf(bytes), { declared: 'XLSX' });
    const first = await digestOf(sheet, {});
    const second = await digestOf(sheet, {});
    const some = await digestOf(sheet, { firstCells: SOME_CELLS });
    if (first.wrong !== '') return { ending: 'rows', wrong: first.wrong };
    if (first.rows === 0) return { ending: 'rows', wrong: 'no rows and no fault' };
    if (first.whole !== second.whole) return { ending: 'rows', wrong: 'a second reading differs' };
    if (first.some !== some.some) return { ending: 'rows', wrong: 'a reading of the first cells differs' };
    return { ending: 'rows', wrong: '' };
  } catch (error) {
    if (!(error instanceof SheetFault)) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { ending: 'thrown', wrong: stack.slice(0, 600) };
    }
    const isTold = error.message !== '' && error.resolution !== '';
    return { ending: error.code, wrong: isTold ? '' : 'refused without a word' };
  }
}

async function digestOf(sheet: Sheet, wanted: Pick<RowConsumer, 'firstCells'>) {
  const whole = createHash('sha256');
  const some = createHash('sha256');
  const seen = { rows: 0, number: 0, wrong: '' };
  await sheet.read({
    ...wanted,
    row(view) {
      seen.rows += 1;
      if (view.number <= seen.number) seen.wrong = `row ${view.number} behind row ${seen.number}`;
      if (view.cellCount > MAX_COLUMNS) seen.wrong = `${view.cellCount} cells`;
      seen.number = view.number;
      whole.update(`\n${view.number}`);
      some.update(`\n${view.number}`);
      for (let column = 0; column < view.cellCount; column++) {
        const cell = `\0${view.kind(column)}\0${view.text(column)}`;
        whole.update(cell);
        if (column < SOME_CELLS) some.update(view.kind(column) === 'blank' ? '' : `${column}${cell}`);
      }
    },
  });
  return { ...seen, whole: whole.digest('hex'), some: some.digest('hex') };
}

process.on('message', async (path) => {
  const { ending, wrong } = await endingOf(readFileSync(String(path)));
  const isPolluted = Object.getOwnPropertyNames(Object.prototype).join() !== PARTS;
  process.send?.({ ending, wrong: isPolluted ? 'objects have other parts than before' : wrong });
});
