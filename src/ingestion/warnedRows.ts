import { parseQuotedRow } from '../sheet/csv/quotedCsv.ts';
import type { WarningIndex } from './findingIndex.ts';
import { messageParts } from './messageParts.ts';
import type { FindingFacts } from './refusedRows.ts';
import { type OpenRange, readRowsAt } from './spanReader.ts';

export interface WarnedRow {
  readonly row: number;
  readonly documentNumber: string;
  readonly finding: FindingFacts & { readonly code: string };
}

/** Reads warnings, one line each. @param ordinals within the list of warnings, rising */
export function readWarnedRows(
  { places }: WarningIndex,
  open: OpenRange,
  ordinals: readonly number[],
): Promise<WarnedRow[]> {
  return readRowsAt({ places, open, keep: warnedRow }, ordinals);
}

function warnedRow(line: string): WarnedRow {
  const [row = '', documentNumber = '', column = '', value = '', code = '', text = ''] = parseQuotedRow(line);
  const isOfCell = column !== '';
  return {
    row: Number(row),
    documentNumber,
    finding: {
      code,
      column: isOfCell ? column : null,
      value: isOfCell ? value : null,
      ...messageParts(text, [value, documentNumber]),
    },
  };
}
