import { columnName } from '../cells/cellReference.ts';
import { textSerial } from '../cells/serialDate.ts';
import { defuse } from '../formulaDefence.ts';
import type { Cell, CellValue, Row, Style, StyledCell } from './model.ts';
import type { StyleTable } from './styleTable.ts';
import { spaceAttribute, textXml } from './xmlText.ts';

const DAY = 'dd-mm-yyyy';
const TIME = 'hh:mm:ss';

/** Writes rows as XML, and tells of the comments on their cells. */
export class CellXml {
  readonly #styles: StyleTable;
  readonly #onComment: (row: number, column: number, text: string) => void;
  readonly #columnNames: string[] = [];

  constructor(styles: StyleTable, onComment: (row: number, column: number, text: string) => void) {
    this.#styles = styles;
    this.#onComment = onComment;
  }

  /** @param number of the row, from 1 */
  row(row: Row, number: number): string {
    const { cells, style, height } = 'cells' in row ? row : { cells: row };
    let xml = `<row r="${number}"${height === undefined ? '' : ` ht="${height}" customHeight="1"`}>`;
    for (let column = 0; column < cells.length; column += 1) {
      const cell = cells[column] as Cell;
      const name = this.#columnNames[column] ?? this.#nameOf(column);
      if (isStyled(cell)) {
        xml += this.#cell(cell.value, cell.style ?? style, name + number);
        if (cell.comment !== undefined) this.#onComment(number, column, cell.comment);
      } else xml += this.#cell(cell, style, name + number);
    }
    return `${xml}</row>`;
  }

  #cell(value: CellValue, style: Style | undefined, reference: string): string {
    if (typeof value === 'string') return this.#text(value, style, reference);
    if (value === null) return this.#blank(style, reference);
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) return this.#text(String(value), style, reference);
      return `<c r="${reference}"${this.#style(style, '')}><v>${value}</v></c>`;
    }
    if (typeof value === 'boolean')
      return `<c r="${reference}"${this.#style(style, '')} t="b"><v>${value ? 1 : 0}</v></c>`;
    if ('percent' in value) {
      return `<c r="${reference}"${this.#style(style, percentFormat(value.percent))}><v>${value.percent}</v></c>`;
    }
    const serial = textSerial(value.date);
    if (serial === null) return this.#text(value.date, style, reference);
    return `<c r="${reference}"${this.#style(style, dateFormat(value.date))}><v>${serial}</v></c>`;
  }

  #text(text: string, style: Style | undefined, reference: string): string {
    if (text === '') return this.#blank(style, reference);
    const look = this.#style(style, defuse(text) === text ? '' : "'");
    return `<c r="${reference}"${look} t="inlineStr"><is><t${spaceAttribute(text)}>${textXml(text)}</t></is></c>`;
  }

  #blank(style: Style | undefined, reference: string): string {
    return style === undefined ? '' : `<c r="${reference}"${this.#style(style, '')}/>`;
  }

  #style(style: Style | undefined, format: string): string {
    const number = style === undefined && format === '' ? 0 : this.#styles.of(style, format);
    return number === 0 ? '' : ` s="${number}"`;
  }

  #nameOf(column: number): string {
    const name = columnName(column);
    this.#columnNames[column] = name;
    return name;
  }
}

function isStyled(cell: Cell): cell is StyledCell {
  return typeof cell === 'object' && cell !== null && 'value' in cell;
}

function dateFormat(text: string): string {
  if (!text.includes('-')) return TIME;
  return text.includes(':') ? `${DAY} ${TIME}` : DAY;
}

/** As many decimals as it has, three at most: rates with a quarter of a percent are among them. */
function percentFormat(value: number): string {
  const [, decimals = ''] = String(Number((value * 100).toFixed(3))).split('.');
  return decimals === '' ? '0%' : `0.${'0'.repeat(decimals.length)}%`;
}
