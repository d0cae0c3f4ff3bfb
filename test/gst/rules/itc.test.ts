import { describe, expect, it } from 'vitest';
import type { DocumentLine } from '../../../src/gst/line.ts';
import { I02, I03 } from '../../../src/gst/rules/itc.ts';
import { dayFixture, gstinFixture, lineFixture } from '../lineFixture.ts';
import { told, verdict } from './check.ts';

type Given = Partial<Omit<DocumentLine, 'register' | 'values'>>;

describe('I02', () => {
  const judge = (given: Given) => verdict(I02, lineFixture('purchase', given));

  it('refuses a claim above the tax, naming both', () => {
    expect(told(I02, lineFixture('purchase', { igst: 15_000, itcIgst: 18_000 }))).toEqual([
      {
        severity: 'error',
        column: 'itcClaimIgstAmount',
        message: 'ITC claim 180.00 is more than the IGST of 150.00. Claim at most the tax.',
        row: 2,
      },
    ]);
  });

  it.each([
    ['cgst', 'itcCgst', 'itcClaimCgstAmount'],
    ['sgst', 'itcSgst', 'itcClaimSgstAmount'],
    ['igst', 'itcIgst', 'itcClaimIgstAmount'],
    ['cess', 'itcCess', 'itcClaimCessAmount'],
  ])('allows one rupee on %s', (tax, claim, column) => {
    expect(judge({ [tax]: 1_000, [claim]: 1_000 })).toBeNull();
    expect(judge({ [tax]: 1_000, [claim]: 1_100 })).toBeNull();
    expect(told(I02, lineFixture('purchase', { [tax]: 1_000, [claim]: 1_101 }))).toMatchObject([
      { column, severity: 'error' },
    ]);
    expect(judge({ [tax]: 1_000, [claim]: 0 })).toBeNull();
  });

  it('sees a claim under a head that has no tax', () => {
    const line = lineFixture('purchase', { cgst: 900, sgst: 900, itcIgst: 1_800 });
    expect(told(I02, line).map(({ message }) => message)).toEqual([
      'ITC claim 18.00 is more than the IGST of 0.00. Claim at most the tax.',
    ]);
    expect(judge({ cgst: 900, sgst: 900, itcIgst: 100 })).toBeNull();
    expect(judge({ cgst: 900, sgst: 900, itcIgst: 101 })).toBe('error');
  });

  it('says each head by itself', () => {
    const line = lineFixture('purchase', { cgst: 1, sgst: 1, itcCgst: 900, itcSgst: 900 });
    expect(told(I02, line)).toHaveLength(2);
  });

  it('ignores the sign', () => {
    expect(judge({ type: 'creditNote', igst: 1_800, itcIgst: -1_800 })).toBeNull();
    expect(judge({ type: 'invoice', igst: -1_800, itcIgst: -500 })).toBeNull();
    expect(judge({ igst: -100, itcIgst: -1_800 })).toBe('error');
  });

  it.each<[string, Given]>([
    ['reverse charge', { isReverseCharge: true }],
    ['an import', { importType: 'goods' }],
    ['an OIDAR supplier', { party: gstinFixture('9917SGP29001OST') }],
    ['an ineligible claim, which I03 tells', { itcClaimType: 'ineligible' }],
    ['a composition supplier, which I03 tells', { isSupplierComposition: true }],
    ['a bill of supply, which I03 tells', { isBillOfSupply: true }],
  ])('leaves %s alone', (_what, given) => {
    expect(judge({ igst: 0, itcIgst: 18_000, ...given })).toBeNull();
  });

  it('needs some tax amount', () => {
    expect(judge({ itcIgst: 18_000 })).toBeNull();
    expect(judge({ cess: 0, itcIgst: 18_000 })).toBe('error');
  });
});

describe('I03', () => {
  const judge = (given: Given) => verdict(I03, lineFixture('purchase', given));

  it('reads a claim on an ineligible type as none', () => {
    expect(told(I03, lineFixture('purchase', { itcClaimType: 'ineligible', itcSgst: 1 }))).toEqual([
      {
        severity: 'warning',
        column: 'itcClaimSgstAmount',
        message: 'ITC Claim Type is Ineligible but a claim is given. It was read as no claim.',
        row: 2,
      },
    ]);
    expect(judge({ itcClaimType: 'ineligible', itcSgst: 0 })).toBeNull();
    expect(judge({ itcClaimType: 'inputs', itcSgst: 1 })).toBeNull();
  });

  it('warns of claims that their supplier cannot give', () => {
    expect(judge({ isSupplierComposition: true, itcIgst: 1 })).toBe('warning');
    expect(judge({ isBillOfSupply: true, itcCgst: 1 })).toBe('warning');
    expect(judge({ type: 'billOfSupply', itcCess: 1 })).toBe('warning');
    expect(judge({ isSupplierComposition: true })).toBeNull();
    const dealer = told(I03, lineFixture('purchase', { isSupplierComposition: true, itcIgst: 1 }));
    expect(dealer[0]?.message).toBe(
      'A composition dealer gives no credit but a claim is given. It was read as no claim.',
    );
    const oidar: Given = { party: gstinFixture('9917SGP29001OST'), itcIgst: 1 };
    expect(judge(oidar)).toBe('warning');
    expect(judge({ ...oidar, isReverseCharge: true })).toBeNull();
    expect(judge({ ...oidar, itcIgst: null })).toBeNull();
    expect(judge({ party: gstinFixture('27AAPFU0939F1ZV'), itcIgst: 1 })).toBeNull();
  });

  const RECEIPT = dayFixture('2026-04-01');
  const self: Given = { isReverseCharge: true, grnDate: RECEIPT, date: RECEIPT + 31 };

  it('warns of a self-invoice on the 31st day after the receipt', () => {
    expect(told(I03, lineFixture('purchase', self))).toEqual([
      {
        severity: 'warning',
        column: 'documentDate',
        message:
          'Self-invoice of 02-05-2026 is more than 30 days after the receipt of 01-04-2026. Check both dates.',
        row: 2,
      },
    ]);
    expect(judge({ ...self, date: RECEIPT + 30 })).toBeNull();
  });

  it('does so from 01-11-2024', () => {
    const receipt = dayFixture('2024-09-01');
    expect(judge({ ...self, grnDate: receipt, date: dayFixture('2024-10-31') })).toBeNull();
    expect(judge({ ...self, grnDate: receipt, date: dayFixture('2024-11-01') })).toBe('warning');
  });

  it('holds for unregistered suppliers under reverse charge only', () => {
    expect(judge({ ...self, isReverseCharge: false })).toBeNull();
    expect(judge({ ...self, party: gstinFixture('27AAPFU0939F1ZV') })).toBeNull();
    expect(judge({ ...self, importType: 'goods' })).toBeNull();
    expect(judge({ ...self, importType: 'services' })).toBe('warning');
    expect(judge({ ...self, grnDate: null })).toBeNull();
    expect(judge({ ...self, date: null })).toBeNull();
  });
});
