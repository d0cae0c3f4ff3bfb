import type { Command } from 'commander';
import { addAuditCommand } from './adminAudit.ts';
import { addHsnCommands } from './adminHsn.ts';
import { addLimitCommands } from './adminLimits.ts';
import { addClientSecretCommands, addTokenCommands } from './adminSecrets.ts';
import { addStorageKeyCommands } from './adminStorageKey.ts';
import { addUsageCommand } from './adminUsage.ts';
import { addUserCommands } from './adminUser.ts';
import { addWorkspaceCommands } from './adminWorkspace.ts';
import type { CommandContext } from './context.ts';

export function addAdminCommands(program: Command, context: CommandContext): void {
  const admin = program
    .command('admin')
    .description(
      'workspaces, users, tokens, licenses and quotas; works on the database, also while the server runs',
    );
  addWorkspaceCommands(
    admin.command('workspace').description('companies that share this installation'),
    context,
  );
  addLimitCommands(admin, context);
  addUserCommands(admin.command('user').description('who may do what in a workspace'), context);
  addTokenCommands(admin.command('token').description('API tokens of users'), context);
  addClientSecretCommands(
    admin.command('client-secret').description('secrets that programs exchange for tokens'),
    context,
  );
  addStorageKeyCommands(
    admin.command('storage-key').description('the keys that URLs are signed with'),
    context,
  );
  addHsnCommands(
    admin.command('hsn').description('the list that HSN and SAC codes are checked against'),
    context,
  );
  addUsageCommand(admin, context);
  addAuditCommand(admin, context);
}
