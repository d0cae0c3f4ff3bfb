import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../src/cli/commands.ts';
import { readPage, tableRows } from './pages.ts';

/** What `gst-intake … --help` prints. */
async function help(command: readonly string[]): Promise<string> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  let said = '';
  stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await runCommandLine({
    argv: [...command, '--help'],
    version: '1.2.3',
    settings: () => {
      throw new Error('help reads no settings');
    },
    openBodies: () => Promise.reject(new Error('help opens nothing')),
    io: {
      stdin: new PassThrough(),
      stdout,
      stderr,
      isInteractive: false,
      temporaryDirectory: '/nowhere',
      onInterrupt: () => () => undefined,
    },
  });
  expect(code).toBe(0);
  return said;
}

/** The entries of one section of a help text: `term  description`, which may go on for several lines. */
function entries(text: string, section: string): [term: string, description: string][] {
  const [, after = ''] = text.split(`\n${section}:\n`);
  const found: [string, string][] = [];
  for (const line of (after.split('\n\n')[0] ?? '').split('\n')) {
    const [, term, description = ''] = /^ {2}(\S.*?)(?: {2,}(.*))?$/.exec(line) ?? [];
    const last = found.at(-1);
    if (term !== undefined) found.push([term, description]);
    else if (last !== undefined) last[1] = `${last[1]} ${line.trim()}`.trim();
  }
  return found;
}

async function leavesUnder(command: readonly string[]): Promise<string[][]> {
  const subcommands = entries(await help(command), 'Commands')
    .map(([term]) => term.split(' ')[0] ?? '')
    .filter((name) => name !== 'help');
  if (subcommands.length === 0) return [[...command]];
  const leaves = await Promise.all(subcommands.map((name) => leavesUnder([...command, name])));
  return leaves.flat();
}

const page = readPage('docs/reference/commands.md');
const sections = new Map(
  page
    .split('\n## gst-intake ')
    .slice(1)
    .map((section) => [section.split('\n', 1)[0] ?? '', section] as const),
);

describe('docs/reference/commands.md', async () => {
  const commands = await leavesUnder([]);

  it('has every command, and no other', () => {
    expect(commands.length).toBeGreaterThan(15);
    expect([...sections.keys()].sort()).toEqual(commands.map((command) => command.join(' ')).sort());
  });

  it.each(commands.map((command) => command.join(' ')))('has usage and options of %s', async (command) => {
    const text = await help(command.split(' '));
    const section = sections.get(command) ?? '';
    const usage = /^Usage: (.+)$/m.exec(text)?.[1]?.replace(' [options]', '');
    expect(section).toContain(`\`${usage}\`: `);
    const told = tableRows(section)
      .slice(1)
      .map(([option = '', description]) => [option.replaceAll('`', ''), description]);
    expect(told).toEqual(entries(text, 'Options').filter(([option]) => option !== '-h, --help'));
  });

  it('has every exit code of the help', async () => {
    const told = new Map(tableRows(page).map(([code = '', meaning = '']) => [code, meaning]));
    const codes = entries(await help([]), 'Exit codes');
    expect(codes.length).toBeGreaterThan(4);
    for (const [code, meaning] of codes) expect(told.get(code)).toBe(meaning);
  });
});
