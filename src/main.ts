import { tmpdir } from 'node:os';
import { runCommandLine } from './cli/commands.ts';
import { loadClientConfig } from './config.ts';
import { VERSION } from './version.ts';

/** The command line: sets the exit code and returns when everything is done. */
export async function main(): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  process.exitCode = await runCommandLine({
    argv: process.argv.slice(2),
    version: VERSION,
    settings: () => loadClientConfig(env),
    // Client commands load no server and no database.
    openBodies: async (flags) => {
      const { openBodies } = await import('./compose/bodies.ts');
      return openBodies(env, stdout, flags);
    },
    io: {
      stdin,
      stdout,
      stderr,
      isInteractive: stderr.isTTY === true && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb',
      temporaryDirectory: tmpdir(),
      onInterrupt(listener) {
        const signals = ['SIGINT', 'SIGTERM'] as const;
        for (const signal of signals) process.once(signal, listener);
        return () => {
          for (const signal of signals) process.off(signal, listener);
        };
      },
    },
  });
}
