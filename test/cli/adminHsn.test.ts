import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { utils, write } from '@e965/xlsx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, temporaryDirectory } from './commandLine.ts';

/** As the GST portal's workbook has them, saved as CSV; zeros lost on the way where they were. */
const GOODS = [
  'HSN_CD,HSN_Description',
  ...Array.from({ length: 97 }, (_, index) => `${index + 1},Chapter`),
  '4021010,MILK POWDER',
  '84713010,"PERSONAL COMPUTERS, PORTABLE"',
  '2307 00,WINE LEES',
];
const SERVICES = ['SAC_CD,SAC_Description', '99,All Services', '998314,Information technology design'];
const HEADER =
  'Document Type,Document Number,Document Date,My GSTIN,Customer GSTIN,Place of Supply,HSN or SAC code,Item Quantity,Item Unit Code,Item Taxable Amount,GST Rate,CGST Amount,SGST Amount';
const row = (number: number, hsn: string) =>
  `Invoice,INV-${number},01/04/2026,27AAPFU0939F1ZV,27AAACR5055K1Z7,Maharashtra,${hsn},2,NOS,3000.00,18,270.00,270.00`;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let environment: { readonly GST_INTAKE_RULES_FILE: string };
let goods: string;
let services: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  environment = { GST_INTAKE_RULES_FILE: join(directory.path, 'rules.json') };
  [goods, services] = [join(directory.path, 'HSN_MSTR.csv'), join(directory.path, 'SAC_MSTR.csv')];
  await writeFile(goods, `${GOODS.join('\n')}\n`);
  await writeFile(services, `${SERVICES.join('\n')}\n`);
});
afterEach(() => directory[Symbol.asyncDispose]());

const importing = (...argv: string[]) => run(['admin', 'hsn', 'import', ...argv], environment);
const rules = async () => JSON.parse(await readFile(environment.GST_INTAKE_RULES_FILE, 'utf8'));

async function warningsOn(...codes: string[]): Promise<Record<string, string>> {
  const register = join(directory.path, 'sales.csv');
  await writeFile(register, `${[HEADER, ...codes.map((code, index) => row(index, code))].join('\n')}\n`);
  const { code, stdout } = await run(['validate', register, '--type', 'sales', '--json'], environment);
  expect(code).toBe(0);
  const { warnings } = JSON.parse(stdout) as { warnings: { errorCode: string; errorMessage: string }[] };
  return Object.fromEntries(warnings.map(({ errorCode, errorMessage }) => [errorCode, errorMessage]));
}

describe('gst-intake admin hsn import', () => {
  it('installs a list that codes are checked against from then on', async () => {
    const { code, stdout, stderr } = await importing(goods, services);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Restart the server') });
    expect(stdout).toMatch(/^services +3$/m);
    expect(stdout).toMatch(/^zeros put back +10$/m);
    expect((await rules()).hsn.source).toMatch(/^HSN_MSTR.csv and SAC_MSTR.csv, imported \d{4}-\d\d-\d\d$/);
    const good = ['84713010', '8471', '04021010', '998314', '9983', '230700'];
    expect(await warningsOn(...good)).toEqual({});
    expect(await warningsOn('84713099', '4021010')).toEqual({
      H02: expect.stringContaining('Try 04021010.'),
      H03: expect.stringContaining('HSN 84713099 is not in the HSN list'),
    });
    expect((await warningsOn('1234567'))['H02']).toContain('Use the code of 4 or 6 or 8 digits');
  });

  it('tells programs what was installed', async () => {
    const { code, stdout } = await importing(goods, services, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      file: environment.GST_INTAKE_RULES_FILE,
      goods: 97 + 3 + 3 + 2,
      services: 3,
      repaired: 10,
      passedOver: 0,
    });
  });

  it('reads the first sheet of a workbook, and says how to bring in the second', async () => {
    const book = utils.book_new();
    const sheetOf = (lines: string[]) => utils.aoa_to_sheet(lines.map((line) => line.split(',', 2)));
    utils.book_append_sheet(book, sheetOf(GOODS), 'HSN_MSTR');
    utils.book_append_sheet(book, sheetOf(SERVICES), 'SAC_MSTR');
    const workbook = join(directory.path, 'HSN_SAC.xlsx');
    await writeFile(workbook, write(book, { type: 'buffer', bookType: 'xlsx' }));
    const alone = await importing(workbook);
    expect(alone).toMatchObject({ code: 3, stderr: expect.stringContaining('SAC_MSTR') });
    expect((await importing(workbook, services)).code).toBe(0);
    const { codes } = (await rules()).hsn;
    expect((await importing(goods, services)).code).toBe(0);
    expect((await rules()).hsn.codes).toBe(codes);
  });

  it('leaves the other tables of the file as they are, and its mode', async () => {
    const { GST_INTAKE_RULES_FILE: file } = environment;
    await writeFile(file, '{"limits": {"taxSilentPaise": 200}, "hsn": ["8517"]}', { mode: 0o600 });
    expect((await importing(goods, services)).code).toBe(0);
    const { limits, hsn } = await rules();
    expect(limits).toEqual({ taxSilentPaise: 200 });
    expect(hsn.codes).toContain(' 998314');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory.path)).toHaveLength(3);
  });

  it('refuses half a list, which would warn about good rows, and changes nothing', async () => {
    const { code, stdout, stderr } = await importing(goods);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('The list has no code of services (they begin with 99)');
    expect(stderr).toContain('save the other one (SAC_MSTR in the official workbook) as CSV');
    expect(await readdir(directory.path)).toHaveLength(2);
  });

  it('refuses a file without a column of codes', async () => {
    await writeFile(services, `${SERVICES.slice(1).join('\n')}\n`);
    const { code, stderr } = await importing(goods, services);
    expect(code).toBe(3);
    expect(stderr).toContain('SAC_MSTR.csv has no column of codes. Write HSN_CD, SAC_CD or HSN Code above');
  });

  it('leaves a file of tables that needs mending alone', async () => {
    await writeFile(environment.GST_INTAKE_RULES_FILE, '{"rates": [');
    const { code, stderr } = await importing(goods, services);
    expect(code).toBe(2);
    expect(stderr).toContain('rules.json is no JSON');
    expect(await readFile(environment.GST_INTAKE_RULES_FILE, 'utf8')).toBe('{"rates": [');
  });

  it('needs an installation where no setting names the file', async () => {
    const argv = ['admin', 'hsn', 'import', goods, services, '--data-dir', join(directory.path, 'none')];
    const { code, stderr } = await run(argv);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no installation in');
  });
});
