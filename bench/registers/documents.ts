import type { ColumnKey, Register } from '../../src/gst/columns.ts';
import { OWN_GSTINS, type Party } from './parties.ts';
import type { Random } from './random.ts';

/** One row's filled cells. */
export type Cells = Partial<Record<ColumnKey, string>>;

/** Rates in force since 22 September 2025, in thousandths of a percent. */
const RATES = [5_000, 18_000, 18_000, 3_000, 40_000];
const GOODS = ['72142090', '100630', '30049099', '847130', '61091000', '3923'];
const SERVICES = ['998314', '996511', '997331'];
const MONTHS = [4, 5, 6, 7, 8, 9, 10];
const MAX_LINES = 5;

export function makeDocument(
  register: Register,
  place: number,
  parties: readonly Party[],
  random: Random,
): Cells[] {
  const own = random.pick(OWN_GSTINS);
  const party = random.pick(parties);
  const isPurchase = register === 'purchase';
  const supplierState = (isPurchase ? party.gstin : own).slice(0, 2);
  // Purchases are delivered at home: elsewhere their state tax would be no credit.
  const placeOfSupply = isPurchase ? own.slice(0, 2) : party.gstin.slice(0, 2);
  const month = random.pick(MONTHS);
  const header: Cells = {
    documentType: random.once(20) ? 'Debit Note' : 'Invoice',
    documentNumber: `${isPurchase ? 'PB' : 'S'}/26-27/${String(place).padStart(7, '0')}`,
    documentDate: `${String(1 + random.below(28)).padStart(2, '0')}-${String(month).padStart(2, '0')}-2026`,
    returnFilingMonth: `${String(month).padStart(2, '0')}-2026`,
    placeOfSupply,
    isBillOfSupply: 'N',
    isReverseCharge: 'N',
    isDocumentCancelled: 'N',
    erpSource: 'SAP',
    companyCode: '1000',
    voucherType: 'RV',
    voucherNumber: `9${String(place).padStart(9, '0')}`,
    externalId: `EXT-${place}`,
    ...(isPurchase ? purchaseHeader(own, party) : salesHeader(own, party)),
  };
  if (header.documentType === 'Debit Note') {
    header.linkedInvoiceNumber = `INV-${place}`;
    header.linkedInvoiceDate = '01-04-2026';
  }
  const isIntra = supplierState === placeOfSupply;
  const count = 1 + random.below(MAX_LINES);
  const items = Array.from({ length: count }, (_, line) => makeItem(register, { isIntra, line }, random));
  const total = items.reduce((sum, { paise }) => sum + paise, 0);
  return items.map(({ cells }) => ({ ...header, ...cells, documentTotalAmount: rupees(total) }));
}

function salesHeader(own: string, party: Party): Cells {
  return {
    supplierGstin: own,
    supplierName: 'Ganga Fabrics and Steel Ltd',
    customerGstin: party.gstin,
    customerName: party.name,
    customerAddress: party.address,
    customerCity: party.city,
    customerState: party.state,
    customerTaxpayerType: 'Regular',
  };
}

function purchaseHeader(own: string, party: Party): Cells {
  return {
    customerGstin: own,
    supplierGstin: party.gstin,
    supplierName: party.name,
    supplierAddress: party.address,
    supplierCity: party.city,
    supplierState: party.state,
    isSupplierCompositionDealer: 'N',
    vendorCode: party.gstin.slice(2, 12),
  };
}

function makeItem(
  register: Register,
  { isIntra, line }: { isIntra: boolean; line: number },
  random: Random,
): { readonly cells: Cells; readonly paise: number } {
  const isService = random.once(5);
  const quantity = 1 + random.below(500);
  const price = 1_000 + random.below(500_000);
  const taxable = quantity * price;
  const rate = random.pick(RATES);
  const half = Math.round((taxable * rate) / 200_000);
  const whole = Math.round((taxable * rate) / 100_000);
  const [cgst, igst] = isIntra ? [half, 0] : [0, whole];
  const cells: Cells = {
    itemDescription: isService ? 'Consulting and support' : `Item grade ${random.below(900)}`,
    itemCategory: isService ? 'S' : 'G',
    hsnSacCode: random.pick(isService ? SERVICES : GOODS),
    itemQuantity: String(quantity),
    itemUnitCode: isService ? 'OTH' : 'NOS',
    itemUnitPrice: rupees(price),
    itemDiscount: '0',
    itemTaxableAmount: rupees(taxable),
    gstRate: percent(rate),
    cgstRate: isIntra ? percent(rate / 2) : '0',
    cgstAmount: rupees(cgst),
    sgstRate: isIntra ? percent(rate / 2) : '0',
    sgstAmount: rupees(cgst),
    igstRate: isIntra ? '0' : percent(rate),
    igstAmount: rupees(igst),
    externalLineItemId: String(line + 1),
  };
  if (register === 'purchase') {
    cells.itcClaimType = isService ? 'Input Services' : 'Inputs';
    cells.itcClaimCgstAmount = rupees(cgst);
    cells.itcClaimSgstAmount = rupees(cgst);
    cells.itcClaimIgstAmount = rupees(igst);
  }
  return { cells, paise: taxable + cgst * 2 + igst };
}

export function rupees(paise: number): string {
  const sign = paise < 0 ? '-' : '';
  const digits = String(Math.abs(paise)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function percent(milli: number): string {
  return String(milli / 1000);
}
