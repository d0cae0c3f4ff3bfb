import { closeSync, fstatSync, openSync } from 'node:fs';
import { COMPANY_COLUMNS, type CompanyColumn, companyColumn } from '../accounts/companyColumns.ts';
import type { CompanyRow } from '../accounts/companyPlan.ts';
import { AppError } from '../errors.ts';
import { differenceOf } from '../gst/nearestHeader.ts';
import { CsvWriter } from '../sheet/csv/csvWriter.ts';
import { SheetFault } from '../sheet/fault.ts';
import { undefuse } from '../sheet/formulaDefence.ts';
import { openSheet } from '../sheet/open.ts';
import type { ByteSource, RowView } from '../sheet/rows.ts';
import { byteSource } from './byteSource.ts';

const HEADER_ROWS = 20;
const MAX_ROWS = 5_000;

export interface CompanyFile {
  readonly rows: readonly CompanyRow[];
  /** What was odd about the file and was read all the same. */
  readonly notices: readonly string[];
}

interface ReadingOptions {
  /** Leave columns aside whose names mean nothing here; else they are refused. */
  readonly ignoreColumns: boolean;
}

/**
 * Reads a list of companies, CSV or the first sheet of a workbook: one row each, under a header with a column `name`.
 * @throws AppError file_refused where it cannot be read as such a list; input_invalid where it is no file
 */
export async function readCompanyFile(path: string, options: ReadingOptions): Promise<CompanyFile> {
  const fd = openSync(path, 'r');
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new AppError('input_invalid', `${path} is not a file.`);
    return await readCompanies(byteSource(fd, stat.size), { name: path, ...options });
  } finally {
    closeSync(fd);
  }
}

/** The same of bytes that came otherwise. @throws AppError file_refused */
export async function readCompanies(
  source: ByteSource,
  { name, ignoreColumns }: ReadingOptions & { readonly name: string },
): Promise<CompanyFile> {
  try {
    const sheet = await openSheet(source, { declared: 'CSV' });
    const reader = new CompanyReader(name, ignoreColumns);
    await sheet.read({ row: (view) => reader.row(view), done: () => reader.hasNoHeader });
    return { rows: reader.companies(), notices: reader.notices };
  } catch (error) {
    if (error instanceof SheetFault) throw refused(name, `${error.message} ${error.resolution}`, error);
    throw error;
  }
}

/** Bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(into, position) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}

/** The list to fill in, with one example. */
export function companyTemplate(): Uint8Array {
  const columns = Object.values(COMPANY_COLUMNS);
  const writer = new CsvWriter();
  writer.row(columns.map(({ header }) => header));
  writer.row(columns.map(({ example }) => example));
  return writer.take();
}

class CompanyReader {
  readonly notices: string[] = [];
  readonly #path: string;
  readonly #ignoresColumns: boolean;
  readonly #rows: CompanyRow[] = [];
  #columns: ReadonlyMap<CompanyColumn, number> | undefined;
  hasNoHeader = false;

  constructor(path: string, ignoresColumns: boolean) {
    this.#path = path;
    this.#ignoresColumns = ignoresColumns;
  }

  row(view: RowView): void {
    if (this.#columns === undefined) {
      this.#columns = this.#header(view);
      this.hasNoHeader = this.#columns === undefined && view.number >= HEADER_ROWS;
      return;
    }
    const cells = new Map<CompanyColumn, string>();
    for (const [key, place] of this.#columns) cells.set(key, undefuse(view.text(place).trim()));
    if ([...cells.values()].every((text) => text === '')) return;
    if (this.#rows.length >= MAX_ROWS) {
      throw refused(this.#path, `It has more than ${MAX_ROWS} companies. Split it into several files.`);
    }
    this.#rows.push({ row: view.number, cells });
  }

  companies(): readonly CompanyRow[] {
    if (this.#columns === undefined) {
      throw refused(
        this.#path,
        `It has no column 'name' in one of its first ${HEADER_ROWS} rows. 'gst-intake admin workspace import --template' prints a list to fill in.`,
      );
    }
    if (this.#rows.length === 0) throw refused(this.#path, 'It has no row below its header.');
    return this.#rows;
  }

  #header(view: RowView): ReadonlyMap<CompanyColumn, number> | undefined {
    const columns = new Map<CompanyColumn, number>();
    const leftAside: string[] = [];
    for (let place = 0; place < view.cellCount; place += 1) {
      const header = view.text(place).trim();
      const key = companyColumn(header);
      if (key !== undefined && columns.has(key)) {
        throw refused(this.#path, `Two of its columns mean ${COMPANY_COLUMNS[key].header}. Take one out.`);
      }
      if (key !== undefined) columns.set(key, place);
      else if (header !== '') leftAside.push(header);
    }
    if (!columns.has('name')) return undefined;
    if (leftAside.length > 0) this.#leaveAside(leftAside);
    return columns;
  }

  /** A column that is spelt otherwise would be missed in silence: a license without an end, a quota without a limit. */
  #leaveAside(headers: readonly string[]): void {
    if (this.#ignoresColumns) {
      this.notices.push(`Columns left aside, since their names mean nothing here: ${headers.join(', ')}.`);
      return;
    }
    const named = headers.map((header) => {
      const near = nearestColumn(header);
      return near === undefined ? `'${header}'` : `'${header}' (is it ${near}?)`;
    });
    throw refused(
      this.#path,
      `Columns whose names mean nothing here: ${named.join(', ')}. Rename them, or add --ignore-columns to leave them aside.`,
    );
  }
}

const LARGEST_DIFFERENCE = 0.34;

function nearestColumn(header: string): string | undefined {
  const letters = header.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const [nearest] = Object.values(COMPANY_COLUMNS)
    .map(({ header: own, alsoCalled }) => {
      const names = [own.replaceAll('_', ''), ...alsoCalled];
      return { own, difference: Math.min(...names.map((name) => differenceOf(name, letters))) };
    })
    .toSorted((one, other) => one.difference - other.difference);
  return nearest !== undefined && nearest.difference < LARGEST_DIFFERENCE ? nearest.own : undefined;
}

function refused(path: string, message: string, cause?: unknown): AppError {
  return new AppError('file_refused', `${path}: ${message}`, { cause });
}
