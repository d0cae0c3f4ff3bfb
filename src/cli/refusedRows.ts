import { join } from 'node:path';
import {
  type Client,
  type FileContentType,
  GstIntakeError,
  type StatusAnswer,
  type TemplateType,
} from '../client/index.ts';
import { type ErrorTarget, freePathOf, saveErrorFile } from './errorFile.ts';
import { errorFileFormatOf, type FileFormat } from './errorFileFormat.ts';
import { ending } from './exit.ts';
import { fileContentTypeOf } from './fileContentType.ts';
import { errorsToBeHad } from './outcome.ts';
import type { ProgressLine } from './progress.ts';
import { tellRetry } from './sendFile.ts';

interface Input {
  readonly client: Client;
  readonly file: string;
  readonly options: {
    readonly type: TemplateType;
    readonly contentType?: FileContentType;
    readonly errorsTo?: string;
  };
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
  /** Takes what to say at Ctrl-C from now on. */
  readonly onGoOn: (words: string) => void;
}

interface Checked {
  readonly answer: StatusAnswer;
  readonly fileName: string;
}

/** Why they could not be saved is told, not thrown: what became of the file is to be printed in any case. */
export async function saveRefusedRows(
  all: Input,
  of: Checked,
): Promise<{ readonly savedTo: string | null; readonly failed?: string }> {
  if (of.answer.fileError === null) return { savedTo: null };
  const target = targetOf(all, of.fileName);
  const toBeHad = errorsToBeHad(of.answer, await freePathOf(target));
  all.onGoOn(toBeHad);
  try {
    return { savedTo: await fetchErrors(all, of, target) };
  } catch (error) {
    all.signal.throwIfAborted();
    return { savedTo: null, failed: `${ending(error).words}\n${toBeHad}` };
  }
}

function targetOf({ file, options }: Input, fileName: string): ErrorTarget {
  const { errorsTo, contentType } = options;
  if (errorsTo !== undefined) return { path: errorsTo };
  return {
    beside: file === '-' ? join('.', safeName(fileName)) : file,
    format: fileContentTypeOf(fileName, contentType) === 'CSV' ? 'csv' : 'xlsx',
  };
}

async function fetchErrors(all: Input, { answer }: Checked, target: ErrorTarget): Promise<string | null> {
  const { client, options, signal, progress } = all;
  const open = (format: FileFormat) =>
    client.errorFile({
      activityId: answer.activityId,
      templateType: options.type,
      format,
      signal,
      onRetry: tellRetry(progress),
    });
  if ('path' in target) {
    const stream = await open(errorFileFormatOf(target.path));
    return stream === null ? null : saveErrorFile(stream, target);
  }
  // Nobody asked for a workbook, and not every server makes them.
  const workbook = target.format === 'xlsx' ? await open('xlsx').catch(nullAtRefusal) : null;
  if (workbook !== null) return saveErrorFile(workbook, target);
  const csv = await open('csv');
  return csv === null ? null : saveErrorFile(csv, { ...target, format: 'csv' });
}

function nullAtRefusal(error: unknown): null {
  if (error instanceof GstIntakeError) return null;
  throw error;
}

/** Standard input has a name for the server only: no part of it may lead to another folder. */
function safeName(fileName: string): string {
  return fileName.replaceAll(/[/\\]/g, '_');
}
