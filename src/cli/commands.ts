import { Command, CommanderError } from 'commander';
import { addActivityCommands } from './activity.ts';
import { addAdminCommands } from './admin.ts';
import { addBackupCommands } from './backup.ts';
import type { CommandContext } from './context.ts';
import { addDoctorCommand } from './doctor.ts';
import { ending } from './exit.ts';
import { addIngestCommand } from './ingest.ts';
import type { ExitCode } from './io.ts';
import { note } from './output.ts';
import { addPresignCommand } from './presign.ts';
import { addErrorsCommand, addExportCommand } from './results.ts';
import { addServeCommands } from './serve.ts';
import { addTemplateCommand } from './template.ts';
import { addTransferCommand } from './transfer.ts';
import { addUploadCommand } from './upload.ts';
import { addPreviewCommand, addValidateCommand } from './validate.ts';

const EXIT_CODES = `Exit codes:
  0  done
  1  failed
  2  the command line or a setting is wrong
  3  the file has rows that are refused, or it or the request was refused
  4  not authorised: token, license or permission
  5  the server cannot be reached`;

/** Runs one command line, without the words `node gst-intake` before it. Writes; never throws; never ends the process. */
export async function runCommandLine(
  input: CommandContext & { readonly argv: readonly string[] },
): Promise<ExitCode> {
  const { argv, io } = input;
  // A reader such as `head` that has seen enough closes the pipe; that is no failure of ours.
  io.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    assertNoToken(argv, io);
    await buildProgram(input).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (thrown) {
    const { code, words } = ending(thrown);
    if (words !== undefined) note(io, words);
    return code;
  }
}

function buildProgram(context: CommandContext): Command {
  const { io, version } = context;
  const program = new Command('gst-intake')
    .description(
      "Clear's GST file-ingestion API, self-hosted: sales and purchase registers sent, checked and taken in.",
    )
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError("Add --help to see how it's used.")
    .addHelpText('after', `\n${EXIT_CODES}\n\nEvery command explains itself: gst-intake upload --help`);
  addServeCommands(program, context);
  addDoctorCommand(program, context);
  addBackupCommands(program, context);
  addTransferCommand(program, context);
  addAdminCommands(program, context);
  addIngestCommand(program, context);
  addPresignCommand(program, context);
  addUploadCommand(program, context);
  addActivityCommands(program, context);
  addErrorsCommand(program, context);
  addExportCommand(program, context);
  addValidateCommand(program, context);
  addPreviewCommand(program, context);
  addTemplateCommand(program, context);
  return program;
}

/** Every user of the machine can read the arguments of a running program. */
function assertNoToken(argv: readonly string[], io: CommandContext['io']): void {
  if (!argv.some((argument) => argument === '--token' || argument.startsWith('--token='))) return;
  note(
    io,
    'Error: a token does not belong on the command line, where other users of this machine can read it. ' +
      'Set GST_INTAKE_TOKEN instead.',
  );
  throw new CommanderError(2, 'gst-intake.tokenInArguments', '');
}
