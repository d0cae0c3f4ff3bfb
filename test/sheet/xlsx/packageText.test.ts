import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SheetFault } from '../../../src/sheet/fault.ts';
import { openPackage } from '../../../src/sheet/xlsx/openPackage.ts';
import { PartText } from '../../../src/sheet/xlsx/partText.ts';
import { sourceOf } from '../byteSource.ts';
import {
  contentTypes,
  makeWorkbook,
  relationships,
  sheetXml,
  stylesXml,
  workbookXml,
} from './makeWorkbook.ts';
import { faultOf, readPackage } from './readPackage.ts';

const SHEET = 'xl/worksheets/sheet1.xml';
const NAMES = ['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/styles.xml', SHEET];
const BOOK = '<sheet name="S" sheetId="1" r:id="rId1"/>';

const GOOD: Readonly<Record<string, string>> = {
  '[Content_Types].xml': contentTypes(),
  '_rels/.rels': relationships(['rId1', 'officeDocument', 'xl/workbook.xml']),
  'xl/workbook.xml': workbookXml(BOOK),
  'xl/styles.xml': stylesXml(14),
  [SHEET]: sheetXml('<row r="1"><c r="A1"><v>12.5</v></c></row>'),
};

function utf16(text: string, { bigEndian = false, mark = true } = {}): Buffer {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

function withoutDeclaration(text: string): string {
  return text.replace(/^<\?xml.*\?>\n/, '');
}

/** What a part gives in pieces of these lengths, the last one over and over. */
function decode(bytes: Uint8Array, lengths: readonly number[]): string {
  const text = new PartText('part.xml');
  const pieces: Buffer[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const length = lengths[Math.min(index, lengths.length - 1)] ?? 1;
    pieces.push(Buffer.from(text.add(Buffer.from(bytes.subarray(at, at + length)))));
    at += length;
  }
  text.end();
  return Buffer.concat(pieces).toString('utf8');
}

function refusal(read: () => unknown): SheetFault | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof SheetFault) return error;
    throw error;
  }
}

describe('a part of a workbook', () => {
  it.each(NAMES)('%s is read in UTF-8 with a mark and in UTF-16 of every kind', async (name) => {
    const text = withoutDeclaration(GOOD[name] ?? '');
    const declared = `<?xml version="1.0" encoding="UTF-16"?>${text}`;
    const forms = [
      Buffer.from(`\ufeff${text}`),
      Buffer.from(`<?xml version='1.0' encoding='utf-8'?>${text}`),
      utf16(text),
      utf16(declared),
      utf16(declared, { bigEndian: true }),
      utf16(declared, { mark: false }),
      utf16(text, { bigEndian: true, mark: false }),
    ];
    for (const form of forms) {
      const { sheet, formats } = await readPackage(makeWorkbook({ ...GOOD, [name]: form }));
      expect(sheet).toMatch(/^<(?:\?xml|worksheet).*<v>12\.5<.*<\/worksheet>$/s);
      expect(formats).toEqual([{ kind: 'date' }]);
    }
  });

  it('is the same text however its bytes are cut', () => {
    const content = fc.string({ unit: 'grapheme', maxLength: 60 });
    const lengths = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(content, lengths, fc.constantFrom('utf8', 'le', 'be'), (characters, cuts, form) => {
        const text = `<!-- ${characters.replaceAll('-', '')} --> <t>${characters}</t>`;
        const wide = utf16(text, { bigEndian: form === 'be' });
        const bytes = form === 'utf8' ? Buffer.from(`\ufeff${text}`) : wide;
        expect(decode(bytes, cuts)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, Buffer, string]>([
    ['UTF-32', Buffer.from('fffe00003c00000074000000', 'hex'), 'UTF-32'],
    ['UTF-32 without a mark', Buffer.from('0000003c00000074', 'hex'), 'UTF-32'],
    ['EBCDIC', Buffer.from('4c6fa7949340a58599a2899695', 'hex'), 'EBCDIC'],
    ['UTF-7', Buffer.from('<?xml version="1.0" encoding="UTF-7"?><t>+ADw-!DOCTYPE</t>'), 'UTF-7'],
    ['Latin-1', Buffer.from(`<?xml version='1.0'  encoding = 'ISO-8859-1' ?><t/>`), 'ISO-8859-1'],
    ['UTF-16 that is none', Buffer.from('<?xml version="1.0" encoding="UTF-16"?><t/>'), 'UTF-16'],
    ['UTF-8 that is none', utf16('<?xml version="1.0" encoding="UTF-8"?><t/>'), 'UTF-8'],
  ])('in %s is refused by that name', (_, bytes, name) => {
    for (const length of [1, 7, 1_000]) {
      expect(refusal(() => decode(bytes, [length]))).toMatchObject({
        code: 'ENCODING_UNKNOWN',
        message: expect.stringContaining(`encoding ${name};`),
      });
    }
  });

  it.each<[string, Buffer]>([
    [
      'half a character in its middle',
      Buffer.from([...Buffer.from('<t>'), 0xe0, 0xa4, ...Buffer.from('</t>')]),
    ],
    ['half a character at its end', Buffer.from([...Buffer.from('<t>'), 0xe0, 0xa4])],
    ['a byte of Windows-1252', Buffer.from('<t>caf\xe9</t>', 'latin1')],
    ['one byte too many for a character', Buffer.from([...Buffer.from('<t>'), 0xc3, 0xa9, 0xa9])],
    ['half a pair of UTF-16', utf16('<t>\ud83d</t>')],
    ['an odd byte at the end of UTF-16', Buffer.concat([utf16('<t></t>'), Buffer.of(1)])],
    ['two marks', Buffer.from('\ufeff\ufeff<t/>')],
    ['two marks of UTF-16', utf16('\ufeff<t/>')],
    ['nothing', Buffer.alloc(0)],
    ['blanks alone', Buffer.from('   \n  ')],
    ['text before its root', Buffer.from('x<t/>')],
    ['a tag that is none', Buffer.from('< t/>')],
    ['a comment that never ends', Buffer.from(`<!-- ${'x'.repeat(200_000)}`)],
    ['a declaration of another kind', Buffer.from('<!ENTITY a "b"><t/>')],
  ])('with %s is refused', (_, bytes) => {
    for (const length of [1, 2, 3, 5, 1_000]) {
      // A piece at a time, the long comment would be looked at two hundred thousand times.
      const cuts = bytes.length > 10_000 ? [10_000] : [length];
      expect(refusal(() => decode(bytes, cuts))).toMatchObject({
        code: 'CORRUPT_FILE',
        message: expect.stringContaining('part.xml'),
      });
    }
  });
});

describe('the end of a part', () => {
  it('is looked at only by whoever reads to it', async () => {
    const cut = Buffer.concat([Buffer.from(sheetXml('')), Buffer.of(0xe0, 0xa4)]);
    const { sheet } = await openPackage(sourceOf(makeWorkbook({ ...GOOD, [SHEET]: cut })));
    await expect(sheet.read(() => true)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
    await expect(sheet.read(() => false)).resolves.toBeUndefined();
    await expect(sheet.read(async () => false)).resolves.toBeUndefined();
  });
});

describe('a document type definition', () => {
  const DOCTYPES = [
    '<!DOCTYPE x>',
    '<!doctype x>',
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    '<!-- c --> <?p i?>\n<!DOCTYPE x PUBLIC "a" "file:///etc/passwd">',
  ];

  it.each(NAMES)('in %s is refused, in UTF-16 too', async (name) => {
    const text = withoutDeclaration(GOOD[name] ?? '');
    for (const doctype of DOCTYPES) {
      for (const form of [Buffer.from(doctype + text), utf16(doctype + text, { bigEndian: true })]) {
        const fault = await faultOf(makeWorkbook({ ...GOOD, [name]: form }));
        expect(fault).toMatchObject({ code: 'XML_FORBIDDEN', message: expect.stringContaining(name) });
      }
    }
  });

  it('is seen however it is cut', () => {
    for (const doctype of DOCTYPES) {
      for (const bytes of [Buffer.from(`${doctype}<t/>`), utf16(`${doctype}<t/>`)]) {
        for (let first = 1; first < bytes.length; first++) {
          expect(refusal(() => decode(bytes, [first, 1_000]))?.code).toBe('XML_FORBIDDEN');
        }
        expect(refusal(() => decode(bytes, [1]))?.code).toBe('XML_FORBIDDEN');
      }
    }
  });

  it('that a comment talks of is none', () => {
    expect(decode(Buffer.from('<!-- <!DOCTYPE x> --><t/>'), [3])).toContain('<t/>');
  });

  it('behind the beginning of a small part is refused too', async () => {
    const styles = (GOOD['xl/styles.xml'] ?? '').replace('<cellXfs', '<!DOCTYPE x><cellXfs');
    expect(await faultOf(makeWorkbook({ 'xl/styles.xml': styles }))).toMatchObject({ code: 'XML_FORBIDDEN' });
  });
});
