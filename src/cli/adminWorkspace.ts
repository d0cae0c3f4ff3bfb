import type { Command } from 'commander';
import type { QuotaJson, WorkspaceFlags, WorkspaceJson } from './adminBodies.ts';
import { type AdminFlags, addAdminCommand } from './adminCommand.ts';
import { addEraseCommand } from './adminErase.ts';
import { addImportCommand } from './adminImport.ts';
import type { CommandContext } from './context.ts';
import { durationSeconds, wholeNumberOrDefault } from './flagValues.ts';
import { printFields, printNdjson, printTable, sizeInWords } from './output.ts';
import { type JudgeOptions, judgeFlagsOf, withJudgeOptions } from './settingFlags.ts';

interface WorkspaceOptions extends AdminFlags, JudgeOptions {
  readonly name?: string;
  readonly singleUse?: boolean;
  readonly tokenGrace?: number;
  readonly retentionDays?: number | 'default';
}

export function addWorkspaceCommands(workspace: Command, context: CommandContext): void {
  const { io } = context;

  addAdminCommand<WorkspaceOptions & { readonly name: string }, WorkspaceJson>(workspace, context, {
    usage: 'create',
    summary: 'make a workspace',
    examples: [
      'gst-intake admin workspace create --name "Sharma Traders"',
      'gst-intake admin workspace create --name Branches --gstins 27AAPFU0939F1ZV,29AAFCD5862R1ZR --turnover 6',
    ],
    options: (command) =>
      withSettings(command.requiredOption('--name <name>', 'its name, used by no other workspace')),
    run: (admin, options) => admin.workspaceCreate({ ...flagsOf(options), name: options.name }),
    tell: (made) => printFields(io, fieldsOf(made)),
  });

  addAdminCommand<WorkspaceOptions, WorkspaceJson>(workspace, context, {
    usage: 'update <workspace>',
    summary: 'change a workspace: what is not given stays as it is',
    examples: [
      'gst-intake admin workspace update default --single-use',
      'gst-intake admin workspace update default --gstins none',
    ],
    options: (command) => withNegations(withSettings(command.option('--name <name>', 'a new name'))),
    run: (admin, options, name) => admin.workspaceUpdate(name, flagsOf(options)),
    tell: (changed) => printFields(io, fieldsOf(changed)),
  });

  addAdminCommand(workspace, context, {
    usage: 'show <workspace>',
    summary: 'show a workspace with its license, quota and users',
    examples: ['gst-intake admin workspace show default', 'gst-intake admin workspace show default --json'],
    run: (admin, _options, name) => admin.workspaceShow(name),
    tell: (shown) => {
      const { license, quota, users } = shown;
      printFields(io, {
        ...fieldsOf(shown),
        license: `${license.from ?? 'no beginning'} to ${license.until ?? 'no end'}`,
        quota: quotaInWords(quota),
        users:
          users
            .map(({ name, permissions, disabledAt }) => {
              const disabled = disabledAt === null ? '' : ', disabled';
              return `${name} (${permissions.join(', ')})${disabled}`;
            })
            .join('; ') || 'none',
      });
    },
  });

  addImportCommand(workspace, context);
  addEraseCommand(workspace, context);

  addAdminCommand(workspace, context, {
    usage: 'list',
    summary: 'list all workspaces; --json prints one a line',
    examples: ['gst-intake admin workspace list'],
    run: (admin) => admin.workspaceList(),
    tell: (all) =>
      printTable(
        io,
        ['NAME', 'WORKSPACE ID', 'GSTINS'],
        all.map(({ name, workspaceId, gstins }) => [name, workspaceId, gstins.join(' ') || 'any']),
      ),
    printJson: (all) => printNdjson(io, all),
  });
}

function withSettings(command: Command): Command {
  return withJudgeOptions(command)
    .option('--single-use', 'a URL takes one upload only')
    .option(
      '--token-grace <duration>',
      'how long the old token of a client secret stays good after a new one, e.g. 15m',
      durationSeconds,
    )
    .option(
      '--retention-days <days>',
      "days that its uploaded files are kept, or 'default' for GST_INTAKE_RETENTION_DAYS",
      wholeNumberOrDefault,
    );
}

function withNegations(command: Command): Command {
  return command
    .option('--no-sandbox-gstins', "refuse Clear's sandbox GSTINs again")
    .option('--no-month-first', 'dates such as 03/04/2026 mean April 3rd again')
    .option('--no-single-use', 'a URL takes the last of several uploads again')
    .option('--no-sez', 'the business is not in a special economic zone');
}

function flagsOf(options: WorkspaceOptions): WorkspaceFlags {
  const { name, singleUse, tokenGrace, retentionDays } = options;
  return {
    ...judgeFlagsOf(options),
    ...(name === undefined ? {} : { name }),
    ...(singleUse === undefined ? {} : { singleUse }),
    ...(tokenGrace === undefined ? {} : { tokenGraceSeconds: tokenGrace }),
    ...(retentionDays === undefined
      ? {}
      : { retentionDays: retentionDays === 'default' ? null : retentionDays }),
  };
}

function quotaInWords({ limit, per, used, bytesLimit, bytesUsed }: QuotaJson): string {
  const parts = [
    ...(limit === null ? [] : [`${used} of ${limit} URLs`]),
    ...(bytesLimit === null ? [] : [`${sizeInWords(bytesUsed)} of ${sizeInWords(bytesLimit)}`]),
  ];
  return parts.length === 0 ? 'none' : `${parts.join(', ')} used this ${per}`;
}

function fieldsOf(workspace: WorkspaceJson): Record<string, string> {
  const { workspaceId, name, gstins, settings, retentionDays } = workspace;
  const shown = Object.entries(settings).map(([key, value]) => `${key}=${value ?? 'none'}`);
  return {
    workspaceId,
    name,
    gstins: gstins.join(' ') || 'any',
    settings: shown.join(' '),
    retention: retentionDays === null ? 'as GST_INTAKE_RETENTION_DAYS says' : `${retentionDays} days`,
  };
}
