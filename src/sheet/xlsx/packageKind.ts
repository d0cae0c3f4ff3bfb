import { type SheetFault, shownName } from '../fault.ts';
import type { ContentTypes } from './contentTypes.ts';
import type { Package } from './package.ts';
import { damagedArchive, macroWorkbook, otherFormat } from './packageFaults.ts';
import { foldName } from './zipDirectory.ts';

const SAVE_AS_XLSX = 'Open it, save it as an Excel workbook (.xlsx), and send that file.';

/** Main parts that are read: a template is a workbook too. */
const WORKBOOK =
  /^application\/vnd\.openxmlformats-officedocument\.spreadsheetml\.(?:sheet|template)\.main\+xml$/;
const MACRO_MAIN = /^application\/vnd\.ms-excel\.(?:sheet|template|addin)\.macroenabled\.main\+xml$/;
const MACRO_PART =
  /^application\/vnd\.ms-office\.vbaproject|^application\/vnd\.ms-excel\.(?:intl)?macrosheet\+xml$/;
const MACRO_NAME = /(?:^|\/)vbaproject(?:signature\w*)?\.bin$|(?:^|\/)macrosheets\//;
const BINARY_WORKBOOK = 'application/vnd.ms-excel.sheet.binary.macroenabled.main';

/** By the start of the content type of the main part. */
const OTHER_MAIN: readonly (readonly [start: string, what: string, resolution: string])[] = [
  [BINARY_WORKBOOK, 'an Excel binary workbook (XLSB)', SAVE_AS_XLSX],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml', 'a Word document', ''],
  ['application/vnd.ms-word', 'a Word document', ''],
  ['application/vnd.openxmlformats-officedocument.presentationml', 'a PowerPoint presentation', ''],
  ['application/vnd.ms-powerpoint', 'a PowerPoint presentation', ''],
  ['application/vnd.ms-visio', 'a Visio drawing', ''],
];
const COPY_TABLE = 'Copy the register into a workbook, save it as an Excel workbook (.xlsx), and send that.';

/** @param main the name of the main part. @throws SheetFault where it is no workbook that is read, or has macros */
export function refuseOtherKinds(workbook: Package, types: ContentTypes, main: string): void {
  const type = types.of(main);
  for (const [start, what, resolution] of OTHER_MAIN) {
    if (type.startsWith(start)) throw otherFormat(what, resolution === '' ? COPY_TABLE : resolution);
  }
  if (MACRO_MAIN.test(type)) throw macroWorkbook('it says so itself');
  const macro = workbook.entries.find(({ name }) => isMacroPart(name, types));
  if (macro !== undefined) throw macroWorkbook(`they are in its part ${shownName(macro.name)}`);
  const isSilent = ['', 'application/xml', 'text/xml'].includes(type);
  if (!isSilent && !WORKBOOK.test(type)) {
    throw otherFormat(`an Office document of the kind ${shownName(type)}`, COPY_TABLE);
  }
}

function isMacroPart(name: string, types: ContentTypes): boolean {
  return MACRO_NAME.test(foldName(name)) || MACRO_PART.test(types.of(name));
}

const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument.';
const LONGEST_MIME_TYPE = 100;
/** What macOS adds to every archive beside the files. */
const MAC_EXTRAS = /^__MACOSX\/|(?:^|\/)\.DS_Store$/;

/** Says what an archive is that is no Office package. */
export async function otherArchive(archive: Package): Promise<SheetFault> {
  const files = archive.entries.filter(({ name }) => !MAC_EXTRAS.test(name));
  if (files.length === 0) return otherFormat('an empty ZIP archive', 'Send the workbook itself.');
  const mimeType = (await archive.start('mimetype', LONGEST_MIME_TYPE)).toString('latin1').trim();
  if (mimeType.startsWith(`${OPEN_DOCUMENT}spreadsheet`)) {
    return otherFormat('an OpenDocument spreadsheet (ODS)', SAVE_AS_XLSX);
  }
  if (mimeType.startsWith(OPEN_DOCUMENT))
    return otherFormat('an OpenDocument file, but no spreadsheet', COPY_TABLE);
  if (files.some(({ name }) => /^Index(?:\.zip|\/Document\.iwa)$/i.test(name))) {
    return otherFormat(
      'an Apple Numbers, Pages or Keynote document',
      'In Numbers choose File, Export To, Excel, and send the workbook that this makes.',
    );
  }
  if (files.some(({ name }) => /^xl\/|^_rels\/\.rels$/i.test(name))) {
    return damagedArchive('its part [Content_Types].xml is missing');
  }
  return plainArchive(files.map(({ name }) => name));
}

function plainArchive([first = '', ...others]: readonly string[]): SheetFault {
  if (others.length > 0) {
    const what = `a ZIP archive of ${others.length + 1} files`;
    return otherFormat(what, 'Unpack it and send the registers in it one by one.');
  }
  const name = shownName(first);
  return otherFormat(`a ZIP archive with ${name} in it`, `Unpack it and send ${name} itself.`);
}
