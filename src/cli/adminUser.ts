import type { Command } from 'commander';
import type { UserJson } from './adminBodies.ts';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import type { CommandContext } from './context.ts';
import { commaList } from './flagValues.ts';
import { note, printFields } from './output.ts';

interface UserCreateOptions extends AdminFlags {
  readonly workspace: string;
  readonly name: string;
  readonly permissions: string[];
}

export function addUserCommands(user: Command, context: CommandContext): void {
  const { io } = context;
  const tell = ({ userId, name, permissions }: UserJson) =>
    printFields(io, { userId, name, permissions: permissions.join(', ') });

  addAdminCommand<UserCreateOptions, UserJson>(user, context, {
    usage: 'create',
    summary: 'make a user in a workspace',
    examples: ['gst-intake admin user create --workspace default --name erp --permissions invoice.create'],
    notes: `Permissions: invoice.create (ask for URLs, start ingestion; includes invoice.read), invoice.read (status and
documents), workspace.admin (manage the workspace).`,
    options: (command) =>
      command
        .requiredOption('--workspace <workspace>', 'id or name')
        .requiredOption('--name <name>', 'its name, used by no other user of the workspace')
        .requiredOption('--permissions <permissions>', 'with commas between', commaList),
    run: (admin, { workspace, name, permissions }) => admin.userCreate({ workspace, name, permissions }),
    tell,
  });

  addAdminCommand<AdminFlags, UserJson & { closedUploads: number }>(user, context, {
    usage: 'disable <user>',
    summary: "end a user's tokens and open uploads, for good",
    examples: ['gst-intake admin user disable erp'],
    run: (admin, _options, name) => admin.userDisable(name),
    tell: (disabled) => {
      tell(disabled);
      note(io, `Disabled; ${disabled.closedUploads} open uploads were closed.`);
    },
  });
}
