import { describe, expect, it } from 'vitest';
import { entries, help, leavesUnder } from './cli/helpText.ts';
import { readPage, tableRows } from './pages.ts';

const page = readPage('docs/reference/commands.md');
const sections = new Map(
  page
    .split('\n## gst-intake ')
    .slice(1)
    .map((section) => [section.split('\n', 1)[0] ?? '', section] as const),
);

describe('docs/reference/commands.md', async () => {
  const commands = await leavesUnder();

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
