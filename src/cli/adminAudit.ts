import type { Command } from 'commander';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import type { AuditJson } from './bodies.ts';
import type { CommandContext } from './context.ts';
import { wholeNumber } from './flagValues.ts';
import { printNdjson, printTable } from './output.ts';

const DEFAULT_ENTRIES = 100;

export function addAuditCommand(admin: Command, context: CommandContext): void {
  const { io } = context;
  addAdminCommand<AdminFlags & { readonly workspace?: string; readonly limit: number }, AuditJson[]>(
    admin,
    context,
    {
      usage: 'audit',
      summary: 'show who did what, newest first; --json prints one entry a line',
      examples: ['gst-intake admin audit', 'gst-intake admin audit --workspace default --limit 1000 --json'],
      options: (command) =>
        command
          .option('--workspace <workspace>', 'id or name (default: all)')
          .option('--limit <number>', 'how many entries at most', wholeNumber, DEFAULT_ENTRIES),
      run: (bodies, { workspace, limit }) => bodies.audit({ workspace, limit }),
      tell: (entries) =>
        printTable(
          io,
          ['AT', 'ACTOR', 'ACTION', 'SUBJECT', 'DETAIL'],
          entries.map(({ at, actor, action, subject, detail }) => [
            at,
            actor,
            action,
            subject,
            Object.entries(detail)
              .map(([key, value]) => `${key}=${String(value)}`)
              .join(' '),
          ]),
        ),
      printJson: (entries) => printNdjson(io, entries),
    },
  );
}
