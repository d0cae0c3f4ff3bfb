import {
  contentTypes,
  DECLARATION,
  relationships,
  sheetXml,
  stylesXml,
  workbookXml,
} from '../../sheet/xlsx/makeWorkbook.ts';
import { makeZip } from '../../sheet/xlsx/makeZip.ts';
import { by, type HostileFile, hostileFiles, type Maker } from './hostileFile.ts';
import { bookWith, membersWith, packedRepeats } from './packing.ts';
import { registerBook, rowsXml } from './registerBook.ts';

const MIB = 1_048_576;
const SHEET = 'xl/worksheets/sheet1.xml';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

/** Archives of about a thousandth of what they inflate to (threat 21). */
export const bombs: Maker = ({ scale }) => {
  const mib = by(scale, { small: 24, full: 3_000 });
  const inside = (xml: string, close: string, text: string): Buffer => {
    const piece = text.repeat(Math.ceil(MIB / text.length));
    const at = xml.lastIndexOf(close);
    return packedRepeats({ before: xml.slice(0, at), piece, times: mib, behind: xml.slice(at) });
  };
  const strings = `${DECLARATION}<sst ${MAIN}></sst>`;
  const relations = relationships(
    ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
    ['rId2', 'sharedStrings', 'sharedStrings.xml'],
  );
  const bomb =
    (name: string, packed: () => Buffer): (() => Buffer) =>
    () =>
      bookWith(name, { content: '', packed: packed() });
  const files: HostileFile[] = hostileFiles(
    { kind: 'bomb', threat: 21, declared: 'XLSX' },
    {
      'one shared string': [
        'LIMIT_EXCEEDED',
        bomb('xl/sharedStrings.xml', () =>
          inside(`${DECLARATION}<sst ${MAIN}><si><t></t></si></sst>`, '</t>', 'A'),
        ),
      ],
      'shared strings without end': [
        'LIMIT_EXCEEDED',
        bomb('xl/sharedStrings.xml', () => inside(strings, '</sst>', '<si><t>a</t></si>')),
      ],
      'empty shared strings': [
        'LIMIT_EXCEEDED',
        bomb('xl/sharedStrings.xml', () => inside(strings, '</sst>', '<si/>')),
      ],
      styles: [
        'LIMIT_EXCEEDED',
        bomb('xl/styles.xml', () => inside(stylesXml(0), '</cellXfs>', '<xf numFmtId="14"/>')),
      ],
      'blanks in styles': [
        'LIMIT_EXCEEDED',
        bomb('xl/styles.xml', () => inside(stylesXml(0), '</cellXfs>', ' ')),
      ],
      'number formats': [
        'LIMIT_EXCEEDED',
        bomb('xl/styles.xml', () =>
          inside(stylesXml('0.0'), '</numFmts>', '<numFmt numFmtId="164" formatCode="[h]"/>'),
        ),
      ],
      'content types': [
        'LIMIT_EXCEEDED',
        bomb('[Content_Types].xml', () =>
          inside(contentTypes(), '</Types>', '<Default Extension="a" ContentType="b"/>'),
        ),
      ],
      'package relations': [
        'LIMIT_EXCEEDED',
        bomb('_rels/.rels', () =>
          inside(relationships(['rId1', 'officeDocument', 'xl/workbook.xml']), '</Relationships>', ' '),
        ),
      ],
      'workbook relations': [
        'LIMIT_EXCEEDED',
        bomb('xl/_rels/workbook.xml.rels', () =>
          inside(relations, '</Relationships>', '<Relationship Id="a" Type="b" Target="c"/>'),
        ),
      ],
      workbook: [
        'LIMIT_EXCEEDED',
        bomb('xl/workbook.xml', () =>
          inside(
            workbookXml('<sheet name="a" sheetId="1" r:id="rId1"/>'),
            '</sheets>',
            '<sheet name="a" sheetId="2" r:id="rId2"/>',
          ),
        ),
      ],
      'blanks between rows': [
        'LIMIT_EXCEEDED',
        bomb(SHEET, () => inside(sheetXml(rowsXml()), '</sheetData>', ' ')),
      ],
      'one cell': [
        'LIMIT_EXCEEDED',
        bomb(SHEET, () =>
          inside(
            sheetXml(`${rowsXml()}<row r="9"><c r="A9" t="inlineStr"><is><t></t></is></c></row>`),
            '</t>',
            'A',
          ),
        ),
      ],
      'blank rows': [
        'LIMIT_EXCEEDED',
        bomb(SHEET, () => inside(sheetXml(rowsXml()), '</sheetData>', '<row/>')),
      ],
      'blank cells': [
        'LIMIT_EXCEEDED',
        bomb(SHEET, () => inside(sheetXml(`${rowsXml()}<row r="9"></row>`), '</row>', '<c s="1"/>')),
      ],
      'a comment': [
        'LIMIT_EXCEEDED',
        bomb(SHEET, () => inside(sheetXml(`<!--X-->${rowsXml()}`), '-->', 'A')),
      ],
      'behind the sheet': [
        ['LIMIT_EXCEEDED', 'rows'],
        bomb(SHEET, () => inside(sheetXml(rowsXml()), '</worksheet>', '<mergeCell ref="A1:B2"/>')),
      ],
    },
  );
  const unread = () =>
    makeZip([
      ...membersWith('none', {}),
      { name: 'xl/media/image1.png', content: '', packed: inside('<a></a>', '</a>', 'A') },
    ]);
  return [
    ...files,
    ...hostileFiles(
      { kind: 'bomb', threat: 21, declared: 'XLSX' },
      {
        'in a picture that nobody reads': ['rows', unread],
        'in a workbook inside the workbook': [
          'rows',
          () => registerBook({ 'xl/embeddings/inner.xlsx': unread() }),
        ],
        'archives in archives': [
          ['UNSUPPORTED_FORMAT', 'CORRUPT_FILE'],
          () => nested(by(scale, { small: 3, full: 6 }), unread()),
        ],
      },
    ),
  ];
};

/** As 42.zip: each archive holds the one before sixteen times. */
function nested(levels: number, inner: Buffer): Buffer {
  let bytes = inner;
  for (let level = 0; level < levels; level += 1) {
    const content = bytes;
    bytes = makeZip(Array.from({ length: 16 }, (_, at) => ({ name: `${at}.zip`, content })));
  }
  return bytes;
}
