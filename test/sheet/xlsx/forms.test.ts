import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SheetFault } from '../../../src/sheet/fault.ts';
import { sharedStringsXml, sheetXml } from './makeWorkbook.ts';
import { kindRowsOf, type SheetContent, sheetOf } from './sheetParts.ts';

const FORMATS = [
  { kind: 'number' },
  { kind: 'date' },
  { kind: 'percent' },
  { kind: 'zeros', digits: 4 },
] as const;
const STRINGS = sharedStringsXml('Invoice', 'R&amp;D', 'नमस्ते', '', ' ', 'a_x000D_b');
const ROWS =
  '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>12.50</v></c><c r="D2" s="1"><v>45292</v></c><c r="E2" t="b"><v>1</v></c></row>' +
  '<row r="3" hidden="1"><c r="A3" t="s"><v>2</v></c><c r="B3" s="2"><v>0.18</v></c><c r="C3" s="3"><v>7</v></c><c r="F3" s="1"/></row>' +
  '<row r="7"><c r="A7" t="str"><f>A1&amp;B1</f><v>x &amp; y</v></c><c r="B7" t="inlineStr"><is><t xml:space="preserve"> नम </t></is></c>' +
  '<c r="C7" t="e"><v>#N/A</v></c><c r="D7"><f>1+1</f></c><c r="E7" t="d"><v>2024-05-01</v></c><c r="AB7"><v>1E-2</v></c></row>' +
  '<row r="8"/><row r="9"><c r="A9" t="s"><v>4</v></c><c r="B9" t="s"><v>3</v></c></row>';
const PLAIN: SheetContent = { rows: ROWS, strings: STRINGS, formats: FORMATS };

/** Rows, warnings and merges, or the refusal with the rows before it. */
async function outcomeOf(content: SheetContent, pieceBytes?: number) {
  const sheet = sheetOf(content, pieceBytes);
  const rows: unknown[] = [];
  try {
    rows.push(...(await kindRowsOf(sheet)));
  } catch (error) {
    if (!(error instanceof SheetFault)) throw error;
    return { code: error.code, message: error.message, field: error.field };
  }
  return { rows, warnings: sheet.warnings, merged: sheet.merged };
}

/** The same sheet in other forms that XML allows. */
const FORMS: Readonly<Record<string, (xml: string) => string>> = {
  'prefixes before all names': (xml) =>
    xml.replaceAll(/<(\/?)(?=[a-z])/gi, '<$1ss:').replace('xmlns=', 'xmlns:ss='),
  'line ends and blanks between elements': (xml) =>
    xml.replaceAll(/(?<=<\/?(?:row|c|sheetData|v|f|is)(?: [^>]*)?>)(?=<(?!\/))/g, '\r\n  '),
  'apostrophes for quotes': (xml) => xml.replaceAll(/="([^"]*)"/g, "='$1'"),
  'blanks in tags': (xml) =>
    xml
      .replaceAll(/="/g, '\n = "')
      .replaceAll(/(?<=[a-z"/])>/g, ' >')
      .replaceAll('/ >', ' />'),
  'attributes turned around': (xml) => xml.replaceAll(/<c (r="\w+")( [^>]*?)?(\/?)>/g, '<c$2 $1$3>'),
  'comments and instructions everywhere': (xml) =>
    xml
      .replaceAll(/>(?=.)/g, '><!-- </row><c> --><?pi </row> ?>')
      .replace(/^<\?xml[^>]*><!--.*?--><\?pi.*?\?>/, ''),
  'CDATA for texts': (xml) => xml.replaceAll(/>([^<>&\s][^<>&]*)</g, '><![CDATA[$1]]><'),
  'references for characters': (xml) =>
    xml.replaceAll(
      /<(v|t)>([^<&])/g,
      (_, name, first: string) => `<${name}>&#x${first.charCodeAt(0).toString(16)};`,
    ),
  'unknown elements and attributes': (xml) =>
    xml
      .replaceAll('</c>', '<ext><v>9</v><is><t>no</t></is></ext></c>')
      .replaceAll('<row ', '<row x:y="&lt;" '),
  'cells in another order': (xml) =>
    xml.replaceAll(/(<row [^>/]*>)(.*?)<\/row>/g, (_, start: string, cells: string) => {
      const list = cells.match(/<c [^>]*\/>|<c .*?<\/c>/g) ?? [];
      return `${start}${list.reverse().join('')}</row>`;
    }),
  'no numbers of rows, and no references but after a gap': (xml) =>
    xml
      .replaceAll(/ r="(?:[ABC]\d|E[27])"/g, '')
      .replace('<row r="2">', '<row/><row>')
      .replace('<row r="3"', '<row')
      .replace('<row r="8"/>', '<row/>'),
};

describe('a worksheet is the same', () => {
  it('and is read', async () => {
    expect(await outcomeOf(PLAIN)).toEqual({
      rows: [
        { number: 2, cells: ['Invoice', 'number 12.5', '', 'date 2024-01-01', 'boolean TRUE'] },
        { number: 3, cells: ['नमस्ते', 'percent 18%', '0007'] },
        {
          number: 7,
          cells: [
            'x & y',
            ' नम ',
            'error #N/A',
            'error #UNCALCULATED!',
            'date 2024-05-01',
            ...Array(22).fill(''),
            'number 0.01',
          ],
        },
      ],
      warnings: [expect.objectContaining({ code: 'HIDDEN_ROWS' })],
      merged: [],
    });
  });

  it.each(Object.entries(FORMS))('with %s', async (_, form) => {
    const xml = form(sheetXml(ROWS));
    expect(xml).not.toBe(sheetXml(ROWS));
    const strings = STRINGS;
    expect(await outcomeOf({ ...PLAIN, rows: '', xml, strings })).toEqual(await outcomeOf(PLAIN));
  });

  it.each(Object.entries(FORMS))('with shared strings that have %s', async (_, form) => {
    expect(await outcomeOf({ ...PLAIN, strings: form(STRINGS) })).toEqual(await outcomeOf(PLAIN));
  });
});

const AROUND = sheetXml(ROWS)
  .replace('<sheetData>', '<cols><col min="2" max="40" hidden="1"/></cols><sheetData>')
  .replace(
    '</sheetData>',
    '</sheetData><mergeCells><mergeCell ref="A2:B5"/><mergeCell ref="A9:C9"/></mergeCells>',
  );

describe('what is read does not depend on the pieces', () => {
  it.each(Object.entries(FORMS))('of a sheet with %s', async (_, form) => {
    const content = { ...PLAIN, xml: form(AROUND), strings: form(STRINGS) };
    const whole = await outcomeOf(content, 1 << 20);
    for (const pieceBytes of [1, 2, 3, 5, 7, 11, 16, 31, 64, 100, 333])
      expect(await outcomeOf(content, pieceBytes), `pieces of ${pieceBytes}`).toEqual(whole);
  });

  it('nor where the sheet is cut off or spoiled anywhere', async () => {
    const xml = Buffer.from(AROUND);
    const at = fc.integer({ min: 0, max: xml.length - 1 });
    const byte = fc.constantFrom(...Buffer.from('<>/"\'&x1 \0\xff'));
    const change = fc.oneof(fc.record({ at, byte }), fc.record({ cutAt: at }));
    const pieceBytes = fc.integer({ min: 1, max: 400 });
    await fc.assert(
      fc.asyncProperty(change, pieceBytes, async (spoil, bytes) => {
        const spoiled = Buffer.from('cutAt' in spoil ? xml.subarray(0, spoil.cutAt) : xml);
        if ('at' in spoil) spoiled[spoil.at] = spoil.byte;
        const content = { ...PLAIN, xml: spoiled };
        const whole = await outcomeOf(content, 1 << 20);
        expect(await outcomeOf(content, bytes)).toEqual(whole);
        if ('cutAt' in spoil) expect(whole).toMatchObject({ code: 'CORRUPT_FILE' });
      }),
      { numRuns: 400 },
    );
  });

  it('nor of a sheet that is longer than what is held of it', async () => {
    const rows = Array.from({ length: 6_000 }, (_, at) => {
      const cells = `<c r="A${at + 1}" t="s"><v>${at % 3}</v></c><c r="C${at + 1}"><v>${at}.25</v></c>`;
      return `<row r="${at + 1}">${cells}<c t="inlineStr"><is><t>${'न'.repeat(at % 40)}</t></is></c></row>`;
    }).join('');
    const whole = await outcomeOf({ ...PLAIN, rows }, 1 << 22);
    expect(whole).toMatchObject({ rows: { length: 6_000 } });
    for (const pieceBytes of [997, 65_536, 262_144])
      expect(await outcomeOf({ ...PLAIN, rows }, pieceBytes)).toEqual(whole);
  });

  it('nor of texts that were cut off', async () => {
    const strings = Buffer.from(STRINGS);
    for (let cutAt = 0; cutAt < strings.length; cutAt++) {
      const content = { ...PLAIN, strings: strings.subarray(0, cutAt) };
      expect(await outcomeOf(content, 3)).toMatchObject({ code: 'CORRUPT_FILE' });
      expect(await outcomeOf(content)).toMatchObject({ code: 'CORRUPT_FILE' });
    }
  });
});
