import { columnName } from '../cells/cellReference.ts';
import { spaceAttribute, textXml, XML_DECLARATION } from './xmlText.ts';

const PIECE_CHARACTERS = 262_144;
/** Numbers of shapes come in blocks of so many ([ECMA-376] Part 4, 19.2.2.14), and 0 of a block is not used. */
const BLOCK = 1_024;
const CHARACTERS_A_LINE = 34;
const MOST_LINES = 12;

export interface Comment {
  /** From 1. */
  readonly row: number;
  /** From 0. */
  readonly column: number;
  readonly text: string;
}

/** How many blocks of shape numbers the comments of a sheet take. */
export function shapeBlocks(comments: readonly Comment[]): number {
  return Math.max(1, Math.ceil(comments.length / (BLOCK - 1)));
}

/** The part with the texts, piece by piece. */
export function* commentsXml(comments: readonly Comment[]): Generator<string> {
  let xml = `${XML_DECLARATION}<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author></author></authors><commentList>`;
  for (const { row, column, text } of comments) {
    xml +=
      `<comment ref="${columnName(column)}${row}" authorId="0"><text><r><rPr><sz val="9"/><color rgb="FF000000"/><rFont val="Calibri"/><family val="2"/></rPr>` +
      `<t${spaceAttribute(text)}>${textXml(text)}</t></r></text></comment>`;
    if (xml.length >= PIECE_CHARACTERS) {
      yield xml;
      xml = '';
    }
  }
  yield `${xml}</commentList></comments>`;
}

/** The part with the boxes that the texts are shown in: Excel shows no comment without. @param firstBlock of shape numbers, from 1 */
export function* commentShapesXml(comments: readonly Comment[], firstBlock: number): Generator<string> {
  const blocks = Array.from({ length: shapeBlocks(comments) }, (_, place) => firstBlock + place);
  let xml =
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">' +
    `<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="${blocks.join(',')}"/></o:shapelayout>` +
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">' +
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>';
  for (const [place, comment] of comments.entries()) {
    const block = firstBlock + Math.floor(place / (BLOCK - 1));
    xml += shapeXml(comment, block * BLOCK + 1 + (place % (BLOCK - 1)));
    if (xml.length >= PIECE_CHARACTERS) {
      yield xml;
      xml = '';
    }
  }
  yield `${xml}</xml>`;
}

function shapeXml({ row, column, text }: Comment, number: number): string {
  const lines = text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / CHARACTERS_A_LINE)), 0);
  const bottom = row + Math.min(MOST_LINES, lines) + 1;
  // Column, pixels, row, pixels of the upper left corner, then of the lower right one.
  const anchor = [column + 1, 12, Math.max(0, row - 2), 6, column + 4, 12, bottom - 1, 2].join(', ');
  return (
    `<v:shape id="_x0000_s${number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">` +
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>' +
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>' +
    `<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>` +
    `<x:Row>${row - 1}</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`
  );
}
