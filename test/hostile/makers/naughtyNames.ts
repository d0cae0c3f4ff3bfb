import { relationships, sharedStringsXml, sheetXml, workbookXml } from '../../sheet/xlsx/makeWorkbook.ts';
import { type HostileFile, hostileFiles, type Maker } from './hostileFile.ts';
import { HEADER, line, registerBook, rowsXml } from './registerBook.ts';

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__defineGetter__',
  'polluted',
  'valueOf',
  'length',
  '0',
];

/** Names of sheets, headers, values and parts that are names of parts of objects too (threat 33). */
export const naughtyNames: Maker = () => [
  ...NAMES.flatMap((name): HostileFile[] =>
    hostileFiles(
      { kind: `called ${name}`, threat: 33, declared: 'XLSX' },
      {
        'the sheet': [
          'rows',
          () =>
            registerBook({
              'xl/workbook.xml': workbookXml(`<sheet name="${name}" sheetId="1" r:id="rId1"/>`),
            }),
        ],
        'a further header': ['rows', () => headed([name])],
        'shared strings': [
          'rows',
          () =>
            registerBook({ 'xl/sharedStrings.xml': sharedStringsXml(name, '{"__proto__":{"polluted":1}}') }),
        ],
        'a part': ['rows', () => registerBook({ [`xl/${name}`]: '<a/>', [`${name}/${name}.xml`]: '<a/>' })],
        'a relation': ['rows', () => renamedRelation(name)],
      },
    ),
  ),
  ...hostileFiles(
    { kind: 'called', threat: 33, declared: 'XLSX' },
    {
      'all of them': ['rows', () => headed(NAMES)],
      'by a path': [
        'rows',
        () =>
          headed([
            '__proto__.polluted',
            'constructor.prototype.polluted',
            '__proto__[polluted]',
            'a[__proto__][polluted]',
          ]),
      ],
    },
  ),
];

function headed(further: readonly string[]): Buffer {
  // Further columns lie behind those of the template, which has fewer than the alphabet letters.
  const rows = [HEADER, line('H/1'), line('H/2')].map((cells) => [...cells, ...further]);
  return registerBook({ 'xl/worksheets/sheet1.xml': sheetXml(rowsXml(rows)) });
}

function renamedRelation(name: string): Buffer {
  return registerBook({
    'xl/workbook.xml': workbookXml(`<sheet name="a" sheetId="1" r:id="${name}"/>`),
    'xl/_rels/workbook.xml.rels': relationships(
      [name, 'worksheet', 'worksheets/sheet1.xml'],
      ['rId3', 'styles', 'styles.xml'],
    ),
  });
}
