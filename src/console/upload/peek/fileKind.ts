/** What a file is by its content. `HTML` and `XML` are what programs save under the name `.xls`; the server reads them. */
export type FileKind = 'CSV' | 'XLSX' | 'XLS' | 'HTML' | 'XML';

/** What is no table at all, and what the server refuses. */
export type OtherKind = 'pdf' | 'picture' | 'archive' | 'document' | 'oldWorkbook';

const BINARY: readonly (readonly [start: string, kind: FileKind | OtherKind])[] = [
  ['504b0304', 'XLSX'],
  ['504b0506', 'XLSX'],
  ['504b0708', 'XLSX'],
  ['d0cf11e0a1b11ae1', 'XLS'],
  ['09081000', 'XLS'],
  ['25504446', 'pdf'],
  ['1f8b', 'archive'],
  ['377abcaf271c', 'archive'],
  ['52617221', 'archive'],
  ['89504e47', 'picture'],
  ['ffd8ff', 'picture'],
  ['47494638', 'picture'],
  ['49492a00', 'picture'],
  ['4d4d002a', 'picture'],
  ['52494646', 'picture'],
  ['7b5c727466', 'document'],
  ['09000400', 'oldWorkbook'],
  ['09020600', 'oldWorkbook'],
  ['09040600', 'oldWorkbook'],
  ['09080800', 'oldWorkbook'],
];
const TABLES: ReadonlySet<string> = new Set<FileKind>(['CSV', 'XLSX', 'XLS', 'HTML', 'XML']);

const PROLOG = /^(?:\s|<\?[^>]{0,500}>|<!--(?:[^-]|-(?!->))*-->)+/;
const WEB_PAGE =
  /^<(?:!doctype\s+html|html|head|body|meta|title|style|script|link|base|table|thead|tbody|tr|t[dh]|div|center|font|form|p|br|hr|h[1-6]|b|i|u|strong|span|!\[if)[\s/>]/i;
const LONGEST_PROLOG = 4_096;

/** By the first eight bytes; null where it may be text. */
export function binaryKind(start: Uint8Array): FileKind | OtherKind | null {
  const hex = [...start.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return BINARY.find(([signature]) => hex.startsWith(signature))?.[1] ?? null;
}

/** What a text is by its beginning; whatever is not markup is taken for CSV, of which the server judges. */
export function textKind(text: string): 'CSV' | 'HTML' | 'XML' {
  const start = text.slice(0, LONGEST_PROLOG).trimStart().replace(PROLOG, '');
  if (WEB_PAGE.test(start)) return 'HTML';
  return start.startsWith('<') ? 'XML' : 'CSV';
}

export function isTable(kind: FileKind | OtherKind): kind is FileKind {
  return TABLES.has(kind);
}
