import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCommandLine } from '../../src/cli/commands.ts';
import type { ExitCode } from '../../src/cli/io.ts';

/** Runs a command line in this process as far as its command begins to work: there it ends with `begun`. */
export async function runUntilWork(
  argv: readonly string[],
  begun: Error,
): Promise<{ readonly code: ExitCode; readonly stdout: string; readonly stderr: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const said = Promise.all([text(stdout), text(stderr)]);
  const code = await runCommandLine({
    argv,
    version: '1.2.3',
    settings: () => {
      throw begun;
    },
    openBodies: () => Promise.reject(begun),
    io: {
      stdin: new PassThrough(),
      stdout,
      stderr,
      isInteractive: false,
      temporaryDirectory: '/nowhere',
      onInterrupt: () => () => undefined,
    },
  });
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  return { code, stdout: out, stderr: err };
}

/** What `gst-intake … --help` prints, which reads no setting and opens nothing. */
export async function help(command: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runUntilWork([...command, '--help'], new Error('help does no work'));
  if (code !== 0 || stderr !== '') throw new Error(`--help ended with ${code}: ${stderr}`);
  return stdout;
}

/** The entries of one section of a help text: `term  description`, which may go on for several lines. */
export function entries(helpText: string, section: string): [term: string, description: string][] {
  const [, after = ''] = helpText.split(`\n${section}:\n`);
  const found: [string, string][] = [];
  for (const line of (after.split('\n\n')[0] ?? '').split('\n')) {
    const [, term, description = ''] = /^ {2}(\S.*?)(?: {2,}(.*))?$/.exec(line) ?? [];
    const last = found.at(-1);
    if (term !== undefined) found.push([term, description]);
    else if (last !== undefined) last[1] = `${last[1]} ${line.trim()}`.trim();
  }
  return found;
}

/** Every command that does something, as its words: `['admin', 'token', 'create']`. */
export async function leavesUnder(command: readonly string[] = []): Promise<string[][]> {
  const subcommands = entries(await help(command), 'Commands')
    .map(([term]) => term.split(' ')[0] ?? '')
    .filter((name) => name !== 'help');
  if (subcommands.length === 0) return [[...command]];
  const leaves = await Promise.all(subcommands.map((name) => leavesUnder([...command, name])));
  return leaves.flat();
}
