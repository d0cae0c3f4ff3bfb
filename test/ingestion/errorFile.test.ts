import { describe, expect, it } from 'vitest';
import { BookSheet, bookRows } from './bookSheet.ts';
import { judgeSheet, judgeText, register, SALES_HEADER, SETTINGS, salesLine } from './judging.ts';

const OWN = '29AAFCD5862R1ZR';
const BOM = '\ufeff';

describe('the error file', () => {
  it('holds every row of the refused documents in the order of the file, and nothing else', async () => {
    const { errorFile } = await judgeText(
      register(
        salesLine('A1'),
        salesLine('A2'),
        salesLine('A3', 'bad'),
        salesLine('A1'),
        salesLine('A2', 'bad'),
      ),
    );
    expect(errorFile).toBe(
      `${BOM}"No. of Errors","Error Message","Document Type","Document Number","Document Date","Supplier GSTIN","Item Description","Item Taxable Amount"\r\n` +
        `"0","Held back: row 6 of the file has errors","Invoice","A2","01-07-2026","${OWN}","good","100"\r\n` +
        `"1","Item Description is bad. Change it.","Invoice","A3","01-07-2026","${OWN}","bad","100"\r\n` +
        `"1","Item Description is bad. Change it.","Invoice","A2","01-07-2026","${OWN}","bad","100"\r\n`,
    );
  });

  it("has purchases under the user's own header texts, unknown and unnamed columns carried, cells as they were written", async () => {
    const { errorFile } = await judgeText(
      [
        ', INVOICE no. ,Document Type,Document Date, My GSTIN,Item Description,STATUS,Item Taxable Amount,',
        `0, P1 ,Invoice,01-07-2026,${OWN},bad,"a ""b"", c",₹ 1,00,`.replace('₹ 1,00', '"₹ 1,00,000"'),
        `1,P1,Invoice,01-07-2026,${OWN}`,
        '',
      ].join('\n'),
      { settings: { ...SETTINGS, register: 'purchase' } },
    );
    expect(errorFile).toBe(
      `${BOM}"No. of Errors","Error Message",""," INVOICE no. ","Document Type","Document Date"," My GSTIN","Item Description","STATUS","Item Taxable Amount",""\r\n` +
        `"1","Item Description is bad. Change it.","0"," P1 ","Invoice","01-07-2026","${OWN}","bad","a ""b"", c","₹ 1,00,000",""\r\n` +
        `"0","Held back: row 2 of the file has errors","1","P1","Invoice","01-07-2026","${OWN}","","","",""\r\n`,
    );
  });

  it('defuses formulas, and takes that back when it comes in again', async () => {
    const first = await judgeText(register(salesLine('A1', 'bad'), `Invoice,A1,01-07-2026,${OWN},=1+1,100`));
    expect(first.errorFile).toContain(`"'=1+1"`);
    const second = await judgeText(first.errorFile.replace('"bad"', '"good"'));
    expect(second.verdict).toMatchObject({
      refusedRows: 0,
      stats: [{ gstin: OWN, totalDocumentCount: 1, validRows: 2, invalidRows: 0 }],
    });
    expect(second.documents[0]?.body).toContain('"=1+1"');
    expect(second.documents[0]?.body).not.toContain("'=1+1");
  });

  it('comes out the same, less what was mended, when it is sent half mended', async () => {
    const text = register(
      salesLine('A1', 'bad'),
      `Invoice,'A1,01-07-2026,${OWN},good,100`,
      `Invoice,'A1,01-07-2026,${OWN},bad,100`,
      salesLine('A2', 'bad'),
    );
    const first = await judgeText(text);
    const mended = first.errorFile.replace(/"bad","100"\r\n$/, '"good","100"\r\n');
    const second = await judgeText(mended);
    expect(second.documents.map(({ number }) => number)).toEqual(['A2']);
    expect(second.errorFile).toBe(
      first.errorFile
        .split('\r\n')
        .filter((line) => !line.includes('"A2"'))
        .join('\r\n'),
    );
  });

  it('gives back a header that would run as a formula, round after round', async () => {
    const first = await judgeText(`${SALES_HEADER},=Evil(),'Quoted\n${salesLine('A1', 'bad')},x,y\n`);
    expect(first.errorFile).toContain(`"'=Evil()","''Quoted"`);
    const second = await judgeText(first.errorFile);
    expect(second.errorFile).toBe(first.errorFile);
  });

  it.each(['No. of Errors', 'Error Message'])(
    'takes its defence back where %s alone is left of its two columns',
    async (kept) => {
      const text = register(salesLine('A1', 'bad'), `Invoice,A1,01-07-2026,${OWN},@Home Decor,100`);
      const { errorFile } = await judgeText(text);
      const dropped = kept === 'Error Message' ? 0 : 1;
      const cells = errorFile
        .slice(BOM.length)
        .replace('"bad"', '"good"')
        .trim()
        .split('\r\n')
        .map((line) => line.split(',').toSpliced(dropped, 1).join(','));
      const second = await judgeText(cells.join('\r\n'));
      expect(second.documents[0]?.body).toContain('"@Home Decor"');
      expect(second.verdict.fileWarnings).toEqual([
        `The file was taken for an error file because it has the column '${kept}': that column was not read, and one ' was taken away from values that begin with it.`,
      ]);
    },
  );

  it('takes values as they stand where its two columns are the last, as in the error workbook', async () => {
    const user = ['x', ...SALES_HEADER.split(','), "'Quoted"];
    const row = (item: string) => ["''tis", ...salesLine('A1', item).split(','), "'=1+1"];
    const first = await judgeSheet(new BookSheet(bookRows(user, row('bad'))));
    const errors = (item: string, more: string[]) => [...row(item), '1', 'Item Description is bad.', ...more];
    const header = [...user, 'No. of Errors', 'Error Message'];
    const again = await judgeSheet(new BookSheet(bookRows(header, errors('bad', []))));
    expect(again.errorFile).toBe(first.errorFile);
    const widened = await judgeSheet(new BookSheet(bookRows([...header, 'STATUS'], errors('bad', ['seen']))));
    expect(widened.errorFile).toContain(`"'''tis"`);
    const corrected = await judgeSheet(new BookSheet(bookRows(header, errors("'tis good", []))));
    expect(corrected.documents[0]?.body).toContain(`"'tis good"`);
    expect(corrected.verdict.fileWarnings.join()).not.toContain('was taken away');
  });

  it('says of one of its columns behind all others that it was not read, and no more', async () => {
    const { verdict } = await judgeText(`${SALES_HEADER},Error Message\n${salesLine('A1')},'x\n`);
    expect(verdict.fileWarnings).toEqual([
      "The file was taken for an error file because it has the column 'Error Message': that column was not read.",
    ]);
  });

  it('leaves a leading apostrophe alone in a file that is none of ours', async () => {
    const { documents } = await judgeText(register(salesLine("'A1")));
    expect(documents[0]?.number).toBe("'A1");
  });

  it('keeps a row of the widest kind whole', async () => {
    const extra = Array.from({ length: 900 }, (_, at) => `x${at}`);
    const { errorFile } = await judgeText(
      `${SALES_HEADER},${extra.join(',')}\n${salesLine('A1', 'bad')},${extra.join(',')}\n`,
    );
    const [, row] = errorFile.split('\r\n');
    expect(row?.endsWith(extra.map((text) => `"${text}"`).join(','))).toBe(true);
  });
});

describe('the list of warnings', () => {
  it("has one line a warning, rows rising, under the user's own column names", async () => {
    const { warningFile } = await judgeText(
      register(salesLine('A1', 'odd'), salesLine('A2', 'odd'), salesLine('A1', 'odd')),
    );
    expect(warningFile).toBe(
      `${BOM}"Row","Document Number","Column","Value","Code","Message"\r\n` +
        ['2","A1', '3","A2', '4","A1']
          .map(
            (start) => `"${start}","Item Description","odd","T02","Item Description is odd. Change it."\r\n`,
          )
          .join(''),
    );
  });
});
