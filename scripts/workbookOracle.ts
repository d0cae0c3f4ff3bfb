import { read, SSF, utils, type WorkSheet } from '@e965/xlsx';

/** A cell as the other reader has it: its type there, and what our kind and text should be. */
export interface OracleCell {
  readonly type: string;
  readonly value: unknown;
  readonly format: string;
}

export interface OracleSheet {
  readonly name: string;
  readonly is1904: boolean;
  /** By address (`D7`); blank cells are left out. */
  readonly cells: ReadonlyMap<string, OracleCell>;
}

interface RawCell {
  readonly t: string;
  readonly v?: unknown;
  readonly w?: string;
  readonly z?: string | number;
}

/**
 * The first worksheet that is not hidden, or else the first, as `@e965/xlsx` reads it; null where there is none.
 * @throws whatever it throws
 */
export function readOracle(bytes: Buffer): OracleSheet | null {
  const book = read(bytes, { dense: true, cellNF: true, cellText: true, nodim: true });
  const sheets = book.SheetNames.flatMap((name, at) => {
    const sheet = book.Sheets[name];
    const isSheet = sheet !== undefined && (sheet['!type'] ?? 'sheet') === 'sheet';
    return isSheet ? [{ name, sheet, isHidden: (book.Workbook?.Sheets?.[at]?.Hidden ?? 0) > 0 }] : [];
  });
  const first = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  if (first === undefined) return null;
  const is1904 = book.Workbook?.WBProps?.date1904 === true;
  return { name: first.name, is1904, cells: cellsOf(first.sheet) };
}

function cellsOf(sheet: WorkSheet): Map<string, OracleCell> {
  const cells = new Map<string, OracleCell>();
  const rows = (sheet['!data'] ?? []) as readonly (readonly (RawCell | undefined)[] | undefined)[];
  rows.forEach((row, r) => {
    row?.forEach((cell, c) => {
      if (cell === undefined || cell.t === 'z' || cell.v === undefined || cell.v === '') return;
      const value = cell.t === 'e' ? cell.w : cell.v;
      cells.set(utils.encode_cell({ r, c }), { type: cell.t, value, format: String(cell.z ?? 'General') });
    });
  });
  return cells;
}

/** Whether kind and text of ours say the same as the cell of the oracle. */
export function isSame(
  ours: { readonly kind: string; readonly text: string },
  { type, value, format }: OracleCell,
  is1904: boolean,
): boolean {
  if (typeof value === 'string' && type === 's')
    return ours.kind === 'text' && withLineFeeds(ours.text) === withLineFeeds(value);
  if (type === 'b') return ours.kind === 'boolean' && ours.text === (value === true ? 'TRUE' : 'FALSE');
  if (type === 'e') return ours.kind === 'error' && ours.text === value;
  if (typeof value !== 'number') return false;
  if (isDate(format) && ours.kind === 'date') return isSameMoment(ours.text, value, is1904);
  if (isDate(format) && value >= 0 && value < 2_958_466) return false;
  if (/^0{2,}$/.test(format) && Number.isInteger(value))
    return ours.kind === 'text' && isPadded(ours.text, value, format.length);
  if (ours.kind === 'percent') return /%/.test(format) && isNear(Number(ours.text.slice(0, -1)) / 100, value);
  return ours.kind === 'number' && !isPercent(format) && isNear(Number(ours.text), value);
}

/** By the first section, quoted texts apart. */
function isPercent(format: string): boolean {
  return (format.replaceAll(/"[^"]*"|\\./g, '').split(';')[0] ?? '').includes('%');
}

function isDate(format: string): boolean {
  return SSF.is_date(format.split(';')[0]) === true;
}

/** It takes carriage returns away. */
function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

function isPadded(text: string, value: number, digits: number): boolean {
  return text === String(Math.abs(Math.round(value))).padStart(digits, '0');
}

/** Up to the fifteen digits that spreadsheets know; what is below a millionth is nought to us. */
function isNear(ours: number, theirs: number): boolean {
  return (
    ours === theirs || Math.abs(ours - theirs) <= Math.max(ours === 0 ? 1e-6 : 0, Math.abs(theirs) * 1e-14)
  );
}

/** Dates to the day; times to the second, which either may round its own way. */
function isSameMoment(text: string, serial: number, is1904: boolean): boolean {
  const parts = SSF.parse_date_code(serial, { date1904: is1904 }) as Record<'y' | 'm' | 'd', number> & {
    readonly S: number;
    readonly M: number;
    readonly H: number;
    readonly D: number;
  };
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})?T?(\d{2}:\d{2}:\d{2})?$/.exec(text) ?? [];
  const theirs = parts.H * 3600 + parts.M * 60 + parts.S;
  const [hours = 0, minutes = 0, seconds = 0] = (time ?? '00:00:00').split(':').map(Number);
  const gap = Math.abs(hours * 3600 + minutes * 60 + seconds - theirs);
  const theirDay = [String(parts.y).padStart(4, '0'), pad(parts.m), pad(parts.d)].join('-');
  return (day === undefined ? serial < 1 : day === theirDay || gap > 86_390) && (gap <= 1 || gap >= 86_399);
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}
