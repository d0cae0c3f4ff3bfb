import { basename } from 'node:path';
import type { HsnImportJson } from '../cli/adminBodies.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { HsnGathering } from '../gst/hsnList.ts';
import { readHsnFile } from '../ingestion/hsnFile.ts';
import { rulesFileOf, writeRulesTable } from './rulesFile.ts';

/**
 * Makes the HSN list of this installation from files that the operator has: the official workbook is not ours to pass on.
 *
 * @param options.today `yyyy-mm-dd`
 * @throws AppError file_refused where the files together are no complete list; nothing is changed then
 */
export async function importHsnList(
  config: Config,
  files: readonly string[],
  options: { readonly today: string; readonly signal: AbortSignal },
): Promise<HsnImportJson> {
  const gathering = new HsnGathering();
  let passedOver = 0;
  for (const file of files) passedOver += (await readHsnFile(file, gathering, options.signal)).passedOver;
  const wanting = gathering.wanting();
  if (wanting !== null) {
    throw new AppError(
      'file_refused',
      `The list has ${wanting}: good rows would be warned about. Nothing was changed. Of a workbook only the first sheet is read: ` +
        'save the other one (SAC_MSTR in the official workbook) as CSV, and name both files.',
    );
  }
  const source = `${files.map((file) => basename(file)).join(' and ')}, imported ${options.today}`;
  writeRulesTable(config, 'hsn', { source, codes: gathering.toText() });
  const { goods, services, repaired } = gathering;
  return { file: rulesFileOf(config), goods, services, repaired, passedOver };
}
