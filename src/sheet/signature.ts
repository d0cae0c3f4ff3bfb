import { SheetFault } from './fault.ts';

const SAVE_AS_CSV = 'Open it in a spreadsheet program, save it as "CSV UTF-8", and send that file.';

/** What is no table of text, by its first bytes, in hexadecimal. */
const SIGNATURES: readonly (readonly [start: string, what: string])[] = [
  ['504b0304', 'an Excel workbook (XLSX) or another ZIP archive'],
  ['504b0506', 'an empty ZIP archive'],
  ['d0cf11e0a1b11ae1', 'an Excel 97-2003 workbook (XLS)'],
  ['25504446', 'a PDF document'],
  ['1f8b', 'a GZIP archive'],
  ['377abcaf271c', 'a 7-Zip archive'],
  ['52617221', 'a RAR archive'],
  ['89504e47', 'a PNG picture'],
  ['ffd8ff', 'a JPEG picture'],
  ['7b5c727466', 'an RTF document'],
];

/** Name of the stream that holds an encrypted XLSX, in UTF-16 ([MS-OFFCRYPTO] 2.3.4.4). */
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le');

const WEB_PAGE = /^<(?:!doctype\s+html|html|head|body|meta|title|style|script|table|div|center|font)[\s>]/i;
const MARKUP = /^<(?:\?xml|!--|!doctype|[a-z_][\w.-]*:[a-z_]|[a-z_][\w.-]*\s+xmlns)/i;
const WEB_ARCHIVE = /^(?:MIME-Version|Content-Type|From):[^\r\n]*[\r\n]/i;

/** Control characters that text has: tab, line feed, vertical tab, form feed, carriage return, the end mark of DOS. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a]);
const MAX_CONTROL_SHARE = 0.02;

/** Says what a file is that is no text, by its first bytes. @throws SheetFault */
export function refuseBinary(start: Buffer): void {
  const hex = start.toString('hex', 0, 8);
  const what = SIGNATURES.find(([signature]) => hex.startsWith(signature))?.[1];
  if (what === undefined) return;
  if (hex.startsWith('d0cf11e0') && start.includes(ENCRYPTED_PACKAGE)) {
    throw new SheetFault('ENCRYPTED_WORKBOOK', 'The file is an Excel workbook protected by a password.', {
      resolution:
        'Take the password away in Excel (File, Info, Protect Workbook), save it, and send it again.',
    });
  }
  throw unsupported(what, SAVE_AS_CSV);
}

/** Says what a file is that is text but no table. @throws SheetFault @param sample its first text in UTF-8 */
export function refuseOtherText(sample: Buffer): void {
  const start = sample.toString('utf8', 0, 1024).trimStart();
  if (WEB_PAGE.test(start)) throw unsupported('a web page (HTML), whatever its name says', SAVE_AS_CSV);
  if (MARKUP.test(start)) throw unsupported('an XML export, whatever its name says', SAVE_AS_CSV);
  if (WEB_ARCHIVE.test(start))
    throw unsupported('a web archive (MHTML), whatever its name says', SAVE_AS_CSV);
}

/** @throws SheetFault where it looks like text in no encoding. A NUL is left to the reading, which names its line. */
export function refuseControls(sample: Buffer): void {
  let controls = 0;
  for (const byte of sample) if (byte < 0x20 && byte > 0 && !TEXT_CONTROLS.has(byte)) controls++;
  if (controls <= sample.length * MAX_CONTROL_SHARE) return;
  throw new SheetFault('CORRUPT_FILE', 'The file is no text: it has control characters throughout.', {
    resolution: 'Export the register once more as CSV or as an Excel workbook, and send the new file.',
  });
}

function unsupported(what: string, resolution: string): SheetFault {
  return new SheetFault('UNSUPPORTED_FORMAT', `The file is ${what}, which is not read here.`, { resolution });
}
