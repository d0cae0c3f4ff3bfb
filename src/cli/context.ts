import type { Command } from 'commander';
import type { OpenBodies, OperatorFlags } from './bodies.ts';
import { Interrupted } from './exit.ts';
import type { ClientSettings, CommandIo } from './io.ts';

/** What every command is built from. */
export interface CommandContext {
  readonly io: CommandIo;
  /** Read when a client command runs. @throws AppError settings_invalid */
  readonly settings: () => ClientSettings;
  /** Loads the server side when an operator command runs. */
  readonly openBodies: OpenBodies;
  readonly version: string;
}

export interface CommandWords {
  /** Name and arguments as commander writes them. */
  readonly usage: string;
  /** One sentence. */
  readonly summary: string;
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** A further paragraph for the help. */
  readonly notes?: string;
  /** Whether it has `--json`: yes, unless it prints nothing for programs. */
  readonly printsJson?: false;
}

/** A command that runs, with its examples in the help. */
export function addCommand(parent: Command, words: CommandWords): Command {
  const examples = words.examples.map((example) => `  $ ${example}`).join('\n');
  const notes = words.notes === undefined ? '' : `\n${words.notes}\n`;
  const command = parent.command(words.usage).description(words.summary);
  if (words.printsJson !== false) {
    command.option('--json', 'print JSON for programs instead of text for people');
  }
  return command.addHelpText('after', `${notes}\nExamples:\n${examples}`);
}

/** A command that works on the data directory or the database directly. */
export function addOperatorCommand(parent: Command, words: CommandWords): Command {
  return addCommand(parent, words).option(
    '--data-dir <directory>',
    'where the installation keeps its data (GST_INTAKE_DATA_DIR; default ./data)',
  );
}

export function operatorFlags(options: { readonly dataDir?: string }): OperatorFlags {
  return options.dataDir === undefined ? {} : { dataDir: options.dataDir };
}

/** Runs with a signal that Ctrl-C aborts. `goOn`: what to tell the person then; asked when it happens. */
export async function interruptible<T>(
  io: CommandIo,
  goOn: string | (() => string),
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const forget = io.onInterrupt(() => {
    const words = typeof goOn === 'string' ? goOn : goOn();
    controller.abort(new Interrupted(`Stopped. ${words}`));
  });
  try {
    return await run(controller.signal);
  } finally {
    forget();
  }
}
