import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import type { FileContentType, TemplateType } from '../client/index.ts';
import { addCommand, type CommandContext, interruptible } from './context.ts';
import { fileContentTypeOf } from './fileContentType.ts';
import { CLIENT_NOTES, type ClientFlags, openClient, withClientOptions } from './openClient.ts';
import { note, printJson, printLine } from './output.ts';

/** Options that say what a file is. */
export interface FileFlags {
  readonly type: TemplateType;
  readonly contentType?: FileContentType;
  readonly name?: string;
}

export function withTypeOption(command: Command): Command {
  return command.addOption(
    new Option('--type <register>', 'which register the file is')
      .choices(['sales', 'purchase'])
      .makeOptionMandatory(),
  );
}

export function withContentTypeOption(command: Command): Command {
  return command.addOption(
    new Option('--content-type <kind>', 'kind of file, when its name does not tell').choices([
      'XLSX',
      'XLS',
      'CSV',
    ]),
  );
}

export function withFileOptions(command: Command): Command {
  return withContentTypeOption(withTypeOption(command)).option(
    '--name <file name>',
    "the name to tell the server (default: the file's own)",
  );
}

export function addPresignCommand(program: Command, { io, settings, version }: CommandContext): void {
  const command = addCommand(program, {
    usage: 'presign <file>',
    summary: 'ask for a pre-signed URL and print it; only the name of the file is used',
    examples: [
      'gst-intake presign sales-april.xlsx --type sales',
      'gst-intake presign bills.csv --type purchase --json',
    ],
    notes: `${CLIENT_NOTES}\nWhoever has the URL can upload for ten minutes: don't post it anywhere.`,
  });
  withClientOptions(withFileOptions(command)).action(
    async (file: string, options: FileFlags & ClientFlags & { readonly json?: boolean }) => {
      const fileName = options.name ?? basename(file);
      const fileContentType = fileContentTypeOf(fileName, options.contentType);
      const client = await openClient(settings(), options, version);
      const {
        answer,
        url,
        contentType: header,
      } = await interruptible(io, 'Run it again.', (signal) =>
        client.presign({
          templateType: options.type,
          fileContentType,
          fileName,
          signal,
          onRetry: ({ reason }) => note(io, `${reason} Trying again.`),
        }),
      );
      if (options.json === true) return printJson(io, answer);
      printLine(io, url);
      note(io, `PUT the file to this URL within 10 minutes, with the header Content-Type: ${header}`);
    },
  );
}
