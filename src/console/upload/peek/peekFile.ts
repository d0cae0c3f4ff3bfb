import { csvRows } from './csv.ts';
import { binaryKind, type FileKind, isTable, type OtherKind, textKind } from './fileKind.ts';
import { decodeStart } from './text.ts';
import { xlsRows } from './xls.ts';
import { xlsxRows } from './xlsx.ts';

/** What a file's first bytes say of it. */
export type Peek =
  | {
      readonly kind: FileKind;
      /** Its first rows that hold anything; null where the browser cannot read them: the server will. */
      readonly rows: readonly (readonly string[])[] | null;
      /** These rows are certainly all that there are. */
      readonly isWhole: boolean;
    }
  | { readonly kind: OtherKind };

/** In which a text's first rows stand, banners and all. */
const TEXT_BYTES = 262_144;

/**
 * Looks into a file without reading all of it. Never throws for what is in the file.
 *
 * @param most rows wanted
 * @throws DOMException where the file itself cannot be read (any more)
 */
export async function peekFile(file: Blob, most: number): Promise<Peek> {
  const start = new Uint8Array(await file.slice(0, TEXT_BYTES).arrayBuffer());
  const binary = binaryKind(start);
  if (binary !== null && !isTable(binary)) return { kind: binary };
  try {
    if (binary === 'XLSX') return { kind: binary, ...(await xlsxRows(file, most)) };
    if (binary === 'XLS') return { kind: binary, rows: await xlsRows(file, most), isWhole: false };
    return textPeek(start, { isWhole: start.length >= file.size, most });
  } catch {
    return { kind: binary ?? 'CSV', rows: null, isWhole: false };
  }
}

function textPeek(start: Uint8Array, options: { isWhole: boolean; most: number }): Peek {
  const text = decodeStart(start, options.isWhole);
  if (text === null) return { kind: 'CSV', rows: null, isWhole: false };
  const kind = textKind(text);
  if (kind !== 'CSV' || text.includes('\0')) return { kind, rows: null, isWhole: false };
  const rows = csvRows(text, options);
  const lines = text.split(/[\r\n]+/).filter((line) => /[^\s,;|]/.test(line)).length;
  // A row of several lines, or one that is not ended, leaves it to the server.
  return { kind, rows, isWhole: options.isWhole && lines <= rows.length };
}
