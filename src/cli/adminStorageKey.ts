import type { Command } from 'commander';
import type { StorageKeyJson, StorageKeyRotationJson } from './adminBodies.ts';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import type { CommandContext } from './context.ts';
import { countInWords, note, printLine, printNdjson, printTable } from './output.ts';

const STATES: Readonly<Record<StorageKeyJson['state'], string>> = {
  signs: 'signs new URLs',
  verifies: 'older URLs work',
  ended: 'its URLs are refused',
  unreadable: 'made under another root key: its URLs are refused',
};

export function addStorageKeyCommands(storageKey: Command, context: CommandContext): void {
  const { io } = context;

  addAdminCommand<
    AdminFlags & { readonly atOnce?: boolean; readonly newRoot?: boolean },
    StorageKeyRotationJson
  >(storageKey, context, {
    usage: 'rotate',
    summary: 'sign URLs with a new key from now on; those issued before work until they expire',
    examples: ['gst-intake admin storage-key rotate', 'gst-intake admin storage-key rotate --at-once'],
    notes: `Running servers take the new key within two seconds, without a restart. The key of the settings or of the data
directory stays where it is: it seals the new ones in the database.`,
    options: (command) =>
      command
        .option('--at-once', 'a key has leaked: refuse all URLs signed with older keys')
        .option('--new-root', 'the root key of all servers was changed: seal the new key under that one'),
    run: (admin, { atOnce, newRoot }) =>
      admin.storageKeyRotate({ atOnce: atOnce === true, newRoot: newRoot === true }),
    tell: ({ accessKeyId, olderVerifyUntil, openUploadsEnded }, { atOnce }) => {
      printLine(io, `New URLs are signed with ${accessKeyId}.`);
      if (atOnce !== true)
        note(io, `Those issued before work until they expire, at the latest ${olderVerifyUntil}.`);
      else {
        note(
          io,
          `Within two seconds every server refuses the URLs issued before: ${countInWords(openUploadsEnded, 'upload')} that may still have been waiting for ` +
            'a file, and every link to an error file. The next pre-sign or status call gives a new one.',
        );
      }
    },
  });

  addAdminCommand<AdminFlags, StorageKeyJson[]>(storageKey, context, {
    usage: 'list',
    summary: 'list the keys that URLs are signed with and verified by; --json prints one a line',
    examples: ['gst-intake admin storage-key list'],
    run: (admin) => admin.storageKeyList(),
    tell: (all) =>
      printTable(
        io,
        ['ACCESS KEY ID', 'STATE', 'MADE', 'REPLACED', 'VERIFIES UNTIL'],
        all.map(({ accessKeyId, isRoot, state, createdAt, replacedAt, verifiesUntil }) => [
          accessKeyId,
          STATES[state],
          isRoot ? 'root key' : (createdAt ?? ''),
          replacedAt ?? '',
          verifiesUntil ?? '',
        ]),
      ),
    printJson: (all) => printNdjson(io, all),
  });
}
