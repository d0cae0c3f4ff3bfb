import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectKey, uploadRefOf } from '../../src/uploads/objectKey.ts';

const hexDigits = fc.constantFrom(...'0123456789abcdef');
const uploads = fc.record({
  workspaceId: fc.uuid(),
  templateType: fc.constantFrom('sales', 'purchase'),
  uploadId: fc.array(hexDigits, { minLength: 32, maxLength: 32 }).map((digits) => digits.join('')),
  issuedAt: fc.integer({ min: 0, max: Date.UTC(2200, 0) }),
});

describe('an object key', () => {
  it('has the form of the founding document', () => {
    const upload = {
      workspaceId: '1a2b',
      uploadId: 'ab'.repeat(16),
      issuedAt: Date.UTC(2026, 11, 31, 23, 59, 59, 999),
    };
    const name = `${upload.uploadId}/OriginalFileName/${upload.uploadId}__1798761599999`;
    expect(objectKey({ ...upload, templateType: 'sales' })).toBe(
      `1a2b/GSTSALES/2026/DECEMBER/${name}.SalesInvoicesAndCreditOrDebitNotes`,
    );
    expect(objectKey({ ...upload, issuedAt: upload.issuedAt + 1, templateType: 'purchase' })).toBe(
      `1a2b/MAXITC/2027/JANUARY/${name.replace('599999', '600000')}.PurchaseInvoicesAndCreditOrDebitNotes`,
    );
  });

  it('names every month in English capitals', () => {
    for (let month = 0; month < 12; month += 1) {
      const issuedAt = Date.UTC(2026, month, 15);
      const name = new Date(issuedAt).toLocaleString('en', { month: 'long', timeZone: 'UTC' }).toUpperCase();
      const key = objectKey({ workspaceId: 'w', templateType: 'sales', uploadId: '0'.repeat(32), issuedAt });
      expect(key.split('/')[3]).toBe(name);
    }
  });

  it('leads back to its upload', () => {
    fc.assert(
      fc.property(uploads, (upload) => {
        const { uploadId, issuedAt } = upload;
        expect(uploadRefOf(objectKey(upload))).toEqual({ uploadId, issuedAt });
      }),
    );
  });

  it('is recognised by its end alone, and nothing else is', () => {
    const id = 'ab'.repeat(16);
    const tail = `/${id}/OriginalFileName/${id}__1.SalesInvoicesAndCreditOrDebitNotes`;
    expect(uploadRefOf(tail)).toEqual({ uploadId: id, issuedAt: 1 });
    const others = [
      '',
      tail.slice(1),
      `${tail}/`,
      `${tail}\n`,
      tail.replace('__1', '__'),
      tail.replace('__1', '__-1'),
      tail.replace('__1', `__${'1'.repeat(16)}`),
      tail.replace('Sales', 'sales'),
      tail.replace(`/${id}/`, `/${'ac'.repeat(16)}/`),
      tail.toUpperCase(),
    ];
    for (const other of others) expect(uploadRefOf(other)).toBeUndefined();
  });
});
