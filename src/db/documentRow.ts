import { hash } from 'node:crypto';
import type { JudgedDocument } from '../gst/verdict.ts';
import type { StoredDocument } from '../ingestion/ports.ts';
import type { TemplateType } from '../uploads/upload.ts';

type Key = Parameters<typeof keyParts>[0];

/** A document on its way into the store. */
export interface LoadedDocument {
  readonly sequence: number;
  readonly register: TemplateType;
  /** Of the whole key: 32 bits. */
  readonly keyHash: number;
  readonly document: JudgedDocument;
}

/** The columns of a document but for where it stands, on both databases; yes or no is 1 or 0. */
export interface DocumentColumns {
  register: TemplateType;
  key_hash: number;
  own_gstin: string;
  number: string;
  financial_year: number;
  type: string;
  is_amendment: number;
  party: string;
  date: string;
  line_count: number;
  taxable: number;
  tax: number;
  is_deleted: number;
  is_cancelled: number;
  body: string;
}

/** In the order of `documentValues`. */
export const DOCUMENT_COLUMNS = [
  'register',
  'key_hash',
  'own_gstin',
  'number',
  'financial_year',
  'type',
  'is_amendment',
  'party',
  'date',
  'line_count',
  'taxable',
  'tax',
  'is_deleted',
  'is_cancelled',
  'body',
] as const satisfies readonly (keyof DocumentColumns)[];

/** The columns that make a key, in the order of `keyParts`. */
export const KEY_COLUMNS = [
  'register',
  'own_gstin',
  'number',
  'financial_year',
  'type',
  'is_amendment',
  'party',
] as const satisfies readonly (keyof DocumentColumns)[];

export function documentValues({ register, keyHash, document }: LoadedDocument): (string | number)[] {
  return [
    register,
    keyHash,
    document.ownGstin,
    document.number,
    document.financialYear,
    document.type,
    document.isAmendment ? 1 : 0,
    document.party,
    document.date,
    document.lineCount,
    document.taxable,
    document.tax,
    document.isDeleted ? 1 : 0,
    document.isCancelled ? 1 : 0,
    document.body,
  ];
}

export function keyParts(key: {
  readonly register: TemplateType;
  readonly ownGstin: string;
  readonly number: string;
  readonly financialYear: number;
  readonly type: string;
  readonly isAmendment: boolean;
  readonly party: string;
}): (string | number)[] {
  const { register, ownGstin, number, financialYear, type, isAmendment, party } = key;
  return [register, ownGstin, number, financialYear, type, isAmendment ? 1 : 0, party];
}

/** Leads to few documents; their whole keys decide. */
export function keyHashOf(key: Key): number {
  return hash('sha256', keyParts(key).join('\0'), 'buffer').readUInt32BE();
}

export function toStoredDocument(row: DocumentColumns, sequence: number): StoredDocument {
  return {
    register: row.register,
    sequence,
    ownGstin: row.own_gstin,
    number: row.number,
    financialYear: row.financial_year,
    type: row.type,
    isAmendment: row.is_amendment === 1,
    party: row.party,
    date: row.date,
    lineCount: row.line_count,
    taxable: row.taxable,
    tax: row.tax,
    isDeleted: row.is_deleted === 1,
    isCancelled: row.is_cancelled === 1,
    body: row.body,
  };
}
