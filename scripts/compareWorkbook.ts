import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { byteSource } from '../src/ingestion/byteSource.ts';
import { columnName } from '../src/sheet/cells/cellReference.ts';
import { SheetFault } from '../src/sheet/fault.ts';
import { openSheet } from '../src/sheet/open.ts';
import { isSame, type OracleSheet, readOracle } from './workbookOracle.ts';

/** What two readers made of one workbook. */
export interface Comparison {
  readonly equal: number;
  /** A line for each cell that differs. */
  readonly differences: readonly string[];
  /** Why there was nothing to compare: one of them did not take the file. */
  readonly apart: string;
}

interface OwnCell {
  readonly kind: string;
  readonly text: string;
}

interface OwnSheet {
  readonly format: string;
  readonly cells: ReadonlyMap<string, OwnCell>;
}

/** Reads a workbook with our reader and with `@e965/xlsx`. */
export async function compareWorkbook(path: string): Promise<Comparison> {
  const ours = await readOurs(path);
  const theirs = oracleOf(path);
  const refused = typeof ours === 'string' ? ours : ours.format === 'CSV' ? 'read as CSV' : '';
  if (typeof ours === 'string' || typeof theirs === 'string' || refused !== '') {
    const theirEnd = typeof theirs === 'string' ? theirs : `${theirs.cells.size} cells`;
    return { equal: 0, differences: [], apart: `ours: ${refused || 'read'}; theirs: ${theirEnd}` };
  }
  if (ours.format === 'HTML' || ours.format === 'XML')
    return { equal: 0, differences: [], apart: `ours: read as ${ours.format}` };
  return compareSheets(ours, theirs);
}

function compareSheets(ours: OwnSheet, theirs: OracleSheet): Comparison {
  const differences: string[] = [];
  let equal = 0;
  for (const [address, cell] of ours.cells) {
    const other = theirs.cells.get(address);
    if (other !== undefined && isSame(cell, other, theirs.is1904)) equal += 1;
    else {
      const told =
        other === undefined ? 'nothing' : `${other.type} ${JSON.stringify(other.value)} (${other.format})`;
      differences.push(
        `${theirs.name}!${address}: ours ${cell.kind} ${JSON.stringify(cell.text)}, theirs ${told}`,
      );
    }
  }
  for (const [address, { type, value }] of theirs.cells) {
    if (!ours.cells.has(address) && !isBlank(value))
      differences.push(`${theirs.name}!${address}: ours nothing, theirs ${type} ${JSON.stringify(value)}`);
  }
  return { equal, differences, apart: '' };
}

/** Blanks alone count for nothing: neither keeps all of them. */
function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

/** The cells that are not blank, or the refusal. */
async function readOurs(path: string): Promise<OwnSheet | string> {
  const file = openSync(path, 'r');
  try {
    const source = byteSource(file, fstatSync(file).size);
    const sheet = await openSheet(source, { declared: /\.xls$/i.test(path) ? 'XLS' : 'XLSX' });
    const cells = new Map<string, OwnCell>();
    await sheet.read({
      row(view) {
        for (let column = 0; column < view.cellCount; column++) {
          const cell = { kind: view.kind(column), text: view.text(column) };
          if (cell.kind !== 'blank' && !isBlank(cell.text))
            cells.set(`${columnName(column)}${view.number}`, cell);
        }
      },
    });
    return { format: sheet.format, cells };
  } catch (error) {
    return error instanceof SheetFault ? `${error.code} ${error.message}` : `THROWN ${String(error)}`;
  } finally {
    closeSync(file);
  }
}

function oracleOf(path: string): OracleSheet | string {
  try {
    return readOracle(readFileSync(path)) ?? 'no worksheet';
  } catch (error) {
    return `thrown ${String(error).slice(0, 80)}`;
  }
}
