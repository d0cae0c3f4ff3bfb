/** A valid GSTIN of Maharashtra that the guides use, too; for workspaces without a list of their own. */
const ANY_OWN_GSTIN = '27AAPFU0939F1ZV';
const BUYERS = [
  { gstin: '29AAFCD5862R1ZR', name: 'Rao and Sons', state: '29-Karnataka' },
  { gstin: '27AAACR5055K1Z7', name: 'Mehta Stores', state: '27-Maharashtra' },
] as const;

const HEADER = [
  'Document Type',
  'Document Number',
  'Document Date',
  'My GSTIN',
  'Customer GSTIN',
  'Customer Name',
  'Place of Supply',
  'HSN or SAC code',
  'Item Description',
  'Item Quantity',
  'Item Unit Code',
  'Item Taxable Amount',
  'GST Rate',
  'CGST Amount',
  'SGST Amount',
  'IGST Amount',
];

export const SAMPLE_FILE_NAME = 'sample-sales-register.csv';

/** What the greeting promises of it. */
export const SAMPLE_INVOICES = 4;

/**
 * A small sales register of this month: four invoices, of which the last has ten times its tax.
 * @param today `yyyy-mm-dd` in India
 * @param ownGstins of the workspace; none: any is accepted
 */
export function sampleRegister(today: string, ownGstins: readonly string[]): string {
  const own = ownGstins[0] ?? ANY_OWN_GSTIN;
  const ownState = own.slice(0, 2);
  const buyer = BUYERS.find(({ gstin }) => !gstin.startsWith(ownState)) ?? BUYERS[0];
  const invoice = (nth: number, ofBuyer: readonly string[], item: readonly string[]) => {
    const number = `TRY-${today.slice(2, 4)}${today.slice(5, 7)}-${nth}`;
    return ['Invoice', number, dayBefore(today, SAMPLE_INVOICES - nth), own, ...ofBuyer, ...item];
  };
  const business = [buyer.gstin, buyer.name, buyer.state];
  const rows = [
    HEADER,
    invoice(
      1,
      ['', 'Counter sale', ownState],
      ['0902', 'Tea', '10', 'KGS', '4000.00', '5', '100.00', '100.00', ''],
    ),
    invoice(2, business, ['8516', 'Electric kettle', '2', 'NOS', '3000.00', '18', '', '', '540.00']),
    invoice(3, business, ['0902', 'Tea', '5', 'KGS', '2000.00', '5', '', '', '100.00']),
    invoice(4, business, ['8516', 'Electric kettle', '1', 'NOS', '1500.00', '18', '', '', '2700.00']),
  ];
  return rows.map((cells) => `${cells.join(',')}\n`).join('');
}

/** `dd/mm/yyyy`, so many days before, but within the month. */
function dayBefore(today: string, days: number): string {
  const day = Math.max(1, Number(today.slice(8)) - days);
  return `${String(day).padStart(2, '0')}/${today.slice(5, 7)}/${today.slice(0, 4)}`;
}
