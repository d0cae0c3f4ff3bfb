import type { Command } from 'commander';
import { addOperatorCommand, type CommandContext, operatorFlags } from './context.ts';
import { printJson, printLine } from './output.ts';

interface ServeOptions {
  readonly port?: string;
  readonly host?: string;
  readonly dataDir?: string;
  readonly emulate?: boolean;
  /** Commander's: true unless --no-worker. */
  readonly worker: boolean;
}

export function addServeCommands(program: Command, { io, openBodies }: CommandContext): void {
  addOperatorCommand(program, {
    usage: 'serve',
    summary: 'run the server until Ctrl-C or SIGTERM',
    examples: [
      'gst-intake serve',
      'gst-intake serve --port 8080 --host 0.0.0.0 --data-dir /var/lib/gst-intake',
      'gst-intake serve --emulate --port 8090',
    ],
    notes: `The first start makes a workspace and prints its token, once. Other settings come from the environment:
GST_INTAKE_PUBLIC_URL when a proxy stands in front, GST_INTAKE_DATABASE_URL for PostgreSQL, and more.`,
    printsJson: false,
  })
    .option('--port <number>', 'port to listen on; 0 picks a free one (GST_INTAKE_PORT; default 8080)')
    .option('--host <address>', 'address to listen on (GST_INTAKE_HOST; default 127.0.0.1)')
    .option('--no-worker', 'no worker process beside the server: `gst-intake worker` runs elsewhere')
    .option('--emulate', 'emulator mode for those who write clients: nothing is real or kept')
    .action(async (options: ServeOptions) => {
      const { port, host, worker, emulate = false } = options;
      const { serve } = await openBodies(operatorFlags(options));
      await serve({
        ...(port === undefined ? {} : { port }),
        ...(host === undefined ? {} : { host }),
        worker,
        emulate,
      });
    });

  addOperatorCommand(program, {
    usage: 'worker',
    summary: 'check uploaded files until Ctrl-C or SIGTERM, beside servers that run elsewhere',
    examples: ['gst-intake worker', 'gst-intake worker --data-dir /var/lib/gst-intake'],
    notes: `\`serve\` has a worker of its own, so one machine needs no other. A worker takes the settings of its servers: the same
database, storage and keys. On SQLite it must run on the server's machine.`,
    printsJson: false,
  }).action(async (options: { readonly dataDir?: string }) => {
    const { worker } = await openBodies(operatorFlags(options));
    await worker();
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
