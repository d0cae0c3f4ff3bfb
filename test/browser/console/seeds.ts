import { type Client, createClient } from '../../../src/client/index.ts';
import {
  csvOf,
  HEADER,
  many,
  type Row,
  row,
  WRONG_DATE,
  WRONG_GSTIN,
  WRONG_TAX,
  workbookOf,
} from './registers.ts';

/** Imports of one workspace in each of the states in which they end, by what came of them. */
export interface Seeds {
  readonly clean: string;
  readonly withErrors: string;
  readonly corrected: string;
  readonly warned: string;
  readonly refused: string;
  readonly discarded: string;
}

const CUSTOMERS = ['Rao and Sons', 'Mehta Stores', 'Iyer Electricals', 'Das Brothers', 'Kaur Traders'];

function* usual(documents: number): Generator<Row> {
  yield* many(documents, (index) => ({
    'Document Number': `S/26-27/${String(index + 1).padStart(4, '0')}`,
    'Document Date': `${String(1 + (index % 28)).padStart(2, '0')}/04/2026`,
    'Customer Name': CUSTOMERS[index % CUSTOMERS.length] ?? '',
  }));
}

/** 240 documents, of which some are wrong in ways that are often met. */
export function aprilRegister(): Row[] {
  return [...usual(240)].flatMap((good, index): Row[] => {
    if (index % 40 === 7) return [{ ...good, ...WRONG_TAX }, good];
    if (index % 60 === 11) return [{ ...good, ...WRONG_GSTIN }];
    if (index === 90) return [{ ...good, ...WRONG_DATE }];
    if (index === 150) return [{ ...good, 'Place of Supply': 'Karnatka' }];
    return [good];
  });
}

/** The same with every slip put right. */
export function aprilCorrected(): Row[] {
  return [...usual(240)];
}

export async function seed(baseUrl: string, token: string): Promise<Seeds> {
  const client = createClient({ baseUrl, token });
  const clean = await ingest(client, 'sales-march.csv', csvOf(usual(120)));
  const withErrors = await ingest(client, 'sales-april.xlsx', await workbookOf(aprilRegister()));
  const corrected = await ingest(client, 'sales-april-corrected.csv', csvOf(aprilCorrected()), withErrors);
  const warned = await ingest(
    client,
    'sales-may.csv',
    csvOf([row('M-1'), row('M-2', { 'HSN or SAC code': '' }), row('M-3', WRONG_TAX)]),
  );
  const narrow = HEADER.filter((column) => column !== 'Document Number' && column !== 'Document Date');
  const refused = await ingest(client, 'cash-book.csv', csvOf([row('C-1')], narrow));
  const discarded = await ingest(client, 'sales-april-old.csv', csvOf(usual(12)));
  await client.discardActivity({ activityId: discarded });
  return { clean, withErrors, corrected, warned, refused, discarded };
}

async function ingest(
  client: Client,
  fileName: string,
  file: string | Buffer,
  corrects?: string,
): Promise<string> {
  const bytes = typeof file === 'string' ? file : new Uint8Array(file);
  const ingestion = client.ingestFile({ file: new Blob([bytes]), fileName, templateType: 'sales', corrects });
  await ingestion.result;
  return ingestion.activityId ?? '';
}
