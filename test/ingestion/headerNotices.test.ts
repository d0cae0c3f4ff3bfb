import { describe, expect, it } from 'vitest';
import { judgeText, register, SALES_HEADER, SETTINGS, salesLine } from './judging.ts';

/** The notices of a sales register with further columns. */
async function noticesOf(...headers: string[]): Promise<readonly string[]> {
  const { verdict } = await judgeText(
    `${[SALES_HEADER, ...headers].join(',')}\n${salesLine('A1')}${',x'.repeat(headers.length)}\n`,
  );
  return verdict.fileWarnings;
}

function meant(header: string, column: string): string {
  return `Column '${header}' was not recognised and was left aside. Did you mean ${column}? Rename it and send the file again.`;
}

describe('a notice about the header', () => {
  it('is none where every column is known, or has no name', async () => {
    expect(await noticesOf('IGST Amt', 'Is Cancelled', 'Reverse Charge (Y/N)', '', ' ')).toEqual([]);
  });

  it.each([
    ['Output IGST @ 18', 'IGST Amount'],
    ['Output CGST @9%', 'CGST Amount'],
    ['IGST Amuont', 'IGST Amount'],
    ['IGST percent paid', 'IGST Rate'],
    ['CGST Ledger', 'CGST Amount'],
    ['Cess collected amount', 'CESS Amount'],
    ['Was it cancelled', 'Is this Document Cancelled'],

    ['Revers Charge', 'Is Reverse Charge'],
    ['GST slab applied rate', 'GST Rate'],
    ['GSTIN', 'Customer GSTIN'],
    ['Buyers GSTIN code', 'Customer GSTIN'],
    ['IGST Input', 'IGST Amount'],
    ['Access Codes', null],
    ['Place of Suply', 'Place of Supply'],
  ])('says of %j what it may have been meant for: %s', async (header, column) => {
    expect(await noticesOf(header)).toEqual(
      column === null ? [expect.not.stringContaining('Did you mean')] : [meant(header, column)],
    );
  });

  it('proposes nothing that the file has already, nor one tax for another', async () => {
    expect(await noticesOf('SGST Amount', 'SGST paid', 'IGST Amount', 'IGST paid')).toEqual([
      "These columns were not recognised and were left aside: 'SGST paid', 'IGST paid'. They are kept in the error file, but not in the documents.",
    ]);
  });

  it('asks where the tax belongs that stands in one sum', async () => {
    expect(await noticesOf('Tax Amount')).toEqual([
      "Column 'Tax Amount' was not recognised and was left aside. If it is the tax, put it into the columns IGST Amount, or CGST Amount and SGST Amount, and send the file again.",
    ]);
    expect(await noticesOf('Rate')).toEqual([
      "Column 'Rate' was not recognised and was left aside: it is kept in the error file, but not in the documents.",
    ]);
  });

  it('comes before all others where tax or cancellation may hang on it', async () => {
    const headers = ['STATUS', 'Remarks', 'Place of Suply', 'IGST Amuont'];
    const { verdict } = await judgeText(
      Buffer.from(`${[SALES_HEADER, ...headers].join(',')}\n${salesLine('A1')},caf\xe9,,,5\n`, 'latin1'),
    );
    expect(verdict.fileWarnings).toEqual([
      meant('IGST Amuont', 'IGST Amount'),
      expect.stringContaining('Windows-1252'),
      meant('Place of Suply', 'Place of Supply'),
      "These columns were not recognised and were left aside: 'STATUS', 'Remarks'. They are kept in the error file, but not in the documents.",
    ]);
  });

  it('says from where a column was read that has two names', async () => {
    expect(await noticesOf('Invoice No')).toEqual([
      "Column 'Invoice No' was left aside: Document Number was read from column B, 'Document Number'.",
    ]);
  });

  it('says of a column named twice which was read', async () => {
    const judged = await judgeText(
      register(`${salesLine('A1', 'bad')},second`).replace('Amount\r', 'Amount,item description\r'),
    );
    expect(judged.verdict.fileWarnings).toEqual([
      "The header names 'Item Description' more than once: column E was read, G left aside.",
    ]);
    expect(judged.errorFile).toContain('"bad","100","second"');
  });

  it('stays short, whatever the header is', async () => {
    const many = Array.from({ length: 900 }, (_, at) => `x${at} ${'y'.repeat(100)}`);
    const odd = 'a\u001bb\u2028|c';
    const notices = await noticesOf(odd, ...many, ...Array.from({ length: 50 }, () => 'IGST Ledger'));
    expect(notices[0]).toBe(meant('IGST Ledger', 'IGST Amount'));
    expect(notices.length).toBeLessThanOrEqual(22);
    expect(notices.join('').length).toBeLessThan(20_000);
    expect(notices.join('')).not.toMatch(/[\p{Cc}\u2028|]/u);
    expect(notices.join('')).toContain('more.');
  });

  it('takes a GSTIN for the own one where the header says so', async () => {
    const text = register(salesLine('A1')).replace('Supplier GSTIN', 'Our unit GSTINs');
    const { verdict } = await judgeText(text, {
      settings: { ...SETTINGS, onlyGstins: ['29AAFCD5862R1ZR'] },
    });
    expect(verdict.fileWarnings).toEqual([meant('Our unit GSTINs', 'Supplier GSTIN')]);
  });

  it('names the columns of purchases', async () => {
    const text = register(salesLine('A1')).replace('Supplier GSTIN', 'My GSTIN,Vendors GSTIN code');
    const { verdict } = await judgeText(text, { settings: { ...SETTINGS, register: 'purchase' } });
    expect(verdict.fileWarnings).toEqual([meant('Vendors GSTIN code', 'Supplier GSTIN')]);
  });
});
