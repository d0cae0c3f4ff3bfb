import type { FinalStatus } from '../../bench/clearCalls.ts';
import type { RegisterFacts } from '../../bench/registers/generate.ts';
import type { Database } from '../../src/db/open.ts';
import type { Proof } from './prove.ts';

export interface Ended {
  readonly workspaceId: string;
  readonly activityId: string;
  readonly status: FinalStatus;
  /** What the register must come to. */
  readonly facts: RegisterFacts;
}

/** I3 to I5 for one activity: status, stored documents and error file against its register. @returns its attempts */
export async function checkIngested(ended: Ended, database: Database, proof: Proof): Promise<number> {
  const { status, facts, workspaceId, activityId } = ended;
  const expect = (what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) proof.violation(`${activityId}: ${what} is ${found}, not ${wanted}`);
  };
  const sum = (field: 'totalDocumentCount' | 'validRows' | 'invalidRows') =>
    (status.processingStats ?? []).reduce((total, stats) => total + stats[field], 0);
  expect('the status', status.status, 'ACTIVITY_COMPLETED');
  expect('the number of valid rows', sum('validRows'), facts.validRows);
  expect('the number of invalid rows', sum('invalidRows'), facts.invalidRows);
  const good = facts.documents - facts.refusedDocuments;
  expect('the number of documents', sum('totalDocumentCount'), good);

  const activity = await database.activities.find(workspaceId, activityId);
  const attempt = activity?.attempt ?? 0;
  const stored = await database.documents.read(
    { workspaceId, activityId, attempt },
    { after: 0, limit: 1_000_000 },
  );
  expect('the number of stored documents', stored.length, good);
  expect(
    'the number of stored lines',
    stored.reduce((total, { lineCount }) => total + lineCount, 0),
    facts.validRows,
  );
  const keys = new Set(stored.map((one) => JSON.stringify([one.ownGstin, one.number, one.type, one.party])));
  expect('the number of different documents', keys.size, good);
  if (facts.invalidRows > 0) {
    const errorFile = await fetch(status.fileError?.errorFileUrl ?? 'data:,');
    const text = await errorFile.text();
    expect('the number of rows in the error file', text.split('\r\n').length - 2, facts.invalidRows);
  }
  return attempt;
}
