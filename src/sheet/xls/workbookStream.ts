import type { ByteSource } from '../rows.ts';
import { OleFile } from './oleFile.ts';
import { damaged, encrypted, hasMacros, notRead } from './xlsFaults.ts';

const OLE_SIGNATURE = 'd0cf11e0a1b11ae1';

/** Names in upper case, as compound files compare them. */
const WORKBOOK = 'WORKBOOK';
const EARLY_WORKBOOK = 'BOOK';
/** An XLSX under a password, and workbooks whose rights a server manages ([MS-OFFCRYPTO] 2.3, 2.2). */
const ENCRYPTED: ReadonlySet<string> = new Set(['ENCRYPTEDPACKAGE', 'ENCRYPTIONINFO', '\tDRMCONTENT']);
const PROPERTIES = '\u0005SUMMARYINFORMATION';
const MACROS = '_VBA_PROJECT_CUR';

const OTHER_DOCUMENTS: Readonly<Record<string, string>> = {
  WORDDOCUMENT: 'a Word document',
  'POWERPOINT DOCUMENT': 'a PowerPoint presentation',
  VISIODOCUMENT: 'a Visio drawing',
  '__PROPERTIES_VERSION1.0': 'an Outlook message',
  QUILL: 'a Publisher document',
};
/** Class of the root storage of a Windows installer package, as its bytes lie in the file. */
const INSTALLER = '84100c0000000000c000000000000046';

const SAVE_REGISTER = 'Send the register as an Excel workbook (.xlsx) or as CSV.';

export interface WorkbookStream {
  readonly source: ByteSource;
  /** Whether the document's properties lie beside it, as spreadsheet programs write them ([MS-OLEPS] 3.1.1). */
  readonly hasProperties: boolean;
}

/** The stream of a file that holds the workbook's records. @throws SheetFault where the file is anything else */
export function workbookStream(file: ByteSource): WorkbookStream {
  const start = Buffer.alloc(8);
  file.read(start, 0);
  if (!isOle(start)) return { source: file, hasProperties: false };
  const ole = new OleFile(file);
  const names = new Set(ole.entries.map(({ name }) => name.toUpperCase()));
  if ([...ENCRYPTED].some((name) => names.has(name))) throw encrypted();
  const workbooks = ole.entries.filter(({ name, isStream }) => isStream && name.toUpperCase() === WORKBOOK);
  const early = ole.entries.filter(({ name, isStream }) => isStream && name.toUpperCase() === EARLY_WORKBOOK);
  if (workbooks.length > 1) throw damaged('it has several workbooks in one');
  const workbook = workbooks[0] ?? early[0];
  if (workbook === undefined) throw notRead(otherDocument(names, ole.root.classId), SAVE_REGISTER);
  if (names.has(MACROS)) throw hasMacros('macros (a VBA project)');
  return { source: ole.open(workbook), hasProperties: names.has(PROPERTIES) };
}

function isOle(start: Buffer): boolean {
  return start.toString('hex', 0, 8) === OLE_SIGNATURE;
}

function otherDocument(names: ReadonlySet<string>, classId: string): string {
  if (classId === INSTALLER) return 'a Windows installer package (MSI)';
  const known = [...names].find((name) => Object.hasOwn(OTHER_DOCUMENTS, name));
  return known === undefined ? 'a document of another program (OLE)' : (OTHER_DOCUMENTS[known] as string);
}
