import { quotedSheet } from './sheetNames.ts';
import { attributeXml, textXml, XML_DECLARATION } from './xmlText.ts';

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A worksheet that was written. */
export interface WrittenSheet {
  readonly name: string;
  /** Of its part, from 1. */
  readonly number: number;
  readonly isHidden: boolean;
  readonly hasComments: boolean;
  /** Rows of its head. */
  readonly headRows: number;
  /** Such as `A1:F20`, or null. */
  readonly filterRange: string | null;
}

export function propertiesXml(title: string): string {
  return `${XML_DECLARATION}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${textXml(title)}</dc:title></cp:coreProperties>`;
}

export function packageRelationsXml(): string {
  return relationsXml([
    [`${OFFICE}/relationships/officeDocument`, 'xl/workbook.xml'],
    [`${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'],
  ]);
}

/** @param sheets in the order of their tabs */
export function workbookXml(sheets: readonly WrittenSheet[]): string {
  const entries = sheets.map(
    ({ name, number, isHidden }) =>
      `<sheet name="${attributeXml(name)}" sheetId="${number}"${isHidden ? ' state="hidden"' : ''} r:id="rId${number}"/>`,
  );
  const firstVisible = Math.max(
    0,
    sheets.findIndex(({ isHidden }) => !isHidden),
  );
  const names = sheets.flatMap(namesOf);
  return (
    `${XML_DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}/relationships">` +
    `<bookViews><workbookView activeTab="${firstVisible}" firstSheet="${firstVisible}"/></bookViews><sheets>${entries.join('')}</sheets>` +
    (names.length === 0 ? '' : `<definedNames>${names.join('')}</definedNames>`) +
    '</workbook>'
  );
}

function namesOf({ name, headRows, filterRange }: WrittenSheet, place: number): string[] {
  const names: string[] = [];
  const add = (what: string, range: string, hidden: string) =>
    names.push(
      `<definedName name="_xlnm.${what}" localSheetId="${place}"${hidden}>${textXml(`${quotedSheet(name)}!${range}`)}</definedName>`,
    );
  if (filterRange !== null)
    add('_FilterDatabase', filterRange.replace(/([A-Z]+)(\d+)/g, '$$$1$$$2'), ' hidden="1"');
  if (headRows > 0) add('Print_Titles', `$1:$${headRows}`, '');
  return names;
}

export function workbookRelationsXml(sheets: readonly WrittenSheet[]): string {
  const worksheets = sheets
    .toSorted((one, other) => one.number - other.number)
    .map(({ number }): [string, string] => [
      `${OFFICE}/relationships/worksheet`,
      `worksheets/sheet${number}.xml`,
    ]);
  return relationsXml([...worksheets, [`${OFFICE}/relationships/styles`, 'styles.xml']]);
}

export function sheetRelationsXml(number: number): string {
  return relationsXml([
    [`${OFFICE}/relationships/vmlDrawing`, `../drawings/vmlDrawing${number}.vml`],
    [`${OFFICE}/relationships/comments`, `../comments${number}.xml`],
  ]);
}

export function contentTypesXml(sheets: readonly WrittenSheet[]): string {
  const override = (part: string, type: string) => `<Override PartName="/${part}" ContentType="${type}"/>`;
  return (
    `${XML_DECLARATION}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>' +
    override('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml') +
    override('xl/workbook.xml', `${SPREADSHEET}.sheet.main+xml`) +
    override('xl/styles.xml', `${SPREADSHEET}.styles+xml`) +
    sheets
      .map(({ number }) => override(`xl/worksheets/sheet${number}.xml`, `${SPREADSHEET}.worksheet+xml`))
      .join('') +
    sheets
      .filter(({ hasComments }) => hasComments)
      .map(({ number }) => override(`xl/comments${number}.xml`, `${SPREADSHEET}.comments+xml`))
      .join('') +
    '</Types>'
  );
}

function relationsXml(relations: readonly (readonly [type: string, target: string])[]): string {
  const each = relations.map(
    ([type, target], place) => `<Relationship Id="rId${place + 1}" Type="${type}" Target="${target}"/>`,
  );
  return `${XML_DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}
