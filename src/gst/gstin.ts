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

/**
 * The kinds and their patterns: https://developer.gst.gov.in/apiportal/taxpayer/returns, as india-compliance
 * gathers them. TDS stands before regular, whose fourteenth character may be a D as well.
 */
const PATTERNS: readonly (readonly [GstinKind, RegExp])[] = [
  ['tds', /^\d{2}[A-Z]{4}[A-Z0-9]\d{4}[A-Z][1-9A-Z]D[0-9A-Z]$/],
  ['tcs', /^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]C[0-9A-Z]$/],
  ['regular', /^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z][Z1-9ABE-J][0-9A-Z]$/],
  ['government', /^\d{2}[A-Z]{4}\d{5}[A-Z]\dZ\d$/],
  ['unBody', /^\d{4}[A-Z]{3}\d{5}[UO]N[0-9A-Z]$/],
  ['oidar', /^99\d{2}[A-Z]{3}\d{5}OS[0-9A-Z]$/],
  ['nonResident', /^\d{4}[A-Z]{3}\d{5}NR[0-9A-Z]$/],
];

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

/**
 * Reads a GSTIN as people write it: blanks and small letters do not count.
 *
 * @param options.sandbox whether Clear's sandbox numbers pass
 */
export function parseGstin(
  text: string,
  options: { readonly sandbox: boolean },
): ParsedGstin | { readonly fault: GstinFault } {
  const gstin = text.replace(/\s+/g, '').toUpperCase();
  const stateCode = gstin.slice(0, 2);
  const parsed = (kind: GstinKind): ParsedGstin => ({
    gstin: gstin as Gstin,
    kind,
    stateCode,
    isRetiredState: RETIRED_STATES.has(stateCode),
  });

  if (options.sandbox && SANDBOX_GSTINS.has(gstin)) return parsed('sandbox');
  const kind = PATTERNS.find(([, pattern]) => pattern.test(gstin))?.[0];
  if (kind === undefined) return { fault: 'shape' };
  if (!isStateCode(stateCode) && !(kind === 'oidar' && stateCode === OIDAR_PREFIX)) return { fault: 'state' };
  if (gstinCheckCharacter(gstin) !== gstin[14]) return { fault: 'check' };
  return parsed(kind);
}

/**
 * The fifteenth character that the first fourteen call for: values 0-35, weights 1, 2, 1, 2 …, quotient and
 * remainder by 36 summed, and what is missing to a multiple of 36. Detects every single wrong character and every
 * swap of unlike neighbours but 0 with Z.
 */
export function gstinCheckCharacter(gstin: string): string {
  let sum = 0;
  for (let place = 0; place < 14; place += 1) {
    const product = ALPHABET.indexOf(gstin.charAt(place)) * ((place % 2) + 1);
    sum += Math.floor(product / 36) + (product % 36);
  }
  return ALPHABET.charAt((36 - (sum % 36)) % 36);
}

function isStateCode(code: string): boolean {
  const number = Number(code);
  return (number >= 1 && number <= LAST_STATE) || number === OTHER_TERRITORY;
}
