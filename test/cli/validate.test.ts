import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, temporaryDirectory } from './commandLine.ts';

const HEADER =
  'Document Type,Document Number,Document Date,My GSTIN,Customer GSTIN,Place of Supply,HSN or SAC code,Item Quantity,Item Unit Code,Item Taxable Amount,GST Rate,CGST Amount,SGST Amount,IGST Amount';
const GOOD =
  'Invoice,INV-1,01/04/2026,27AAPFU0939F1ZV,27AAACR5055K1Z7,Maharashtra,8516,2,NOS,3000.00,18,270.00,270.00,';
const WRONG_CHECK_CHARACTER =
  'Invoice,INV-2,01/04/2026,27AAPFU0939F1ZV,29AAFCD5862R1ZX,Karnataka,8516,1,NOS,1500.00,18,,,270.00';
const HELD_BACK = 'Invoice,INV-2,01/04/2026,27AAPFU0939F1ZV,,Karnataka,8516,1,NOS,1500.00,18,,,270.00';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let file: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  file = join(directory.path, 'बिक्री.csv');
});
afterEach(() => directory[Symbol.asyncDispose]());

async function register(...rows: string[]): Promise<void> {
  await writeFile(file, `${[HEADER, ...rows].join('\n')}\n`);
}

const validate = (...more: string[]) =>
  run(['validate', file, '--type', 'sales', ...more], {}, '', directory.path);

describe('gst-intake validate', () => {
  it('needs no server, no token and no data directory, and leaves nothing behind', async () => {
    await register(GOOD);
    const { code, stdout, stderr } = await validate();
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('Error') });
    expect(stdout).toMatch(/^27AAPFU0939F1ZV +1 +1 +0$/m);
    expect(await readdir(directory.path)).toEqual(['बिक्री.csv']);
  });

  it('groups what is wrong by rule, with rows to look at, and ends with 3', async () => {
    await register(GOOD, WRONG_CHECK_CHARACTER, HELD_BACK);
    const { code, stdout, stderr } = await validate();
    expect(code).toBe(3);
    expect(stdout).toMatch(/^27AAPFU0939F1ZV +1 +1 +2$/m);
    expect(stdout).toMatch(/^ {2}G03 {2}1 time, row 3\n.*29AAFCD5862R1ZX has a wrong check character/m);
    expect(stderr).toContain(
      '2 rows would be refused. To have them in a file to correct, add --errors-to errors.xlsx',
    );
    expect(stdout).toMatch(/^GSTIN +WOULD BE TAKEN: DOCUMENTS +ROWS +WOULD BE REFUSED: ROWS$/m);
    expect(stdout).not.toContain('ROWS TAKEN');
  });

  it('prints one JSON value with three keys', async () => {
    await register(GOOD, WRONG_CHECK_CHARACTER);
    const { code, stdout } = await validate('--json');
    expect(code).toBe(3);
    const found = JSON.parse(stdout);
    expect(Object.keys(found)).toEqual(['processingStats', 'errors', 'warnings']);
    expect(found.processingStats).toEqual([
      { gstin: '27AAPFU0939F1ZV', totalDocumentCount: 1, validRows: 1, invalidRows: 1 },
    ]);
    expect(found.errors).toMatchObject([{ errorCode: 'G03', count: 1, rows: [3] }]);
  });

  it('saves an error file that, corrected, is good', async () => {
    await register(GOOD, WRONG_CHECK_CHARACTER);
    const to = join(directory.path, 'errors.csv');
    const { code, stderr } = await validate('--errors-to', to);
    expect(code).toBe(3);
    expect(stderr).toContain(`Each stands in ${to} with what is wrong.`);
    expect(stderr).not.toContain('gst-intake ingest');
    const content = await readFile(to, 'utf8');
    expect(content).toContain('"No. of Errors","Error Message","Document Type"');
    expect(content).not.toContain('INV-1"');
    await writeFile(to, content.replaceAll('29AAFCD5862R1ZX', '29AAFCD5862R1ZR'));
    file = to;
    expect((await validate()).code).toBe(0);
  });

  it('saves a workbook where the name says so, which, corrected, is good', async () => {
    await register(GOOD, WRONG_CHECK_CHARACTER);
    const to = join(directory.path, 'errors.xlsx');
    for (let run = 0; run < 2; run += 1) expect((await validate('--errors-to', to)).code).toBe(3);
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(to);
    const sheet = workbook.getWorksheet('Errors');
    const [head, row] = [sheet?.getRow(1), sheet?.getRow(2)];
    const wrong = (row?.values as unknown[] | undefined)?.indexOf('29AAFCD5862R1ZX') ?? -1;
    expect(head?.getCell(sheet?.columnCount ?? 0).value).toBe('Error Message');
    expect(row?.getCell(wrong).note).toBeDefined();
    if (row !== undefined) row.getCell(wrong).value = '29AAFCD5862R1ZR';
    file = join(directory.path, 'corrected.xlsx');
    await workbook.xlsx.writeFile(file);
    expect(await validate()).toMatchObject({ code: 0 });
  });

  it.each(['errors.csv', 'errors.xlsx'])(
    'says that nothing was sent: whoever sent %s alone would lose the good rows',
    async (name) => {
      await register(GOOD, WRONG_CHECK_CHARACTER);
      const { code, stderr } = await validate('--errors-to', name);
      expect(code).toBe(3);
      expect(stderr).toContain(
        `1 row would be refused. Each stands in ${name} with what is wrong.\n` +
          `Nothing was sent. Correct the rows in ${file} itself and check again; or send ${file}, and then the corrected ${name}.\n`,
      );
    },
  );

  it.each(['errors.csv', 'errors.xlsx'])('says when %s is of an earlier run', async (name) => {
    await register(GOOD, WRONG_CHECK_CHARACTER);
    expect((await validate('--errors-to', name)).code).toBe(3);
    await register(GOOD);
    const { code, stderr } = await validate('--errors-to', name);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining(`Nothing would be refused; ${name} is of an earlier run.\n`),
    });
  });

  it('replaces no error workbook that another program saved: it may hold corrections', async () => {
    await register(GOOD, WRONG_CHECK_CHARACTER);
    const to = join(directory.path, 'errors.xlsx');
    expect((await validate('--errors-to', to)).code).toBe(3);
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(to);
    await workbook.xlsx.writeFile(to);
    const saved = await readFile(to);
    const { code, stderr } = await validate('--errors-to', to);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'it has been saved by another program, or is something else. Choose another name, or move it away.',
    );
    expect(await readFile(to)).toEqual(saved);
  });

  it('takes the settings of a workspace as options', async () => {
    await register(GOOD);
    expect((await validate('--gstins', '27AAPFU0939F1ZV')).code).toBe(0);
    const { code, stdout } = await validate('--gstins', '29AAFCD5862R1ZR');
    expect(code).toBe(3);
    expect(stdout).toMatch(/^UNKNOWN +0 +0 +1$/m);
    expect(stdout).toContain('is not in this account');
  });

  it('says what is wrong with the file as a whole', async () => {
    await writeFile(file, `${HEADER.replace('Document Date', 'Some Date')}\n${GOOD}\n`);
    const { code, stdout, stderr } = await validate();
    expect(code).toBe(3);
    expect(stdout).toContain('would be refused as a whole:');
    expect(stdout).toContain('Document Date');
    expect(stderr).toContain('Mend what is named above');
    expect(JSON.parse((await validate('--json')).stdout)).toMatchObject({
      processingStats: null,
      errors: [{ errorCode: 'HEADER_MISSING', count: 1, rows: [] }],
    });
  });

  it('needs no name that tells the kind: what is in the file does', async () => {
    await register(GOOD);
    const unnamed = join(directory.path, 'register.txt');
    await writeFile(unnamed, await readFile(file));
    const { code, stdout } = await run(['validate', unnamed, '--type', 'sales'], {}, '', directory.path);
    expect({ code, notices: stdout.includes('announced') }).toEqual({ code: 0, notices: false });

    const workbook = new ExcelJS.Workbook();
    workbook.addWorksheet('Sales').addRows([HEADER.split(','), GOOD.split(',')]);
    const odd = join(directory.path, 'register.dat');
    await workbook.xlsx.writeFile(odd);
    const preview = await run(['preview', odd], {}, '', directory.path);
    expect(preview).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(preview.stdout.split('\n')[0] ?? '')).toEqual(HEADER.split(','));
  });

  it('says that there is no such file', async () => {
    const { code, stderr } = await validate();
    expect(code).toBe(2);
    expect(stderr).toContain(`${file} cannot be opened: there is no such file.`);
  });
});

describe('gst-intake preview', () => {
  const preview = (...more: string[]) => run(['preview', file, ...more], {}, '', directory.path);

  it('prints each row as an array of the texts that the reader sees', async () => {
    await writeFile(file, 'Sharma Traders;;\n\n"Name;1";₹ 1,000;"two\nlines"\n');
    const { code, stdout, stderr } = await preview();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows[0]).toEqual(['Sharma Traders', '', '']);
    expect(rows.at(-1)).toEqual(['Name;1', '₹ 1,000', 'two\nlines']);
  });

  it('stops after --rows, and prints the same with --json', async () => {
    await register(GOOD, WRONG_CHECK_CHARACTER, HELD_BACK);
    const { code, stdout } = await preview('--rows', '2', '--json');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('names what cannot be read, and ends with 3', async () => {
    await writeFile(file, '');
    const { code, stdout, stderr } = await preview();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/empty/i);
  });
});
