import { isTotalRow } from '../gst/totalRow.ts';
import type { GroupVerdict, Judge, JudgedDocument, JudgeSettings } from '../gst/verdict.ts';
import { SheetFault } from '../sheet/fault.ts';
import type { Sheet } from '../sheet/rows.ts';
import type { ActivityProgress, Phase } from './activity.ts';
import { noteRefusal, writeErrorFile } from './errorFile.ts';
import type { FileVerdict } from './fileJudge.ts';
import { FileTally } from './fileTally.ts';
import { filledSheet } from './filledSheet.ts';
import { FindingStore } from './findingStore.ts';
import { Grouping } from './grouping.ts';
import { headerNotices } from './headerNotices.ts';
import type { JudgeBounds } from './judgeJob.ts';
import { KeyTable } from './keyTable.ts';
import { FindingMarks } from './markFile.ts';
import { withoutOwnSheets } from './ownSheets.ts';
import { findHeader, noRows, type RegisterHeader } from './registerHeader.ts';
import { type ReadRow, RegisterRows } from './registerRows.ts';
import { filledNotice, RowTally, totalsNotice } from './rowNotices.ts';
import type { Scratch } from './scratch.ts';
import { withSurplusCells } from './surplusCells.ts';
import { noteWarnings, writeWarningFile } from './warningFile.ts';

/** Where the outcome goes as it comes; each call returns when more may follow. */
export interface JudgeOutput {
  document(document: JudgedDocument): void;
  errorFile(chunk: Uint8Array): void;
  markFile(chunk: Uint8Array): void;
  warningFile(chunk: Uint8Array): void;
  progress(progress: ActivityProgress): void;
}

export interface FileToJudge {
  readonly sheet: Sheet;
  readonly bytes: number;
  readonly settings: JudgeSettings;
  readonly judge: Judge;
  readonly scratch: Scratch;
  readonly bounds: JudgeBounds;
  readonly hashSeed: number;
  readonly output: JudgeOutput;
}

/**
 * Judges a file in flat memory: finds the header, counts the rows of each document in a first pass, judges each document
 * with its last row in a second one, and copies the refused rows out of the file in a third. Where cells are merged down
 * over rows of a document, which is known behind the first pass, the rows are counted anew with the cells filled.
 *
 * @throws SheetFault where the file as a whole will not do
 */
export async function judgeFile(given: FileToJudge): Promise<FileVerdict & { outcome: 'judged' }> {
  const header = await findHeader(given.sheet, given.settings);
  const rows = new RegisterRows(header, given.judge.keyColumns, {
    isTyped: given.sheet.format !== 'CSV',
  });
  const { file, counted, filled } = await countRows(given, { header, rows });
  const oddities = withoutOwnSheets(file.sheet.warnings);
  const judged = await judgeRows(file, { header, rows, counted });
  if (judged.refusals.size > 0) await reportRefusals(file, { header, rows, refusals: judged.refusals });
  if (judged.warnings.size > 0) writeWarningFile(judged.warnings, (chunk) => file.output.warningFile(chunk));
  const findings = judged.tally.findings();
  const notices = headerNotices(header);
  return {
    outcome: 'judged',
    stats: judged.tally.stats(),
    ruleCounts: countsOf(findings),
    findings,
    fileWarnings: [
      ...notices.grave,
      ...oddities.map(({ message }) => message),
      ...notices.others,
      ...filledNotice(filled),
      ...totalsNotice(judged.totals),
    ],
    refusedRows: judged.refusals.size,
    warningCount: findings.reduce(
      (sum, { severity, count }) => sum + (severity === 'warning' ? count : 0),
      0,
    ),
  };
}

interface Register {
  readonly header: RegisterHeader;
  readonly rows: RegisterRows;
}

interface Counted {
  /** With the sheet that the further passes read. */
  readonly file: FileToJudge;
  readonly counted: KeyTable;
  /** Rows that took values from cells merged over them. */
  readonly filled: RowTally;
}

async function countRows(file: FileToJudge, register: Register): Promise<Counted> {
  const counted = await countKeys(file, register, new Pass(file, 'counting'));
  const sheet = filledSheet(file.sheet, { ...register, judge: file.judge });
  if (sheet === null) return { file, counted, filled: new RowTally() };
  // Not told again: progress does not go back.
  const countedAnew = await countKeys({ ...file, sheet }, register, null);
  if (sheet.filled.count === 0) return { file, counted, filled: sheet.filled };
  return { file: { ...file, sheet }, counted: countedAnew, filled: sheet.filled };
}

async function countKeys(
  { sheet, judge, bounds, hashSeed }: FileToJudge,
  { header, rows }: Register,
  pass: Pass | null,
): Promise<KeyTable> {
  const counted = new KeyTable(hashSeed);
  let rowsRead = 0;
  await sheet.read({
    firstCells: rows.keyWidth,
    row: (view) => {
      if (view.number <= header.row) return;
      rowsRead += 1;
      const texts = rows.keyTexts(view);
      const key = judge.groupKey(texts);
      if (key !== '' && counted.add(key) > bounds.groupRows) throw documentTooLong(texts, bounds.groupRows);
    },
    pause: (bytesDone) => pass?.pause(bytesDone, rowsRead),
  });
  if (rowsRead === 0) throw noRows();
  return counted;
}

interface Judged {
  readonly tally: FileTally;
  readonly refusals: FindingStore;
  readonly warnings: FindingStore;
  /** Rows that only sum up others. */
  readonly totals: RowTally;
}

async function judgeRows(
  file: FileToJudge,
  { header, rows, counted }: Register & { counted: KeyTable },
): Promise<Judged> {
  const { judge, scratch, bounds } = file;
  const { register } = header;
  const marks = new FindingMarks(header);
  const keyOf = (row: ReadRow) => judge.groupKey(rows.keyTextsOf(row));
  const grouping = new Grouping({ counted, scratch, bounds, keyOf });
  const judged: Judged = {
    tally: new FileTally(bounds.ownGstins),
    refusals: new FindingStore(scratch),
    warnings: new FindingStore(scratch),
    totals: new RowTally(),
  };
  const take = (group: readonly ReadRow[]) => {
    const verdict = withSurplusCells(judge.judgeGroup(group), group, judge.ownGstinOf);
    assertComplete(verdict, group);
    judged.tally.add(verdict);
    for (const document of verdict.documents) file.output.document(document);
    for (const refused of verdict.refused) noteRefusal(judged.refusals, refused, marks);
    noteWarnings(judged.warnings, verdict.warnings, { rows: group, header });
  };
  const pass = new Pass(file, 'judging');
  let rowsRead = 0;
  await file.sheet.read({
    row: (view) => {
      if (view.number <= header.row) return;
      rowsRead += 1;
      const row = rows.read(view);
      const key = keyOf(row);
      if (isTotalRow(register, row.values)) {
        judged.totals.add(row.row);
        grouping.leaveOut(key, take);
      } else grouping.take(row, key, take);
    },
    pause: (bytesDone) => pass.pause(bytesDone, rowsRead),
  });
  if (grouping.waiting > 0)
    throw new Error('the file lacks rows in the second pass that it had in the first');
  assertAllJudged(judged, rowsRead);
  return judged;
}

async function reportRefusals(
  file: FileToJudge,
  { header, rows, refusals }: Register & { refusals: FindingStore },
): Promise<void> {
  const pass = new Pass(file, 'reporting');
  await writeErrorFile({
    sheet: file.sheet,
    header,
    rows,
    refusals,
    write: (chunk) => file.output.errorFile(chunk),
    writeMarks: (chunk) => file.output.markFile(chunk),
    pause: (bytesDone) => pass.pause(bytesDone, 0),
  });
}

/** One way through the file, as progress tells it. */
class Pass {
  readonly #file: FileToJudge;
  readonly #phase: Phase;
  #bytesDone = 0;

  constructor(file: FileToJudge, phase: Phase) {
    this.#file = file;
    this.#phase = phase;
    this.pause(0, 0);
  }

  /** @param bytesDone of the file; the parts of a workbook need not be read in the order in which they lie there */
  pause(bytesDone: number, rowsRead: number): void {
    const { output, bytes } = this.#file;
    this.#bytesDone = Math.min(Math.max(this.#bytesDone, bytesDone), bytes);
    output.progress({ phase: this.#phase, bytesDone: this.#bytesDone, bytesTotal: bytes, rowsRead });
  }
}

/** Rows in = valid + invalid, for every document. */
function assertComplete({ documents, refused }: GroupVerdict, rows: readonly ReadRow[]): void {
  const judged = documents.reduce((sum, { lineCount }) => sum + lineCount, refused.length);
  if (judged !== rows.length)
    throw new Error(`${rows.length} rows went into a verdict and ${judged} came out`);
}

/** The same, for the file. */
function assertAllJudged({ tally, totals }: Judged, rowsRead: number): void {
  const judged = tally.stats().reduce((sum, stats) => sum + stats.validRows + stats.invalidRows, 0);
  if (judged + totals.count !== rowsRead)
    throw new Error(`${rowsRead} rows were read, ${judged} judged and ${totals.count} left out`);
  if (judged === 0) throw noRows();
}

function countsOf(findings: readonly { code: string; count: number }[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { code, count } of findings) counts.set(code, (counts.get(code) ?? 0) + count);
  return Object.fromEntries(counts);
}

/** @param numbers the texts of the key: the document's number and what stands for it */
function documentTooLong(numbers: readonly string[], most: number): SheetFault {
  const number = (numbers.find((text) => text !== '') ?? '').slice(0, 40);
  return new SheetFault('LIMIT_EXCEEDED', `Document ${number} has more than ${most} rows in this file.`, {
    resolution:
      'Check that Document Number holds the number of each document. If it does, split the document into several.',
    field: 'Document Number',
    values: [number],
  });
}
