import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS_OF, type ColumnKey, type Register } from '../../src/gst/columns.ts';
import { columnOf, headersOf, MANDATORY, templateHeaders } from '../../src/gst/columnTable.ts';
import { guessRegister, type HeaderMatch, matchHeader, normaliseHeader } from '../../src/gst/header.ts';
import { editDistance, nearestHeader } from '../../src/gst/nearestHeader.ts';

const REGISTERS = ['sales', 'purchase'] as const;
const register = fc.constantFrom(...REGISTERS);

function match(of: Register, ...rows: string[][]): HeaderMatch {
  const found = matchHeader(of, rows);
  if (found === null) throw new Error('No header was found.');
  return found;
}

/** Which columns were found, with their cells. */
function placed(of: Register, found: HeaderMatch): Partial<Record<ColumnKey, number>> {
  return Object.fromEntries(
    COLUMNS_OF[of].flatMap((key, column) => {
      const cell = found.columnOf[column] ?? -1;
      return cell === -1 ? [] : [[key, cell]];
    }),
  );
}

describe.each(REGISTERS)('the header of the %s template', (of) => {
  const headers = templateHeaders(of);

  it('matches column for column', () => {
    expect(matchHeader(of, [headers])).toEqual({
      rowIndex: 0,
      columnOf: headers.map((_, index) => index),
      headerCells: headers,
      unknown: [],
      ownColumns: [],
      beyondColumns: [],
      missing: [],
      duplicates: [],
      repeated: [],
      score: headers.length,
    });
    expect(guessRegister([headers])).toBe(of);
  });

  it('matches by the JSON keys as well', () => {
    expect(matchHeader(of, [COLUMNS_OF[of]])).toMatchObject({
      columnOf: headers.map((_, index) => index),
      score: headers.length,
    });
  });

  it('knows each column by each of its names', () => {
    for (const key of COLUMNS_OF[of]) {
      const others = MANDATORY[of]
        .filter((mandatory) => mandatory !== key)
        .map((other) => columnOf(other).header);
      for (const name of headersOf(of, key)) {
        const found = match(of, [...others, name]);
        // A name that two columns share goes to the one that claims it more strongly.
        const owner = Object.entries(placed(of, found)).find(([, cell]) => cell === others.length)?.[0];
        const claims = owner !== undefined && headersOf(of, owner as ColumnKey).includes(name);
        expect(claims, `${key}: ${name} went to ${owner}`).toBe(true);
      }
    }
  });

  it('gives no name of the template to two columns', () => {
    const names = COLUMNS_OF[of].flatMap((key) => [
      normaliseHeader(headersOf(of, key)[0] ?? ''),
      ...(normaliseHeader(key) === normaliseHeader(headersOf(of, key)[0] ?? '')
        ? []
        : [normaliseHeader(key)]),
    ]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a header as programs send it', () => {
  it('ends with a comma (NetSuite) or begins with the index of pandas', () => {
    const headers = ['', ...templateHeaders('sales'), ''];
    const found = match('sales', headers);
    expect(found.unknown).toEqual([]);
    expect(found.columnOf).toEqual(COLUMNS_OF.sales.map((_, index) => index + 1));
  });

  it('has further columns, which are carried through', () => {
    const found = match('sales', [
      'STATUS',
      ...templateHeaders('sales'),
      ' Remarks ',
      '__proto__',
      'constructor',
    ]);
    expect(found.unknown).toEqual([
      { index: 0, header: 'STATUS' },
      { index: 66, header: ' Remarks ' },
      { index: 67, header: '__proto__' },
      { index: 68, header: 'constructor' },
    ]);
    expect(found.missing).toEqual([]);
  });

  it('goes by the names of older templates', () => {
    const found = match('purchase', [
      'Document Type',
      'Invoice Date *',
      'Invoice Number *',
      'Supplier GSTIN',
      'State Place of Supply',
      'Is the item a GOOD (G) or SERVICE (S)',
      'Item Unit of Measurement',
      'Item Taxable Value *',
      'GST Tax Rate',
      'Total Transaction Value *',
      'Is Reverse Charge Applicable?',
      'CGST ITC Claim Amount',
      'Type of Import(Goods Services SEZ)',
      'Bill of Entry Port Code',
      'Bill of Entry Number',
      'Bill of Entry Date',
      'Is this document cancelled?',
      'Is the supplier a Composition dealer?',
      'Return Filing Month/Quarter',
      ' My GSTIN',
    ]);
    expect(found).toMatchObject({ unknown: [], missing: [], duplicates: [], score: 20 });
    expect(placed('purchase', found)).toMatchObject({
      documentDate: 1,
      documentNumber: 2,
      placeOfSupply: 4,
      itemCategory: 5,
      itemUnitCode: 6,
      itemTaxableAmount: 7,
      gstRate: 8,
      documentTotalAmount: 9,
      itcClaimCgstAmount: 11,
      importType: 12,
      importPortCode: 13,
      importBillNumber: 14,
      returnFilingMonth: 18,
      customerGstin: 19,
    });
  });

  it('tells a rate in percent from an amount', () => {
    const found = match('sales', ['Document Number', 'CGST %', 'CGST', 'GST Rate (%)', 'Discount %']);
    expect(placed('sales', found)).toEqual({ documentNumber: 0, cgstRate: 1, cgstAmount: 2, gstRate: 3 });
  });

  it.each<[Register, ColumnKey, string[]]>([
    [
      'sales',
      'igstAmount',
      ['IGST Amt', 'IGST Amt.', 'IGST (Rs.)', 'Integrated Tax Amount (₹)', 'IGST Value'],
    ],
    ['sales', 'cgstAmount', ['CGST Amt', 'CGST Tax Amt', 'Central Tax (INR)', 'CGST Tax']],
    ['sales', 'sgstAmount', ['SGST Amt', 'SGST/UTGST Amt', 'UTGST', 'State Tax Amount', 'State/UT Tax Amt']],
    ['sales', 'cessAmount', ['Cess Amt', 'GST Cess', 'Compensation Cess Amount']],
    ['sales', 'igstRate', ['IGST Rate (%)', 'IGST Percentage', 'IGST Tax Rate', 'IGST (%)']],
    ['sales', 'gstRate', ['Tax %', 'Tax Percentage', 'GST Rate %', 'Item Tax %']],
    ['sales', 'isReverseCharge', ['Reverse Charge (Y/N)', 'RCM (Yes/No)', 'Is RCM Applicable?']],
    ['sales', 'isDocumentCancelled', ['Is Cancelled', 'Document Cancelled?', 'Cancelled (Y/N)', 'Canceled']],
    [
      'sales',
      'itemTaxableAmount',
      ['Taxable Amt', 'Taxable Value (in Rs.)', 'Assessable Value', 'Taxable Val.'],
    ],
    ['sales', 'customerGstin', ['GSTIN/UIN', 'Party GSTIN', 'Customer GST No.', 'Recipient GSTIN']],
    ['sales', 'documentNumber', ['Inv. No.', 'Bill No.', 'Invoice#', 'Billing Document']],
    ['sales', 'documentDate', ['Inv. Date', 'Bill Dt', 'Invoice Dt.', 'Date of Invoice']],
    ['purchase', 'supplierGstin', ['GSTIN/UIN', 'Vendor GST No', 'Party GSTIN']],
    ['purchase', 'documentNumber', ['Supplier Invoice No.', 'Vendor Invoice Number']],
    ['purchase', 'documentDate', ['Supplier Invoice Date']],
  ])('of %s has %s under the names of other programs', (of, key, names) => {
    const others = ['HSN', 'Qty', 'UOM'];
    for (const name of names) expect(placed(of, match(of, [...others, name])), name).toHaveProperty(key, 3);
  });

  it('has its own GSTIN on the side of the register', () => {
    const headers = ['My GSTIN', 'Document Number', 'Document Date', 'GST Rate'];
    expect(placed('sales', match('sales', headers))).toHaveProperty('supplierGstin', 0);
    expect(placed('purchase', match('purchase', headers))).toHaveProperty('customerGstin', 0);
  });

  it('names the invoice beside the note that corrects it', () => {
    const found = match('sales', [
      'Invoice Date',
      'Invoice Number',
      'Credit/Debit Note Date',
      'Credit/Debit Note Number',
      'Credit(C)/ Debit(D) Note Type',
    ]);
    const other = match('sales', ['Original Invoice Number', 'Credit/Debit Note Number', 'GST Rate', 'POS']);
    expect(placed('sales', other)).toHaveProperty('linkedInvoiceNumber', 0);
    expect(placed('sales', found)).toEqual({
      linkedInvoiceDate: 0,
      linkedInvoiceNumber: 1,
      documentDate: 2,
      documentNumber: 3,
      documentType: 4,
    });
  });

  it('makes no amendment of a row by a name that may mean a linked invoice', () => {
    const found = match('sales', [...templateHeaders('sales').slice(0, 9), 'Original Invoice Number']);
    expect(found.unknown).toEqual([{ index: 9, header: 'Original Invoice Number' }]);
    const amended = match('sales', [
      ...templateHeaders('sales').slice(0, 9),
      'Original Invoice Date (In case of amendment)',
    ]);
    expect(placed('sales', amended)).toHaveProperty('originalDocumentDate', 9);
  });

  it('says a column twice in different words: the template wins, the other is carried through', () => {
    const found = match('sales', [
      'Invoice No',
      ...templateHeaders('sales').filter((each) => each !== 'Linked Invoice Number'),
    ]);
    expect(found.unknown).toEqual([{ index: 0, header: 'Invoice No' }]);
    expect(found.duplicates).toEqual([]);
  });

  it('says a column twice in the same words: a duplicate', () => {
    const found = match('sales', [...templateHeaders('sales'), 'document number *', 'STATUS', 'STATUS']);
    expect(found.duplicates).toEqual([
      { column: 'documentNumber', header: 'Document Number', indexes: [1, 65] },
    ]);
    expect(found.unknown.map(({ header }) => header)).toEqual(['STATUS', 'STATUS']);
  });

  it('says twice what decides nothing: the first counts, the other is carried through', () => {
    const found = match('sales', [...templateHeaders('sales'), 'CUSTOMER NAME']);
    expect(found.duplicates).toEqual([]);
    expect(found.repeated).toEqual([{ column: 'customerName', header: 'Customer Name', indexes: [24, 65] }]);
    expect(placed('sales', found)).toHaveProperty('customerName', 24);
    expect(found.unknown).toEqual([{ index: 65, header: 'CUSTOMER NAME' }]);
  });

  it.each([
    'Item Taxable Amount',
    'Customer GSTIN',
    'IGST Amount',
    'Document CGST Amount',
    'GST Rate',
    'Is Reverse Charge',
    'Is this Document Cancelled',
  ])('says %s twice: a duplicate', (header) => {
    const found = match('sales', [...templateHeaders('sales'), header]);
    expect(found.duplicates.map((each) => each.header)).toEqual([header]);
    expect(found.repeated).toEqual([]);
  });

  it('says a column twice where the name has a second meaning: still a duplicate', () => {
    const found = match('sales', ['Invoice Number', 'Invoice Number', 'Credit/Debit Note Date', 'GST Rate']);
    expect(found.duplicates).toEqual([
      { column: 'documentNumber', header: 'Invoice Number', indexes: [0, 1] },
    ]);
    expect(placed('sales', found)).toEqual({ documentNumber: 0, documentDate: 2, gstRate: 3 });
  });

  it('lacks mandatory columns: they are named with the header that is most like them', () => {
    const headers = templateHeaders('sales')
      .filter((each) => each !== 'Document Date' && each !== 'Item Taxable Amount')
      .map((each) => (each === 'Document Number' ? ' Documnet Numbr' : each));
    expect(match('sales', [...headers, 'Foo']).missing).toEqual([
      { column: 'documentNumber', header: 'Document Number', nearest: 'Documnet Numbr' },
      { column: 'documentDate', header: 'Document Date', nearest: null },
      { column: 'itemTaxableAmount', header: 'Item Taxable Amount', nearest: null },
    ]);
  });

  it('may lack the own GSTIN where the trigger names it', () => {
    const rows = [templateHeaders('sales').filter((each) => each !== 'Supplier GSTIN')];
    expect(matchHeader('sales', rows)?.missing.map(({ column }) => column)).toEqual(['supplierGstin']);
    expect(matchHeader('sales', rows, { ownGstinGiven: true })?.missing).toEqual([]);
  });
});

describe('the header row', () => {
  const headers = templateHeaders('sales');

  it('lies below banners, within twenty rows', () => {
    const banner = ['ACME Private Limited', '', 'Description'];
    const banners = Array.from({ length: 19 }, () => banner);
    expect(matchHeader('sales', [...banners, headers])?.rowIndex).toBe(19);
    expect(matchHeader('sales', [...banners, banner, headers])).toBeNull();
  });

  it('is the fullest one, the first among equals', () => {
    const groups = ['Document Number', 'Document Date', 'GST Rate'];
    expect(matchHeader('sales', [groups, headers, headers])?.rowIndex).toBe(1);
  });

  it('is none where too little is recognised', () => {
    expect(matchHeader('sales', [])).toBeNull();
    expect(matchHeader('sales', [['Document Number', 'Document Date', 'foo']])).toBeNull();
    expect(guessRegister([['foo', 'bar']])).toBeNull();
  });

  it('is known behind a byte order mark that was taken for letters', () => {
    expect(normaliseHeader('ï»¿"No. of Errors"')).toBe(normaliseHeader('No. of Errors'));
    const cells = ['ï»¿"No. of Errors"', 'Error Message', ...headers];
    expect(matchHeader('sales', [cells])).toMatchObject({ ownColumns: [0, 1], unknown: [] });
  });

  it('of an error file of ours has our two columns', () => {
    const file = ['No. of Errors', 'Error Message', ...headers];
    const found = match('sales', file);
    expect(found.ownColumns).toEqual([0, 1]);
    expect(found.unknown).toEqual([]);
  });

  it('takes for ours what an error workbook has beyond the header', () => {
    const found = match('sales', [...headers, 'Beyond the header', 'Beyond the header 2', 'No. of Errors']);
    const first = headers.length;
    expect(found).toMatchObject({
      ownColumns: [first, first + 1, first + 2],
      beyondColumns: [first, first + 1],
      unknown: [],
    });
  });

  it.each(['No. of Errors', 'Error Message'])(
    'of an error file may have lost one of them: %s stays',
    (own) => {
      expect(match('sales', [own, ...headers])).toMatchObject({ ownColumns: [0], unknown: [] });
    },
  );
});

describe('the header matcher', () => {
  it('knows the template in any order, case, punctuation and blanks, below any banner', () => {
    const noise = fc.string({
      unit: fc.constantFrom(' ', '*', '.', '\ufeff', '\u00a0', '?', '_', '-', '\n', '"'),
      maxLength: 3,
    });
    const cases = register.chain((of) =>
      fc.record({
        of: fc.constant(of),
        order: fc.shuffledSubarray(
          templateHeaders(of).map((_, index) => index),
          {
            minLength: COLUMNS_OF[of].length,
          },
        ),
        noises: fc.array(fc.tuple(noise, noise, fc.boolean()), { minLength: 80, maxLength: 80 }),
        blanks: fc.array(fc.nat(60), { maxLength: 5 }),
        banner: fc.array(fc.array(fc.string(), { maxLength: 4 }), { maxLength: 19 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ of, order, noises, blanks, banner }) => {
        const names = templateHeaders(of);
        const cells = order.map((column, place) => {
          const [before, after, upper] = noises[place] ?? ['', '', false];
          const name = (names[column] ?? '').replaceAll(' ', before || ' ');
          return before + (upper ? name.toUpperCase() : name.toLowerCase()) + after;
        });
        for (const place of blanks) cells.splice(place, 0, ' ');
        const found = match(of, ...banner, cells);
        expect(found).toMatchObject({ rowIndex: banner.length, unknown: [], missing: [], duplicates: [] });
        for (const [column, cell] of found.columnOf.entries()) {
          expect(normaliseHeader(cells[cell] ?? '')).toBe(normaliseHeader(names[column] ?? ''));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('accounts for every cell of any row that it takes for a header', () => {
    const cell = fc.oneof(
      fc.constantFrom(...templateHeaders('sales'), ...templateHeaders('purchase')),
      fc.constantFrom('No. of Errors', 'Error Message', 'Invoice Number', 'Invoice No', '__proto__', ''),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(register, fc.array(fc.array(cell, { maxLength: 90 }), { maxLength: 4 }), (of, rows) => {
        const found = matchHeader(of, rows);
        fc.pre(found !== null);
        const taken = [
          ...found.columnOf.filter((index) => index !== -1),
          ...found.unknown.map(({ index }) => index),
          ...found.ownColumns,
          ...found.duplicates.flatMap(({ indexes }) => indexes.slice(1)),
        ];
        const named = (rows[found.rowIndex] ?? []).flatMap((text, index) =>
          normaliseHeader(text) === '' ? [] : [index],
        );
        expect(taken.toSorted((a, b) => a - b)).toEqual(named);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the nearest header', () => {
  it.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['documentnumber', 'documnetnumbr', 3],
  ])('of %j and %j is %i edits away', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });

  it('is none where nothing is alike, or where names are longer than any header', () => {
    expect(nearestHeader(['documentdate'], [{ header: 'Foo', name: 'foo' }])).toBeNull();
    const long = 'x'.repeat(61);
    expect(nearestHeader([long], [{ header: long, name: long }])).toBeNull();
  });
});
