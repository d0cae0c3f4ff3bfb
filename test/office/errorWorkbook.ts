/**
 * The error workbook in the programs that people open it with: LibreOffice and openpyxl see the same values, comments and
 * colours, and no formula; saved by LibreOffice and sent again, it is judged as before: `npm run test:office`. The npm script
 * installs what is missing. With --keep the files stay, to be looked at.
 */
import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { writeRegister } from '../../bench/registers/write.ts';
import { writeErrorWorkbook } from '../../src/ingestion/errorWorkbook.ts';
import { readQuotedCsv } from '../../src/sheet/csv/quotedCsv.ts';
import { SETTINGS } from '../ingestion/judging.ts';
import { type Judged, JudgeRoom, judgePath } from '../worker/judging.ts';
import { convert, type ForeignCell, readWithOpenpyxl, sheetsInLibreOffice } from './programs.ts';

const RED = 'FFFFC7CE';
const WILD = [
  ...['=1+1', '+1+1', '-1+1', '@SUM(A1)', '=HYPERLINK("http://example.invalid","click")', "'quoted"],
  ...["=cmd|'/c calc'!A1", '＝1+1', 'हिन्दी 😀', '_x0041_', ' blanks ', '<&>"', 'two\nlines', '00123', '1E5'],
];

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-office-'));
const room = new JudgeRoom();
const keep = process.argv.includes('--keep');
try {
  await check();
} finally {
  await room.close();
  room.remove();
  if (keep) process.stdout.write(`The files are in ${directory}.\n`);
  else rmSync(directory, { recursive: true });
}

async function check(): Promise<void> {
  const judged = await judge(register(), 'CSV');
  const file = join(directory, 'errors.xlsx');
  writeFileSync(file, await workbookOf(judged));

  const cells = readWithOpenpyxl(file);
  assert.deepEqual(Object.keys(cells), ['Errors', 'Summary', 'Warnings']);
  assertNoFormula(cells);
  const errors = cells['Errors'] ?? [];
  const values = new Set(errors.map(([, , value]) => value));
  for (const text of WILD) assert(values.has(escaped(text)), `openpyxl does not see ${JSON.stringify(text)}`);
  const commented = errors.filter(([, , , comment]) => comment !== null && !/^Row \d+ of/.test(comment));
  assert(commented.length > 50, `only ${commented.length} comments`);
  for (const [name, , , , fill] of commented) assert.equal(fill, RED, `${name} has a comment and is not red`);
  say(`openpyxl: ${errors.length} cells on Errors, ${commented.length} comments, 0 formulas`);

  const shown = sheetsInLibreOffice(file, folder('shown'));
  assert.deepEqual(Object.keys(shown).sort(), ['Errors', 'Summary', 'Warnings']);
  for (const text of WILD) {
    const field = `"${text.replaceAll('"', '""')}"`;
    assert(shown['Errors']?.includes(field), `LibreOffice does not show ${JSON.stringify(text)}`);
  }
  assert.match(shown['Summary'] ?? '', /What is wrong in sales\.csv/);
  say('LibreOffice: every text on Errors as it was, and the two other sheets');

  const saved = convert(file, 'xlsx', folder('saved'));
  const savedCells = readWithOpenpyxl(saved);
  assertNoFormula(savedCells);
  assert.deepEqual(commentsOf(savedCells['Errors']), commentsOf(errors));
  say('LibreOffice saved it again: the same comments on the same cells, 0 formulas');

  const again = await judge(saved, 'XLSX');
  assert.equal(again.verdict.outcome, 'judged');
  assert.deepEqual(await messagesOf(again), await messagesOf(judged));
  say('sent again as LibreOffice saved it: every row is refused for the same reasons');

  const pdf = readFileSync(convert(file, 'pdf', folder('printed')));
  assert.equal(pdf.toString('latin1', 0, 5), '%PDF-');
  say('LibreOffice prints it');
}

/** Planted errors of every kind, and texts that programs do things with. */
function register(): string {
  const path = join(directory, 'sales.csv');
  writeRegister(path, {
    ...{ register: 'sales', lines: 1_500, seed: 5, plantOneIn: 4, firstDocument: 1, width: 'usual' },
  });
  const [head = '', ...lines] = readFileSync(path, 'utf8').split('\r\n');
  const remarks = lines.map((line, at) =>
    line === '' ? '' : `${line},"${(WILD[at % WILD.length] ?? '').replaceAll('"', '""')}"`,
  );
  writeFileSync(path, [`${head},Remarks`, ...remarks].join('\r\n'));
  return path;
}

function judge(path: string, declared: 'CSV' | 'XLSX'): Promise<Judged> {
  return judgePath(room.open(), path, { declared, settings: { ...SETTINGS, ownGstins: OWN_GSTINS } });
}

async function workbookOf({ errorFile, markFile, warningFile, verdict }: Judged): Promise<Buffer> {
  if (verdict.outcome !== 'judged') throw new Error('the register was refused as a whole');
  const pieces: Uint8Array[] = [];
  const workbook = writeErrorWorkbook({
    ...{
      errors: () => piecesOf(errorFile),
      marks: () => piecesOf(markFile),
      warnings: () => piecesOf(warningFile),
    },
    ...{ fileName: 'sales.csv', stats: verdict.stats, notices: verdict.fileWarnings },
    ruleCounts: verdict.ruleCounts,
    isTakenIn: true,
  });
  for await (const piece of workbook) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function messagesOf({ errorFile }: Judged): Promise<string[]> {
  const messages: string[] = [];
  for await (const rows of readQuotedCsv(piecesOf(errorFile)))
    messages.push(...rows.map(([count, message]) => `${count}: ${message?.replace(/row \d+ of/, 'row of')}`));
  return messages;
}

function assertNoFormula(sheets: Readonly<Record<string, readonly ForeignCell[]>>): void {
  for (const [sheet, cells] of Object.entries(sheets)) {
    for (const [name, type, value] of cells)
      assert.notEqual(type, 'f', `${sheet}!${name} is a formula: ${value}`);
  }
}

function commentsOf(cells: readonly ForeignCell[] = []): Record<string, string> {
  return Object.fromEntries(
    cells.flatMap(([name, , , comment]) => (comment === null ? [] : [[name, comment]])),
  );
}

/** openpyxl leaves the escapes of SpreadsheetML as they are. */
function escaped(text: string): string {
  return text.replace(/_(?=x[0-9A-F]{4}_)/g, '_x005F_');
}

function folder(name: string): string {
  const path = join(directory, name);
  mkdirSync(path);
  return path;
}

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}
