import { SheetFault } from '../../src/sheet/fault.ts';
import { openSheet } from '../../src/sheet/open.ts';
import { sourceOf } from '../sheet/byteSource.ts';
import type { HostileFile } from './makers/hostileFile.ts';

/** How the reading of a file ended. */
export interface Reading {
  /** `rows`, the code of its refusal, or what must not be. */
  readonly ending: string;
  readonly message: string;
  readonly resolution: string;
  readonly rows: number;
}

/** Reads a file as a judging child does: every cell of every row. */
export async function readHostile(bytes: Buffer, declared: HostileFile['declared']): Promise<Reading> {
  let rows = 0;
  try {
    const sheet = await openSheet(sourceOf(bytes), { declared });
    await sheet.read({
      row(view) {
        rows += 1;
        for (let column = 0; column < view.cellCount; column++) {
          view.text(column);
          view.kind(column);
        }
      },
    });
    return { ending: 'rows', message: '', resolution: '', rows };
  } catch (error) {
    if (!(error instanceof SheetFault)) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { ending: 'thrown', message, resolution: '', rows };
    }
    return { ending: error.code, message: error.message, resolution: error.resolution, rows };
  }
}

const LEAST_ROWS = 3;

/** What is wrong with how a hostile file ended; '' where it ended as it should. */
export function wrongWith(file: HostileFile, { ending, message, resolution, rows }: Reading): string {
  if (!file.ends.some((allowed) => allowed === ending))
    return `${file.name}: ${ending} in place of ${file.ends.join(' or ')}: ${message.slice(0, 400)}`;
  if (ending !== 'rows')
    return message === '' || resolution === '' ? `${file.name}: refused without a word` : '';
  const wanted = file.rows ?? LEAST_ROWS;
  const isWhole = file.rows === undefined ? rows >= wanted : rows === wanted;
  return isWhole ? '' : `${file.name}: read as ${rows} rows in place of ${wanted}`;
}
