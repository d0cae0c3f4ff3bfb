/**
 * Issue 4, item 8: mutated web pages and SpreadsheetML workbooks, as programs save them under the name `.xls`, against
 * their readers.
 *
 *     node test/proof/fuzzMarkup.ts [--seconds 120] [--seed N]
 */
import { htmlTable, spreadsheetMl } from '../hostile/makers/registerMarkup.ts';
import { fuzzReader } from './fuzzReader.ts';
import { mutatorOf } from './mutateBytes.ts';

const OF_MARKUP = [
  '<table>',
  '</table>',
  '<tr>',
  '</tr>',
  '<td>',
  '<td colspan=3>',
  '<td rowspan="2">',
  '<th>',
  '</td>',
  '<br>',
  '<b>',
  '</b>',
  '<p>',
  '<script>',
  '</script>',
  '<style>',
  '<textarea>',
  '<!--',
  '-->',
  '<!doctype html>',
  '<tbody>',
  '<thead>',
  '<caption>',
  '&nbsp;',
  '&#8377;',
  '&amp',
  '&',
  '<',
  '>',
  '"',
  "'",
  '=',
  '/',
  '\0',
  '\r\n',
  ' ',
  '<Row>',
  '</Row>',
  '<Row ss:Index="5">',
  '<Cell>',
  '</Cell>',
  '<Cell ss:Index="3">',
  '<Cell ss:MergeDown="1">',
  '<Data ss:Type="Number">',
  '</Data>',
  '<Worksheet ss:Name="a">',
  '<Table>',
  '</Table>',
  ' ss:MergeAcross="2"',
  ' ss:Hidden="1"',
  ' ss:StyleID="s1"',
  '<![CDATA[',
  ']]>',
  '<!DOCTYPE a>',
  '<?xml version="1.0"?>',
  'xmlns=',
  'ss:',
  '99999999999',
  '-1',
  'श्री',
  '\ufeff',
].map((text) => Buffer.from(text));

const mutate = mutatorOf(OF_MARKUP);
const FILES = [
  Buffer.from(
    htmlTable({
      rows: '<tr><th colspan=2>a<td rowspan=2>b&nbsp;<tr><td style="mso-number-format:\'\\@\'">007<br>x',
    }),
  ),
  Buffer.from(
    spreadsheetMl({
      rows: '<Row ss:Index="9" ss:Hidden="1"><Cell ss:Index="2" ss:MergeDown="1"><Data ss:Type="DateTime">2026-04-01T00:00:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>',
    }),
  ),
  Buffer.from(`\ufeff${spreadsheetMl()}`, 'utf16le'),
  Buffer.from(`\ufeff${htmlTable()}`, 'utf16le'),
];

await fuzzReader('fuzz-markup', (random) => {
  const pick = () => FILES[random.integer(FILES.length)] ?? Buffer.alloc(0);
  return mutate(pick(), random, pick());
});
