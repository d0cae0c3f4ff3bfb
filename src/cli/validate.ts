import { basename } from 'node:path';
import type { Command } from 'commander';
import type { FileContentType, TemplateType } from '../client/index.ts';
import type { FindingJson, ValidationJson } from './bodies.ts';
import { addCommand, type CommandContext, interruptible } from './context.ts';
import { assertMayBeWritten, createErrorFileWriter, earlierRunInWords } from './errorFile.ts';
import { errorFileFormatOf } from './errorFileFormat.ts';
import { EndedBadly } from './exit.ts';
import { localContentType, START_BYTES } from './fileContentType.ts';
import { wholeNumber } from './flagValues.ts';
import type { CommandIo } from './io.ts';
import { fileErrorInWords, invalidRowsOf, printStats } from './outcome.ts';
import { countInWords, note, printJson, printLine } from './output.ts';
import { withContentTypeOption, withTypeOption } from './presign.ts';
import { createProgressLine } from './progress.ts';
import { drained } from './results.ts';
import { type JudgeOptions, judgeFlagsOf, withJudgeOptions } from './settingFlags.ts';
import { openRegular } from './uploadFile.ts';

interface ValidateFlags extends JudgeOptions {
  readonly type: TemplateType;
  readonly contentType?: FileContentType;
  readonly errorsTo?: string;
  readonly json?: boolean;
}

export function addValidateCommand(program: Command, { io, openBodies }: CommandContext): void {
  const command = addCommand(program, {
    usage: 'validate <file>',
    summary: 'check a register on this machine, with the rules of the server and without one',
    examples: [
      'gst-intake validate sales-april.xlsx --type sales',
      'gst-intake validate purchases.csv --type purchase --gstins 27AAPFU0939F1ZV --errors-to errors.xlsx',
    ],
    notes: `Nothing is sent or stored. Settings that a workspace has are options here; left away, they are as in a new workspace.
Exit code 3: rows, or the file, would be refused.`,
  });
  withJudgeOptions(withContentTypeOption(withTypeOption(command)))
    .option(
      '--errors-to <path>',
      'save the rows that would be refused there: as a workbook where it ends in .xlsx, else as CSV',
    )
    .action((file: string, options: ValidateFlags) =>
      interruptible(io, 'Nothing was sent. Run it again.', async (signal) => {
        const { validate } = await openBodies({});
        const declared = await contentTypeOf(file, options.contentType);
        const { errorsTo } = options;
        if (errorsTo !== undefined) await assertMayBeWritten(errorsTo, file);
        const writer = errorsTo === undefined ? undefined : createErrorFileWriter({ path: errorsTo });
        const progress = createProgressLine(io, file);
        try {
          const found = await validate(file, {
            templateType: options.type,
            declared,
            settings: judgeFlagsOf(options),
            onProgress: (pass) =>
              progress.activity({ progress: { ...pass, rowsPerSecond: null, etaSeconds: null } }),
            errorFileFormat: errorFileFormatOf(errorsTo),
            onErrorFile: async (chunk) => writer?.write(chunk),
            signal,
          });
          progress.stop();
          const savedTo = (await writer?.finish()) ?? null;
          if (options.json === true) printJson(io, found);
          else printFound(io, file, found);
          if (savedTo === null) await tellEarlierRun(io, found, errorsTo);
          assertGood(found, { file, savedTo });
        } finally {
          progress.stop();
          await writer?.discard();
        }
      }),
    );
}

export function addPreviewCommand(program: Command, { io, openBodies }: CommandContext): void {
  const command = addCommand(program, {
    usage: 'preview <file>',
    summary: 'print the first rows as the server reads them: one JSON array of texts a line',
    examples: ['gst-intake preview sales-april.csv', 'gst-intake preview sales-april.xlsx --rows 3'],
    notes:
      'Nothing is sent or checked. It shows whether delimiter, quotes and letters are read as they were meant, and of a workbook ' +
      'which sheet is read, and what its numbers, dates and formulas are to the server.',
    printsJson: false,
  })
    .option('--json', 'the same: it is JSON in any case')
    .option('--rows <number>', 'how many rows at most', wholeNumber, 20);
  type Flags = { readonly rows: number; readonly contentType?: FileContentType };
  withContentTypeOption(command).action((file: string, options: Flags) =>
    interruptible(io, 'Run it again.', async (signal) => {
      const { preview } = await openBodies({});
      const declared = await contentTypeOf(file, options.contentType);
      const onNotice = (notice: string) => io.stderr.write(`${notice}\n`);
      for await (const cells of preview(file, { declared, rows: options.rows, signal, onNotice })) {
        if (!io.stdout.write(`${JSON.stringify(cells)}\n`)) await drained(io);
      }
    }),
  );
}

async function contentTypeOf(path: string, given: FileContentType | undefined): Promise<FileContentType> {
  const handle = await openRegular(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return localContentType({ fileName: basename(path), start: buffer.subarray(0, bytesRead) }, given);
  } finally {
    await handle.close();
  }
}

function printFound(
  io: CommandIo,
  file: string,
  { processingStats, errors, warnings }: ValidationJson,
): void {
  if (processingStats === null) {
    printLine(io, `${file} would be refused as a whole:`);
    for (const error of errors) printLine(io, `  ${fileErrorInWords(error)}`);
    return;
  }
  printStats(io, processingStats, 'checked');
  printFindings(io, 'What is wrong', errors);
  printFindings(io, 'Worth a look (refuses nothing by itself)', warnings);
}

function printFindings(io: CommandIo, title: string, findings: readonly FindingJson[]): void {
  if (findings.length === 0) return;
  printLine(io, `\n${title}:`);
  for (const finding of findings) {
    const { errorCode, count, rows } = finding;
    const some = rows.length < count ? 'e.g. ' : '';
    const where =
      rows.length === 0 ? '' : `, ${some}${rows.length === 1 ? 'row' : 'rows'} ${rows.join(', ')}`;
    printLine(io, `  ${errorCode}  ${countInWords(count, 'time')}${where}`);
    printLine(io, `       ${fileErrorInWords(finding)}`);
  }
}

async function tellEarlierRun(
  io: CommandIo,
  { processingStats }: ValidationJson,
  errorsTo: string | undefined,
): Promise<void> {
  const earlier = await earlierRunInWords(errorsTo);
  if (earlier === undefined) return;
  note(io, processingStats === null ? earlier : `Nothing would be refused; ${earlier}`);
}

function assertGood(
  { processingStats }: ValidationJson,
  { file, savedTo }: { readonly file: string; readonly savedTo: string | null },
): void {
  if (processingStats === null) {
    throw new EndedBadly(3, 'Mend what is named above, then check the file again.');
  }
  const refused = invalidRowsOf(processingStats);
  if (refused === 0) return;
  const rows = `${countInWords(refused, 'row')} would be refused.`;
  throw new EndedBadly(
    3,
    savedTo === null
      ? `${rows} To have them in a file to correct, add --errors-to errors.xlsx.`
      : `${rows} Each stands in ${savedTo} with what is wrong.
Nothing was sent. Correct the rows in ${file} itself and check again; or send ${file}, and then the corrected ${savedTo}.`,
  );
}
