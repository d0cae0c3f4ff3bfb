declare const gstinBrand: unique symbol;

/** Fifteen characters, upper case, whose shape, state code and check character hold (or a listed sandbox one). */
export type Gstin = string & { readonly [gstinBrand]: true };

export type GstinKind =
  | 'regular'
  | 'tds'
  | 'tcs'
  | 'government'
  | 'unBody'
  | 'nonResident'
  | 'oidar'
  | 'sandbox';

export interface ParsedGstin {
  readonly gstin: Gstin;
  readonly kind: GstinKind;
  /** Two digits. */
  readonly stateCode: string;
  /** Daman & Diu (25) and Andhra Pradesh before its bifurcation (28): real, but no longer given out. */
  readonly isRetiredState: boolean;
}

/** Which of the three tests failed, in the order in which they are made. */
export type GstinFault = 'shape' | 'state' | 'check';

/** Clear's published sandbox numbers; the last three characters are no real ones. */
const SANDBOX_GSTINS: ReadonlySet<string> = new Set([
  '29AAFCD5862R000',
  '27AAFCD5862R013',
  '07AAFCD5862R007',
  '33AAFCD5862R009',
  '36AAFCD5862R014',
  '06AAFCD5862R017',
  '24AAFCD5862R005',
  '09AAFCD5862R006',
  '05AAFCD5862R012',
  '08AAFCD5862R018',
]);

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const OTHER_TERRITORY = 97;
const OIDAR_PREFIX = '99';
const LAST_STATE = 38;
const RETIRED_STATES: ReadonlySet<string> = new Set(['25', '28']);

/** Value of an ASCII character in the alphabet, -1 for others. */
const VALUES = Int8Array.from({ length: 128 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code)));
/** Which of the first twelve places hold letters: bit 0 is the first. */
const PAN = placesOf('..AAAAA....A');
const TAN = placesOf('..AAAA.....A');
const FOREIGN = placesOf('....AAA.....');
const HEAD = 0xfff;

const UNSEEN = /^\s*'|[\s\u200b-\u200f\u202a-\u202e\u2060]+/g;
const REGULAR_PLACE_14 = 'Z123456789ABEFGHIJ';
/** What is taken for one another in print and by hand. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  ['O0', '0O', 'I1', '1I', 'S5', '5S', 'B8', '8B', 'Z2', '2Z', 'G6', '6G'].map((pair) => [
    pair.charAt(0),
    pair.charAt(1),
  ]),
);

/** Upper case, without blanks, the apostrophe of a text cell, and the unseen characters that copying from a page brings. */
export function cleanGstin(text: string): string {
  return text.replace(UNSEEN, '').toUpperCase();
}

/**
 * Reads a GSTIN as people write it: blanks and small letters do not count.
 *
 * @param options.sandbox whether Clear's sandbox numbers pass
 */
export function parseGstin(
  text: string,
  options: { readonly sandbox: boolean },
): ParsedGstin | { readonly fault: GstinFault } {
  const gstin = cleanGstin(text);
  const stateCode = gstin.slice(0, 2);
  const isSandbox = options.sandbox && SANDBOX_GSTINS.has(gstin);
  const kind = isSandbox ? 'sandbox' : kindOf(gstin);
  if (kind === null) return { fault: 'shape' };
  if (!isStateCode(stateCode) && !(kind === 'oidar' && stateCode === OIDAR_PREFIX)) return { fault: 'state' };
  if (!isSandbox && gstinCheckCharacter(gstin) !== gstin[14]) return { fault: 'check' };
  return { gstin: gstin as Gstin, kind, stateCode, isRetiredState: RETIRED_STATES.has(stateCode) };
}

/**
 * The kinds and their patterns: https://developer.gst.gov.in/apiportal/taxpayer/returns, as india-compliance gathers
 * them, with the check character of every kind any letter or digit. Null where none fits.
 */
function kindOf(gstin: string): Exclude<GstinKind, 'sandbox'> | null {
  const letters = lettersOf(gstin);
  if (letters === -1) return null;
  const serial = gstin.charAt(12);
  const place14 = gstin.charAt(13);
  switch (letters & HEAD) {
    case FOREIGN: {
      const pair = serial + place14;
      if (pair === 'UN' || pair === 'ON') return 'unBody';
      if (pair === 'NR') return 'nonResident';
      return pair === 'OS' && gstin.startsWith(OIDAR_PREFIX) ? 'oidar' : null;
    }
    case PAN:
      if (serial === '0') return null;
      if (place14 === 'D') return 'tds';
      if (place14 === 'C') return 'tcs';
      return REGULAR_PLACE_14.includes(place14) ? 'regular' : null;
    case TAN:
      if (place14 === 'D' && serial !== '0') return 'tds';
      return place14 === 'Z' && serial <= '9' ? 'government' : null;
    default:
      return null;
  }
}

/** Which of the fifteen places hold letters, as bits; -1 where one holds neither a letter nor a digit. */
function lettersOf(gstin: string): number {
  if (gstin.length !== 15) return -1;
  let letters = 0;
  for (let place = 0; place < 15; place += 1) {
    const value = VALUES[gstin.charCodeAt(place)] ?? -1;
    if (value === -1) return -1;
    if (value >= 10) letters |= 1 << place;
  }
  return letters;
}

function placesOf(shape: string): number {
  let places = 0;
  for (let place = 0; place < shape.length; place += 1) if (shape.charAt(place) === 'A') places |= 1 << place;
  return places;
}

/**
 * The fifteenth character that the first fourteen call for: values 0-35, weights 1, 2, 1, 2 …, quotient and
 * remainder by 36 summed, and what is missing to a multiple of 36. Detects every single wrong character and every
 * swap of unlike neighbours but 0 with Z.
 */
export function gstinCheckCharacter(gstin: string): string {
  let sum = 0;
  for (let place = 0; place < 14; place += 1) {
    const product = (VALUES[gstin.charCodeAt(place)] ?? -1) * ((place % 2) + 1);
    sum += product >= 36 ? product - 35 : product;
  }
  return ALPHABET.charAt((36 - (sum % 36)) % 36);
}

/**
 * What was probably meant by a GSTIN that fails: one look-alike (O and 0, I and 1 …) or one swap of neighbours, where
 * exactly one of these passes; else null. The computed check character is never offered: for any well-formed number it
 * would pass, so it makes a wrong number look right.
 */
export function suggestGstin(text: string): Gstin | null {
  const wrong = cleanGstin(text);
  if (wrong.length !== 15) return null;
  const passing = new Set<string>();
  const consider = (candidate: string): void => {
    if (candidate !== wrong && 'gstin' in parseGstin(candidate, { sandbox: false })) passing.add(candidate);
  };
  for (let place = 0; place < 15; place += 1) {
    const alike = LOOK_ALIKES.get(wrong.charAt(place));
    if (alike !== undefined) consider(wrong.slice(0, place) + alike + wrong.slice(place + 1));
    if (place < 14) {
      consider(
        wrong.slice(0, place) + wrong.charAt(place + 1) + wrong.charAt(place) + wrong.slice(place + 2),
      );
    }
  }
  const [only, ...others] = passing;
  if (only === undefined || others.length > 0 || only.startsWith(wrong.slice(0, 14))) return null;
  return only as Gstin;
}

function isStateCode(code: string): boolean {
  const number = Number(code);
  return (number >= 1 && number <= LAST_STATE) || number === OTHER_TERRITORY;
}
