import type { Command } from 'commander';
import type { BackupSummary, RestoreSummary } from './bodies.ts';
import { addOperatorCommand, type CommandContext, interruptible, operatorFlags } from './context.ts';
import { bytesInWords, note, printJson, printLine } from './output.ts';
import { createProgressLine } from './progress.ts';

interface BackupOptions {
  readonly json?: boolean;
  readonly dataDir?: string;
  readonly withKeys?: boolean;
}

const KEY_NOTES: Readonly<Partial<Record<RestoreSummary['signingKey'], string>>> = {
  settings: 'the one in the settings is used.',
  kept: 'the one that is in the data directory stays. URLs issued before work if they were signed with it.',
  new: 'a new one is made at the next start, and URLs issued before stop working.',
};

export function addBackupCommands(program: Command, { io, openBodies }: CommandContext): void {
  addOperatorCommand(program, {
    usage: 'backup <file>',
    summary: 'write database and uploaded files into one archive, also while the server runs',
    examples: [
      'gst-intake backup /backup/gst-intake-2026-04-01.tar',
      'gst-intake backup all.tar --with-keys',
    ],
    notes: `Without --with-keys the key that signs URLs stays out: a stolen archive then signs nothing, and after a restore
the URLs issued before stop working.`,
  })
    .option('--with-keys', 'put the signing key into the archive too')
    .action(async (file: string, options: BackupOptions) => {
      const withKeys = options.withKeys === true;
      const summary = await withProgress(
        { label: 'backup', goOn: 'Nothing is left of it; start it again.' },
        async (run) => (await openBodies(operatorFlags(options))).backup(file, { withKeys, ...run }),
      );
      print(summary, options, 'Wrote');
      if (!withKeys) note(io, 'The signing key is not in it (--with-keys puts it in).');
    });

  addOperatorCommand(program, {
    usage: 'restore <file>',
    summary: 'make a data directory from an archive that backup wrote',
    examples: ['gst-intake restore /backup/gst-intake-2026-04-01.tar --data-dir ./data'],
    notes: `Only into a data directory without a database. Every file is checked against the archive's list of digests and every
upload against the database; if anything is wrong, nothing is restored.`,
  }).action(async (file: string, options: BackupOptions) => {
    const goOn = 'The data directory is as it was; start it again.';
    const { signingKey, ...summary } = await withProgress({ label: 'restore', goOn }, async (run) =>
      (await openBodies(operatorFlags(options))).restore(file, run),
    );
    print(summary, options, 'Restored');
    const words = KEY_NOTES[signingKey];
    if (words !== undefined) note(io, `The archive has no signing key: ${words}`);
  });

  function withProgress<Summary>(
    words: { readonly label: string; readonly goOn: string },
    run: (options: {
      onProgress: (done: number, total: number | undefined) => void;
      signal: AbortSignal;
    }) => Promise<Summary>,
  ): Promise<Summary> {
    const progress = createProgressLine(io, words.label);
    return interruptible(io, words.goOn, (signal) => run({ onProgress: progress.update, signal })).finally(
      progress.stop,
    );
  }

  function print(summary: BackupSummary, options: BackupOptions, verb: string): void {
    if (options.json === true) printJson(io, summary);
    else {
      const files =
        summary.filesIn === 'bucket' ? 'without the uploaded files' : `${summary.uploads} uploaded files`;
      printLine(io, `${verb} ${summary.file}: ${files}, ${bytesInWords(summary.bytes)}.`);
    }
    if (summary.filesIn === 'bucket') {
      note(
        io,
        'The uploaded files and error files are in the bucket and not in the archive: back the bucket up by its own means, after this.',
      );
    }
  }
}
