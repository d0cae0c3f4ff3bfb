import { type Member, makeZip, type ZipOptions } from './makeZip.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE_RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const CONTENT_TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts of a workbook of one sheet by their names; null leaves one out, a name of its own adds one. */
export type Parts = Readonly<Record<string, string | Uint8Array | null>>;

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export function contentTypes(overrides: Readonly<Record<string, string>> = {}, defaults = ''): string {
  const types = {
    '/xl/workbook.xml': `${SPREADSHEET}.sheet.main+xml`,
    '/xl/worksheets/sheet1.xml': `${SPREADSHEET}.worksheet+xml`,
    '/xl/sharedStrings.xml': `${SPREADSHEET}.sharedStrings+xml`,
    '/xl/styles.xml': `${SPREADSHEET}.styles+xml`,
    ...overrides,
  };
  const lines = Object.entries(types).map(
    ([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`,
  );
  return `${DECLARATION}<Types xmlns="${CONTENT_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${defaults}${lines.join('')}</Types>`;
}

/** Each `[id, kind or whole type, target]`. */
export function relationships(
  ...list: readonly (readonly [id: string, type: string, target: string, mode?: string])[]
): string {
  const lines = list.map(([id, type, target, mode]) => {
    const whole = type.includes(':') ? type : `${RELATIONSHIPS}/${type}`;
    const targetMode = mode === undefined ? '' : ` TargetMode="${mode}"`;
    return `<Relationship Id="${id}" Type="${whole}" Target="${target}"${targetMode}/>`;
  });
  return `${DECLARATION}<Relationships xmlns="${PACKAGE_RELATIONSHIPS}">${lines.join('')}</Relationships>`;
}

export function workbookXml(sheets: string, properties = ''): string {
  return `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONSHIPS}">${properties}<sheets>${sheets}</sheets></workbook>`;
}

/** @param rows what stands between `<sheetData>` and its end */
export function sheetXml(rows: string): string {
  return `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`;
}

export function sharedStringsXml(...texts: readonly string[]): string {
  return `${DECLARATION}<sst xmlns="${MAIN}">${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`;
}

/** @param codes the format code or built-in number of each cell style, in order */
export function stylesXml(...codes: readonly (string | number)[]): string {
  const formats = codes.map((code, index) => ({ id: typeof code === 'number' ? code : 164 + index, code }));
  const own = formats.filter(({ code }) => typeof code === 'string');
  const numFmts = own.map(
    ({ id, code }) => `<numFmt numFmtId="${id}" formatCode="${String(code).replaceAll('"', '&quot;')}"/>`,
  );
  const xfs = formats.map(({ id }) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0"/>`);
  return `${DECLARATION}<styleSheet xmlns="${MAIN}"><numFmts count="${own.length}">${numFmts.join('')}</numFmts><cellXfs count="${xfs.length}">${xfs.join('')}</cellXfs></styleSheet>`;
}

/** A small workbook as Excel writes one; `parts` replace, leave out and add. */
export function workbookMembers(parts: Parts = {}): Member[] {
  const all: Parts = {
    '[Content_Types].xml': contentTypes(),
    '_rels/.rels': relationships(['rId1', 'officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': workbookXml('<sheet name="Sheet1" sheetId="1" r:id="rId1"/>'),
    'xl/_rels/workbook.xml.rels': relationships(
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ['rId2', 'sharedStrings', 'sharedStrings.xml'],
      ['rId3', 'styles', 'styles.xml'],
    ),
    'xl/worksheets/sheet1.xml': sheetXml(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12.5</v></c></row>',
    ),
    'xl/sharedStrings.xml': sharedStringsXml('Invoice'),
    'xl/styles.xml': stylesXml(0),
    ...parts,
  };
  return Object.entries(all).flatMap(([name, content]) => (content === null ? [] : [{ name, content }]));
}

export function makeWorkbook(parts: Parts = {}, options: ZipOptions = {}): Buffer {
  return makeZip(workbookMembers(parts), options);
}
