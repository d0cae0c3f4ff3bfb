import type { Command } from 'commander';
import type { TokenJson, TokenListEntry } from './adminBodies.ts';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import type { CommandContext } from './context.ts';
import { durationSeconds } from './flagValues.ts';
import { note, printLine, printNdjson, printTable } from './output.ts';

const SHOWN_ONCE = 'It is shown this once and stored nowhere.';

export function addTokenCommands(token: Command, context: CommandContext): void {
  const { io } = context;

  addAdminCommand<AdminFlags & { readonly user: string; readonly expiresIn?: number }, TokenJson>(
    token,
    context,
    {
      usage: 'create',
      summary: 'make an API token and print it, once',
      examples: [
        'gst-intake admin token create --user erp',
        'gst-intake admin token create --user erp --expires-in 30d --json',
      ],
      options: (command) =>
        command
          .requiredOption('--user <user>', 'id or name')
          .option('--expires-in <duration>', 'e.g. 30d, 12h, 15m (default: never)', durationSeconds),
      run: (admin, { user, expiresIn }) => admin.tokenCreate({ user, expiresInSeconds: expiresIn ?? null }),
      tell: (made) => {
        printLine(io, made.token);
        note(io, `${SHOWN_ONCE} Id ${made.tokenId}; expires: ${made.expiresAt ?? 'never'}.`);
      },
    },
  );

  addAdminCommand<AdminFlags & { readonly workspace?: string }, TokenListEntry[]>(token, context, {
    usage: 'list',
    summary: 'list tokens by id, never the tokens themselves; --json prints one a line',
    examples: ['gst-intake admin token list', 'gst-intake admin token list --workspace default --json'],
    options: (command) => command.option('--workspace <workspace>', 'id or name (default: all)'),
    run: (admin, { workspace }) => admin.tokenList(workspace),
    tell: (all) =>
      printTable(
        io,
        ['TOKEN ID', 'KIND', 'USER', 'CREATED', 'EXPIRES', 'REVOKED', 'LAST USED'],
        all.map((each) => [
          each.tokenId,
          each.parentTokenId === null ? 'token' : 'session',
          each.userName,
          each.createdAt,
          each.expiresAt ?? 'never',
          each.revokedAt ?? 'no',
          each.lastUsedAt ?? 'never',
        ]),
      ),
    printJson: (all) => printNdjson(io, all),
  });

  addAdminCommand(token, context, {
    usage: 'revoke <id>',
    summary: 'end a token at once and close the uploads issued with it',
    examples: ['gst-intake admin token revoke 0197d0f2-6f0e-7c8e-9f68-0f6f3c1a2b3c'],
    run: (admin, _options, id) => admin.tokenRevoke(id),
    tell: ({ closedUploads }) => printLine(io, `Revoked; ${closedUploads} open uploads were closed.`),
  });
}

export function addClientSecretCommands(clientSecret: Command, context: CommandContext): void {
  const { io } = context;

  addAdminCommand<AdminFlags & { readonly user: string }, { clientSecret: string; clientSecretId: string }>(
    clientSecret,
    context,
    {
      usage: 'create',
      summary: 'make a client secret and print it, once',
      examples: ['gst-intake admin client-secret create --user erp'],
      options: (command) => command.requiredOption('--user <user>', 'id or name'),
      run: (admin, { user }) => admin.clientSecretCreate({ user }),
      tell: (made) => {
        printLine(io, made.clientSecret);
        note(io, `${SHOWN_ONCE} Id ${made.clientSecretId}.`);
      },
    },
  );

  addAdminCommand(clientSecret, context, {
    usage: 'revoke <id>',
    summary: 'end a client secret at once',
    examples: ['gst-intake admin client-secret revoke 0197d0f2-6f0e-7c8e-9f68-0f6f3c1a2b3c'],
    run: (admin, _options, id) => admin.clientSecretRevoke(id),
    tell: () => printLine(io, 'Revoked.'),
  });
}
