import { utils, write } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { contentTypes, makeWorkbook, type Parts, relationships, workbookXml } from './makeWorkbook.ts';
import { makeZip } from './makeZip.ts';
import { faultOf, readPackage } from './readPackage.ts';

const EXCEL = 'application/vnd.ms-excel';
const OPEN_XML = 'application/vnd.openxmlformats-officedocument';
const RELATIONSHIPS = 'http://schemas.microsoft.com/office/2006/relationships';

/** A package whose main part is said to be of this type. */
function ofType(type: string, parts: Parts = {}): Buffer {
  return makeWorkbook({ '[Content_Types].xml': contentTypes({ '/xl/workbook.xml': type }), ...parts });
}

function archiveOf(...names: readonly string[]): Buffer {
  return makeZip(names.map((name) => ({ name, content: name })));
}

function book() {
  const made = utils.book_new();
  utils.book_append_sheet(made, utils.aoa_to_sheet([['a'], [1]]), 'Register');
  return made;
}

describe('a package that is no workbook to be read', () => {
  it.each<[string, Buffer]>([
    ['an Excel binary workbook (XLSB)', write(book(), { type: 'buffer', bookType: 'xlsb' })],
    ['an OpenDocument spreadsheet (ODS)', write(book(), { type: 'buffer', bookType: 'ods' })],
    ['an Apple Numbers, Pages or Keynote document', archiveOf('Index/Document.iwa', 'Metadata/x.plist')],
    ['an Apple Numbers, Pages or Keynote document', archiveOf('Index.zip', 'preview.jpg')],
    ['a Word document', ofType(`${OPEN_XML}.wordprocessingml.document.main+xml`)],
    ['a Word document', ofType('application/vnd.ms-word.document.macroEnabled.main+xml')],
    ['a PowerPoint presentation', ofType(`${OPEN_XML}.presentationml.presentation.main+xml`)],
    ['a Visio drawing', ofType('application/vnd.ms-visio.drawing.main+xml')],
    ['an Office document of the kind application/x-other', ofType('application/x-other')],
    [
      'an OpenDocument file, but no spreadsheet',
      makeZip([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', method: 0 }]),
    ],
    ['an empty ZIP archive', makeZip([])],
    ['a ZIP archive of 2 files', archiveOf('april.csv', 'may.csv')],
  ])('is named: %s', async (what, bytes) => {
    const fault = await faultOf(bytes);
    expect(fault).toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      message: `The file is ${what}, which is not read here.`,
    });
    expect(fault?.resolution).toMatch(/send/i);
  });

  it.each([
    ['alone', archiveOf('sales/April 2026.xlsx')],
    ['with what macOS adds', archiveOf('April 2026.xlsx', '__MACOSX/._April 2026.xlsx', '.DS_Store')],
  ])('is named with the one file in it, which is to be sent: %s', async (_, bytes) => {
    expect(await faultOf(bytes)).toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      message: expect.stringContaining('April 2026.xlsx in it'),
      resolution: expect.stringMatching(/^Unpack it and send .*April 2026\.xlsx itself\.$/),
    });
  });

  it('is not shown with all of a very long name, nor with what would break the line', async () => {
    const fault = await faultOf(archiveOf(`${'x'.repeat(5_000)}.csv`));
    expect(fault?.message.length).toBeLessThan(300);
    expect((await faultOf(archiveOf('a\u2028b\u202e.csv')))?.message).toContain('a?b?.csv');
  });
});

describe('a workbook with macros', () => {
  const RELS = [
    ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
    ['rId2', `${RELATIONSHIPS}/xlMacrosheet`, 'macros/sheet2.xml'],
  ] as const;
  const vba = `<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>`;

  it.each<[string, Buffer]>([
    ['by its main part', ofType(`${EXCEL}.sheet.macroEnabled.main+xml`)],
    ['in other letters', ofType(`${EXCEL}.SHEET.macroenabled.main+xml`)],
    ['as a template', ofType(`${EXCEL}.template.macroEnabled.main+xml`)],
    ['as an add-in', ofType(`${EXCEL}.addin.macroEnabled.main+xml`)],
    ['renamed, by its macros', makeWorkbook({ 'xl/vbaProject.bin': 'x' })],
    ['in other letters, by its macros', makeWorkbook({ 'xl/VBAPROJECT.BIN': 'x' })],
    [
      'by the type of a part',
      makeWorkbook({ '[Content_Types].xml': contentTypes({}, vba), 'xl/harmless.bin': 'x' }),
    ],
    [
      'by the type of a sheet',
      makeWorkbook({
        '[Content_Types].xml': contentTypes({ '/xl/s.xml': `${EXCEL}.macrosheet+xml` }),
        'xl/s.xml': '<x/>',
      }),
    ],
    ['by the folder of a sheet', makeWorkbook({ 'xl/macrosheets/sheet1.xml': '<x/>' })],
    [
      'by the relation of a sheet',
      makeWorkbook({
        'xl/workbook.xml': workbookXml(
          '<sheet name="S" sheetId="1" r:id="rId1"/><sheet name="Auto" sheetId="2" state="veryHidden" r:id="rId2"/>',
        ),
        'xl/_rels/workbook.xml.rels': relationships(...RELS),
        'xl/macros/sheet2.xml': '<x/>',
      }),
    ],
  ])('is refused with what to do: %s', async (_, bytes) => {
    expect(await faultOf(bytes)).toMatchObject({
      code: 'MACRO_NOT_ALLOWED',
      resolution: expect.stringContaining('*.xlsx'),
    });
  });

  it('is refused as Excel-like programs write it', async () => {
    const made = { ...book(), vbaraw: Buffer.from('macros') };
    const bytes = write(made, { type: 'buffer', bookType: 'xlsm', bookVBA: true });
    expect(await faultOf(bytes)).toMatchObject({ code: 'MACRO_NOT_ALLOWED' });
  });
});

describe('a list of types that contradicts itself', () => {
  it('is refused, for another program may go by the other one', async () => {
    const other = '<Override PartName="/xl/WORKBOOK.xml" ContentType="application/xml"/>';
    const types = contentTypes().replace('</Types>', `${other}</Types>`);
    expect(await faultOf(makeWorkbook({ '[Content_Types].xml': types }))).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining('contradicts itself'),
    });
  });
});

describe('a workbook all the same', () => {
  it.each<[string, Buffer]>([
    ['a template', ofType(`${OPEN_XML}.spreadsheetml.template.main+xml`)],
    ['one of which nothing is said', ofType('application/xml')],
    ['one with a printer setting', makeWorkbook({ 'xl/printerSettings/printerSettings1.bin': 'x' })],
  ])('is read: %s', async (_, bytes) => {
    expect((await readPackage(bytes)).sheet).toContain('12.5');
  });
});
