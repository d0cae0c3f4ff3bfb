import type { Command } from 'commander';
import type { AuditJson } from './adminBodies.ts';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import type { CommandContext } from './context.ts';
import { moment, wholeNumber } from './flagValues.ts';
import { printNdjson, printTable } from './output.ts';

const DEFAULT_ENTRIES = 100;

interface AuditFlags extends AdminFlags {
  readonly workspace?: string;
  readonly before?: number;
  readonly limit: number;
}

export function addAuditCommand(admin: Command, context: CommandContext): void {
  const { io } = context;
  addAdminCommand<AuditFlags, AuditJson[]>(admin, context, {
    usage: 'audit',
    summary: 'show who did what, newest first; --json prints one entry a line',
    examples: [
      'gst-intake admin audit',
      'gst-intake admin audit --workspace default --limit 1000 --json',
      'gst-intake admin audit --before 2026-04-01T00:00:00+05:30',
    ],
    options: (command) =>
      command
        .option('--workspace <workspace>', 'id or name (default: all)')
        .option('--before <moment>', 'only what is older, e.g. 2026-04-01T00:00:00+05:30', moment)
        .option('--limit <number>', 'how many entries at most', wholeNumber, DEFAULT_ENTRIES),
    run: (bodies, { workspace, before, limit }) => bodies.audit({ workspace, before, limit }),
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
  });
}
