import { describe, expect, it } from 'vitest';
import type { ColumnKey } from '../../src/gst/columns.ts';
import type { Finding } from '../../src/gst/finding.ts';
import { UNCALCULATED } from '../../src/gst/reading.ts';
import type { GroupVerdict } from '../../src/gst/verdict.ts';
import { UNCALCULATED as OF_READERS } from '../../src/sheet/cells/uncalculated.ts';
import { judgePurchases, judgeSales, LOCAL_SALE, PURCHASE, SALE } from './judgeFixture.ts';

const REMEDY =
  'is a formula that was never calculated. Open the workbook in Excel or LibreOffice then save it and send it again.';

const COLUMNS: readonly (readonly [ColumnKey, string])[] = [
  ['documentNumber', 'Document Number'],
  ['documentDate', 'Document Date'],
  ['documentType', 'Document Type'],
  ['placeOfSupply', 'Place of Supply'],
  ['supplierGstin', 'Supplier GSTIN'],
  ['customerGstin', 'Customer GSTIN'],
  ['itemTaxableAmount', 'Item Taxable Amount'],
  ['igstAmount', 'IGST Amount'],
  ['igstRate', 'IGST Rate'],
  ['isReverseCharge', 'Is Reverse Charge'],
];

describe('a formula that was never calculated', () => {
  it('goes by the text that the readers of workbooks give', () => {
    expect(UNCALCULATED).toBe(OF_READERS);
  });

  it.each(COLUMNS)('refuses the document where it is its %s', (column, header) => {
    for (const verdict of [
      judgeSales([{ ...SALE, [column]: UNCALCULATED }]),
      judgePurchases([{ ...PURCHASE, [column]: UNCALCULATED }]),
    ]) {
      const said = findingsOn(verdict).filter((finding) => finding.column === column);
      expect(verdict.documents).toEqual([]);
      expect(said.map(({ severity }) => severity)).toContain('error');
      for (const { message, value } of said) {
        expect(message.toLowerCase()).toBe(`${header} ${REMEDY}`.toLowerCase());
        expect(value).toBe(UNCALCULATED);
      }
    }
  });

  it('is a warning where no return depends on the column', () => {
    const verdict = judgeSales([{ ...LOCAL_SALE, documentTotalAmount: UNCALCULATED }]);
    expect(verdict.documents).toHaveLength(1);
    expect(findingsOn(verdict).map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', `Document Total Amount ${REMEDY}`],
    ]);
  });

  it('leaves what other errors of formulas say', () => {
    const verdict = judgeSales([{ ...SALE, igstAmount: '#REF!' }]);
    expect(findingsOn(verdict).map(({ message }) => message)).toContain(
      'IGST Amount has the formula error #REF!. Enter the value itself.',
    );
  });
});

function findingsOn({ refused, warnings }: GroupVerdict): Finding[] {
  return [...refused.flatMap(({ errors }) => errors), ...warnings];
}
