import { attributeOf, xmlEvents } from './xml.ts';

const MAX_COLUMNS = 1_000;

/** A cell's text, or which of the shared texts it shows. */
export type CellText = string | { readonly shared: number };

/** The first rows of a worksheet that hold anything, and whether they are as many as were asked for. */
export function sheetRows(xml: string, most: number): CellText[][] {
  const rows: CellText[][] = [];
  let row: CellText[] = [];
  let column = -1;
  let type = '';
  let said = '';
  let isSaying = false;
  let silent = 0;
  for (const event of xmlEvents(xml)) {
    if (event.kind === 'text') {
      if (isSaying && silent === 0) said += event.text;
    } else if (event.kind === 'open') {
      if (event.name === 'row') row = [];
      else if (event.name === 'c') {
        column = columnOf(attributeOf(event.attributes, 'r')) ?? column + 1;
        type = attributeOf(event.attributes, 't') ?? 'n';
        said = '';
      } else if (event.name === 'v' || event.name === 't') isSaying = true;
      else if (event.name === 'rPh') silent += 1;
    } else if (event.name === 'v' || event.name === 't') isSaying = false;
    else if (event.name === 'rPh') silent -= 1;
    else if (event.name === 'c') setCell(row, column, textOf(type, said));
    else if (event.name === 'row') {
      column = -1;
      if (row.some((cell) => typeof cell !== 'string' || /\S/.test(cell))) rows.push(row);
      if (rows.length >= most) return rows;
    } else if (event.name === 'sheetData') return rows;
  }
  return rows;
}

/** The shared texts from the first one on, as far as the XML goes, at most so many. */
export function sharedTexts(xml: string, most: number): string[] {
  const texts: string[] = [];
  let said = '';
  let isSaying = false;
  let silent = 0;
  for (const event of xmlEvents(xml)) {
    if (event.kind === 'text') {
      if (isSaying && silent === 0) said += event.text;
    } else if (event.name === 't') isSaying = event.kind === 'open';
    else if (event.name === 'rPh') silent += event.kind === 'open' ? 1 : -1;
    else if (event.name === 'si' && event.kind === 'open') said = '';
    else if (event.name === 'si') {
      texts.push(said);
      if (texts.length >= most) return texts;
    }
  }
  return texts;
}

function setCell(row: CellText[], column: number, text: CellText): void {
  if (column < 0 || column >= MAX_COLUMNS) return;
  while (row.length < column) row.push('');
  row[column] = text;
}

function textOf(type: string, said: string): CellText {
  if (type === 's') return { shared: Number(said) };
  if (type === 'b') return said.trim() === '1' ? 'TRUE' : 'FALSE';
  return said;
}

/** Of a reference such as `AB12`, from 0; undefined where there is none. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^\$?([A-Z]{1,3})/i.exec(reference ?? '')?.[1]?.toUpperCase();
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
