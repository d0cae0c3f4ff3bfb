import type { CommandIo } from './io.ts';

/** One JSON value alone on a line. */
export function printJson(io: CommandIo, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Lists: one JSON value a line. */
export function printNdjson(io: CommandIo, values: readonly unknown[]): void {
  for (const value of values) printJson(io, value);
}

export function printLine(io: CommandIo, text: string): void {
  io.stdout.write(`${text}\n`);
}

/** Notes are for people: they go to stderr. */
export function note(io: CommandIo, text: string): void {
  io.stderr.write(`${text}\n`);
}

/** `name  value` lines with the names in one column. */
export function printFields(io: CommandIo, fields: Readonly<Record<string, string>>): void {
  const width = Math.max(...Object.keys(fields).map((name) => name.length));
  for (const [name, value] of Object.entries(fields)) printLine(io, `${name.padEnd(width)}  ${value}`);
}

/** A table with aligned columns; says `none` where there is nothing. */
export function printTable(
  io: CommandIo,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  if (rows.length === 0) {
    note(io, 'There are none.');
    return;
  }
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines) {
    printLine(
      io,
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** `1,234,567` bytes as `1.2 MB`, in powers of 1000. */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}

/** A size that somebody set, in the units in which it is written: `20GiB`, else `1.5GiB`. */
export function sizeInWords(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  if (power === 0) return `${bytes} bytes`;
  const value = bytes / 1024 ** power;
  return `${Number.isInteger(value) ? value : value.toFixed(1)}${units[power]}`;
}

const GROUPED = new Intl.NumberFormat('en-IN');

/** `1,23,456 rows`, `1 row`: grouped as Indian books do. */
export function countInWords(count: number, thing: string): string {
  return `${grouped(count)} ${count === 1 ? thing : `${thing}s`}`;
}

/** `12,34,567`. */
export function grouped(count: number): string {
  return GROUPED.format(count);
}

/** `45 s`, `3 min`; nothing where it is not known. */
export function timeInWords(seconds: number | null): string {
  if (seconds === null) return '';
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
