import { describe, expect, it } from 'vitest';
import { readFactsLine, readRowLine } from '../../src/ingestion/markFile.ts';
import { judgeText, register, SALES_HEADER, SETTINGS, salesLine } from './judging.ts';

function marksOf(markFile: string) {
  const [facts = '', ...rows] = markFile.trimEnd().split('\n');
  return { facts: readFactsLine(facts), rows: rows.map(readRowLine) };
}

describe('the marks beside an error file', () => {
  it('say of each of its rows which number it had, and which cells are to blame', async () => {
    const { markFile, errorFile } = await judgeText(
      register(salesLine('A1'), salesLine('A2', 'bad'), salesLine('A3'), salesLine('A2')),
    );
    const { facts, rows } = marksOf(markFile);
    expect(facts).toEqual({
      ...{ version: 1, register: 'sales' },
      columns: [
        ...['documentType', 'documentNumber', 'documentDate', 'supplierGstin', 'itemDescription'],
        'itemTaxableAmount',
      ],
    });
    expect(rows).toEqual([
      { row: 3, kinds: '', findings: [{ cell: 4, code: 'T01' }] },
      { row: 5, kinds: '', findings: [] },
    ]);
    expect(errorFile.trimEnd().split('\r\n')).toHaveLength(1 + rows.length);
  });

  it('count the cells as the error file has them: its own two columns left out, unknown ones among them', async () => {
    const { markFile } = await judgeText(
      [
        'My notes,Error Message,Document Type,Document Number,No. of Errors,Document Date,Supplier GSTIN,Item Description,Item Taxable Amount',
        'x,,Invoice,A1,,01-07-2026,29AAFCD5862R1ZR,bad,100',
      ].join('\n'),
    );
    const { facts, rows } = marksOf(markFile);
    expect(facts.columns.slice(0, 4)).toEqual([null, 'documentType', 'documentNumber', 'documentDate']);
    expect(rows[0]?.findings).toEqual([{ cell: 5, code: 'T01' }]);
  });

  it('know of errors that lie in no cell of the file', async () => {
    const { markFile } = await judgeText(register(`${salesLine('A1')},surplus`));
    expect(marksOf(markFile).rows[0]?.findings).toEqual([{ cell: -1, code: 'R01' }]);
  });

  it('are not written where no row was refused', async () => {
    expect((await judgeText(register(salesLine('A1', 'odd')))).markFile).toBe('');
  });

  it('come in as many pieces as the error file, and are whole', async () => {
    const lines = Array.from({ length: 3_000 }, (_, at) => salesLine(`A${at}`, 'bad'));
    const { markFile } = await judgeText(`${SALES_HEADER}\n${lines.join('\n')}\n`, { settings: SETTINGS });
    const { rows } = marksOf(markFile);
    expect(rows.map(({ row }) => row)).toEqual(lines.map((_, at) => at + 2));
  });
});
