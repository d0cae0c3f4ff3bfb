import { COLUMNS_OF, type ColumnKey, type Register } from './columns.ts';
import {
  headerOf,
  headersOf,
  isDecisive,
  MANDATORY,
  NOTE_HEADERS,
  OWN_GSTIN,
  secondHeadersOf,
} from './columnTable.ts';
import { nearestHeader } from './nearestHeader.ts';

export interface HeaderOptions {
  /** The trigger names exactly one own GSTIN: then its column may be missing. */
  readonly ownGstinGiven?: boolean;
}

export interface MissingColumn {
  readonly column: ColumnKey;
  readonly header: string;
  /** The header of the file, as it stands there, that is most like a known name of the column; null where none is. */
  readonly nearest: string | null;
}

export interface RepeatedColumn {
  readonly column: ColumnKey;
  /** As the file writes it first. */
  readonly header: string;
  readonly indexes: readonly number[];
}

export interface HeaderMatch {
  /** Index into the rows that were given. */
  readonly rowIndex: number;
  /** Per column of `COLUMNS_OF[register]` the index of its cell, or -1. */
  readonly columnOf: readonly number[];
  /** The header row as it stands in the file. */
  readonly headerCells: readonly string[];
  /** Headers that name no column of the register: carried through. Blank ones are not among them. */
  readonly unknown: readonly { readonly index: number; readonly header: string }[];
  /** Cells of our own columns. Either of the two that say what is wrong makes it an error file of ours. */
  readonly ownColumns: readonly number[];
  /** Of these, the ones that hold what stood beyond the header. */
  readonly beyondColumns: readonly number[];
  readonly missing: readonly MissingColumn[];
  /** Columns named twice by the very same header where it must be certain which to read. */
  readonly duplicates: readonly RepeatedColumn[];
  /** The others named twice: the first is read, the rest are among the unknown. */
  readonly repeated: readonly RepeatedColumn[];
  /** How many columns were recognised. */
  readonly score: number;
}

/** Banners (company, period, blank lines) stand above the header; it is looked for in this many rows. */
export const HEADER_SEARCH_ROWS = 20;
/** What an error file has in front of the user's columns. */
export const ERROR_FILE_COLUMNS: readonly [string, string] = ['No. of Errors', 'Error Message'];
/** What an error workbook has between the user's columns and these, where a row had text beyond the header. */
export const BEYOND_HEADER = 'Beyond the header';

/** Fewer recognised columns than this are a coincidence: a banner may well say "Description" or "Rate". */
const LEAST_SCORE = 3;
const LONGEST_HEADER = 150;
/** `Reverse Charge (Y/N)`, `IGST (Rs.)`: how it is written says nothing about what it is. */
const UNIT_IN_BRACKETS =
  /[([]\s{0,3}(?:(?:in|as)\s{1,3})?(?:y\s?\/\s?n|yes\s?\/\s?no|rs\.?|inr|₹|rupees)\s{0,3}[)\]]/g;
/** A byte order mark of UTF-8 that a program took for Windows-1252, as LibreOffice does unless told otherwise. */
const MISREAD_MARK = /^ï»¿/;
const NOT_LETTER_OR_DIGIT = /[^\p{L}\p{N}\p{M}]+/gu;
/** Behind all aliases. */
const SECOND_RANK = 100;

interface Claim {
  readonly column: number;
  /** 0 for the template's own header, 1 for the JSON key, then the aliases; second meanings last. */
  readonly rank: number;
}

interface Assignment {
  readonly columnOf: number[];
  readonly score: number;
}

/**
 * A header without what people vary: case, blanks, punctuation, `*`, byte order mark. '' for one of these alone. A percent
 * sign stays as a word (`CGST %` is not `CGST`) unless "rate" says it already. `Amt` is an amount; `(Y/N)` and `(Rs.)` go.
 */
export function normaliseHeader(text: string): string {
  const letters = text
    .slice(0, LONGEST_HEADER)
    .replace(MISREAD_MARK, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(UNIT_IN_BRACKETS, ' ')
    .replaceAll('%', 'percent')
    .replaceAll('percentage', 'percent')
    .replace(NOT_LETTER_OR_DIGIT, '')
    .replaceAll('amt', 'amount');
  return letters.endsWith('ratepercent') ? letters.slice(0, -'percent'.length) : letters;
}

const NOTE_NAMES: ReadonlySet<string> = new Set(NOTE_HEADERS.map(normaliseHeader));
const OWN_COLUMNS = ERROR_FILE_COLUMNS.map(normaliseHeader);
const BEYOND_COLUMN = new RegExp(`^${normaliseHeader(BEYOND_HEADER)}\\d*$`);
const CLAIMS: Readonly<Record<Register, ReadonlyMap<string, readonly Claim[]>>> = {
  sales: claimsOf('sales'),
  purchase: claimsOf('purchase'),
};

/**
 * Finds the header row among the first rows of a sheet and says which column stands where. Null where no row has enough
 * recognised columns.
 */
export function matchHeader(
  register: Register,
  rows: readonly (readonly string[])[],
  options: HeaderOptions = {},
): HeaderMatch | null {
  let best: { rowIndex: number; names: string[]; assignment: Assignment } | null = null;
  for (const [rowIndex, cells] of rows.slice(0, HEADER_SEARCH_ROWS).entries()) {
    const names = cells.map(normaliseHeader);
    const assignment = assign(register, names);
    if (assignment.score > (best?.assignment.score ?? LEAST_SCORE - 1))
      best = { rowIndex, names, assignment };
  }
  if (best === null) return null;
  return describe(register, { ...best, cells: rows[best.rowIndex] ?? [] }, options);
}

/** Which register the header looks like, told by the columns that only one of the two has; null where it could be either. */
export function guessRegister(rows: readonly (readonly string[])[]): Register | null {
  const sales = matchHeader('sales', rows)?.score ?? 0;
  const purchase = matchHeader('purchase', rows)?.score ?? 0;
  if (sales === purchase) return null;
  return sales > purchase ? 'sales' : 'purchase';
}

/** Per column of `COLUMNS_OF[register]` all its names, normalised; second meanings are not among them. */
export function namesByColumn(register: Register): string[][] {
  const names: string[][] = COLUMNS_OF[register].map(() => []);
  for (const [name, claims] of CLAIMS[register]) {
    for (const { column, rank } of claims) if (rank < SECOND_RANK) names[column]?.push(name);
  }
  return names;
}

function claimsOf(register: Register): Map<string, Claim[]> {
  const claims = new Map<string, Claim[]>();
  for (const [column, key] of COLUMNS_OF[register].entries()) {
    const ranked = [...headersOf(register, key).entries()];
    const second = secondHeadersOf(key).map((header, rank) => [SECOND_RANK + rank, header] as const);
    for (const [rank, header] of [...ranked, ...second]) {
      const name = normaliseHeader(header);
      const ofName = claims.get(name) ?? [];
      if (!ofName.some((claim) => claim.column === column)) ofName.push({ column, rank });
      claims.set(name, ofName);
    }
  }
  return claims;
}

/** Gives each cell at most one column and each column at most one cell, the surest claims first, then from the left. */
function assign(register: Register, names: readonly string[]): Assignment {
  const ranks = names.some((name) => NOTE_NAMES.has(name)) ? Number.POSITIVE_INFINITY : SECOND_RANK;
  const wanted: { cell: number; claim: Claim }[] = [];
  for (const [cell, name] of names.entries()) {
    for (const claim of CLAIMS[register].get(name) ?? []) {
      if (claim.rank < ranks) wanted.push({ cell, claim });
    }
  }
  wanted.sort((a, b) => a.claim.rank - b.claim.rank || a.cell - b.cell);

  const columnOf = COLUMNS_OF[register].map(() => -1);
  const taken = new Set<string>();
  let score = 0;
  for (const { cell, claim } of wanted) {
    // By the text, not by the cell: the same header twice is a duplicate, not a second column.
    const name = names[cell] ?? '';
    if (columnOf[claim.column] !== -1 || taken.has(name)) continue;
    columnOf[claim.column] = cell;
    taken.add(name);
    score += 1;
  }
  return { columnOf, score };
}

function describe(
  register: Register,
  found: { rowIndex: number; names: string[]; assignment: Assignment; cells: readonly string[] },
  options: HeaderOptions,
): HeaderMatch {
  const { names, cells, assignment } = found;
  const { columnOf } = assignment;
  const twice = repeatedOf(register, columnOf, { names, cells });
  const duplicates = twice.filter(({ column }) => isDecisive(register, column));
  const known = new Set([...columnOf, ...duplicates.flatMap(({ indexes }) => indexes)]);
  const beyondColumns = indexesOf(names, (name) => BEYOND_COLUMN.test(name));
  const ownColumns = indexesOf(names, (name) => OWN_COLUMNS.includes(name) || BEYOND_COLUMN.test(name));
  const unknown = indexesOf(names, (name) => name !== '')
    .filter((index) => !known.has(index) && !ownColumns.includes(index))
    .map((index) => ({ index, header: cells[index] ?? '' }));
  return {
    rowIndex: found.rowIndex,
    columnOf,
    headerCells: cells,
    unknown,
    ownColumns,
    beyondColumns,
    missing: missingOf(register, columnOf, options).map((column) => ({
      column,
      header: headerOf(register, column),
      nearest: nearestHeader(
        headersOf(register, column).map(normaliseHeader),
        unknown.map(({ header, index }) => ({ header, name: names[index] ?? '' })),
      ),
    })),
    duplicates,
    repeated: twice.filter(({ column }) => !isDecisive(register, column)),
    score: assignment.score,
  };
}

function repeatedOf(
  register: Register,
  columnOf: readonly number[],
  { names, cells }: { names: readonly string[]; cells: readonly string[] },
): RepeatedColumn[] {
  return columnOf.flatMap((cell, column) => {
    const key = COLUMNS_OF[register][column];
    if (cell === -1 || key === undefined) return [];
    const indexes = indexesOf(names, (name) => name === names[cell]);
    return indexes.length > 1 ? [{ column: key, header: (cells[cell] ?? '').trim(), indexes }] : [];
  });
}

function missingOf(register: Register, columnOf: readonly number[], options: HeaderOptions): ColumnKey[] {
  return MANDATORY[register].filter(
    (key) =>
      columnOf[COLUMNS_OF[register].indexOf(key)] === -1 &&
      !(options.ownGstinGiven === true && key === OWN_GSTIN[register]),
  );
}

function indexesOf(names: readonly string[], test: (name: string) => boolean): number[] {
  const indexes: number[] = [];
  for (const [index, name] of names.entries()) if (test(name)) indexes.push(index);
  return indexes;
}
