import { describe, expect, it } from 'vitest';
import {
  GUJARAT,
  judgePurchases,
  judgeSales,
  KARNATAKA,
  LOCAL_SALE,
  MAHARASHTRA,
  messagesOf,
  PURCHASE,
  SALE,
  saidOf,
  without,
} from '../judgeFixture.ts';
import type { Texts } from '../lineFixture.ts';

const LOCAL_PURCHASE: Texts = { ...LOCAL_SALE, customerGstin: MAHARASHTRA };
const EXPORT: Texts = { ...SALE, customerGstin: '', placeOfSupply: '96', exportType: 'WPAY' };
const SEZ = { customerTaxpayerType: 'SEZ' };
/** IGST on a sale within Karnataka. */
const IGST_AT_HOME: Texts = { ...SALE, placeOfSupply: '29' };
/** CGST and SGST on a sale to Maharashtra. */
const STATE_TAX_ABROAD: Texts = { ...LOCAL_SALE, placeOfSupply: '27' };

describe('P01', () => {
  it.each([
    [{ placeOfSupply: 'Atlantis, lost' }, ['P01 2 placeOfSupply error']],
    [{ placeOfSupply: '45' }, ['P01 2 placeOfSupply error']],
    [{ placeOfSupply: '28', customerGstin: '' }, ['P01 2 placeOfSupply warning']],
    [{ placeOfSupply: '37' }, []],
    [{ placeOfSupply: 'Karnataka' }, []],
    [{ customerState: 'Atlantis' }, ['P01 2 customerState warning']],
    [{ placeOfSupply: '' }, []],
  ])('says of %j: %j', (texts, said) => {
    expect(saidOf(judgeSales([{ ...SALE, ...texts }]), 'P01')).toEqual(said);
  });

  it('names what a retired code was read as', () => {
    expect(messagesOf(judgeSales([{ ...SALE, placeOfSupply: '28' }]), 'P01')).toEqual([
      'Place of Supply 28 is no longer in use. It was read as 37 Andhra Pradesh.',
    ]);
    expect(messagesOf(judgeSales([{ ...SALE, placeOfSupply: 'Atlantis, lost' }]), 'P01')).toEqual([
      'Place of Supply Atlantis lost is not a state. Use a name such as Karnataka or a code such as 29.',
    ]);
  });
});

describe('P02', () => {
  const blank = { placeOfSupply: '' };
  it.each([
    ['nothing to derive it from', { ...without(SALE, 'igstAmount', 'igstRate'), customerGstin: '' }, 'error'],
    ['a customer of another state with IGST', SALE, 'warning'],
    [
      'a customer of another state with CGST and SGST',
      { ...LOCAL_SALE, customerGstin: MAHARASHTRA },
      'error',
    ],
    ['no customer with CGST and SGST', LOCAL_SALE, 'warning'],
    ['no customer with CGST alone', { ...LOCAL_SALE, sgstAmount: '' }, 'error'],
    ['no customer with IGST', { ...SALE, customerGstin: '' }, 'error'],
  ])('on a blank cell with %s', (_name, texts, severity) => {
    expect(saidOf(judgeSales([{ ...texts, ...blank }]), 'P02')).toEqual([`P02 2 placeOfSupply ${severity}`]);
  });

  it('is silent on a filled cell, an export, an unreadable cell and purchases', () => {
    expect(saidOf(judgeSales([SALE]), 'P02')).toEqual([]);
    expect(saidOf(judgeSales([{ ...EXPORT, ...blank }]), 'P02')).toEqual([]);
    expect(saidOf(judgeSales([{ ...SALE, placeOfSupply: 'Atlantis' }]), 'P02')).toEqual([]);
    expect(saidOf(judgePurchases([{ ...PURCHASE, ...blank }]), 'P02')).toEqual([]);
  });

  it('says what was taken', () => {
    expect(messagesOf(judgeSales([{ ...SALE, ...blank }]), 'P02')).toEqual([
      'Place of Supply is empty. 27 Maharashtra was taken because of Customer GSTIN. Enter it if that is wrong.',
    ]);
    expect(messagesOf(judgeSales([{ ...LOCAL_SALE, ...blank }]), 'P02')).toEqual([
      'Place of Supply is empty. 29 Karnataka was taken because of the tax being CGST and SGST. Enter it if that is wrong.',
    ]);
  });

  it('keeps what was taken in the document', () => {
    const [document] = judgeSales([{ ...SALE, ...blank }]).documents;
    expect(document?.body).toContain('"27"');
  });
});

describe('P05', () => {
  it('refuses IGST within a state, and helps with the commonest reason', () => {
    const verdict = judgeSales([IGST_AT_HOME]);
    expect(saidOf(verdict, 'P05')).toEqual(['P05 2 igstAmount error']);
    expect(messagesOf(verdict, 'P05')).toEqual([
      'Supplier and place of supply are both 29 Karnataka so the tax must be CGST and SGST. If the buyer is an SEZ unit set Customer Taxpayer Type to SEZ.',
    ]);
    expect(saidOf(judgePurchases([{ ...PURCHASE, placeOfSupply: '29' }]), 'P05')).toEqual([
      'P05 2 igstAmount error',
    ]);
  });

  it.each([
    ['another state', SALE],
    ['no IGST', { ...IGST_AT_HOME, igstAmount: '0' }],
    ['a blank IGST', { ...IGST_AT_HOME, igstAmount: '' }],
    ['an SEZ buyer', { ...IGST_AT_HOME, ...SEZ }],
    ['an SEZ export type', { ...IGST_AT_HOME, exportType: 'SEZ with payment' }],
    ['an export', { ...IGST_AT_HOME, exportType: 'WPAY' }],
  ])('passes %s', (_name, texts) => {
    expect(saidOf(judgeSales([texts]), 'P05')).toEqual([]);
  });

  it('passes an account that is an SEZ unit, imports and OIDAR suppliers', () => {
    expect(saidOf(judgeSales([IGST_AT_HOME], { sez: true }), 'P05')).toEqual([]);
    const home = { ...PURCHASE, placeOfSupply: '29' };
    expect(saidOf(judgePurchases([{ ...home, importType: 'SEZ' }]), 'P05')).toEqual([]);
    expect(saidOf(judgePurchases([{ ...home, supplierGstin: '9917SGP29001OST' }]), 'P05')).toEqual([]);
  });

  it('knows an unregistered supplier by its state', () => {
    const unregistered = { ...PURCHASE, supplierGstin: '', placeOfSupply: '27', isReverseCharge: 'Y' };
    expect(saidOf(judgePurchases([{ ...unregistered, supplierState: '27' }]), 'P05')).toHaveLength(1);
    expect(saidOf(judgePurchases([{ ...unregistered, supplierState: '' }]), 'P05')).toEqual([]);
  });
});

describe('P06', () => {
  it.each([
    ['CGST and SGST', STATE_TAX_ABROAD, 'cgstAmount'],
    ['SGST alone', { ...STATE_TAX_ABROAD, cgstAmount: '' }, 'sgstAmount'],
  ])('refuses %s outside the supplier’s state', (_name, texts, column) => {
    const verdict = judgeSales([texts]);
    expect(saidOf(verdict, 'P06')).toEqual([`P06 2 ${column} error`]);
    expect(messagesOf(verdict, 'P06')).toEqual([
      "Place of supply 27 Maharashtra is outside the supplier's state 29 Karnataka so the tax must be IGST.",
    ]);
  });

  it.each([
    ['an export', { ...LOCAL_SALE, exportType: 'WPAY' }],
    ['a place of supply abroad', { ...LOCAL_SALE, placeOfSupply: '96' }],
    ['an SEZ buyer', { ...LOCAL_SALE, ...SEZ }],
  ])('refuses CGST and SGST on %s', (_name, texts) => {
    expect(messagesOf(judgeSales([texts]), 'P06')).toEqual(['Export and SEZ supplies carry IGST or no tax.']);
  });

  it('warns a buyer that is an SEZ unit, and refuses what it sells where it is the only own GSTIN', () => {
    expect(saidOf(judgePurchases([LOCAL_PURCHASE], { sez: true }), 'P06')).toEqual([
      'P06 2 cgstAmount warning',
    ]);
    const only = { sez: true, ownGstins: [KARNATAKA] };
    expect(saidOf(judgeSales([LOCAL_SALE], only), 'P06')).toEqual(['P06 2 cgstAmount error']);
    const marked = { ...LOCAL_PURCHASE, importType: 'SEZ' };
    expect(saidOf(judgePurchases([marked], { sez: true }), 'P06')).toEqual(['P06 2 cgstAmount error']);
  });

  it.each([[[KARNATAKA, MAHARASHTRA]], [[]]])(
    'only warns of what units sell of which one lies in an SEZ: %j',
    (ownGstins) => {
      const units = { sez: true, ownGstins };
      const verdict = judgeSales([LOCAL_SALE], units);
      expect(saidOf(verdict, 'P06')).toEqual(['P06 2 cgstAmount warning']);
      expect(messagesOf(verdict, 'P06')).toEqual([
        'SEZ supplies carry IGST or no tax. Check whether this GSTIN is the SEZ unit.',
      ]);
      expect(verdict.documents).toHaveLength(1);
      expect(saidOf(judgeSales([IGST_AT_HOME], units), 'P')).toEqual([]);
      expect(saidOf(judgeSales([STATE_TAX_ABROAD], units), 'P06')).toEqual(['P06 2 cgstAmount error']);
      expect(saidOf(judgeSales([{ ...LOCAL_SALE, ...SEZ }], units), 'P06')).toEqual([
        'P06 2 cgstAmount error',
      ]);
    },
  );

  it('passes the same state, zero and blank amounts and what nobody knows', () => {
    expect(saidOf(judgeSales([LOCAL_SALE]), 'P06')).toEqual([]);
    expect(saidOf(judgeSales([{ ...STATE_TAX_ABROAD, cgstAmount: '0', sgstAmount: '' }]), 'P06')).toEqual([]);
    expect(saidOf(judgePurchases([{ ...LOCAL_PURCHASE, placeOfSupply: '' }]), 'P06')).toEqual([]);
    const stateless = { ...LOCAL_PURCHASE, supplierGstin: '', placeOfSupply: '27' };
    expect(saidOf(judgePurchases([stateless]), 'P06')).toEqual([]);
  });

  it('takes a foreign customer served here for no export', () => {
    const guest = { ...LOCAL_SALE, customerTaxpayerType: 'Overseas' };
    expect(saidOf(judgeSales([guest]), 'P06')).toEqual([]);
    expect(saidOf(judgeSales([{ ...guest, placeOfSupply: '' }]), 'P')).toEqual([
      'P02 2 placeOfSupply warning',
    ]);
  });
});

describe('P10', () => {
  it.each([
    ['no IGST', { ...EXPORT, igstAmount: '0' }, ['P10 2 exportType warning']],
    ['a blank IGST', { ...EXPORT, igstAmount: '' }, ['P10 2 exportType warning']],
    ['IGST', EXPORT, []],
    ['a place of supply here', { ...EXPORT, placeOfSupply: '27' }, ['P10 2 placeOfSupply warning']],
    ['a blank place of supply', { ...EXPORT, placeOfSupply: '' }, []],
    ['no payment', { ...EXPORT, exportType: 'LUT', igstAmount: '' }, []],
    ['no export', { ...SALE, igstAmount: '' }, []],
  ])('on an export with %s', (_name, texts, said) => {
    expect(saidOf(judgeSales([texts]), 'P10')).toEqual(said);
  });
});

describe('P14', () => {
  it.each([
    ['another state’s CGST and SGST', LOCAL_PURCHASE, ['P14 2 placeOfSupply warning']],
    ['one’s own state', { ...LOCAL_PURCHASE, customerGstin: KARNATAKA, supplierGstin: GUJARAT }, []],
    ['a blank CGST', { ...LOCAL_PURCHASE, cgstAmount: '' }, []],
    ['a zero CGST', { ...LOCAL_PURCHASE, cgstAmount: '0' }, []],
    ['a blank SGST', { ...LOCAL_PURCHASE, sgstAmount: '' }, []],
    ['a zero SGST', { ...LOCAL_PURCHASE, sgstAmount: '0' }, []],
    ['IGST', PURCHASE, []],
    ['another place of supply', { ...LOCAL_PURCHASE, placeOfSupply: '24' }, []],
    ['a blank place of supply', { ...LOCAL_PURCHASE, placeOfSupply: '' }, []],
  ])('on a purchase with %s', (_name, texts, said) => {
    expect(saidOf(judgePurchases([texts]), 'P14')).toEqual(said);
  });

  it('passes credit in one’s own state, and says both states otherwise', () => {
    const own = { ...LOCAL_PURCHASE, supplierGstin: '29AABCF8078M2ZW', customerGstin: KARNATAKA };
    expect(saidOf(judgePurchases([own]), 'P')).toEqual([]);
    expect(messagesOf(judgePurchases([LOCAL_PURCHASE]), 'P14')).toEqual([
      'Tax of state 29 Karnataka cannot be taken as credit by your registration in 27 Maharashtra.',
    ]);
  });
});
