import type { Command } from 'commander';
import { addOperatorCommand, type CommandContext, operatorFlags } from './context.ts';
import { printJson, printLine } from './output.ts';

interface ServeOptions {
  readonly port?: string;
  readonly host?: string;
  readonly dataDir?: string;
}

export function addServeCommands(program: Command, { io, openBodies }: CommandContext): void {
  addOperatorCommand(program, {
    usage: 'serve',
    summary: 'run the server until Ctrl-C or SIGTERM',
    examples: [
      'gst-intake serve',
      'gst-intake serve --port 8080 --host 0.0.0.0 --data-dir /var/lib/gst-intake',
    ],
    notes: `The first start makes a workspace and prints its token, once. Other settings come from the environment:
GST_INTAKE_PUBLIC_URL when a proxy stands in front, GST_INTAKE_DATABASE_URL for PostgreSQL, and more.`,
    printsJson: false,
  })
    .option('--port <number>', 'port to listen on; 0 picks a free one (GST_INTAKE_PORT; default 8080)')
    .option('--host <address>', 'address to listen on (GST_INTAKE_HOST; default 127.0.0.1)')
    .action(async (options: ServeOptions) => {
      const { port, host } = options;
      const { serve } = await openBodies(operatorFlags(options));
      await serve({ ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) });
    });

  addOperatorCommand(program, {
    usage: 'migrate',
    summary: 'bring the database to the version that this program needs',
    examples: ['gst-intake migrate', 'gst-intake migrate --json'],
    notes: '`serve` does the same when it starts.',
  }).action(async (options: { readonly json?: boolean; readonly dataDir?: string }) => {
    const { from, to } = await (await openBodies(operatorFlags(options))).migrate();
    if (options.json === true) printJson(io, { from, to });
    else if (from === to) printLine(io, `The database is at version ${to} already.`);
    else printLine(io, `The database went from version ${from} to ${to}.`);
  });
}
