import { UPPER_1252_CHARACTERS } from '../text/textBytes.ts';

/** From U+00A0 to U+00FF in order (WHATWG HTML, 13.5). */
const LATIN_1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para ' +
  'middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute ' +
  'Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute ' +
  'THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ' +
  'ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

const NAMED: ReadonlyMap<string, string> = new Map([
  ...LATIN_1.split(' ').map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
  ...Object.entries({
    amp: '&',
    AMP: '&',
    lt: '<',
    LT: '<',
    gt: '>',
    GT: '>',
    quot: '"',
    QUOT: '"',
    apos: "'",
    ensp: '\u2002',
    emsp: '\u2003',
    thinsp: '\u2009',
    zwnj: '\u200c',
    zwj: '\u200d',
    ndash: '–',
    mdash: '—',
    lsquo: '‘',
    rsquo: '’',
    sbquo: '‚',
    ldquo: '“',
    rdquo: '”',
    bdquo: '„',
    bull: '•',
    hellip: '…',
    prime: '′',
    euro: '€',
    trade: '™',
    minus: '−',
    ne: '≠',
    le: '≤',
    ge: '≥',
    Tab: '\t',
    NewLine: '\n',
    comma: ',',
    colon: ':',
    semi: ';',
    period: '.',
    excl: '!',
    num: '#',
    percnt: '%',
    lpar: '(',
    rpar: ')',
    plus: '+',
    sol: '/',
    bsol: '\\',
    lowbar: '_',
    equals: '=',
    quest: '?',
    commat: '@',
  }),
]);

/** These are taken without their semicolon too, where no name goes on: `Shah & Sons` stays, and `R&D`. */
const REFERENCE =
  /&(?:#(\d{1,9});?|#[xX]([\da-fA-F]{1,8});?|([A-Za-z][A-Za-z\d]{1,7});|(nbsp|amp|lt|gt|quot)(?![A-Za-z\d=;]))/g;
const REPLACEMENT = '\ufffd';
const LAST_CODE = 0x10ffff;

/** Text with its character references resolved; one that is none, or of a name beyond the common ones, stays as it is. */
export function resolveReferences(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(
    REFERENCE,
    (reference, decimal?: string, hex?: string, name?: string, bareName?: string) => {
      const named = name ?? bareName;
      if (named !== undefined) return NAMED.get(named) ?? reference;
      return characterOf(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
    },
  );
}

/** Codes from 128 to 159 are those of Windows-1252, as browsers take them (WHATWG HTML, 13.2.5.80). */
function characterOf(code: number): string {
  if (code >= 0x80 && code < 0xa0) return UPPER_1252_CHARACTERS[code - 0x80] as string;
  const isNone = code === 0 || code > LAST_CODE || (code >= 0xd800 && code <= 0xdfff);
  return isNone ? REPLACEMENT : String.fromCodePoint(code);
}
