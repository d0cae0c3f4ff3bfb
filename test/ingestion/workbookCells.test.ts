import { describe, expect, it } from 'vitest';
import { COLUMNS_OF } from '../../src/gst/columns.ts';
import { templateHeaders } from '../../src/gst/columnTable.ts';
import { DEFAULT_TABLES } from '../../src/gst/defaultTables.ts';
import { createJudge } from '../../src/gst/judge.ts';
import { PURCHASE, SALE } from '../gst/judgeFixture.ts';
import { type BookCell, BookSheet, bookRows, dated, numeric } from './bookSheet.ts';
import { type Judged, judgeSheet, judgeText, SETTINGS } from './judging.ts';

type Cells = Readonly<Record<string, BookCell>>;

const REGISTERS = { sales: { ...SALE, documentDate: '05-07-2026' }, purchase: PURCHASE } as const;

/** The verdict of the real rules on rows of the template with some cells set. */
async function judged(rows: readonly Cells[], register: 'sales' | 'purchase' = 'sales'): Promise<Judged> {
  const settings = { ...SETTINGS, register, today: '2026-11-24' };
  const lines = rows.map((cells, at) => {
    const row: Cells = { ...REGISTERS[register], itemDescription: `Item ${at}`, ...cells };
    return COLUMNS_OF[register].map((key) => row[key] ?? '');
  });
  return judgeSheet(new BookSheet(bookRows(templateHeaders(register), ...lines)), {
    settings,
    judge: createJudge(settings, DEFAULT_TABLES),
    bounds: { openRows: 1 },
  });
}

async function findingsOn(cells: Cells, register: 'sales' | 'purchase' = 'sales') {
  const { verdict } = await judged([cells], register);
  return verdict.findings.map(({ code, severity, first }) => [code, severity, first.column]);
}

describe('cells of a workbook', () => {
  it('takes no date for a document number, wherever the rows of the document lie', async () => {
    const number = dated('2026-03-24');
    const { verdict, documents, errorFile } = await judged([
      { documentNumber: number },
      { documentNumber: 'INV/2' },
      { documentNumber: 'INV/3' },
      { documentNumber: number },
      { documentNumber: 'INV/2' },
      { documentNumber: 'INV/3' },
    ]);
    expect(documents.map(({ number }) => number).sort()).toEqual(['INV/2', 'INV/3']);
    expect(verdict.findings.map(({ code, rows }) => [code, rows])).toEqual([['D05', [2, 5]]]);
    expect(errorFile).toContain(
      `Document Number 2026-03-24 was turned into a date by Excel. Format the column as text and enter the number again.`,
    );
  });

  it('takes the same text for a number where the file says that it is text', async () => {
    expect(await findingsOn({ documentNumber: '2026-03-24' })).toEqual([]);
  });

  it.each([
    ['sales', 'originalDocumentNumber', 'error', { originalDocumentDate: '01-06-2026' }],
    ['sales', 'linkedAdvanceDocumentNumber', 'warning', {}],
    ['sales', 'voucherNumber', 'warning', {}],
    ['purchase', 'vendorCode', 'warning', {}],
    ['purchase', 'importBillNumber', 'warning', {}],
  ] as const)(
    'says of a date in %s %s that it is none, as an %s',
    async (register, column, severity, rest) => {
      const findings = await findingsOn({ ...rest, [column]: dated('2026-03-24') }, register);
      expect(findings).toContainEqual(['D05', severity, column]);
    },
  );

  it('says so even where the row is read anew, with the header cells of the document filled in', async () => {
    const { verdict } = await judged([
      { voucherNumber: dated('2026-03-24') },
      { voucherNumber: dated('2026-03-24'), customerGstin: '', placeOfSupply: '' },
    ]);
    expect(verdict.findings.map(({ code, rows }) => [code, rows])).toEqual([['D05', [2, 3]]]);
  });

  it.each([
    ['123', '123'],
    ['2026000123456', '2026000123456'],
    ['123456789012345', '123456789012345'],
    ['1234567890123456', '1234567890123456'],
  ])('takes the number %s for a document number as it stands', async (text, number) => {
    expect((await judged([{ documentNumber: numeric(text) }])).documents.map((each) => each.number)).toEqual([
      number,
    ]);
  });

  it.each(['1.23456789012345E+17', '1234567890123450', '12345678901234500000'])(
    'takes the number %s for one that lost its last digits',
    async (text) => {
      expect(await findingsOn({ documentNumber: numeric(text) })).toEqual([
        ['D05', 'error', 'documentNumber'],
      ]);
    },
  );

  it.each([
    [dated('2026-03-24'), '2026-03-24T00:00:00'],
    [dated('2026-03-24T10:30:00'), '2026-03-24T10:30:00'],
    [dated('10:30:00'), '10:30:00'],
    [numeric('1234567890123450'), '1.23456789012345E+15'],
  ])('lets none of these pass when the error file is sent back untouched', async (cell, text) => {
    for (const register of ['sales', 'purchase'] as const) {
      const { errorFile } = await judged([{ documentNumber: cell }], register);
      expect(errorFile).toContain(`,"${text}",`);
      const settings = { ...SETTINGS, register, today: '2026-11-24' };
      const again = await judgeText(errorFile, { settings, judge: createJudge(settings, DEFAULT_TABLES) });
      expect(again.documents).toEqual([]);
      expect(again.verdict.findings.map(({ code }) => code)).toEqual(['D05']);
      expect(again.errorFile).toContain(`,"${text}",`);
    }
  });

  it('takes the digits of a text for whole, however many end in noughts', async () => {
    expect(await findingsOn({ documentNumber: '1234567890123450' })).toEqual([]);
  });

  it.each([
    ['a date', dated('2026-04-01')],
    ['a time', dated('10:30:00')],
    ['a percentage', { kind: 'percent', text: '18%' }],
    ['a boolean', { kind: 'boolean', text: 'TRUE' }],
    ['an error', { kind: 'error', text: '#N/A' }],
  ] as const)('takes %s for no amount', async (_, cell) => {
    const findings = await findingsOn({ itemTaxableAmount: cell });
    expect(findings).toContainEqual([expect.any(String), 'error', 'itemTaxableAmount']);
    const tax = await findingsOn({ igstAmount: cell });
    expect(tax).toContainEqual([expect.any(String), 'error', 'igstAmount']);
  });

  it('takes a percentage for a rate', async () => {
    const { documents } = await judged([{ igstRate: { kind: 'percent', text: '18%' } }]);
    expect(documents[0]?.body).toContain('18');
    expect(await findingsOn({ igstRate: { kind: 'percent', text: '18%' } })).toEqual([]);
  });

  it.each([
    ['TRUE', true],
    ['FALSE', false],
  ])('takes %s for yes or no', async (text, isCancelled) => {
    const { documents } = await judged([{ isDocumentCancelled: { kind: 'boolean', text } }]);
    expect(documents.map((document) => document.isCancelled)).toEqual([isCancelled]);
  });

  it.each([
    ['2026-07-05', '2026-07-05'],
    ['2026-07-05T23:59:59', '2026-07-05'],
  ])('takes %s for the day that it names', async (text, day) => {
    expect((await judged([{ documentDate: dated(text) }])).documents.map(({ date }) => date)).toEqual([day]);
  });

  it.each(['10:30:00', '00:00:00', '36:00:00'])('takes %s for no date', async (text) => {
    const findings = await findingsOn({ documentDate: dated(text) });
    expect(findings).toContainEqual([expect.any(String), 'error', 'documentDate']);
  });

  it('takes a date for the return filing month that it lies in', async () => {
    const read = await judged([{ returnFilingMonth: dated('2026-07-01') }]);
    expect(read.verdict.findings).toEqual([]);
    expect(read.documents[0]?.body).toContain('07-2026');
  });
});
