import type { Command } from 'commander';
import type { TransferOptions, TransferSummary } from './bodies.ts';
import { addOperatorCommand, type CommandContext, interruptible, operatorFlags } from './context.ts';
import type { CommandIo } from './io.ts';
import { bytesInWords, countInWords, grouped, note, printJson, printLine } from './output.ts';
import { createProgressLine } from './progress.ts';

interface TransferFlags {
  readonly from: string;
  readonly dryRun?: boolean;
  readonly skipDamaged?: boolean;
  readonly verifyHashes?: boolean;
  readonly json?: boolean;
  readonly dataDir?: string;
}

type Step = Parameters<TransferOptions['onStep']>[0];

const STEP_WORDS: Readonly<Record<Step['doing'], string>> = {
  reading: 'reading the source',
  accounts: 'accounts, uploads, activities',
  documents: 'documents',
  files: 'files',
  checking: 'comparing both sides',
};

/** A bar is drawn anew at each of so many parts of a step. */
const PARTS_TOLD = 400;

export function addTransferCommand(program: Command, { io, openBodies }: CommandContext): void {
  addOperatorCommand(program, {
    usage: 'transfer',
    summary:
      'move an installation from SQLite and disk into PostgreSQL, its files into a bucket if one is set',
    examples: [
      'gst-intake transfer --from /var/lib/gst-intake --dry-run',
      'gst-intake transfer --from /var/lib/gst-intake',
    ],
    notes: `The settings name the target: GST_INTAKE_DATABASE_URL (an empty database), the gateway key, GST_INTAKE_S3_… for a bucket.
Stop the server of the source first. Whatever interrupts it, run the same command again: it goes on. Every file is held against the
SHA-256 of its receipt, and at the end both sides are compared; until then no server starts on the target, and from then on none on the source.`,
  })
    .requiredOption('--from <directory>', 'the data directory to move')
    .option('--dry-run', 'count what there is, and change nothing')
    .option('--skip-damaged', 'leave files behind that are missing or not what was received')
    .option('--verify-hashes', 'read every file once more where it went')
    .action(async (flags: TransferFlags) => {
      const progress = createProgressLine(io, 'transfer');
      const goOn = 'Run the same command again: it goes on where it was.';
      const summary = await interruptible(io, goOn, async (signal) =>
        (await openBodies(operatorFlags(flags))).transfer(flags.from, {
          dryRun: flags.dryRun === true,
          skipDamaged: flags.skipDamaged === true,
          verifyHashes: flags.verifyHashes === true,
          onStep: sparingly((step) =>
            progress.step(STEP_WORDS[step.doing], { ...step, words: farInWords(step) }),
          ),
          signal,
        }),
      ).finally(progress.stop);
      if (flags.json === true) printJson(io, summary);
      else tell(io, summary, flags.dryRun === true);
    });
}

function sparingly(tell: (step: Step) => void): (step: Step) => void {
  let told = '';
  return (step) => {
    const part = `${step.doing} ${step.total === 0 ? 0 : Math.floor((step.done / step.total) * PARTS_TOLD)}`;
    if (part === told) return;
    told = part;
    tell(step);
  };
}

function farInWords({ doing, done, total }: Step): string {
  if (doing === 'files') return `${bytesInWords(done)} of ${bytesInWords(total)}`;
  if (doing === 'reading') return `${done} of ${total} tables`;
  return `${grouped(done)} of ${countInWords(total, 'row')}`;
}

function tell(io: CommandIo, summary: TransferSummary, isDryRun: boolean): void {
  const { workspaces, documents, files, bytes, damaged, tables, rulesFile } = summary;
  const parts = [
    countInWords(workspaces, 'workspace'),
    countInWords(tables['uploads'] ?? 0, 'upload'),
    countInWords(tables['activities'] ?? 0, 'ingestion'),
    countInWords(documents, 'document'),
    `${countInWords(files, 'file')} of ${bytesInWords(bytes)}`,
  ];
  printLine(io, `${isDryRun ? 'There are' : 'Moved'} ${parts.join(', ')}.`);
  tellKeys(io, summary);
  if (isDryRun) return;
  for (const { name, problem } of damaged) note(io, `Left behind (${problem}): ${name}`);
  if (rulesFile !== null) note(io, `Copy ${rulesFile} to the data directory of each server.`);
  note(
    io,
    summary.isSourceClosed
      ? 'No server starts on the source any more.'
      : 'The source cannot be written to, so that it is not marked as moved: see that no server starts on it any more.',
  );
  note(io, 'Both sides were compared. Servers and workers may start; keep the source until you have looked.');
}

function tellKeys(io: CommandIo, { lostKeys, isOldKeyKnown }: TransferSummary): void {
  const remedy =
    'To take a key along that was in the settings of the source, write it into gateway-key.json there before the transfer: ' +
    '{"accessKeyId":"…","secretAccessKey":"…"}.';
  if (lostKeys.length > 0) {
    note(
      io,
      `URLs signed with ${lostKeys.join(', ')} are refused in the target: no key here opens these. ${remedy}`,
    );
  }
  if (!isOldKeyKnown) {
    note(
      io,
      `The source names no key of its own: URLs issued before work only if its key is the one of these settings. ${remedy}`,
    );
  }
}
