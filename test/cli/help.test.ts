import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { entries, help, leavesUnder, runUntilWork } from './helpText.ts';

const BEGUN = new AppError('conflict', 'The command begins to work.');

/** The arguments of an example: what follows `gst-intake` in the last command of a pipe, up to where its output goes. */
function argvOf(example: string): string[] {
  const [program, ...argv] = [
    ...(example.split('|').at(-1)?.split(' > ')[0] ?? '').matchAll(/"([^"]*)"|(\S+)/g),
  ].map(([, quoted, bare]) => quoted ?? bare ?? '');
  expect(program).toBe('gst-intake');
  return argv;
}

describe('the help', async () => {
  const commands = await leavesUnder();

  it.each(commands.map((command) => command.join(' ')))('of %s has examples that run', async (command) => {
    const examples = entries(await help(command.split(' ')), 'Examples').map(([line, rest]) =>
      `${line} ${rest}`.trim().replace(/^\$ /, ''),
    );
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const argv = argvOf(example);
      expect(argv.join(' ')).toMatch(new RegExp(`^${command}( |$)`));
      const { code, stdout, stderr } = await runUntilWork(argv, BEGUN);
      expect({ example, code, stdout, stderr }).toEqual({
        example,
        code: 1,
        stdout: '',
        stderr: 'Error: The command begins to work.\n',
      });
    }
  });

  it('tells of a typing error what was meant, and how to go on', async () => {
    const { code, stderr } = await runUntilWork(['admin', 'token', 'craete', '--user', 'erp'], BEGUN);
    expect(code).toBe(2);
    expect(stderr).toContain('(Did you mean create?)');
    expect(stderr).toContain("Add --help to see how it's used.");
  });
});
