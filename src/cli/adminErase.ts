import type { Command } from 'commander';
import type { ErasureJson, ErasureProgress } from './adminBodies.ts';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import type { CommandContext } from './context.ts';
import { EndedBadly } from './exit.ts';
import { bytesInWords, countInWords, grouped, note, printFields } from './output.ts';
import { createProgressLine } from './progress.ts';
import { shellWord } from './shellWord.ts';

const DONE =
  'Erased. Backups that were made before still hold it. Take it out of the list that you import, if it is in one: it would be made anew.';

const VERSIONS_STAY =
  'The bucket keeps old versions of what is removed from it, so the files are still there: remove those versions, too.';

interface EraseFlags extends AdminFlags {
  readonly confirm?: string;
  readonly filesAreGone?: boolean;
}

const PHASES: Readonly<Record<ErasureProgress['phase'], string>> = {
  looking: 'looking for the files',
  removing: 'removing files',
};

export function addEraseCommand(workspace: Command, context: CommandContext): void {
  const { io } = context;
  addAdminCommand<EraseFlags, ErasureJson>(workspace, context, {
    usage: 'erase <workspace>',
    summary:
      'remove everything of a workspace but its numbers, for good; without --confirm only say what would go',
    examples: [
      'gst-intake admin workspace erase "Sharma Traders"',
      'gst-intake admin workspace erase "Sharma Traders" --confirm "Sharma Traders"',
    ],
    notes: `Files, documents, names and settings go; how many there were of each stays, under a pseudonym, with the audit trail.
Backups that were made before still hold all of it. Cut short, run it again. With SQLite the database is rewritten at the end:
choose a quiet hour. Where URLs lead to the bucket, they bring files until they expire: then it ends with exit code 1 and says when to run it again.`,
    options: (command) =>
      command
        .option('--confirm <name>', 'its name once more: erase it now')
        .option('--files-are-gone', 'erase it although files on record are not found'),
    run: async (admin, { confirm, filesAreGone = false, json }, name) => {
      const progress = createProgressLine(io, name);
      const onProgress = ({ phase, done, total }: ErasureProgress) => {
        progress.step(PHASES[phase], { done, total, words: `${grouped(done)} of ${grouped(total)}` });
      };
      try {
        return await admin.workspaceErase(name, {
          confirm,
          filesAreGone,
          ...(json === true ? {} : { onProgress }),
        });
      } finally {
        progress.stop();
      }
    },
    tell: (told) => {
      printFields(io, {
        workspaceId: told.workspaceId,
        users: grouped(told.users),
        uploads: grouped(told.uploads),
        activities: grouped(told.activities),
        files: `${grouped(told.files)}, ${bytesInWords(told.bytes)}`,
      });
      if (told.mayArriveUntil !== null) return;
      if (!told.isErased) {
        note(io, `Nothing was erased. To erase it, add --confirm ${shellWord(told.name)}.`);
        return;
      }
      if (told.versionsStay) note(io, VERSIONS_STAY);
      note(io, told.again === null ? DONE : `${countInWords(told.cancelled, 'ingestion')} cancelled.`);
    },
    assertDone: ({ mayArriveUntil, again }) => {
      if (again === null) return;
      const why =
        mayArriveUntil === null
          ? 'Workers may still be at ingestions that were cancelled: run it again in a minute'
          : `URLs that lead to the bucket may still bring files until ${mayArriveUntil.slice(0, 16).replace('T', ' ')} UTC: run it again after that`;
      throw new EndedBadly(1, `All that is here now was erased. ${why}, by the name it has now:\n  ${again}`);
    },
  });
}
