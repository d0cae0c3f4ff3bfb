import { once } from 'node:events';
import type { Command } from 'commander';
import type { ActivityView, Client } from '../client/index.ts';
import { AppError } from '../errors.ts';
import { addCommand, type CommandContext, interruptible } from './context.ts';
import { assertMayBeWritten, earlierRunInWords, saveErrorFile } from './errorFile.ts';
import { formatOf } from './errorFileFormat.ts';
import type { CommandIo } from './io.ts';
import { CLIENT_NOTES, type ClientFlags, openClient, withClientOptions } from './openClient.ts';
import { sendAgain } from './outcome.ts';
import { note, printJson, printLine } from './output.ts';
import { tellRetry } from './sendFile.ts';

interface ErrorsFlags extends ClientFlags {
  readonly json?: boolean;
  readonly to?: string;
  readonly warnings?: boolean;
  readonly xlsx?: boolean;
}

export function addErrorsCommand(program: Command, { io, settings, version }: CommandContext): void {
  const command = addCommand(program, {
    usage: 'errors <activity>',
    summary: 'fetch the refused rows as a workbook or as CSV, each with what is wrong',
    examples: [
      'gst-intake errors 66f1a2b3c4d5e6f708192a3b --xlsx --to errors.xlsx',
      'gst-intake errors 66f1a2b3c4d5e6f708192a3b --to errors.csv',
      'gst-intake errors 66f1a2b3c4d5e6f708192a3b --warnings > warnings.csv',
    ],
    notes: `${CLIENT_NOTES}\nCorrect the rows in the file and ingest it: it may keep our two columns, of CSV the first, of a workbook the last. In a
workbook the cells that are wrong are red and say why; its other sheets sum up, and list the warnings.`,
  })
    .option('--xlsx', 'as a workbook (default where --to ends in .xlsx)')
    .option('--warnings', 'the list of warnings instead: rows that were taken and are worth a look')
    .option('--to <path>', 'save them there (default: standard output)');
  withClientOptions(command).action((activityId: string, options: ErrorsFlags) =>
    interruptible(io, 'Run it again.', async (signal) => {
      const client = await openClient(settings(), options, version);
      await fetchErrors({ client, activityId, options, io, signal });
    }),
  );
}

async function fetchErrors(input: {
  readonly client: Client;
  readonly activityId: string;
  readonly options: ErrorsFlags;
  readonly io: CommandIo;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { client, activityId, options, io, signal } = input;
  const { to, json } = options;
  if (json === true && to === undefined) {
    throw new AppError(
      'input_invalid',
      '--json tells where they were saved: add --to, e.g. --to errors.xlsx.',
    );
  }
  const isWorkbook = formatOf(to, { name: '--xlsx', isGiven: options.xlsx === true }) === 'xlsx';
  if (isWorkbook) assertWorkbookFits(options, io);
  if (to !== undefined) await assertMayBeWritten(to);
  const call = { activityId, signal, onRetry: tellRetry({ note: (text) => note(io, text) }) };
  const view = await client.activity(call);
  const { templateType } = view;
  const stream =
    options.warnings === true
      ? await client.warnings(call)
      : await client.errorFile({ ...call, templateType, format: isWorkbook ? 'xlsx' : 'csv' });
  if (stream === null) {
    const words = whyNone(view, options.warnings === true ? 'warning' : 'refused row');
    if (json === true) printJson(io, { errorsSavedTo: null });
    const earlier = await earlierRunInWords(to);
    return note(io, earlier === undefined ? words : `${words} ${earlier}`);
  }
  if (to === undefined) return pipe(stream, io);
  await saveErrorFile(stream, { path: to });
  if (json === true) printJson(io, { errorsSavedTo: to });
  else printLine(io, `Saved to ${to}.`);
  if (options.warnings !== true) note(io, sendAgain(to, templateType));
}

/** @throws AppError input_invalid */
function assertWorkbookFits({ to, warnings }: ErrorsFlags, { stdout }: CommandIo): void {
  if (warnings === true) {
    throw new AppError(
      'input_invalid',
      'A workbook holds the warnings on a sheet of its own: leave --warnings out, or save them under a name that ends in .csv.',
    );
  }
  if (to === undefined && 'isTTY' in stdout && stdout.isTTY === true) {
    throw new AppError('input_invalid', 'A workbook cannot be shown here: add --to, e.g. --to errors.xlsx.');
  }
}

/** @throws AppError conflict while it is too early to tell */
function whyNone({ status, activityId, templateType }: ActivityView, thing: string): string {
  const ask = `gst-intake status ${activityId} --type ${templateType}`;
  if (status === 'ACTIVITY_CREATED' || status === 'ACTIVITY_QUEUED') {
    throw new AppError('conflict', `The file is not checked yet. To wait for it: ${ask} --watch`);
  }
  return status === 'ACTIVITY_COMPLETED' ? `There is no ${thing}.` : `There is none. To see why: ${ask}`;
}

export function addExportCommand(program: Command, { io, settings, version }: CommandContext): void {
  const command = addCommand(program, {
    usage: 'export <activity>',
    summary: 'print the documents that were taken in, one JSON value a line',
    examples: ['gst-intake export 66f1a2b3c4d5e6f708192a3b > documents.ndjson'],
    notes: CLIENT_NOTES,
    printsJson: false,
  }).option('--json', 'the same: it is JSON in any case');
  withClientOptions(command).action((activityId: string, options: ClientFlags) =>
    interruptible(io, 'What was printed is not all. Run it again.', async (signal) => {
      const client = await openClient(settings(), options, version);
      const onRetry = tellRetry({ note: (text) => note(io, text) });
      for await (const document of client.documents({ activityId, signal, onRetry })) {
        if (!io.stdout.write(`${JSON.stringify(document)}\n`)) await drained(io);
      }
    }),
  );
}

async function pipe(stream: ReadableStream<Uint8Array>, io: CommandIo): Promise<void> {
  for await (const chunk of stream) if (!io.stdout.write(chunk)) await drained(io);
}

/** A reader such as `head` that closed the pipe wants no more: nothing will drain then. */
export async function drained({ stdout }: CommandIo): Promise<void> {
  if (stdout.destroyed || stdout.errored !== null) return;
  await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]);
}
