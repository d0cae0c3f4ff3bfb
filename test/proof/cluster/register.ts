import { OWN_GSTINS, withCheck } from '../../../bench/registers/parties.ts';
import type { Random } from '../prove.ts';

const HEADER =
  'Document Type,Document Number,Document Date,Supplier GSTIN,Customer GSTIN,Place of Supply,HSN or SAC code,' +
  'Item Taxable Amount,GST Rate,CGST Rate,CGST Amount,SGST Rate,SGST Amount';
const OWN = OWN_GSTINS[0] ?? '';
const CUSTOMER = withCheck('29AABCT1332L1Z');

/** A sales register that no other one shares a document with, and what must come of it. */
export interface SmallRegister {
  readonly bytes: Buffer;
  readonly documents: number;
  readonly validRows: number;
  readonly invalidRows: number;
}

/** @param series of the document numbers: at most 8 letters and digits, used once */
export function makeRegister(series: string, random: Random): SmallRegister {
  const lines = [HEADER];
  const facts = { documents: 0, validRows: 0, invalidRows: 0 };
  const wanted = 20 + random.integer(300);
  for (let document = 1; document <= wanted; document += 1) {
    const rows = 1 + random.integer(3);
    const isGood = random.integer(25) > 0;
    const date = isGood ? '10-05-2026' : '';
    for (let row = 0; row < rows; row += 1)
      lines.push(
        `Invoice,${series}-${document},${date},${OWN},${CUSTOMER},29,72142090,1000.00,18,9,90.00,9,90.00`,
      );
    if (isGood) facts.documents += 1;
    facts[isGood ? 'validRows' : 'invalidRows'] += rows;
  }
  return { ...facts, bytes: Buffer.from(`${lines.join('\r\n')}\r\n`) };
}
