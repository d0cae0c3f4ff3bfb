import { describe, expect, it } from 'vitest';
import { COLUMNS_OF } from '../../src/gst/columns.ts';
import { headerOf, templateHeaders } from '../../src/gst/columnTable.ts';
import { judgeText, SALES_HEADER, SETTINGS, salesLine } from './judging.ts';
import { csvOf } from './registerFormats.ts';

const OTHER = { sales: 'purchase', purchase: 'sales' } as const;
const REGISTERS = ['sales', 'purchase'] as const;
const settingsOf = (register: 'sales' | 'purchase') => ({ settings: { ...SETTINGS, register } });

/** The notices of a sales register with further columns. */
async function noticesOf(...headers: string[]): Promise<readonly string[]> {
  const more = ',x'.repeat(headers.length);
  const { verdict } = await judgeText(`${[SALES_HEADER, ...headers].join(',')}\n${salesLine('A1')}${more}\n`);
  return verdict.fileWarnings;
}

describe.each(REGISTERS)('a register of %s', (register) => {
  it('is refused as the other one, whose parties would be exchanged', async () => {
    const other = OTHER[register];
    await expect(judgeText(csvOf(register), settingsOf(other))).rejects.toMatchObject({
      code: 'HEADER_MISSING',
      message: expect.stringContaining(`is that of a ${register} register`),
      resolution: expect.stringContaining(`Send the file as ${register}.`),
    });
  });

  it('is taken as itself', async () => {
    const { verdict } = await judgeText(csvOf(register), settingsOf(register));
    expect(verdict.fileWarnings).toEqual([]);
  });

  it('is taken as itself with all columns of the other behind, and a word about none of its own', async () => {
    const header = templateHeaders(register);
    const foreign = COLUMNS_OF[OTHER[register]]
      .map((key) => headerOf(OTHER[register], key))
      .filter((name) => !header.includes(name));
    const line = header.map(() => 'x').join(',');
    const text = `${[...header, ...foreign].join(',')}\n${line}\n`;
    const { verdict } = await judgeText(text, settingsOf(register));
    expect(verdict.fileWarnings.join(' ')).not.toMatch(/looks like|Did you mean/);
  });
});

describe('a sales register', () => {
  it.each([[['Vendor Code']], [['Vendor Code', 'GRN No', 'Plant']], [['ITC Claim Type', 'Store', 'Route']]])(
    'is no other for %j',
    async (headers) => {
      expect((await noticesOf(...headers)).join(' ')).not.toMatch(/looks like/);
    },
  );

  it('that has several columns of purchases and none of sales alone is doubted before all else', async () => {
    const notices = await noticesOf(
      'IGST Amuont',
      'ITC Claim Type',
      'Vendor Code',
      'Import Type',
      'Import Bill Date',
    );
    expect(notices[0]).toMatch(/^This looks like a purchase register and was read as a sales register/);
  });
});
