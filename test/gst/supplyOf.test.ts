import { describe, expect, it } from 'vitest';
import { supplyOf } from '../../src/gst/supplyOf.ts';
import { gstinFixture, lineFixture } from './lineFixture.ts';

const SETTINGS = { sez: false, replacedStates: new Map([['28', '37']]) };
const sale = (given: Parameters<typeof lineFixture>[1]) => supplyOf(lineFixture('sales', given), SETTINGS);

describe('supplyOf', () => {
  it.each([
    [{ itemCategory: 'services', hsn: '9401' } as const, true],
    [{ itemCategory: 'goods', hsn: '9983' } as const, false],
    [{ hsn: '9983' }, true],
    [{ hsn: '9401' }, false],
    [{}, null],
  ])('tells a service of %j: %j', (given, isService) => {
    expect(sale(given).isService).toBe(isService);
  });

  it.each([
    [{ exportType: 'withPayment' } as const, true, true],
    [{ exportType: 'withoutPayment' } as const, true, false],
    [{ exportType: 'sezWithPayment' } as const, false, true],
    [{ exportType: 'sezWithoutPayment' } as const, false, false],
    [{ exportType: 'deemed' } as const, false, null],
    [{ placeOfSupply: '96' }, true, null],
    [{ placeOfSupply: '27' }, false, null],
  ])('tells an export and its payment of %j: %j %j', (given, isExport, withPayment) => {
    expect(sale(given)).toMatchObject({ isExport, withPayment });
  });

  it.each([
    [{ placeOfSupply: '96', igst: 18_000 }, true, true],
    [{ placeOfSupply: '96' }, true, false],
    [{ igst: 18_000 }, true, true],
    [{ igst: 18_000, party: gstinFixture('27AAPFU0939F1ZV') }, false, null],
    [{ placeOfSupply: '27', igst: 18_000 }, false, null],
    [{ cgst: 9_000, sgst: 9_000 }, false, null],
  ])(
    'lets the tax say whether it was paid where Export Type does not: %j',
    (given, isExport, withPayment) => {
      const notes = [{ column: 'exportType', kind: 'replaced' }] as const;
      expect(sale({ ...given, notes })).toMatchObject({ isExport, withPayment });
    },
  );

  it.each([
    [{ gstRate: 18_000, cgstRate: 6_000 }, 18_000],
    [{ gstRate: 0, cgstRate: 9_000, sgstRate: 9_000 }, 18_000],
    [{ cgstRate: 0, sgstRate: 0, igstRate: 5_000 }, 5_000],
    [{ cgstRate: 0 }, 0],
    [{ gstRate: 0 }, 0],
    [{}, null],
  ])('takes the combined rate of %j: %j', (given, rate) => {
    expect(sale(given).rate).toBe(rate);
  });

  it('takes the state that stands for a retired one, and none of an OIDAR supplier', () => {
    const supplierState = (given: Parameters<typeof lineFixture>[1]) =>
      supplyOf(lineFixture('purchase', given), SETTINGS).supplierState;
    expect(supplierState({ partyState: '28' })).toBe('37');
    expect(supplierState({ partyState: '27' })).toBe('27');
    expect(supplierState({ party: gstinFixture('9917SGP29001OST') })).toBeNull();
  });
});
