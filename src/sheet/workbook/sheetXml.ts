import { columnName } from '../cells/cellReference.ts';
import type { WorkbookSheet } from './model.ts';
import type { StyleTable } from './styleTable.ts';
import { validationsXml } from './validationXml.ts';
import { XML_DECLARATION } from './xmlText.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const STANDARD_WIDTH = 8.43;
/** What Excel adds to a width in characters so that so many fit beside the margins of the cell. */
const MARGINS = 0.7109375;

/** A worksheet up to its first row. */
export function beginSheet(sheet: WorkbookSheet, styles: StyleTable, isFirst: boolean): string {
  const { tabColor, fitsPage, head } = sheet;
  const properties =
    (tabColor === undefined ? '' : `<tabColor rgb="FF${tabColor}"/>`) +
    (fitsPage === true ? '<pageSetUpPr fitToPage="1"/>' : '');
  const pane = `<pane ySplit="${head.length}" topLeftCell="A${head.length + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>`;
  return (
    `${XML_DECLARATION}<worksheet xmlns="${MAIN}" xmlns:r="${RELATIONS}">` +
    (properties === '' ? '' : `<sheetPr>${properties}</sheetPr>`) +
    `<sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0">${head.length > 0 ? pane : ''}</sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="15"/>${columnsXml(sheet, styles)}<sheetData>`
  );
}

function columnsXml({ columns }: WorkbookSheet, styles: StyleTable): string {
  if (columns.length === 0) return '';
  const each = columns.map(({ width, style, isHidden }, column) => {
    const look = style === undefined ? '' : ` style="${styles.of(style, '')}"`;
    const size = (width ?? STANDARD_WIDTH) + MARGINS;
    return `<col min="${column + 1}" max="${column + 1}" width="${size}" customWidth="1"${look}${isHidden === true ? ' hidden="1"' : ''}/>`;
  });
  return `<cols>${each.join('')}</cols>`;
}

/** A worksheet from its last row on. */
export function endSheet(
  sheet: WorkbookSheet,
  facts: {
    readonly rowCount: number;
    readonly hasComments: boolean;
    readonly nameOf: (planned: string) => string;
  },
): string {
  const { fitsPage, validations = [] } = sheet;
  const filter = filterRange(sheet, facts.rowCount);
  return (
    '</sheetData>' +
    (filter === null ? '' : `<autoFilter ref="${filter}"/>`) +
    validationsXml(validations, facts.nameOf) +
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>' +
    `<pageSetup paperSize="9" orientation="landscape"${fitsPage === true ? ' fitToHeight="0"' : ''}/>` +
    (facts.rowCount === 0
      ? ''
      : `<ignoredErrors><ignoredError sqref="A1:${columnName(widthOf(sheet) - 1)}${facts.rowCount}" numberStoredAsText="1"/></ignoredErrors>`) +
    (facts.hasComments ? '<legacyDrawing r:id="rId1"/>' : '') +
    '</worksheet>'
  );
}

/** Null where there is nothing to filter by. */
export function filterRange(sheet: WorkbookSheet, rowCount: number): string | null {
  const { hasFilter, head } = sheet;
  if (hasFilter !== true || head.length === 0) return null;
  return `A${head.length}:${columnName(widthOf(sheet) - 1)}${Math.max(rowCount, head.length)}`;
}

function widthOf({ columns, head }: WorkbookSheet): number {
  return Math.max(1, columns.length, ...head.map((row) => ('cells' in row ? row.cells : row).length));
}
