import type { Command } from 'commander';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import type { ErasureJson } from './bodies.ts';
import type { CommandContext } from './context.ts';
import { EndedBadly } from './exit.ts';
import { bytesInWords, grouped, note, printFields } from './output.ts';
import { shellWord } from './shellWord.ts';

interface EraseFlags extends AdminFlags {
  readonly confirm?: string;
}

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
    options: (command) => command.option('--confirm <name>', 'its name once more: erase it now'),
    run: (admin, { confirm }, name) => admin.workspaceErase(name, { confirm }),
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
      note(io, 'Erased. Backups that were made before still hold it.');
      if (told.cancelled > 0) {
        note(
          io,
          `${grouped(told.cancelled)} ingestions were cancelled. Run it again in a minute, when no worker is at them any more.`,
        );
      }
    },
    assertDone: ({ mayArriveUntil, workspaceId }) => {
      if (mayArriveUntil === null) return;
      throw new EndedBadly(
        1,
        'All that is here now was erased. URLs that lead to the bucket may still bring files until ' +
          `${mayArriveUntil.slice(0, 16).replace('T', ' ')} UTC: run it again after that, by the name it has now:\n` +
          `  gst-intake admin workspace erase ${workspaceId} --confirm ${shellWord(`erased ${workspaceId}`)}`,
      );
    },
  });
}
