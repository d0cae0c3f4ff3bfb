import { describe, expect, it } from 'vitest';
import { judgePurchases, judgeSales, messagesOf, PURCHASE, SALE, saidOf } from '../judgeFixture.ts';

describe('D06', () => {
  it.each([
    ['31-02-2026', 'Document Date 31-02-2026 is not a date. Enter it as DD-MM-YYYY.'],
    ['soon; maybe', 'Document Date soon maybe is not a date. Enter it as DD-MM-YYYY.'],
    ['#N/A', 'Document Date #N/A is not a date. Enter it as DD-MM-YYYY.'],
    [
      '04/25/2026',
      'Document Date 04/25/2026 has a month over 12. Dates of this workspace are read as DD-MM-YYYY.',
    ],
  ])('refuses %j', (documentDate, message) => {
    const verdict = judgeSales([{ ...SALE, documentDate }]);
    expect(saidOf(verdict, 'D06')).toEqual(['D06 2 documentDate error']);
    expect(messagesOf(verdict, 'D06')).toEqual([message]);
  });

  it('needs a date of the document itself, not the day that stands for none', () => {
    expect(saidOf(judgeSales([{ ...SALE, documentDate: '00/00/0000' }]), 'D06')).toEqual([
      'D06 2 documentDate error',
    ]);
    expect(saidOf(judgeSales([{ ...SALE, linkedInvoiceDate: '00/00/0000' }]), 'D')).toEqual([]);
  });

  it('names the order of the workspace', () => {
    expect(
      messagesOf(judgeSales([{ ...SALE, documentDate: '25/04/2026' }], { monthFirst: true }), 'D06'),
    ).toEqual([
      'Document Date 25/04/2026 has a month over 12. Dates of this workspace are read as MM-DD-YYYY.',
    ]);
  });

  it.each([
    ['originalDocumentDate', 'error'],
    ['linkedAdvanceDocumentDate', 'error'],
    ['linkedInvoiceDate', 'warning'],
    ['exportBillDate', 'warning'],
    ['voucherDate', 'warning'],
  ] as const)('of %s: %s', (column, severity) => {
    expect(saidOf(judgeSales([{ ...SALE, [column]: 'soon' }]), 'D06')).toEqual([
      `D06 2 ${column} ${severity}`,
    ]);
    expect(saidOf(judgeSales([{ ...SALE, [column]: '' }]), 'D06')).toEqual([]);
  });

  it('judges the document date of a cancelled document, no other', () => {
    const cancelled = { ...SALE, isDocumentCancelled: 'Y', voucherDate: 'soon' };
    expect(saidOf(judgeSales([cancelled]), 'D06')).toEqual([]);
    expect(saidOf(judgeSales([{ ...cancelled, documentDate: 'soon' }]), 'D06')).toEqual([
      'D06 2 documentDate error',
    ]);
  });
});

describe('D07', () => {
  it.each([
    ['24-11-2026', []],
    ['25-11-2026', ['Document Date 25-11-2026 is in the future.']],
    ['01-07-2017', []],
    ['30-06-2017', ['Document Date 30-06-2017 is before GST began on 01-07-2017.']],
  ])('of %s, today being 24-11-2026', (documentDate, messages) => {
    expect(messagesOf(judgeSales([{ ...SALE, documentDate }]), 'D07')).toEqual(messages);
    expect(messagesOf(judgePurchases([{ ...PURCHASE, documentDate }]), 'D07')).toEqual(messages);
  });

  it.each([
    [{ originalDocumentDate: '30-06-2017' }, ['D07 2 originalDocumentDate error']],
    [{ originalDocumentDate: '01-07-2017' }, []],
    [{ originalDocumentDate: '30-06-2017', isLinkedInvoicePreGst: 'Y' }, []],
    [
      { originalDocumentDate: '25-11-2026', isLinkedInvoicePreGst: 'Y' },
      ['D07 2 originalDocumentDate error'],
    ],
    [{ originalDocumentDate: '24-11-2026' }, []],
    [{ linkedInvoiceDate: '30-06-2017' }, ['D07 2 linkedInvoiceDate warning']],
    [{ linkedInvoiceDate: '30-06-2017', documentType: 'Invoice' }, []],
    [{ linkedInvoiceDate: '01-01-1900' }, []],
    [{ originalDocumentDate: '1899-12-30' }, []],
    [{ linkedInvoiceDate: '01-07-2017' }, []],
    [{ linkedInvoiceDate: '30-06-2017', isLinkedInvoicePreGst: 'Y' }, []],
  ])('of the other documents %j', (texts, said) => {
    const note = { ...SALE, documentType: 'Debit Note', ...texts };
    expect(saidOf(judgeSales([note]), 'D07')).toEqual(said);
  });

  it('asks for no mark on purchases, which have no column for it', () => {
    expect(saidOf(judgePurchases([{ ...PURCHASE, linkedInvoiceDate: '30-06-2017' }]), 'D07')).toEqual([]);
  });
});

describe('D10', () => {
  it.each([
    ['10-2026', []],
    ['11-2026', []],
    [
      '09-2026',
      ['Return Filing Month 09-2026 is before the document date. Use the month of filing as MM-YYYY.'],
    ],
    ['Oct-Dec 2026', []],
    [
      'Q2 2026-27',
      ['Return Filing Month Q2 2026-27 is before the document date. Use the month of filing as MM-YYYY.'],
    ],
    ['later', ['Return Filing Month later is not a month. Use the month of filing as MM-YYYY.']],
    ['', []],
  ])('of %j for a document of October', (returnFilingMonth, messages) => {
    const verdict = judgeSales([{ ...SALE, returnFilingMonth }]);
    expect(messagesOf(verdict, 'D10')).toEqual(messages);
    expect(saidOf(verdict, 'D10')).toEqual(messages.map(() => 'D10 2 returnFilingMonth error'));
  });
});

describe('D11', () => {
  const LATE = 'The time limit of 30 November after the financial year has passed for this document.';

  it.each([
    ['31-03-2025', '11-2025', []],
    ['31-03-2025', '12-2025', ['D11 2 returnFilingMonth warning']],
    ['01-04-2025', '12-2025', []],
    ['01-04-2025', '12-2026', ['D11 2 returnFilingMonth warning']],
    ['31-03-2025', '', []],
  ])('of a document of %s in the return of %j', (documentDate, returnFilingMonth, said) => {
    const verdict = judgeSales([{ ...SALE, documentDate, returnFilingMonth }]);
    expect(saidOf(verdict, 'D11')).toEqual(said);
    expect(messagesOf(verdict, 'D11')).toEqual(said.map(() => LATE));
  });

  it.each([
    ['30-11-2025', '31-03-2025', []],
    ['01-12-2025', '31-03-2025', ['D11 2 documentDate warning']],
    ['01-12-2025', '01-04-2025', []],
    ['01-12-2025', '', []],
  ])('of a credit note of %s for an invoice of %j', (documentDate, linkedInvoiceDate, said) => {
    const note = { ...SALE, documentType: 'Credit Note', documentDate, linkedInvoiceDate };
    expect(saidOf(judgeSales([note]), 'D11')).toEqual(said);
    expect(saidOf(judgeSales([{ ...note, documentType: 'Debit Note' }]), 'D11')).toEqual([]);
  });

  it.each([
    ['2026-11-11', []],
    ['2026-11-12', ['The return of 10-2023 was due over 3 years ago and can no longer be filed.']],
  ])('of a sale of October 2023 on %s', (today, messages) => {
    const old = { ...SALE, documentDate: '31-10-2023' };
    expect(messagesOf(judgeSales([old], { today }), 'D11')).toEqual(messages);
    const named = { ...old, returnFilingMonth: '10-2023' };
    expect(saidOf(judgeSales([named], { today }), 'D11')).toEqual(
      messages.map(() => 'D11 2 returnFilingMonth warning'),
    );
  });

  it.each([
    ['2026-11-20', 0],
    ['2026-11-21', 1],
  ])('gives purchases until the 20th: %s', (today, count) => {
    const old = { ...PURCHASE, documentDate: '31-10-2023' };
    expect(saidOf(judgePurchases([old], { today }), 'D11')).toHaveLength(count);
  });

  it('takes the latest period and the earliest link of all rows, in any order', () => {
    const sale = { ...SALE, documentDate: '31-03-2025', returnFilingMonth: '11-2025' };
    const later = { ...sale, returnFilingMonth: '12-2025' };
    const unsaid = { ...sale, returnFilingMonth: '' };
    for (const rows of [
      [sale, later, unsaid],
      [later, unsaid, sale],
      [unsaid, sale, later],
    ]) {
      expect(saidOf(judgeSales(rows), 'D11')).toEqual(['D11 2 returnFilingMonth warning']);
    }
    const note = { ...SALE, documentType: 'CN', documentDate: '01-12-2025', linkedInvoiceDate: '01-04-2025' };
    const older = { ...note, linkedInvoiceDate: '31-03-2025' };
    const unlinked = { ...note, linkedInvoiceDate: '' };
    for (const rows of [
      [note, older, unlinked],
      [older, unlinked, note],
      [unlinked, note, older],
    ]) {
      expect(saidOf(judgeSales(rows), 'D11')).toEqual(['D11 2 documentDate warning']);
    }
  });

  it('counts three years back from a leap day', () => {
    const old = { ...SALE, documentDate: '15-01-2025' };
    expect(saidOf(judgeSales([old], { today: '2028-02-29' }), 'D11')).toHaveLength(1);
    expect(saidOf(judgeSales([old], { today: '2028-02-11' }), 'D11')).toEqual([]);
  });

  it('says it once a document', () => {
    const late = { ...SALE, documentDate: '31-03-2025', returnFilingMonth: '12-2025' };
    const earlier = { ...late, returnFilingMonth: '' };
    expect(saidOf(judgeSales([earlier, late, late]), 'D11')).toEqual(['D11 2 returnFilingMonth warning']);
  });
});
