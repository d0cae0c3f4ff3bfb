import { SheetFault } from './fault.ts';

/** What a file is by its content, of what may be read. */
export type BinaryContent = 'ZIP' | 'OLE';
export type TextContent = 'HTML' | 'SPREADSHEETML' | 'TEXT';

export const SAVE_AS_WORKBOOK =
  'Open it in a spreadsheet program, save it as "Excel Workbook (.xlsx)" or "CSV UTF-8", and send that file.';
const EXPORT_AS_WORKBOOK = 'Export the register as an Excel workbook or as CSV, and send that file.';
const UNPACK = 'Unpack it, and send the register that is in it, as an Excel workbook or as CSV.';
const EXPORT_AGAIN = 'Export the register once more as CSV or as an Excel workbook, and send the new file.';

/** Archives of which workbooks are made, by their first bytes in hexadecimal. */
const WORKBOOKS: readonly (readonly [start: string, content: BinaryContent])[] = [
  ['504b0304', 'ZIP'],
  ['504b0506', 'ZIP'],
  ['504b0708', 'ZIP'],
  ['d0cf11e0a1b11ae1', 'OLE'],
  // A workbook of Excel 97 that was never put into its container.
  ['09081000', 'OLE'],
];

/** What is no table, likewise. */
const SIGNATURES: readonly (readonly [start: string, what: string, resolution: string])[] = [
  ['25504446', 'a PDF document', EXPORT_AS_WORKBOOK],
  ['1f8b', 'a GZIP archive', UNPACK],
  ['377abcaf271c', 'a 7-Zip archive', UNPACK],
  ['52617221', 'a RAR archive', UNPACK],
  ['89504e47', 'a PNG picture', EXPORT_AS_WORKBOOK],
  ['ffd8ff', 'a JPEG picture', EXPORT_AS_WORKBOOK],
  ['47494638', 'a GIF picture', EXPORT_AS_WORKBOOK],
  ['49492a00', 'a TIFF picture', EXPORT_AS_WORKBOOK],
  ['4d4d002a', 'a TIFF picture', EXPORT_AS_WORKBOOK],
  ['52494646', 'a picture or recording (RIFF)', EXPORT_AS_WORKBOOK],
  ['7b5c727466', 'an RTF document', EXPORT_AS_WORKBOOK],
  // The first record of a worksheet file before Excel 5 put them into containers ([MS-XLS] 2.4.21 and before).
  ['09000400', 'a worksheet of Excel 2', SAVE_AS_WORKBOOK],
  ['09020600', 'a worksheet of Excel 3', SAVE_AS_WORKBOOK],
  ['09040600', 'a worksheet of Excel 4', SAVE_AS_WORKBOOK],
  ['09080800', 'a workbook of Excel 5 or 95', SAVE_AS_WORKBOOK],
];

/** What may stand before the first tag that says something: XML's declaration and instructions, comments. */
const PROLOG = /^(?:\s|<\?[^>]{0,500}>|<!--(?:[^-]|-(?!->))*-->)+/;
const WEB_PAGE =
  /^<(?:!doctype\s+html|html|head|body|meta|title|style|script|link|base|table|thead|tbody|tr|t[dh]|div|center|font|form|p|br|hr|h[1-6]|b|i|u|strong|span|!\[if)[\s/>]/i;
const SPREADSHEETML = /^<(?:[\w.-]+:)?Workbook\s[^>]*urn:schemas-microsoft-com:office:spreadsheet["']/;
const MARKUP = /^<(?:\?xml|!--|!doctype|[a-z_][\w.-]*:[a-z_]|[a-z_][\w.-]*\s+xmlns|envelope>)/i;
const WEB_ARCHIVE = /^(?:MIME-Version|Content-Type|From):[^\r\n]*[\r\n]/i;
const JSON_TEXT = /^(?:\{\s*["}]|\[\s*[[{"\]])/;
const SYLK = /^ID;P(?:WXL|CALCOOO)/;

/** Where a text says at the latest what it is. */
const START_BYTES = 4_096;

/** Control characters that text has: tab, line feed, vertical tab, form feed, carriage return, the end mark of DOS. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a]);
const MAX_CONTROL_SHARE = 0.02;

/** What a file is by its first bytes; null where it may be text. @throws SheetFault where it is no table at all */
export function binaryContent(start: Buffer): BinaryContent | null {
  const hex = start.toString('hex', 0, 8);
  const workbook = WORKBOOKS.find(([signature]) => hex.startsWith(signature));
  if (workbook !== undefined) return workbook[1];
  const other = SIGNATURES.find(([signature]) => hex.startsWith(signature));
  if (other !== undefined) throw unsupported(other[1], other[2]);
  return null;
}

/** What a text is. @throws SheetFault where it is no table @param sample its first text in UTF-8 */
export function textContent(sample: Buffer): TextContent {
  const whole = sample.toString('utf8', 0, START_BYTES).trimStart();
  const start = whole.replace(PROLOG, '');
  if (WEB_PAGE.test(start)) return 'HTML';
  if (SPREADSHEETML.test(start)) return 'SPREADSHEETML';
  if (/^<!doctype/i.test(start)) throw doctypeInXml();
  if (MARKUP.test(whole)) throw unsupported('an XML export, whatever its name says', EXPORT_AS_WORKBOOK);
  if (WEB_ARCHIVE.test(start))
    throw unsupported('a web archive (MHTML), whatever its name says', SAVE_AS_WORKBOOK);
  if (JSON_TEXT.test(start)) throw unsupported('JSON, whatever its name says', EXPORT_AS_WORKBOOK);
  if (SYLK.test(start)) throw unsupported('a SYLK file, whatever its name says', SAVE_AS_WORKBOOK);
  return 'TEXT';
}

/** @throws SheetFault where it looks like text in no encoding. A NUL is left to the reading, which names its line. */
export function refuseControls(sample: Buffer): void {
  let controls = 0;
  for (const byte of sample) if (byte < 0x20 && byte > 0 && !TEXT_CONTROLS.has(byte)) controls++;
  if (controls <= sample.length * MAX_CONTROL_SHARE) return;
  throw new SheetFault('CORRUPT_FILE', 'The file is no text: it has control characters throughout.', {
    resolution: EXPORT_AGAIN,
  });
}

export function unsupported(what: string, resolution: string): SheetFault {
  return new SheetFault('UNSUPPORTED_FORMAT', `The file is ${what}, which is not read here.`, { resolution });
}

export function doctypeInXml(): SheetFault {
  return new SheetFault(
    'XML_FORBIDDEN',
    'The XML has a document type declaration (DOCTYPE), which no spreadsheet program writes.',
    { resolution: SAVE_AS_WORKBOOK },
  );
}
