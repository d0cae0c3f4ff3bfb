import { builtInFormat, type NumberFormat, readFormat } from '../cells/numberFormat.ts';
import { MAX_CELL_STYLES } from '../limits.ts';
import { tooLarge } from './packageFaults.ts';
import { SPREADSHEET } from './workbookPart.ts';
import { elementsOf } from './xmlElements.ts';

/**
 * The number format of each cell style in order. `applyNumberFormat` counts for nothing, as in Excel: the format of a
 * cell's own style holds (ECMA-376 Part 1, 18.8.10).
 *
 * @throws SheetFault
 */
export function readStyles(text: string, part: string): readonly NumberFormat[] {
  const codes = new Map<number, string>();
  const ids: number[] = [];
  for (const { path, attributes } of elementsOf(text, {
    part,
    root: 'styleSheet',
    namespaces: SPREADSHEET,
  })) {
    if (path === 'styleSheet/numFmts/numFmt') {
      codes.set(Number(attributes.get('numFmtId')), attributes.get('formatCode') ?? '');
    }
    if (path === 'styleSheet/cellXfs/xf') ids.push(Number(attributes.get('numFmtId') ?? 0));
    if (ids.length > MAX_CELL_STYLES || codes.size > MAX_CELL_STYLES) {
      throw tooLarge(part, `has more than ${MAX_CELL_STYLES} styles`);
    }
  }
  // Read once each: thousands of styles share a few formats.
  const formats = new Map<number, NumberFormat>();
  return ids.map((id) => {
    const code = codes.get(id);
    const format = formats.get(id) ?? (code === undefined ? builtInFormat(id) : readFormat(code));
    formats.set(id, format);
    return format;
  });
}
