import { valueWriter, type WriteValue } from './bodyValues.ts';
import { COLUMNS_OF, type ColumnKey, type Register } from './columns.ts';
import { columnOf, OWN_GSTIN } from './columnTable.ts';
import { OF_A_DOCUMENT } from './documentColumns.ts';
import { nameKey } from './documentKey.ts';
import type { DocumentLine, SourceRow } from './line.ts';
import { isBlank } from './reading.ts';
import { noteOn } from './rules/cells.ts';
import type { Supply } from './supply.ts';

interface HeaderColumn {
  readonly column: ColumnKey;
  readonly index: number;
  readonly write: WriteValue;
}

/**
 * Builds what fills the blank header cells of a document's rows from its other rows, where those that say something can be
 * read and say the same: programs write the header on the first row of a document only, or on every row.
 *
 * @param toSupply reads a row anew
 */
export function createHeaderFiller(
  register: Register,
  toSupply: (row: SourceRow) => Supply,
): (supplies: readonly Supply[]) => readonly Supply[] {
  const columns = COLUMNS_OF[register].flatMap((column, index): HeaderColumn[] =>
    OF_A_DOCUMENT.has(column) && column !== OWN_GSTIN[register]
      ? [{ column, index, write: valueWriter(register, column) }]
      : [],
  );
  return (supplies) => {
    if (supplies.length === 1) return supplies;
    const filled = new Map<Supply, string[]>();
    for (const column of columns) {
      if (!isPartlyBlank(supplies, column.index)) continue;
      const text = agreedText(supplies, column);
      if (text === '') continue;
      for (const supply of supplies) {
        if (!isBlank(supply.line.values[column.index] ?? '')) continue;
        const values = filled.get(supply) ?? [...supply.line.values];
        values[column.index] = text;
        filled.set(supply, values);
      }
    }
    if (filled.size === 0) return supplies;
    return supplies.map((supply) => {
      const values = filled.get(supply);
      if (values === undefined) return supply;
      return {
        ...toSupply({ row: supply.line.row, values, ruined: supply.line.ruined }),
        isPartyOpen: supply.isPartyOpen,
      };
    });
  };
}

function isPartlyBlank(supplies: readonly Supply[], index: number): boolean {
  const first = supplies[0]?.line.values[index] ?? '';
  for (const { line } of supplies) {
    const text = line.values[index] ?? '';
    if (text !== first && (isBlank(text) || isBlank(first))) return true;
  }
  return false;
}

/** The text that stands for what all rows say that say anything; '' where they differ or one cannot be read. */
function agreedText(supplies: readonly Supply[], { column, index, write }: HeaderColumn): string {
  let agreed = '';
  let meaning = '';
  for (const { line } of supplies) {
    const text = line.values[index] ?? '';
    if (isBlank(text)) continue;
    if (isUnread(line, column)) return '';
    const said = columnOf(column).kind === 'text' ? nameKey(text) : write(line, text) || text.toUpperCase();
    if (agreed !== '' && said !== meaning) return '';
    // Of several spellings the same one in any order of the rows.
    if (agreed === '' || text < agreed) agreed = text;
    meaning = said;
  }
  return agreed;
}

/** A cell that was read by another word is read all the same. */
function isUnread(line: DocumentLine, column: ColumnKey): boolean {
  const note = noteOn(line, column);
  if (note !== undefined && note.kind !== 'replaced') return true;
  if (columnOf(column).kind !== 'gstin') return false;
  const cell = column === 'ecommerceGstin' ? line.ecommerce : line.party;
  return cell !== null && 'fault' in cell;
}
