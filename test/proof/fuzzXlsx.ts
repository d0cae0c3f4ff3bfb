/**
 * Issue 4, item 8: mutated XLSX workbooks against their reader. Half of them have bytes of the archive changed, the others
 * bytes of one part in an archive that is right.
 *
 *     node test/proof/fuzzXlsx.ts [--seconds 120] [--seed N]
 */

import { type Member, makeZip } from '../sheet/xlsx/makeZip.ts';
import { fuzzReader } from './fuzzReader.ts';
import { inlineStrings, richWorkbook, sheetJsWorkbook } from './goodWorkbooks.ts';
import { mutatorOf } from './mutateBytes.ts';

const OF_XML = [
  '<c',
  '<c r="A1"',
  '<row',
  '<row r="1">',
  '</row>',
  '</c>',
  '<v>',
  '</v>',
  '<f>',
  '</f>',
  '<is>',
  '<t>',
  '</t>',
  '<r>',
  '<si>',
  '</si>',
  '<rPh>',
  '</sheetData>',
  '<sheetData>',
  '<mergeCell ref="A1:A9"/>',
  ' r="B2"',
  ' t="s"',
  ' t="b"',
  ' t="e"',
  ' t="d"',
  ' t="str"',
  ' t="inlineStr"',
  ' s="1"',
  ' s="99999"',
  ' xml:space="preserve"',
  ' hidden="1"',
  ' xmlns:x="a"',
  'x:',
  '&#65;',
  '&#x0;',
  '&amp;',
  '&',
  ';',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<!DOCTYPE a>',
  '/>',
  '>',
  '<',
  '"',
  "'",
  '=',
  ' ',
  '\t',
  '\r\n',
  '\0',
  '_x000D_',
  '_x',
  '1e999',
  '-1',
  '1048577',
  '4294967296',
  'XFD1048576',
  '0',
  '9',
  '.',
  'श्री',
  '\ufeff',
].map((text) => Buffer.from(text));

const OF_ARCHIVES = [
  'PK\x03\x04',
  'PK\x01\x02',
  'PK\x05\x06',
  'PK\x06\x06',
  'PK\x06\x07',
  'PK\x07\x08',
  '\x00',
  '\x00\x00\x00\x00',
  '\xff\xff',
  '\xff\xff\xff\xff',
  '\x08\x00',
  '\x00\x08',
  '\x01\x00',
  '../',
  '[Content_Types].xml',
  'xl/worksheets/sheet1.xml',
  'xl/workbook.xml',
].map((text) => Buffer.from(text, 'latin1'));

const mutateXml = mutatorOf(OF_XML);
const mutateArchive = mutatorOf(OF_ARCHIVES);
const WORKBOOKS: readonly (readonly Member[])[] = [richWorkbook(), inlineStrings(), sheetJsWorkbook()];
const NOTHING = Buffer.alloc(0);

await fuzzReader('fuzz-xlsx', (random) => {
  const members = WORKBOOKS[random.integer(WORKBOOKS.length)] ?? [];
  const other = WORKBOOKS[random.integer(WORKBOOKS.length)] ?? [];
  if (random.integer(2) === 0) return mutateArchive(makeZip(members), random, makeZip(other));
  const chosen = random.integer(members.length);
  const from = Buffer.from(other[random.integer(other.length)]?.content ?? NOTHING);
  return makeZip(
    members.map((member, at) =>
      at === chosen ? { ...member, content: mutateXml(Buffer.from(member.content), random, from) } : member,
    ),
  );
});
