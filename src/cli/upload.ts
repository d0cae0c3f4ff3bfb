import type { Command } from 'commander';
import type { UploadResult } from '../client/index.ts';
import { addCommand, type CommandContext, interruptible } from './context.ts';
import { CLIENT_NOTES, type ClientFlags, openClient, withClientOptions } from './openClient.ts';
import { bytesInWords, printFields, printJson } from './output.ts';
import { type FileFlags, withFileOptions } from './presign.ts';
import { createProgressLine } from './progress.ts';
import { sendFile, withoutQuery } from './sendFile.ts';

export const GO_ON = 'Of this file nothing is stored in part. Run the same command again to send it.';

type UploadFlags = FileFlags & ClientFlags & { readonly json?: boolean; readonly showUrl?: boolean };

export function addUploadCommand(program: Command, context: CommandContext): void {
  const command = addCommand(program, {
    usage: 'upload <file>',
    summary: 'ask for a pre-signed URL and send the file to it; - is standard input',
    examples: [
      'gst-intake upload sales-april.xlsx --type sales',
      'gst-intake upload purchases.dat --type purchase --content-type CSV --json',
      'export-sales | gst-intake upload - --name sales.csv --type sales',
    ],
    notes: `${CLIENT_NOTES}\nA lost connection is tried again, with a new URL when the old one ran out. The URL is printed without its
signature, which is how the trigger call takes it.`,
  }).option('--show-url', 'print the whole signed URL, which lets others upload while it is valid');
  withClientOptions(withFileOptions(command)).action((file: string, options: UploadFlags) =>
    interruptible(context.io, GO_ON, (signal) => uploadFile({ file, options, context, signal })),
  );
}

async function uploadFile(input: {
  readonly file: string;
  readonly options: UploadFlags;
  readonly context: CommandContext;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { file, options, context, signal } = input;
  const { io, settings, version } = context;
  const client = await openClient(settings(), options, version);
  const progress = createProgressLine(io, file === '-' ? (options.name ?? file) : file);
  try {
    const { result, sha256 } = await sendFile({ client, file, options, io, progress, signal });
    progress.stop();
    print({ result, sha256, file, options, context });
  } finally {
    progress.stop();
  }
}

function print(input: {
  readonly result: UploadResult;
  readonly sha256: string;
  readonly file: string;
  readonly options: UploadFlags;
  readonly context: CommandContext;
}): void {
  const { result, sha256, options, context } = input;
  const { uploadId, bytes } = result;
  const url = options.showUrl === true ? result.url : withoutQuery(result.url);
  if (options.json === true) printJson(context.io, { uploadId, bytes, sha256, url });
  else
    printFields(context.io, {
      uploaded: `${input.file} (${bytesInWords(bytes)})`,
      uploadId: uploadId ?? 'not told',
      sha256,
      url,
    });
}
