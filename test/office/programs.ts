import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Debian's Python brings openpyxl as a package of its own. */
const PYTHON = process.env['GST_INTAKE_TEST_PYTHON'] ?? '/usr/bin/python3';
const MS = 180_000;
/** Comma, double quotes, UTF-8, all fields quoted as texts, cells as they are and not as they look, every sheet by itself. */
const CSV_OF_EVERY_SHEET = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,-1';
/** Prints per sheet its cells as [name, type, value, comment, fill]; `data_type` is `f` for a formula. */
const CELLS = `
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
print(json.dumps({sheet.title: [[cell.coordinate, cell.data_type, str(cell.value), cell.comment.text if cell.comment else None, cell.fill.fgColor.rgb]
  for row in sheet.iter_rows() for cell in row if cell.value is not None or cell.comment] for sheet in book}))
`;

export type ForeignCell = readonly [
  name: string,
  type: string,
  value: string,
  comment: string | null,
  fill: string,
];

/** What openpyxl finds in a workbook, by sheet. */
export function readWithOpenpyxl(file: string): Readonly<Record<string, readonly ForeignCell[]>> {
  return JSON.parse(run(PYTHON, ['-c', CELLS, file]));
}

/** Opens a file in LibreOffice without its window and saves it in another format. @returns the new file */
export function convert(file: string, format: 'xlsx' | 'pdf', into: string): string {
  saveAs(file, format, into);
  return join(into, basename(file).replace(/\.\w+$/, `.${format}`));
}

/** What LibreOffice shows on every sheet, as CSV by sheet. */
export function sheetsInLibreOffice(file: string, into: string): Readonly<Record<string, string>> {
  saveAs(file, CSV_OF_EVERY_SHEET, into);
  const stem = `${basename(file).replace(/\.\w+$/, '')}-`;
  const files = readdirSync(into).filter((name) => name.startsWith(stem) && name.endsWith('.csv'));
  return Object.fromEntries(
    files.map((name) => [name.slice(stem.length, -'.csv'.length), readFileSync(join(into, name), 'utf8')]),
  );
}

function saveAs(file: string, format: string, into: string): void {
  // A profile of its own: another LibreOffice of this user would do the work, or refuse it.
  const profile = `-env:UserInstallation=file://${join(into, 'profile')}`;
  run('soffice', [profile, '--headless', '--convert-to', format, '--outdir', into, file]);
}

function run(command: string, parameters: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    ...{ encoding: 'utf8', timeout: MS, maxBuffer: 2 ** 28 },
  });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
  return stdout;
}
