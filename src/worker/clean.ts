import { removeReports } from '../ingestion/reportFile.ts';
import type { WorkerPorts } from './ports.ts';

const LOADS_AT_ONCE = 8;

/** Removes what a few dead attempts left: documents, then files handed out. Whether there was anything. */
export async function clean(
  ports: Pick<WorkerPorts, 'activities' | 'documents' | 'downloads' | 'objects'>,
): Promise<boolean> {
  const dead = await ports.activities.deadLoads(LOADS_AT_ONCE);
  for (const load of dead) {
    await ports.documents.remove(load);
    await removeReports(load, ports);
    await ports.activities.markCleaned([load]);
  }
  return dead.length > 0;
}
