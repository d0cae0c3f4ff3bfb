/** What a number format makes of a number: all that matters of it to whoever reads values and not layout. */
export type NumberFormat =
  | { readonly kind: 'number' | 'percent' | 'date' }
  /** Nothing but noughts (`00000`): shown with so many digits at least, leading zeros and all. */
  | { readonly kind: 'zeros'; readonly digits: number };

export const GENERAL: NumberFormat = { kind: 'number' };
const PERCENT: NumberFormat = { kind: 'percent' };
const DATE: NumberFormat = { kind: 'date' };

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
const ELAPSED = /^(?:h+|m+|s+)$/i;
const ONLY_ZEROS = /^0{2,15}$/;

/** Reads a format code such as `dd\-mm\-yyyy`, `0.00%`, `[$₹-4009]#,##0.00` by its first section; it is never run. */
export function readFormat(code: string): NumberFormat {
  const plain = withoutLiterals(code.slice(0, LONGEST_CODE));
  if (plain === null) return DATE;
  if (/general|standard/i.test(plain)) return GENERAL;
  if (plain.includes('%')) return PERCENT;
  if (ONLY_ZEROS.test(plain)) return { kind: 'zeros', digits: plain.length };
  return /[ymdhs]|a\/p/i.test(plain) ? DATE : GENERAL;
}

/** The first section without quoted and escaped characters and brackets; null where one of the brackets holds elapsed time. */
function withoutLiterals(code: string): string | null {
  let plain = '';
  for (let at = 0; at < code.length; at += 1) {
    const character = code[at];
    if (character === ';') break;
    if (character === '"') at = endOf(code, '"', at + 1);
    else if (character === '[') {
      const end = endOf(code, ']', at + 1);
      if (ELAPSED.test(code.slice(at + 1, end))) return null;
      at = end;
    } else if (character === '\\' || character === '_' || character === '*') at += 1;
    else plain += character;
  }
  return plain;
}

function endOf(code: string, mark: string, from: number): number {
  const end = code.indexOf(mark, from);
  return end < 0 ? code.length : end;
}
