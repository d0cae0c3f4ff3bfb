import type { Command } from 'commander';
import type { Client, Ingestion, StatusAnswer } from '../client/index.ts';
import { addCommand, type CommandContext, interruptible } from './context.ts';
import { assertMayBeWritten, earlierRunInWords } from './errorFile.ts';
import { EndedBadly } from './exit.ts';
import { fileContentTypeOf } from './fileContentType.ts';
import { openFileSource } from './fileSource.ts';
import { CLIENT_NOTES, type ClientFlags, openClient, withClientOptions } from './openClient.ts';
import { assertEndedWell, printStatus, viewOf } from './outcome.ts';
import { note, printFields, printJson } from './output.ts';
import { type FileFlags, withFileOptions } from './presign.ts';
import { createProgressLine, type ProgressLine } from './progress.ts';
import { saveRefusedRows } from './refusedRows.ts';
import { tellRetry, withoutQuery } from './sendFile.ts';
import { GO_ON } from './upload.ts';
import { openUploadFile } from './uploadFile.ts';

interface IngestFlags extends FileFlags, ClientFlags {
  readonly json?: boolean;
  readonly template?: string;
  readonly wait?: boolean;
  readonly errorsTo?: string;
}

interface Run {
  readonly client: Client;
  readonly file: string;
  readonly options: IngestFlags;
  readonly context: CommandContext;
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
  /** Takes what to say at Ctrl-C from now on. */
  readonly onGoOn: (words: string) => void;
}

export function addIngestCommand(program: Command, context: CommandContext): void {
  const command = addCommand(program, {
    usage: 'ingest <file>',
    summary: 'send a register and have it checked and taken in; - is standard input',
    examples: [
      'gst-intake ingest sales-april.csv --type sales --wait',
      'gst-intake ingest purchases.csv --type purchase --errors-to purchases-to-correct.xlsx',
      'export-sales | gst-intake ingest - --name sales.csv --type sales --wait --json',
    ],
    notes: `${CLIENT_NOTES}\nWith --wait the rows that are refused are saved beside the file as <file>.errors.csv (of a workbook: .errors.xlsx), under a
name that is free; to correct them, change that file and ingest it. Exit code 3: rows, or the file, were refused.`,
  })
    .option('--template <id>', "template of the file's columns, 24 hex digits (default: Clear's own)")
    .option('--wait', 'wait until the file is checked and show what became of it')
    .option(
      '--errors-to <path>',
      'wait, and save the refused rows there: as a workbook where it ends in .xlsx, else as CSV',
    );
  withClientOptions(withFileOptions(command)).action((file: string, options: IngestFlags) => {
    let goOn = GO_ON;
    return interruptible(
      context.io,
      () => goOn,
      (signal) => openAndRun({ file, options, context, signal, onGoOn: (words) => (goOn = words) }),
    );
  });
}

/** Said at Ctrl-C. */
export function goesOn(activityId: string, type: FileFlags['type']): string {
  return `The server goes on with activity ${activityId}.
To watch it: gst-intake status ${activityId} --type ${type} --watch
To end it:   gst-intake cancel ${activityId}`;
}

async function openAndRun(input: Omit<Run, 'client' | 'progress'>): Promise<void> {
  const { file, options, context } = input;
  const client = await openClient(context.settings(), options, context.version);
  if (options.errorsTo !== undefined) await assertMayBeWritten(options.errorsTo, file);
  const progress = createProgressLine(context.io, file === '-' ? (options.name ?? file) : file);
  try {
    await run({ ...input, client, progress });
  } finally {
    progress.stop();
  }
}

async function run(all: Run): Promise<void> {
  const { client, options, context, progress, signal } = all;
  const { io } = context;
  const { activityId, fileName, answer } = await ingest(all);
  if (answer === null) {
    progress.stop();
    const begun = { status: 'ACTIVITY_CREATED', processingStats: null, fileError: null, errors: [] };
    if (options.json === true)
      return printJson(io, { activityId, externalId: null, ...begun, errorsSavedTo: null });
    printFields(io, { activity: activityId, status: 'the file has arrived and will be checked' });
    return note(io, `To watch it: gst-intake status ${activityId} --type ${options.type} --watch`);
  }
  const saving = await saveRefusedRows(all, { answer, fileName });
  const { savedTo } = saving;
  progress.stop();
  if (options.json === true) printJson(io, { ...answer, errorsSavedTo: savedTo });
  else printStatus(io, answer, await viewOf(client, { activityId, signal }));
  const earlier = savedTo === null ? await earlierRunInWords(options.errorsTo) : undefined;
  const isClean = answer.status === 'ACTIVITY_COMPLETED' && answer.fileError === null;
  if (earlier !== undefined) note(io, isClean ? `Nothing was refused; ${earlier}` : earlier);
  if (saving.failed !== undefined) throw new EndedBadly(1, saving.failed);
  assertEndedWell(answer, { type: options.type, savedTo });
}

function isAwaited({ wait, errorsTo }: IngestFlags): boolean {
  return wait === true || errorsTo !== undefined;
}

/** `answer`: null where nobody waits for it. */
async function ingest(all: Run): Promise<{
  readonly activityId: string;
  readonly fileName: string;
  readonly answer: StatusAnswer | null;
}> {
  const { client, file, options, progress, signal } = all;
  const { handle, fileName } = await openUploadFile({
    ...all,
    path: file,
    name: options.name,
    io: all.context.io,
  });
  try {
    const ingestion = client.ingestFile({
      file: await openFileSource(handle, file),
      fileName,
      fileContentType: fileContentTypeOf(fileName, options.contentType),
      templateType: options.type,
      templateId: options.template,
      signal,
      onRetry: tellRetry(progress),
      pollDelayMs: 1000,
    });
    const activityId = await follow(ingestion, all);
    return { activityId, fileName, answer: isAwaited(options) ? (await ingestion.result).status : null };
  } finally {
    await handle.close();
  }
}

/** Shows the progress as long as it is waited for. @returns the activity's id */
async function follow(ingestion: Ingestion, { options, progress, onGoOn }: Run): Promise<string> {
  let activityId = '';
  try {
    for await (const told of ingestion) {
      if (told.phase === 'upload') progress.update(told.sent, told.total);
      else {
        ({ activityId } = told);
        onGoOn(goesOn(activityId, options.type));
        if (!isAwaited(options)) break;
        const isJustBegun = told.status === 'ACTIVITY_CREATED' && told.progress === null;
        if (!isJustBegun) progress.activity(told);
      }
    }
    return activityId;
  } catch (error) {
    if (ingestion.upload !== null && ingestion.activityId === null) {
      progress.note(
        `The file has arrived (${withoutQuery(ingestion.upload.url)}), only its ingestion has not begun. \`gst-intake trigger\` can begin it later.`,
      );
    }
    throw error;
  }
}
