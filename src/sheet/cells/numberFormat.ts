import { type FormatSection, firstSection } from './formatSection.ts';

/** What a number format makes of a number: all that matters of it to whoever reads values and not layout. */
export type NumberFormat =
  | { readonly kind: 'number' | 'percent' | 'date' }
  /** A number that is shown with a minus, or in brackets, though it is stored without: `"(-)"0.00`. */
  | { readonly kind: 'negative' }
  /** Noughts (`00000`), and maybe words around them (`"INV/"000`): shown with so many digits at least, leading zeros and all. */
  | {
      readonly kind: 'zeros';
      readonly digits: number;
      /** What stands before each of the digits, and behind the last one; nothing where it is left out. */
      readonly words?: readonly string[];
    };

export const GENERAL: NumberFormat = { kind: 'number' };
const PERCENT: NumberFormat = { kind: 'percent' };
const DATE: NumberFormat = { kind: 'date' };
const NEGATIVE: NumberFormat = { kind: 'negative' };

const PERCENT_IDS: ReadonlySet<number> = new Set([9, 10]);
/** Dates and times, those of East Asian locales with them (ECMA-376 Part 1, 18.8.30). */
const DATE_IDS: readonly (readonly [from: number, until: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];

/** Formats that go by number alone. @param id `numFmtId` of XLSX, `ifmt` of XLS */
export function builtInFormat(id: number): NumberFormat {
  if (PERCENT_IDS.has(id)) return PERCENT;
  return DATE_IDS.some(([from, until]) => id >= from && id <= until) ? DATE : GENERAL;
}

/** Longer codes are no formats that people make. */
const LONGEST_CODE = 1_024;
const MOST_DIGITS = 15;
const SECOND_FRACTION = /s[.,]0+/gi;
const CURRENCY = /₹|\$|€|£|\b(?:rs|inr)\b\.?/gi;
const MINUS = /^[-−]$|^\([-−]\)$/;
/** What numbers of documents begin with: `INV-`, `25-26/`. */
const SERIES = /[\p{L}\d].*[-/\\_]$/u;

/** Reads a format code such as `dd\-mm\-yyyy`, `0.00%`, `[$₹-4009]#,##0.00` by its first section; it is never run. */
export function readFormat(code: string): NumberFormat {
  const section = firstSection(code.slice(0, LONGEST_CODE));
  const { plain } = section;
  if (section.isElapsed) return DATE;
  if (/general|standard/i.test(plain)) return GENERAL;
  if (plain.includes('%')) return PERCENT;
  // Letters beside the places of digits are words: `Rs. #,##0.00`.
  if (/[#?0]/.test(plain.replace(SECOND_FRACTION, ''))) return ofDigits(section);
  return /[ymdhs]|a\/p/i.test(plain) ? DATE : GENERAL;
}

function ofDigits({ before, words, after, places, isConditional }: FormatSection): NumberFormat {
  if (isConditional) return GENERAL;
  const [start, end] = [bare(before), bare(after)];
  if (MINUS.test(start) || MINUS.test(end) || (start.endsWith('(') && end.startsWith(')'))) return NEGATIVE;
  const digits = places.length;
  if (!/^0+$/.test(places) || digits > MOST_DIGITS) return GENERAL;
  if (start === '' && end === '' && words.every((word) => word === '')) {
    return digits > 1 && before.trim() === '' && after.trim() === '' ? { kind: 'zeros', digits } : GENERAL;
  }
  if (digits === 1 && !SERIES.test(start)) return GENERAL;
  return { kind: 'zeros', digits, words: [before, ...words, after] };
}

function bare(words: string): string {
  return words.replace(CURRENCY, '').replace(/\s/g, '');
}

const DIGITS = /^\d+$/;

/** Whether such a format makes a text of a number. @param digits the number's own text */
export function isCode(format: NumberFormat, digits: string): boolean {
  return format.kind === 'zeros' && DIGITS.test(digits);
}

/** The text of a number under a format that is none of dates or percents. @param digits the number's own text */
export function formatDigits(format: NumberFormat, digits: string): string {
  if (format.kind === 'number') return digits;
  if (format.kind === 'negative') return /^[^-]*[1-9]/.test(digits) ? `-${digits}` : digits;
  if (format.kind !== 'zeros' || !DIGITS.test(digits)) return digits;
  const padded = digits.padStart(format.digits, '0');
  const { words } = format;
  if (words === undefined) return padded;
  // Digits beyond the places stand at the first of them.
  const surplus = padded.length - format.digits;
  let text = `${words[0] ?? ''}${padded.slice(0, surplus + 1)}`;
  for (let place = 1; place < format.digits; place += 1) {
    text += `${words[place] ?? ''}${padded[surplus + place]}`;
  }
  return text + (words[format.digits] ?? '');
}
