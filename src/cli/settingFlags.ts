import { type Command, Option } from 'commander';
import type { WorkspaceFlags } from './adminBodies.ts';
import { commaList, type None, numberOrNone, onOrOff, unlessNone } from './flagValues.ts';

/** The settings of a workspace that judging depends on, as commander gives them. */
export interface JudgeOptions {
  readonly gstins?: string[];
  readonly sandboxGstins?: boolean;
  readonly monthFirst?: boolean;
  readonly sez?: boolean;
  readonly turnover?: number | None;
  readonly hsnMaster?: boolean;
  readonly hsnBlank?: 'error' | 'warn';
}

export type JudgeFlags = Omit<WorkspaceFlags, 'name' | 'singleUse' | 'tokenGraceSeconds' | 'retentionDays'>;

export function withJudgeOptions(command: Command): Command {
  return command
    .option('--gstins <gstins>', "its own GSTINs, with commas between; 'none' accepts any", commaList)
    .option('--sandbox-gstins', "accept Clear's sandbox GSTINs, with a warning")
    .option('--month-first', 'dates such as 03/04/2026 mean March 4th')
    .option('--sez', 'the business is a unit in a special economic zone')
    .option(
      '--turnover <crore>',
      "turnover of the last financial year in crore rupees, or 'none'",
      numberOrNone,
    )
    .option('--hsn-master <on|off>', 'check HSN codes against the official list', onOrOff)
    .addOption(new Option('--hsn-blank <verdict>', 'what a missing HSN code is').choices(['error', 'warn']));
}

export function judgeFlagsOf(options: JudgeOptions): JudgeFlags {
  const { gstins, sandboxGstins, monthFirst, sez, turnover, hsnMaster, hsnBlank } = options;
  return {
    ...(gstins === undefined ? {} : { gstins }),
    ...(sandboxGstins === undefined ? {} : { sandboxGstins }),
    ...(monthFirst === undefined ? {} : { monthFirst }),
    ...(sez === undefined ? {} : { sez }),
    ...(turnover === undefined ? {} : { turnoverCrore: unlessNone(turnover) }),
    ...(hsnMaster === undefined ? {} : { hsnMaster }),
    ...(hsnBlank === undefined ? {} : { hsnBlank }),
  };
}
