import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS_OF, type ColumnKey, type Register } from '../../src/gst/columns.ts';
import type { SourceRow } from '../../src/gst/line.ts';
import type { GroupVerdict } from '../../src/gst/verdict.ts';
import {
  GUJARAT,
  judgeGroups,
  judgeRows,
  KARNATAKA,
  LOCAL_SALE,
  MAHARASHTRA,
  rowOf,
  SALE,
  TELANGANA,
} from './judgeFixture.ts';
import type { Texts } from './lineFixture.ts';

/** Few values a column, so that rows meet: in documents, in numbers, in errors. */
const CHOICES: Partial<Record<ColumnKey, readonly string[]>> = {
  documentType: ['Invoice', 'Credit Note', 'Advance', 'Poem', ''],
  documentNumber: ['1', '1', '2', 'A#', '1.2E+14', ''],
  documentDate: ['05-10-2026', '05-10-2026', '06-10-2026', '05-10-2025', '05-10-2030', 'soon', ''],
  placeOfSupply: ['27', '27', '29', '96', 'Atlantis', ''],
  supplierGstin: [KARNATAKA, KARNATAKA, MAHARASHTRA, '29AAFCD5862R1ZX', ''],
  customerGstin: [MAHARASHTRA, MAHARASHTRA, GUJARAT, TELANGANA, 'X', ''],
  customerName: ['', 'Devi, "Sons"; & Co|'],
  customerTaxpayerType: ['', '', 'SEZ'],
  supplierName: ['', 'A. Traders', 'a traders'],
  vendorCode: ['', '', 'V1'],
  importType: ['', '', 'Goods'],
  importBillNumber: ['', '1', '7'],
  voucherNumber: ['', '2'],
  itemTaxableAmount: ['1000', '1000', '500', 'much', ''],
  igstAmount: ['180', '180', '0', ''],
  cgstAmount: ['', '', '90'],
  sgstAmount: ['', '', '90'],
  documentTotalAmount: ['', '', '1180', '99999'],
  returnFilingMonth: ['', '', '10-2026', '01-2020'],
  isReverseCharge: ['', '', 'Y', 'Perhaps'],
  isDocumentCancelled: ['', '', '', 'Y'],
  originalDocumentNumber: ['', '', '', '0'],
  linkedInvoiceNumber: ['', 'INV/0'],
  linkedInvoiceDate: ['', '01-04-2017', '01-04-2026', '01-04-2024'],
  linkedInvoiceCustomerGstin: ['', MAHARASHTRA, GUJARAT],
  ecommerceGstin: ['', KARNATAKA],
  exportType: ['', 'WPAY', 'SEZWOP', 'Moon'],
  itcClaimType: ['', 'Inputs', 'Ineligible'],
  itcClaimIgstAmount: ['', '180', '900'],
};

const texts = fc.record(
  Object.fromEntries(
    Object.entries(CHOICES).map(([column, values]) => [
      column,
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(...values) },
      ),
    ]),
  ),
);
const line = fc.tuple(fc.constantFrom(SALE, SALE, LOCAL_SALE), texts).map(
  ([base, given]): Texts => ({
    ...base,
    ...Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined)),
  }),
);
const register = fc.constantFrom<Register>('sales', 'purchase');
const file = fc.tuple(register, fc.array(line, { maxLength: 12 })).map(([side, lines]) => ({
  side,
  rows: lines.map((each, index) => rowOf(side, index + 2, each)),
}));

/** All of a verdict but what hangs on the order of a document's rows: the row that a whole-document finding is put on. */
function inAnyOrder(verdicts: readonly GroupVerdict[]): unknown {
  const findings = verdicts.flatMap(({ refused, warnings }) => [
    ...refused.flatMap(({ errors }) => errors),
    ...warnings,
  ]);
  return {
    documents: verdicts
      .flatMap(({ documents }) => documents)
      .map(({ body: _body, ...document }) => JSON.stringify(document))
      .sort(),
    refused: verdicts
      .flatMap(({ refused }) => refused.map(({ row, ownGstin }) => `${row} ${ownGstin}`))
      .sort(),
    said: findings.map(({ code, column, severity }) => `${code} ${column} ${severity}`).sort(),
  };
}

describe('a verdict', () => {
  it('depends on nothing but its own rows: documents left out change no other', () => {
    fc.assert(
      fc.property(file, fc.infiniteStream(fc.boolean()), ({ side, rows }, keeps) => {
        const kept = judgeGroups(rows, { register: side }).filter(() => keeps.next().value === true);
        const inFileOrder = kept.flatMap((group) => group.rows).sort((one, other) => one.row - other.row);
        expect(judgeRows(inFileOrder, { register: side })).toEqual(kept.map(({ verdict }) => verdict));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for any order of the rows', () => {
    const shuffled = file.chain(({ side, rows }) =>
      fc
        .shuffledSubarray([...rows], { minLength: rows.length })
        .map((moved): { side: Register; rows: SourceRow[]; moved: SourceRow[] } => ({ side, rows, moved })),
    );
    fc.assert(
      fc.property(shuffled, ({ side, rows, moved }) => {
        const settings = { register: side };
        expect(inAnyOrder(judgeRows(moved, settings))).toEqual(inAnyOrder(judgeRows(rows, settings)));
      }),
      { numRuns: 300 },
    );
  });

  it('accounts for every row exactly once', () => {
    fc.assert(
      fc.property(file, ({ side, rows }) => {
        const verdicts = judgeRows(rows, { register: side });
        const valid = verdicts
          .flatMap(({ documents }) => documents)
          .reduce((sum, { lineCount }) => sum + lineCount, 0);
        const refused = verdicts.flatMap((verdict) => verdict.refused.map(({ row }) => row));
        expect(new Set(refused).size).toBe(refused.length);
        expect(valid + refused.length).toBe(rows.length);
      }),
      { numRuns: 300 },
    );
  });

  it('names a row with errors wherever it holds one back', () => {
    fc.assert(
      fc.property(file, ({ side, rows }) => {
        for (const { refused } of judgeRows(rows, { register: side })) {
          const bad = new Set(refused.filter(({ errors }) => errors.length > 0).map(({ row }) => row));
          for (const { row, errors, heldBackBy } of refused) {
            if (errors.length > 0) expect(heldBackBy, `row ${row}`).toBeNull();
            else expect(bad, `row ${row}`).toContain(heldBackBy);
            expect(errors.every(({ severity }) => severity === 'error')).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('accepts nothing of a number of which a row does not say whose it is', () => {
    fc.assert(
      fc.property(file, ({ side, rows }) => {
        const own = COLUMNS_OF[side].indexOf(side === 'sales' ? 'supplierGstin' : 'customerGstin');
        const isOwnerless = ({ values }: SourceRow): boolean =>
          ![KARNATAKA, MAHARASHTRA, GUJARAT, TELANGANA].includes(values[own] ?? '');
        for (const { rows: together, verdict } of judgeGroups(rows, { register: side })) {
          const number = COLUMNS_OF[side].indexOf('documentNumber');
          for (const row of together.filter(isOwnerless)) {
            const text = row.values[number];
            expect(verdict.documents.map((document) => document.number)).not.toContain(text);
            expect(verdict.refused.find((refused) => refused.row === row.row)?.ownGstin).toBe('UNKNOWN');
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says nothing that would split a message', () => {
    fc.assert(
      fc.property(file, ({ side, rows }) => {
        for (const { refused, warnings } of judgeRows(rows, { register: side })) {
          for (const { message, value } of [...refused.flatMap(({ errors }) => errors), ...warnings]) {
            expect(message + value).not.toMatch(/[,;|"\p{Cc}\u2028\u2029]/u);
            expect(value.length).toBeLessThanOrEqual(40);
            expect(message).toMatch(/^\S.*[.?]$/);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
