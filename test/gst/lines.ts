import { COLUMNS_OF, type ColumnKey, type Register } from '../../src/gst/columns.ts';
import { DEFAULT_STATES } from '../../src/gst/defaultStates.ts';
import { DEFAULT_UNITS } from '../../src/gst/defaultUnits.ts';
import type { DocumentLine } from '../../src/gst/line.ts';
import { createLineReader, type LineReaderOptions, type ReadLine } from '../../src/gst/readLine.ts';

export type Cells = Partial<Record<ColumnKey, string>>;

/** A row's values in the order of the template, '' where nothing is given. */
export function valuesOf(register: Register, cells: Cells): string[] {
  return COLUMNS_OF[register].map((key) => cells[key] ?? '');
}

export function lineReader(register: Register, options: Partial<LineReaderOptions> = {}): ReadLine {
  return createLineReader({
    register,
    monthFirst: false,
    sandboxGstins: false,
    states: DEFAULT_STATES,
    units: DEFAULT_UNITS,
    ...options,
  });
}

export function lineOf(
  register: Register,
  cells: Cells,
  options: Partial<LineReaderOptions> = {},
): DocumentLine {
  return lineReader(register, options)({ row: 2, values: valuesOf(register, cells) });
}
