import { type Command, Option } from 'commander';
import type { LicenseJson, QuotaJson } from './adminBodies.ts';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import type { CommandContext } from './context.ts';
import { bytesOrNone, type None, unlessNone, wholeNumberOrNone } from './flagValues.ts';
import { printFields, sizeInWords } from './output.ts';

interface LicenseOptions extends AdminFlags {
  readonly workspace: string;
  readonly from: string;
  readonly until: string;
}

interface QuotaOptions extends AdminFlags {
  readonly workspace: string;
  readonly limit?: number | None;
  readonly per?: string;
  readonly bytes?: number | None;
}

export function addLimitCommands(admin: Command, context: CommandContext): void {
  const { io } = context;

  addAdminCommand<LicenseOptions, LicenseJson>(
    admin.command('license').description('from when until when a workspace may ask for URLs'),
    context,
    {
      usage: 'set',
      summary: 'set first and last day, both included; a bound that is not given is none',
      examples: [
        'gst-intake admin license set --workspace default --from 2026-04-01 --until 2027-03-31',
        'gst-intake admin license set --workspace default --until none',
      ],
      options: (command) =>
        command
          .requiredOption('--workspace <workspace>', 'id or name')
          .option('--from <date>', "first day as yyyy-mm-dd, or 'none'", 'none')
          .option('--until <date>', "last day as yyyy-mm-dd, or 'none'", 'none'),
      run: (bodies, { workspace, from, until }) =>
        bodies.licenseSet({ workspace, from: unlessNone(from), until: unlessNone(until) }),
      tell: ({ from, until }) => printFields(io, { from: from ?? 'no beginning', until: until ?? 'no end' }),
    },
  );

  addAdminCommand<QuotaOptions, QuotaJson>(
    admin
      .command('quota')
      .description('how many URLs a workspace may be issued, and how many bytes it may upload'),
    context,
    {
      usage: 'set',
      summary: 'set how many URLs are issued and how many bytes are uploaded per window at most',
      examples: [
        'gst-intake admin quota set --workspace default --limit 1000 --per day',
        'gst-intake admin quota set --workspace default --limit none --per month --bytes 20GiB',
        'gst-intake admin quota set --workspace default --bytes 40GiB',
      ],
      options: (command) =>
        command
          .requiredOption('--workspace <workspace>', 'id or name')
          .option(
            '--limit <number>',
            "a whole number of URLs, or 'none' (default: as it is)",
            wholeNumberOrNone,
          )
          .addOption(
            new Option('--per <window>', 'the window of both (default: as it is)').choices([
              'minute',
              'hour',
              'day',
              'month',
            ]),
          )
          .option(
            '--bytes <size>',
            "bytes such as 500MiB or 20GiB, or 'none' (default: as it is); uploads replaced in the window give theirs back",
            bytesOrNone,
          ),
      run: (bodies, { workspace, limit, per, bytes }) =>
        bodies.quotaSet({
          workspace,
          limit: limit === undefined ? undefined : unlessNone(limit),
          per,
          bytesLimit: bytes === undefined ? undefined : unlessNone(bytes),
        }),
      tell: ({ limit, per, used, bytesLimit, bytesUsed }) =>
        printFields(io, {
          limit: limit === null ? 'none' : `${limit} per ${per}`,
          used: `${used} this ${per}`,
          bytes: bytesLimit === null ? 'no limit' : `${sizeInWords(bytesLimit)} per ${per}`,
          'bytes used': `${sizeInWords(bytesUsed)} this ${per}`,
        }),
    },
  );
}
