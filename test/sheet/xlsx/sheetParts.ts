import type { NumberFormat } from '../../../src/sheet/cells/numberFormat.ts';
import type { CellKind, RowConsumer, Sheet } from '../../../src/sheet/rows.ts';
import type { Part, WorkbookParts } from '../../../src/sheet/xlsx/parts.ts';
import { XlsxSheet } from '../../../src/sheet/xlsx/xlsxSheet.ts';
import { sheetXml } from './makeWorkbook.ts';

export interface SheetContent {
  /** What stands between `<sheetData>` and its end; or the whole part. */
  readonly rows?: string;
  readonly xml?: string | Uint8Array;
  readonly strings?: string | Uint8Array;
  readonly formats?: readonly NumberFormat[];
  readonly is1904?: boolean;
  readonly otherSheets?: readonly string[];
}

/** A part in memory that comes in pieces of so many bytes. */
export function memoryPart(content: string | Uint8Array, pieceBytes: number): Part {
  const bytes = Buffer.from(content as Uint8Array);
  return {
    name: 'xl/part.xml',
    async read(take) {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        // A piece is gone when the next one comes, as it is where buffers are used again.
        const piece = Buffer.from(bytes.subarray(at, at + pieceBytes));
        const isWanted = await take(piece, Math.min(bytes.length, at + pieceBytes));
        piece.fill(0x3f);
        if (!isWanted) return;
      }
    },
  };
}

export function partsOf(content: SheetContent, pieceBytes = 65_536): WorkbookParts {
  const { strings } = content;
  return {
    sheet: memoryPart(content.xml ?? sheetXml(content.rows ?? ''), pieceBytes),
    sheetName: 'Sales',
    isHidden: false,
    hiddenBefore: [],
    otherSheets: content.otherSheets?.length ?? 0,
    otherNames: content.otherSheets ?? [],
    sharedStrings: strings === undefined ? null : memoryPart(strings, pieceBytes),
    formats: content.formats ?? [],
    is1904: content.is1904 ?? false,
  };
}

export function sheetOf(content: SheetContent, pieceBytes?: number): XlsxSheet {
  return new XlsxSheet(partsOf(content, pieceBytes));
}

export interface KindRow {
  readonly number: number;
  /** `kind text`, the text alone where it is a text, '' where the cell is blank. */
  readonly cells: readonly string[];
}

/** Every row of a sheet with the kinds of its cells. */
export async function kindRowsOf(sheet: Sheet, consumer: Omit<RowConsumer, 'row'> = {}): Promise<KindRow[]> {
  const rows: KindRow[] = [];
  await sheet.read({
    ...consumer,
    row(view) {
      const cells = Array.from({ length: view.cellCount }, (_, column) =>
        told(view.kind(column), view.text(column)),
      );
      rows.push({ number: view.number, cells });
    },
  });
  return rows;
}

function told(kind: CellKind, text: string): string {
  if (kind === 'blank' && text === '') return '';
  return kind === 'text' ? text : `${kind} ${text}`;
}

/** The cells of the first row. */
export async function cellsOf(content: SheetContent): Promise<readonly string[]> {
  const [row] = await kindRowsOf(sheetOf(content));
  return row?.cells ?? [];
}
