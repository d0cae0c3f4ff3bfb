import { describe, expect, it } from 'vitest';
import { makeWorkbook, type Parts, relationships, sheetXml, stylesXml, workbookXml } from './makeWorkbook.ts';
import { faultOf, readPackage } from './readPackage.ts';

const RELS = 'xl/_rels/workbook.xml.rels';
const SHEET = 'xl/worksheets/sheet1.xml';
const STRICT = 'http://purl.oclc.org/ooxml/officeDocument/relationships';
const MICROSOFT = 'http://schemas.microsoft.com/office/2006/relationships';

function sheetOf(value: number): string {
  return sheetXml(`<row r="1"><c r="A1"><v>${value}</v></c></row>`);
}

/** A workbook of worksheets `A`, `B`… whose values are 1, 2…; each is hidden or not, or of another kind. */
function bookOf(...sheets: readonly string[]): Parts {
  const names = sheets.map((_, index) => String.fromCharCode(65 + index));
  const list = sheets.map((state, index) => {
    const isState = ['visible', 'hidden', 'veryHidden'].includes(state);
    return `<sheet name="${names[index]}" sheetId="${index + 7}"${isState ? ` state="${state}"` : ''} r:id="rId${index}"/>`;
  });
  const relations = sheets.map(
    (state, index) =>
      [`rId${index}`, state.endsWith('sheet') ? state : 'worksheet', `sheets/${index}.xml`] as const,
  );
  return {
    'xl/workbook.xml': workbookXml(list.join('')),
    [RELS]: relationships(...[...relations].reverse()),
    ...Object.fromEntries(sheets.map((_, index) => [`xl/sheets/${index}.xml`, sheetOf(index + 1)])),
    [SHEET]: null,
  };
}

describe('the sheet that is read', () => {
  it.each<[string, readonly string[], object]>([
    ['the first in order', ['worksheet', 'worksheet'], { sheetName: 'A', otherSheets: 1 }],
    [
      'behind a chart and a dialog',
      ['chartsheet', 'dialogsheet', 'visible'],
      { sheetName: 'C', otherSheets: 0 },
    ],
    [
      'the first that is seen',
      ['hidden', 'veryHidden', 'visible', 'hidden'],
      {
        sheetName: 'C',
        isHidden: false,
        hiddenBefore: ['A', 'B'],
        otherSheets: 3,
        otherNames: ['A', 'B', 'D'],
      },
    ],
    [
      'the first where none is seen',
      ['chartsheet', 'hidden', 'veryHidden'],
      { sheetName: 'B', isHidden: true, hiddenBefore: [] },
    ],
  ])('is %s', async (_, sheets, expected) => {
    const workbook = await readPackage(makeWorkbook(bookOf(...sheets)));
    expect(workbook).toMatchObject(expected);
    expect(workbook.sheet).toContain(`<v>${workbook.sheetName.charCodeAt(0) - 64}</v>`);
  });

  it.each<[string, Parts, string]>([
    ['where there is none', bookOf('chartsheet'), 'it has no worksheet'],
    ['where the list is empty', { 'xl/workbook.xml': workbookXml('') }, 'it has no worksheet'],
    ['where its part is missing', { [SHEET]: null }, 'xl/worksheets/sheet1.xml is missing'],
    ['where its relation is missing', { [RELS]: relationships() }, 'its sheet Sheet1 is missing'],
    ['where no relations are', { [RELS]: null }, 'its sheet Sheet1 is missing'],
    [
      'where relations contradict each other',
      {
        [RELS]: relationships(['rId1', 'worksheet', 'worksheets/sheet1.xml'], ['rId1', 'worksheet', 'a.xml']),
      },
      'uses one Id twice',
    ],
  ])('is missed by name %s', async (_, parts, message) => {
    expect(await faultOf(makeWorkbook(parts))).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining(message),
    });
  });

  it('has a name that fits into a message', async () => {
    const name = `a&#10;b${'x'.repeat(500)}`;
    const parts = { 'xl/workbook.xml': workbookXml(`<sheet name="${name}" sheetId="1" r:id="rId1"/>`) };
    const { sheetName } = await readPackage(makeWorkbook(parts));
    expect(sheetName).toMatch(/^a\?bx+…$/);
    expect(sheetName.length).toBeLessThan(110);
  });

  it('is refused among more sheets than a file may have parts', async () => {
    const many = '<sheet name="S" sheetId="1" r:id="rId1"/>'.repeat(1_001);
    expect(await faultOf(makeWorkbook({ 'xl/workbook.xml': workbookXml(many) }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
  });
});

describe('where a relation leads', () => {
  it.each([
    '/xl/worksheets/sheet1.xml',
    'WORKSHEETS/Sheet1.XML',
    './worksheets/sheet1.xml',
    '../xl/worksheets/sheet1.xml',
    'worksheets/../worksheets/sheet1.xml#A1',
  ])('is a part: %s', async (target) => {
    const parts = { [RELS]: relationships(['rId1', 'worksheet', target]) };
    const workbook = await readPackage(makeWorkbook(parts));
    expect(workbook.sheet).toContain('12.5');
    expect(workbook).toMatchObject({ formats: [], sharedStrings: '' });
  });

  it.each([
    ['http://127.0.0.1:9/sheet.xml', undefined],
    ['file:///etc/passwd', undefined],
    ['//host/share/sheet.xml', undefined],
    ['../../etc/passwd', undefined],
    ['worksheets/sheet1.xml', 'External'],
    ['', undefined],
  ])('is never outside: %s %s', async (target, mode) => {
    const relation = ['rId1', 'worksheet', target] as const;
    const parts = { [RELS]: relationships(mode === undefined ? relation : [...relation, mode]) };
    expect(await faultOf(makeWorkbook(parts))).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining('nothing is opened'),
    });
  });

  it('leaves strings and styles alone that lie outside', async () => {
    const parts = {
      [RELS]: relationships(
        ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
        ['rId2', 'sharedStrings', 'http://127.0.0.1:9/s.xml', 'External'],
        ['rId3', 'styles', 'file:///etc/passwd', 'External'],
        ['rId4', `${MICROSOFT}/vbaProjectNot`, 'http://127.0.0.1:9/', 'External'],
      ),
    };
    expect(await readPackage(makeWorkbook(parts))).toMatchObject({ formats: [], sharedStrings: '' });
  });

  it('is the workbook, wherever it lies', async () => {
    const parts = {
      '_rels/.rels': relationships(
        ['a', 'extended-properties', 'docProps/app.xml'],
        ['b', 'officeDocument', '/book.xml'],
      ),
      'book.xml': workbookXml('<sheet name="S" sheetId="1" r:id="rId1"/>'),
      '_rels/book.xml.rels': relationships(['rId1', 'worksheet', 'xl/worksheets/sheet1.xml']),
      'xl/workbook.xml': null,
      [RELS]: null,
    };
    expect((await readPackage(makeWorkbook(parts))).sheet).toContain('12.5');
  });

  it.each<[string, Parts, string]>([
    ['nowhere', { '_rels/.rels': relationships() }, 'does not name the one workbook'],
    ['to no relations', { '_rels/.rels': null }, 'does not name the one workbook'],
    [
      'to two',
      {
        '_rels/.rels': relationships(
          ['a', 'officeDocument', 'xl/workbook.xml'],
          ['b', 'officeDocument', 'c.xml'],
        ),
      },
      'does not name the one workbook',
    ],
    [
      'outside',
      { '_rels/.rels': relationships(['a', 'officeDocument', 'http://127.0.0.1:9/', 'External']) },
      'does not name',
    ],
    ['to a part that is missing', { 'xl/workbook.xml': null }, 'xl/workbook.xml is missing'],
    ['to styles that are missing', { 'xl/styles.xml': null }, 'xl/styles.xml is missing'],
    [
      'to styles that are none',
      { 'xl/styles.xml': sheetXml('') },
      'is not what the workbook says that it is',
    ],
    ['to a workbook that is none', { 'xl/workbook.xml': sheetXml('') }, 'is not what the workbook says'],
  ])('is missed by name where it is %s', async (_, parts, message) => {
    expect(await faultOf(makeWorkbook(parts))).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining(message),
    });
  });

  it('may leave strings out that are not there', async () => {
    expect(await readPackage(makeWorkbook({ 'xl/sharedStrings.xml': null }))).toMatchObject({
      sharedStrings: '',
    });
  });
});

describe('the words of a workbook', () => {
  it('may be those of strict Open XML, with any prefixes', async () => {
    const main = 'http://purl.oclc.org/ooxml/spreadsheetml/main';
    const parts = {
      '_rels/.rels': relationships(['rId1', `${STRICT}/officeDocument`, 'xl/workbook.xml']),
      [RELS]: relationships(
        ['rId1', `${STRICT}/worksheet`, 'worksheets/sheet1.xml'],
        ['rId3', `${STRICT}/styles`, 'styles.xml'],
      ),
      'xl/workbook.xml': `<y:workbook xmlns:y="${main}"><y:workbookPr date1904="true"/><y:sheets><y:sheet name='S&amp;P "&#x20B9;"' q:id="rId1" id="rId9" sheetId="1" xmlns:q="${STRICT}"/></y:sheets></y:workbook>`,
      'xl/styles.xml': `<s:styleSheet xmlns:s="${main}"><s:cellXfs><s:xf numFmtId="9"/></s:cellXfs></s:styleSheet>`,
    };
    expect(await readPackage(makeWorkbook(parts))).toMatchObject({
      sheetName: 'S&P "₹"',
      is1904: true,
      formats: [{ kind: 'percent' }],
    });
  });

  it.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
  ])('date1904="%s" makes the system of 1904 %s', async (value, is1904) => {
    const properties = `<fileVersion/><workbookPr date1904="${value}"/>`;
    const xml = workbookXml('<sheet name="S" sheetId="1" r:id="rId1"/>', properties);
    expect(await readPackage(makeWorkbook({ 'xl/workbook.xml': xml }))).toMatchObject({ is1904 });
  });

  it('of other vocabularies are passed over, with all that is in them', async () => {
    const other = `<mc:AlternateContent xmlns:mc="urn:mc"><sheets><sheet name="No" sheetId="9" r:id="rId9"/></sheets></mc:AlternateContent>`;
    const xml = workbookXml(
      '<x:sheet xmlns:x="urn:x" name="No" r:id="rId9"/><sheet name="S" sheetId="1" r:id="rId1"/>',
      other,
    );
    expect(await readPackage(makeWorkbook({ 'xl/workbook.xml': xml }))).toMatchObject({
      sheetName: 'S',
      otherSheets: 0,
    });
  });
});

describe('the formats of cell styles', () => {
  it('are those of their numbers, own ones first, whatever they say of applying', async () => {
    const styles = stylesXml(0, 'dd/mm/yyyy', '0.00%', '00000', 14, 9, '#,##0.00" days"').replaceAll(
      '<xf ',
      '<xf applyNumberFormat="0" ',
    );
    const { formats } = await readPackage(makeWorkbook({ 'xl/styles.xml': styles }));
    expect(formats).toEqual([
      { kind: 'number' },
      { kind: 'date' },
      { kind: 'percent' },
      { kind: 'zeros', digits: 5 },
      { kind: 'date' },
      { kind: 'percent' },
      { kind: 'number' },
    ]);
  });

  it('are those of cells, not of named styles', async () => {
    const styles = stylesXml(14).replace(
      '<cellXfs',
      '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs',
    );
    expect(await readPackage(makeWorkbook({ 'xl/styles.xml': styles }))).toMatchObject({
      formats: [{ kind: 'date' }],
    });
  });

  it('are refused by the hundred thousand, and by the megabyte', async () => {
    const many = stylesXml(0).replace(
      '<cellXfs count="1">',
      `<cellXfs>${'<xf numFmtId="14"/>'.repeat(70_000)}`,
    );
    expect(await faultOf(makeWorkbook({ 'xl/styles.xml': many }))).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    const noise = Array.from({ length: 2_100_000 }, (_, index) => (index * 2_654_435_761) >>> 0).join(' ');
    const large = stylesXml(0).replace('<cellXfs', `<!--${noise}--><cellXfs`);
    expect(await faultOf(makeWorkbook({ 'xl/styles.xml': large }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('16 MiB'),
    });
  });
});
