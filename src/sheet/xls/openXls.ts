import { CHUNK_BYTES } from '../limits.ts';
import type { ByteSource, Sheet } from '../rows.ts';
import { BiffRecords } from './biffRecords.ts';
import { inOrder } from './rowOrder.ts';
import { scanSheet } from './sheetScan.ts';
import { readGlobals } from './workbookGlobals.ts';
import { workbookStream } from './workbookStream.ts';
import { XlsSheet } from './xlsSheet.ts';

/**
 * Opens an Excel 97-2003 workbook ([MS-CFB], [MS-XLS]).
 * @param chunkBytes read at once: what is read does not depend on it
 * @throws SheetFault also for what else lies in compound files, and for workbooks of Excel before 97
 */
export async function openXls(file: ByteSource, chunkBytes = CHUNK_BYTES): Promise<Sheet> {
  const { source, hasProperties } = workbookStream(file);
  const records = new BiffRecords(source, chunkBytes);
  const globals = readGlobals(records);
  const facts = scanSheet(records, globals);
  const cells = facts.isOrdered ? { source, at: facts.cellsAt } : inOrder(records, facts);
  return new XlsSheet({
    ...{ cells, globals, facts, chunkBytes },
    isCalculated: hasProperties || facts.hasResults,
  });
}
