import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { openConfiguredDatabase } from '../../../src/compose/installation.ts';
import { openConfiguredObjects } from '../../../src/compose/objectStore.ts';
import { loadConfig } from '../../../src/config.ts';
import { sha256Of } from '../ledger.ts';
import type { Proof } from '../prove.ts';
import type { Customer } from './customers.ts';
import type { Cluster } from './site.ts';

const CLEANED_WITHIN_MS = 90_000;

/** I1, I3, I4, I6: what customers know against what database and bucket hold. @returns the figures */
export async function reckon(
  cluster: Cluster,
  customers: readonly Customer[],
  proof: Proof,
): Promise<string> {
  const uploads = await compareUploads(cluster, customers, proof);
  const documents = await compareDocuments(cluster, customers, proof);
  await compareQuotas(cluster, customers, proof);
  return `${uploads} uploads in the bucket byte for byte, ${documents}, quotas exact`;
}

async function compareUploads(
  cluster: Cluster,
  customers: readonly Customer[],
  proof: Proof,
): Promise<number> {
  const config = loadConfig(cluster.given.settings);
  const { objects, close } = await openConfiguredObjects(config);
  const rows = await cluster.query('SELECT upload_id, state, current_put, sha256 FROM uploads');
  const byId = new Map(rows.map((row) => [String(row['upload_id']), row]));
  let compared = 0;
  for (const { stored, issued } of customers) {
    for (const id of issued) if (!byId.has(id)) proof.violation(`the upload ${id} was issued and has no row`);
    for (const [id, sha256] of stored) {
      const row = byId.get(id);
      const body = await objects.read({ owner: id, part: String(row?.['current_put']) });
      const found = body === undefined ? 'nothing' : sha256Of(await buffer(body));
      if (found !== sha256 || row?.['sha256'] !== sha256)
        proof.violation(`the upload ${id} was answered 200 and is ${found}, recorded as ${row?.['sha256']}`);
      compared += 1;
    }
  }
  close();
  return compared;
}

async function compareDocuments(
  cluster: Cluster,
  customers: readonly Customer[],
  proof: Proof,
): Promise<string> {
  const database = await openConfiguredDatabase(loadConfig(cluster.given.settings));
  const began = performance.now();
  while ((await database.activities.deadLoads(1)).length > 0 && performance.now() - began < CLEANED_WITHIN_MS)
    await pause(200);
  await database.close();
  let [activities, attempts, documents] = [0, 0, 0];
  for (const { workspaceId, accepted, ended } of customers) {
    const wanted = { documents: 0, lines: 0 };
    for (const [activityId, register] of accepted) {
      const status = ended.get(activityId);
      const sum = (of: 'totalDocumentCount' | 'validRows' | 'invalidRows') =>
        (status?.processingStats ?? []).reduce((total, stats) => total + stats[of], 0);
      const told = [sum('totalDocumentCount'), sum('validRows'), sum('invalidRows')].join('/');
      const right = [register.documents, register.validRows, register.invalidRows].join('/');
      if (status?.status !== 'ACTIVITY_COMPLETED' || told !== right)
        proof.violation(`the activity ${activityId} is ${status?.status} with ${told}, not ${right}`);
      wanted.documents += register.documents;
      wanted.lines += register.validRows;
    }
    const [found] = await cluster.query(
      `SELECT count(*)::int AS documents, coalesce(sum(d.line_count), 0)::int AS lines,
         count(DISTINCT d.number)::int AS numbers
       FROM documents d JOIN loads l ON l.load_id = d.load_id WHERE l.workspace_id = $1`,
      [workspaceId],
    );
    const stored = `${found?.['documents']} documents of ${found?.['numbers']} numbers with ${found?.['lines']} lines`;
    if (stored !== `${wanted.documents} documents of ${wanted.documents} numbers with ${wanted.lines} lines`)
      proof.violation(
        `${workspaceId}: stored are ${stored}, not ${wanted.documents} with ${wanted.lines} lines`,
      );
    const [work] = await cluster.query(
      `SELECT count(*)::int AS activities, sum(attempt)::int AS attempts,
         count(*) FILTER (WHERE state IN ('queued', 'running'))::int AS open FROM activities WHERE workspace_id = $1`,
      [workspaceId],
    );
    if (work?.['activities'] !== accepted.size || work?.['open'] !== 0)
      proof.violation(
        `${workspaceId}: ${work?.['activities']} activities, ${work?.['open']} of them open, for ${accepted.size} triggers`,
      );
    activities += accepted.size;
    attempts += Number(work?.['attempts'] ?? 0);
    documents += wanted.documents;
  }
  return `${activities} of ${activities} triggers ended in ${attempts} attempts, ${documents} documents stored once each`;
}

async function compareQuotas(cluster: Cluster, customers: readonly Customer[], proof: Proof): Promise<void> {
  for (const { workspaceId, issued } of customers) {
    const [row] = await cluster.query(
      `SELECT (SELECT count(*) FROM uploads WHERE workspace_id = $1)::int AS issued,
         (SELECT used FROM quota_use WHERE workspace_id = $1)::int AS used`,
      [workspaceId],
    );
    if (row?.['used'] !== row?.['issued'] || Number(row?.['issued']) < issued.size)
      proof.violation(
        `${workspaceId}: ${row?.['used']} used, ${row?.['issued']} recorded, ${issued.size} answered`,
      );
  }
}
