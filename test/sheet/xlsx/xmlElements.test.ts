import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SheetFault } from '../../../src/sheet/fault.ts';
import { elementsOf } from '../../../src/sheet/xlsx/xmlElements.ts';

const FACTS = { part: 'part.xml', root: 'a', namespaces: new Set(['urn:a']) };

function read(text: string) {
  return [...elementsOf(text, FACTS)].map(({ path, attributes }) => [path, Object.fromEntries(attributes)]);
}

function refusal(text: string): SheetFault | null {
  try {
    read(text);
    return null;
  } catch (error) {
    if (error instanceof SheetFault) return error;
    throw error;
  }
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

describe('a small XML document', () => {
  it('gives its elements with their paths, comments and text passed over', () => {
    const text = `<?xml version="1.0"?>
      <!-- <a> --><a xmlns="urn:a" one = '1'
        two="2" ><b/>text<![CDATA[ <c> ]]><b x='"'><!-- - --><c /></b ></a>
      <?end?>`;
    expect(read(text)).toEqual([
      ['a', { one: '1', two: '2', xmlns: 'urn:a' }],
      ['a/b', {}],
      ['a/b', { x: '"' }],
      ['a/b/c', {}],
    ]);
  });

  it('resolves prefixes where they are bound, and goes back to those around', () => {
    const text =
      '<p:a xmlns:p="urn:a"><b/><b xmlns="urn:a" p="1"/><q:b xmlns:q="urn:a"/><p:b xmlns:p="urn:x"/><p:c/></p:a>';
    expect(read(text).map(([path]) => path)).toEqual(['a', 'a/b', 'a/b', 'a/c']);
  });

  it('leaves out what stands inside an element of another vocabulary', () => {
    const text = '<a xmlns="urn:a"><x:b xmlns:x="urn:x"><b><c/></b></x:b><c/></a>';
    expect(read(text).map(([path]) => path)).toEqual(['a', 'a/c']);
  });

  it('gives back any value that was escaped into it', () => {
    const unit = fc.oneof(
      fc.constantFrom('&', '<', '>', '"', "'", '\n', '\t', '₹', '😀', ';', '#'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const value = units
          .join('')
          .replace(/[^\P{Cc}\n\t\r]/gu, '')
          .toWellFormed();
        expect(read(`<a xmlns="urn:a" v="${escapeText(value)}"/>`)[0]?.[1]).toMatchObject({ v: value });
      }),
    );
  });

  it('reads blanks in a value as spaces, and entities by number and name', () => {
    expect(read('<a xmlns="urn:a" v="1\n2\t3" w="&#65;&#x1F600;&apos;&gt;"/>')[0]?.[1]).toMatchObject({
      v: '1 2 3',
      w: "A😀'>",
    });
  });

  it.each([
    '',
    'text',
    '<a xmlns="urn:a">',
    '<a xmlns="urn:a"></b>',
    '<a xmlns="urn:a"><b></a></b>',
    '</a>',
    '<a xmlns="urn:a"/><a xmlns="urn:a"/>',
    '<a xmlns="urn:a" x="1" x="2"/>',
    '<a xmlns="urn:a" x=1/>',
    '<a xmlns="urn:a" x="1"y="2"/>',
    '<a xmlns="urn:a" x="<"/>',
    '<a xmlns="urn:a" x="1',
    '<a xmlns="urn:a" x/>',
    '<a xmlns="urn:a" / >',
    '<p:a/>',
    '<a xmlns="urn:a"><!-- </a>',
    '<a xmlns="urn:a"><![CDATA[ </a>',
    '<a xmlns="urn:a"><? </a>',
    '<a xmlns="urn:a"><!ENTITY x "y"></a>',
    '<a xmlns="urn:a" x="&b;"/>',
    '<a xmlns="urn:a" x="&amp"/>',
    '<a xmlns="urn:a" x="a & b"/>',
    '<a xmlns="urn:a" x="&#0;"/>',
    '<a xmlns="urn:a" x="&#xD800;"/>',
    '<a xmlns="urn:a" x="&#x110000;"/>',
    '<a xmlns="urn:a" x="&#99999999999;"/>',
    `<a xmlns="urn:a">${'<b>'.repeat(100)}${'</b>'.repeat(100)}</a>`,
    `<a xmlns="urn:a" ${Array.from({ length: 1_000 }, (_, index) => `x${index}=""`).join(' ')}/>`,
  ])('is refused where it is not well-formed: %.60s', (text) => {
    expect(refusal(text)).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringContaining('part.xml'),
    });
  });

  it('is refused where its root is another one', () => {
    for (const text of [
      '<b xmlns="urn:a"/>',
      '<a/>',
      '<a xmlns="urn:b"/>',
      '<x xmlns="urn:b"><a xmlns="urn:a"/></x>',
    ]) {
      expect(refusal(text)?.message).toContain('is not what the workbook says that it is');
    }
  });

  it('is refused with a document type definition anywhere', () => {
    for (const text of [
      '<!DOCTYPE a><a xmlns="urn:a"/>',
      '<a xmlns="urn:a"><!doctype b></a>',
      '<a xmlns="urn:a"/><!DOCTYPE a>',
    ]) {
      expect(refusal(text)?.code).toBe('XML_FORBIDDEN');
    }
  });

  it('keeps names of any kind apart from what objects have', () => {
    const [first] = elementsOf('<a xmlns="urn:a" __proto__="1" constructor="2"/>', FACTS);
    expect(first?.attributes.get('__proto__')).toBe('1');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(first?.attributes.get('toString')).toBeUndefined();
  });

  it('of any characters is read or refused', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      ' ',
      'a',
      'xmlns="urn:a"',
      '&',
      ';',
      '#',
      '<!--',
      '-->',
      '<a',
      '</a>',
      '?>',
      '<?',
      ']]>',
      '<![CDATA[',
      ':',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const fault = refusal(`<a xmlns="urn:a">${pieces.join('')}</a>`);
        expect(fault === null || fault.code === 'CORRUPT_FILE').toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
