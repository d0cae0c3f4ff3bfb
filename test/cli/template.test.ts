import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXAMPLE_GSTIN } from '../../src/gst/exampleDocuments.ts';
import { run, temporaryDirectory } from './commandLine.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory[Symbol.asyncDispose]());

const here = (...argv: string[]) => run(argv, {}, '', directory.path);
const files = () => readdir(directory.path);

describe('gst-intake template', () => {
  it.each(['sales', 'purchase'])('saves the workbook of %s here, and prints none of it', async (register) => {
    const { code, stdout, stderr } = await here('template', register);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const name = `gst-intake-${register}-template.xlsx`;
    expect(stdout).toContain(`Saved to ${name}.`);
    expect(stdout).toContain(`gst-intake validate ${name} --type ${register}`);
    expect(await files()).toEqual([name]);
    expect((await readFile(join(directory.path, name))).subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04'));
  });

  it.each(['sales', 'purchase'])(
    'saves %s as CSV in which nothing but the examples is wrong',
    async (register) => {
      const { code, stdout } = await here('template', register, '--csv', '--to', 'a.csv', '--json');
      expect({ code, stdout }).toEqual({ code: 0, stdout: '{"savedTo":"a.csv"}\n' });
      const checked = await here(
        ...['validate', 'a.csv', '--type', register, '--gstins', EXAMPLE_GSTIN, '--json'],
      );
      expect(JSON.parse(checked.stdout)).toMatchObject({
        processingStats: [{ gstin: EXAMPLE_GSTIN, validRows: 0, invalidRows: 5 }],
        errors: [expect.objectContaining({ count: 5, rows: [2, 3, 4, 5, 6] })],
        warnings: [],
      });
    },
  );

  it('prints a command that can be pasted, whatever the name', async () => {
    for (const name of ['Purchases April.xlsx', "Rao's.xlsx", '-april.xlsx']) {
      const { stdout } = await here('template', 'purchase', `--to=${name}`);
      const [, pasted = ''] = /^Then check it: gst-intake (validate .*)$/m.exec(stdout) ?? [];
      const words = execFileSync('bash', ['-c', `printf '%s\\n' ${pasted}`], { encoding: 'utf8' });
      const checked = await here(...words.trimEnd().split('\n'), '--json');
      expect(JSON.parse(checked.stdout)).toMatchObject({
        processingStats: [{ validRows: 0, invalidRows: 5 }],
      });
    }
  });

  it('makes what the name says', async () => {
    for (const name of ['a.csv', 'A.CSV']) {
      expect((await here('template', 'sales', '--to', name)).code).toBe(0);
      expect(await readFile(join(directory.path, name), 'utf8')).toContain('Document Number');
    }
    expect((await here('template', 'sales', '--csv', '--to', 'a.txt')).code).toBe(0);
    expect(await readFile(join(directory.path, 'a.txt'), 'utf8')).toContain('Document Number');
  });

  it.each([
    [['--csv', '--to', 'a.xlsx'], '--csv and the name a.xlsx contradict each other. Leave --csv out, or'],
    [['--to', 'a.xls'], 'a.xls cannot be: no .xls is written. Choose a name that ends in .xlsx'],
  ])('refuses %j, which contradicts itself', async (flags, words) => {
    const { code, stderr } = await here('template', 'sales', ...flags);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(words) });
    expect(await files()).toEqual([]);
  });

  it('replaces nothing', async () => {
    const path = join(directory.path, 'gst-intake-sales-template.csv');
    await writeFile(path, 'filled in for hours');
    const { code, stdout, stderr } = await here('template', 'sales', '--csv');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('is there already. Choose another name, or move it away');
    expect(await readFile(path, 'utf8')).toBe('filled in for hours');
  });

  it('says what it cannot do', async () => {
    const lost = await here('template', 'sales', '--to', 'no/folder.xlsx');
    expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining('a folder above it is missing') });
    const unknown = await here('template', 'gstr1');
    expect(unknown).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are sales, purchase'),
    });
    expect(await files()).toEqual([]);
  });

  it('refuses rule tables that need mending: its lists are made of them', async () => {
    const rules = join(directory.path, 'rules.json');
    await writeFile(rules, '{"units": [');
    const { code, stderr } = await run(
      ['template', 'sales'],
      { GST_INTAKE_RULES_FILE: rules },
      '',
      directory.path,
    );
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('rules.json is no JSON') });
  });
});
