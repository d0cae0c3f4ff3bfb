import { valueWriter, type WriteValue } from './bodyValues.ts';
import { COLUMNS_OF, type ColumnKey, type Register } from './columns.ts';
import { columnOf } from './columnTable.ts';
import type { SourceRow } from './line.ts';
import { isReadAsNoClaim } from './rules/itc.ts';
import type { Supply } from './supply.ts';

const CLAIMS: ReadonlySet<ColumnKey> = new Set<ColumnKey>([
  'itcClaimCgstAmount',
  'itcClaimSgstAmount',
  'itcClaimIgstAmount',
  'itcClaimCessAmount',
]);
/** Rupees: half of the smallest amount, so that a sum of binary fractions is told from zero. */
const HALF_A_PAISA = 0.005;
const MAY_BE_NEGATIVE = /[-−–(]/;

interface AmountColumn {
  readonly index: number;
  readonly write: WriteValue;
}

/**
 * Builds what makes of a document's lines those that are stored, where they are read otherwise than they are written: a claim
 * that counts as none (I03) is blank, and the amounts and quantities of a note stand without the sign that its type says
 * already. A line that goes against the others of its note keeps the opposite sign.
 *
 * @param toSupply reads a row anew
 */
export function createStoredLines(
  register: Register,
  toSupply: (row: SourceRow) => Supply,
): (lines: readonly Supply[]) => readonly Supply[] {
  const amounts = COLUMNS_OF[register].flatMap((column, index): AmountColumn[] => {
    const { kind } = columnOf(column);
    return kind === 'amount' || kind === 'quantity' ? [{ index, write: valueWriter(register, column) }] : [];
  });
  const claims = COLUMNS_OF[register].flatMap((column, index) => (CLAIMS.has(column) ? [index] : []));

  return (lines) => {
    const changed = new Map<Supply, string[]>();
    const change = (supply: Supply, index: number, text: string): void => {
      const values = changed.get(supply) ?? [...supply.line.values];
      values[index] = text;
      changed.set(supply, values);
    };
    if (lines[0]?.isNote === true) for (const amount of amounts) turnSign(lines, amount, change);
    for (const supply of lines) {
      if (!hasIdleClaim(supply)) continue;
      for (const index of claims) change(supply, index, '');
    }
    if (changed.size === 0) return lines;
    return lines.map((supply) => {
      const values = changed.get(supply);
      if (values === undefined) return supply;
      return toSupply({ row: supply.line.row, values, ruined: supply.line.ruined });
    });
  };
}

function turnSign(
  lines: readonly Supply[],
  { index, write }: AmountColumn,
  change: (supply: Supply, index: number, text: string) => void,
): void {
  if (!lines.some(({ line }) => MAY_BE_NEGATIVE.test(line.values[index] ?? ''))) return;
  const read = lines.map(({ line }) => write(line, line.values[index] ?? ''));
  const sum = read.reduce((all, text) => all + (Number(text) || 0), 0);
  if (sum > -HALF_A_PAISA) return;
  for (const [at, supply] of lines.entries()) {
    const text = read[at] ?? '';
    if (Number(text)) change(supply, index, text.startsWith('-') ? text.slice(1) : `-${text}`);
  }
}

function hasIdleClaim({ line }: Supply): boolean {
  const { itcCgst, itcSgst, itcIgst, itcCess } = line;
  if (!itcCgst && !itcSgst && !itcIgst && !itcCess) return false;
  return isReadAsNoClaim(line);
}
