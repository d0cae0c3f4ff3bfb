import { COLUMNS_OF, type Register } from '../gst/columns.ts';
import { templateHeaders } from '../gst/columnTable.ts';
import { EXAMPLE_ROWS } from '../gst/exampleDocuments.ts';
import { CsvWriter } from '../sheet/csv/csvWriter.ts';

/** The header of a register with the example documents below it. */
export function templateCsv(register: Register): Uint8Array {
  const writer = new CsvWriter();
  writer.row(templateHeaders(register));
  for (const row of EXAMPLE_ROWS[register]) writer.row(COLUMNS_OF[register].map((key) => row[key] ?? ''));
  return writer.take();
}
