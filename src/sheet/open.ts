import { isAscii } from 'node:buffer';
import { announcedAs } from './announced.ts';
import { emptyFile, unknownEncoding } from './csv/csvFaults.ts';
import { CsvSheet } from './csv/csvSheet.ts';
import { findDelimiter } from './csv/delimiter.ts';
import { CHUNK_BYTES, ENCODING_SAMPLE_BYTES, SAMPLE_TEXT_BYTES } from './limits.ts';
import { htmlSheet, spreadsheetMlSheet } from './markup/markupSheet.ts';
import type { ByteSource, OpenSheet, Sheet, SheetOptions, SheetWarning } from './rows.ts';
import { binaryContent, refuseControls, textContent } from './signature.ts';
import { type DetectedEncoding, detectBeyond, detectEncoding } from './text/encoding.ts';
import { readText } from './text/textBytes.ts';
import { openXls } from './xls/openXls.ts';
import { openXlsx } from './xlsx/xlsxSheet.ts';

/** Names that browsers take for Windows-1252 (WHATWG Encoding, 4.2), the usual ones. */
const WINDOWS_1252 = new Set([
  'windows-1252',
  'cp1252',
  'iso-8859-1',
  'iso8859-1',
  'latin1',
  'us-ascii',
  'ascii',
]);

/** Where markup says it at the latest (WHATWG HTML, 4.2.5.4), with room for long styles. */
const DECLARATION_BYTES = 4_096;

/** Opens a file by its content: what it is called, or said to be, at most makes a warning. @throws SheetFault */
export const openSheet: OpenSheet = async (source, options) => openInChunks(source, options, CHUNK_BYTES);

/** The same, reading so many bytes at once (but for archives): what is read does not depend on it. */
export async function openInChunks(
  source: ByteSource,
  { declared }: SheetOptions,
  chunkBytes: number,
): Promise<Sheet> {
  if (source.size === 0) throw emptyFile();
  const start = Buffer.alloc(Math.min(source.size, ENCODING_SAMPLE_BYTES));
  const sample = start.subarray(0, source.read(start, 0));
  const binary = binaryContent(sample);
  if (binary === 'ZIP') return announcedAs(declared, await openXlsx(source));
  if (binary === 'OLE') return announcedAs(declared, await openXls(source, chunkBytes));
  return announcedAs(declared, openText(source, sample, chunkBytes));
}

function openText(source: ByteSource, sample: Buffer, chunkBytes: number): Sheet {
  const encoding = encodingOf(source, sample);
  if (encoding === undefined) throw unknownEncoding('UTF-32');
  const { text, isWhole } = firstText(source, encoding);
  if (isWhole && text.toString('latin1').trim() === '') throw emptyFile();
  const warnings = assumed(encoding, text);
  const content = textContent(text);
  if (content === 'HTML') return htmlSheet({ source, encoding, chunkBytes }, warnings);
  if (content === 'SPREADSHEETML') return spreadsheetMlSheet({ source, encoding, chunkBytes }, warnings);
  // A byte order mark says that it is text.
  if (encoding.markBytes === 0) refuseControls(text);
  const delimiter = findDelimiter(text, isWhole);
  return new CsvSheet(source, { encoding, delimiter, chunkBytes }, warnings);
}

/** @param sample the file's first bytes; gone afterwards */
function encodingOf(source: ByteSource, sample: Buffer): DetectedEncoding | undefined {
  const isWhole = sample.length >= source.size;
  const encoding = detectEncoding(sample, isWhole);
  const isOpen = encoding?.encoding === 'utf-8' && encoding.markBytes === 0 && !isWhole && isAscii(sample);
  return isOpen ? detectBeyond(source, sample.length, sample) : encoding;
}

function firstText(source: ByteSource, encoding: DetectedEncoding): { text: Buffer; isWhole: boolean } {
  const reader = readText(source, encoding, SAMPLE_TEXT_BYTES);
  const into = Buffer.allocUnsafe(reader.maxFill);
  const text = into.subarray(0, reader.fill(into, 0));
  return { text, isWhole: reader.position >= source.size };
}

/** @param text the file's first text. @throws SheetFault where it says itself that it is in another encoding */
function assumed({ encoding }: DetectedEncoding, text: Buffer): SheetWarning[] {
  if (encoding !== 'windows-1252') return [];
  const declared = declaredEncoding(text);
  if (declared !== null && WINDOWS_1252.has(declared)) return [];
  if (declared !== null && declared !== 'utf-8') throw unknownEncoding(declared);
  const message =
    'The file is not UTF-8 and was read as Windows-1252. If names look wrong, save it as "CSV UTF-8" and send it again.';
  return [{ code: 'ENCODING_ASSUMED', message }];
}

/** What markup says of its own encoding (`<meta charset>`, `<?xml encoding?>`), in small letters; null where it says nothing. */
function declaredEncoding(text: Buffer): string | null {
  const start = text.toString('latin1', 0, DECLARATION_BYTES).trimStart();
  if (!start.startsWith('<')) return null;
  return (
    /<[^<>]{1,200}\b(?:charset|encoding)\s?=\s?["']?([\w-]{1,40})/i.exec(start)?.[1]?.toLowerCase() ?? null
  );
}
