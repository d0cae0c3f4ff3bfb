import { contentTypes, relationships, workbookXml } from '../../sheet/xlsx/makeWorkbook.ts';
import { by, type Ending, hostileFiles, type Maker } from './hostileFile.ts';
import { registerBook } from './registerBook.ts';

const REFUSED: readonly Ending[] = ['CORRUPT_FILE', 'UNSUPPORTED_FORMAT', 'EMPTY_FILE', 'LIMIT_EXCEEDED'];
const ANY: readonly Ending[] = ['rows', ...REFUSED];
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const ONE_SHEET = '<sheet name="a" sheetId="1" r:id="rId1"/>';

/** Packages whose parts lead in circles, nowhere, or out of the package (threats 23 and 29). */
export const relationLoops: Maker = ({ scale, listener }) => {
  const many = by(scale, { small: 2_000, full: 50_000 });
  const sheetAt = (target: string, mode?: string) => () =>
    registerBook({
      [RELATIONS]: relationships(
        mode === undefined ? ['rId1', 'worksheet', target] : ['rId1', 'worksheet', target, mode],
        ['rId3', 'styles', 'styles.xml'],
      ),
    });
  const stringsAt = (target: string, mode?: string) => () =>
    registerBook({
      [RELATIONS]: relationships(
        ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
        mode === undefined ? ['rId2', 'sharedStrings', target] : ['rId2', 'sharedStrings', target, mode],
        ['rId3', 'styles', target],
      ),
    });
  const workbookAt = (target: string) => () =>
    registerBook({ '_rels/.rels': relationships(['rId1', 'officeDocument', target]) });
  const book = (sheets: string) => () => registerBook({ 'xl/workbook.xml': workbookXml(sheets) });
  return [
    ...hostileFiles(
      { kind: 'relations', threat: 23, declared: 'XLSX' },
      {
        'a sheet that is the workbook': [REFUSED, sheetAt('workbook.xml')],
        'a sheet that is its own relations': [REFUSED, sheetAt('_rels/workbook.xml.rels')],
        'a sheet that is the shared strings': [REFUSED, sheetAt('sharedStrings.xml')],
        'a sheet that is not there': [REFUSED, sheetAt('worksheets/sheet7.xml')],
        'a sheet of no name': [REFUSED, sheetAt('')],
        'a sheet by a long name': [REFUSED, sheetAt('a/../'.repeat(50_000))],
        'strings and styles that are the sheet': [ANY, stringsAt('worksheets/sheet1.xml')],
        'strings and styles that are the workbook': [ANY, stringsAt('workbook.xml')],
        'strings and styles that are not there': [ANY, stringsAt('nowhere.xml')],
        'a workbook that is its own relations': [REFUSED, workbookAt('_rels/.rels')],
        'a workbook that is the sheet': [REFUSED, workbookAt('xl/worksheets/sheet1.xml')],
        'a workbook that is not there': [ANY, workbookAt('xl/other.xml')],
        'two workbooks': [
          ANY,
          () =>
            registerBook({
              '_rels/.rels': relationships(
                ['rId1', 'officeDocument', 'xl/workbook.xml'],
                ['rId2', 'officeDocument', 'xl/worksheets/sheet1.xml'],
              ),
            }),
        ],
        'no relations': [ANY, () => registerBook({ '_rels/.rels': null })],
        'no relations of the workbook': [ANY, () => registerBook({ [RELATIONS]: null })],
        'no workbook': [REFUSED, () => registerBook({ 'xl/workbook.xml': null })],
        'no content types': [ANY, () => registerBook({ '[Content_Types].xml': null })],
        'no sheets': [REFUSED, book('')],
        'sheets by the thousand': [
          ANY,
          book(
            Array.from({ length: many }, (_, at) => `<sheet name="${at}" sheetId="${at}" r:id="rId1"/>`).join(
              '',
            ),
          ),
        ],
        'a sheet without relation': [REFUSED, book('<sheet name="a" sheetId="1"/>')],
        'a relation that is not there': [REFUSED, book('<sheet name="a" sheetId="1" r:id="rId99"/>')],
        'a relation called __proto__': [
          REFUSED,
          book('<sheet name="__proto__" sheetId="1" r:id="__proto__"/>'),
        ],
        'a relation called constructor': [
          REFUSED,
          book('<sheet name="constructor" sheetId="1" r:id="constructor"/>'),
        ],
        'the same relation twice': [
          ANY,
          () =>
            registerBook({
              [RELATIONS]: relationships(
                ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
                ['rId1', 'worksheet', 'workbook.xml'],
              ),
            }),
        ],
        'relations by the thousand': [
          ANY,
          () =>
            registerBook({
              [RELATIONS]: relationships(
                ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
                ...Array.from({ length: many }, (_, at) => [`a${at}`, 'image', 'a.png'] as const),
              ),
            }),
        ],
        'only sheets that are hidden': [ANY, book(ONE_SHEET.replace('/>', ' state="veryHidden"/>'))],
        'content types of the sheet for all': [
          ANY,
          () =>
            registerBook({
              '[Content_Types].xml': contentTypes({
                '/xl/workbook.xml':
                  'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml',
              }),
            }),
        ],
      },
    ),
    ...hostileFiles(
      { kind: 'targets', threat: 29, declared: 'XLSX' },
      {
        'a sheet out of the package': [REFUSED, sheetAt('../../../../etc/passwd')],
        'a sheet by an absolute path': [REFUSED, sheetAt('/etc/passwd')],
        'a sheet by file:': [REFUSED, sheetAt('file:///etc/passwd')],
        'a sheet by file:, external': [REFUSED, sheetAt('file:///etc/passwd', 'External')],
        'a sheet by http:': [REFUSED, sheetAt(`${listener}/sheet1.xml`)],
        'a sheet by http:, external': [REFUSED, sheetAt(`${listener}/sheet1.xml`, 'External')],
        'a sheet on a share': [REFUSED, sheetAt('\\\\127.0.0.1\\share\\sheet1.xml', 'External')],
        'escaped dots': [REFUSED, sheetAt('%2e%2e/%2e%2e/etc/passwd')],
        'strings and styles by http:': [ANY, stringsAt(`${listener}/strings.xml`)],
        'strings by http:, external': [ANY, stringsAt(`${listener}/strings.xml`, 'External')],
        'strings and styles by file:': [ANY, stringsAt('file:///etc/passwd')],
        'a workbook by http:': [REFUSED, workbookAt(`${listener}/workbook.xml`)],
      },
    ),
  ];
};
