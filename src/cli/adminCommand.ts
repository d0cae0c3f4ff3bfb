import type { Command } from 'commander';
import type { AdminBodies } from './adminBodies.ts';
import { addOperatorCommand, type CommandContext, type CommandWords, operatorFlags } from './context.ts';
import { printJson } from './output.ts';

/** Options that every administration command has, beside its own. */
export interface AdminFlags {
  readonly json?: boolean;
  readonly dataDir?: string;
}

/** One call of the server side, and how its result is told to people; with `--json` the result itself is printed. */
export function addAdminCommand<Flags extends AdminFlags, Result>(
  parent: Command,
  context: CommandContext,
  command: CommandWords & {
    readonly options?: (command: Command) => Command;
    readonly run: (admin: AdminBodies, flags: Flags, argument: string) => Promise<Result>;
    readonly tell: (result: Result, flags: Flags) => void;
    /** Lists print one JSON value a line. */
    readonly printJson?: (result: Result) => void;
    /** After it is told. @throws EndedBadly where the exit code must say that not all is done */
    readonly assertDone?: (result: Result) => void;
  },
): void {
  const added = addOperatorCommand(parent, command);
  const { options = (same) => same, run, tell } = command;
  options(added).action(async (...given: unknown[]) => {
    const flags = added.opts<Flags>();
    const argument = typeof given[0] === 'string' ? given[0] : '';
    const { admin } = await context.openBodies(operatorFlags(flags));
    const result = await run(admin, flags, argument);
    if (flags.json !== true) tell(result, flags);
    else if (command.printJson !== undefined) command.printJson(result);
    else printJson(context.io, result);
    command.assertDone?.(result);
  });
}
