import { setTimeout as pause } from 'node:timers/promises';
import { presign, uploadIdOf } from '../calls.ts';
import { startHeldUpload } from '../heldUpload.ts';
import type { Proof } from '../prove.ts';
import type { Customer, Load } from './customers.ts';
import type { Cluster } from './site.ts';

const LOAD_BETWEEN_MS = 4_000;
const RECOVERS_WITHIN_MS = 90_000;
const POSTGRES_ATTEMPTS = 40;
const LIMIT = 100;
const CALLS = 1_000;
const HELD = 20;

/** One part of the site that dies and is started again, with what that took. */
export interface Killed {
  readonly what: string;
  /** From the kill until the part ran again. */
  readonly restartedMs: number;
  /** From the kill until the first file whose first call came after it was stored, judged and told of. */
  readonly recoveredMs: number;
  readonly sentAgain: number;
}

interface Victim {
  readonly what: string;
  kill(): Promise<unknown>;
  start(): Promise<void>;
}

function victims({ servers, workers, postgres, bucket }: Cluster): Victim[] {
  const [, server] = servers;
  const [worker] = workers;
  return [
    { what: `${server.name}, kill -9`, kill: () => server.end('SIGKILL'), start: server.start },
    { what: `${worker.name}, kill -9`, kill: () => worker.end('SIGKILL'), start: worker.start },
    { what: 'PostgreSQL, kill -9', kill: postgres.kill, start: () => untilStarted(postgres) },
    ...(bucket.crash === undefined || bucket.restart === undefined
      ? []
      : [{ what: `${bucket.name}, kill -9`, kill: bucket.crash, start: bucket.restart }]),
  ];
}

/** A new postmaster is refused for as long as children of the killed one still hold its memory. */
async function untilStarted(postgres: Cluster['postgres']): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await postgres.restart();
    } catch (error) {
      if (attempt === POSTGRES_ATTEMPTS) throw error;
      await pause(500);
    }
  }
}

/** Kills one part after the other under load, each started again before the next one dies. */
export async function killEach(cluster: Cluster, load: Load, proof: Proof): Promise<Killed[]> {
  const killed: Killed[] = [];
  for (const { what, kill, start } of victims(cluster)) {
    await pause(LOAD_BETWEEN_MS);
    const again = load.figures.again;
    const at = performance.now();
    await kill();
    await pause(proof.random.integer(2_000));
    await start();
    const restartedMs = performance.now() - at;
    const recovered = () =>
      load.cycles
        .filter(({ begun }) => begun > at)
        .reduce((first, { ended }) => Math.min(first, ended), Infinity);
    while (recovered() === Infinity && performance.now() - at < RECOVERS_WITHIN_MS) {
      proof.progress(`${what}: not recovered after ${((performance.now() - at) / 1000).toFixed(0)} s`);
      await pause(100);
    }
    const recoveredMs = recovered() - at;
    if (recoveredMs === Infinity) proof.violation(`no file came through within 90 s after ${what}`);
    // Whatever had begun before is through as well before the next one dies.
    await pause(LOAD_BETWEEN_MS);
    killed.push({ what, restartedMs, recoveredMs, sentAgain: load.figures.again - again });
    proof.note(
      `${what}: ran again after ${(restartedMs / 1000).toFixed(1)} s, first file through after ` +
        `${(recoveredMs / 1000).toFixed(1)} s, ${load.figures.again - again} calls sent again`,
    );
  }
  return killed;
}

/** F17 on two servers: one is stopped while uploads are held half way through it. */
export async function stopOne(cluster: Cluster, customer: Customer, proof: Proof): Promise<string> {
  const [server] = cluster.servers;
  const uploads = await Promise.all(
    Array.from({ length: HELD }, (_, index) => startHeldUpload(customer, index)),
  );
  for (const { uploadId } of uploads) customer.issued.add(uploadId);
  const exit = server.end('SIGTERM');
  await pause(1_000);
  for (const { finish } of uploads) finish();
  const answers = await Promise.all(uploads.map(({ ended }) => ended));
  for (const [place, { uploadId, sha256 }] of uploads.entries())
    if (answers[place] === 200) customer.stored.set(uploadId, sha256);
  const code = await exit;
  await server.start();
  const cut = answers.filter((answer) => answer !== 200);
  if (cut.length > 0) proof.violation(`${cut.length} running uploads were answered ${cut.join(', ')}`);
  if (code !== 0) proof.violation(`the stopped server ended with ${code}`);
  return `SIGTERM of one server with ${HELD} uploads half sent: ${HELD - cut.length} answered 200, exit code ${code}`;
}

/** R1 through the proxy: however the calls fall on the servers, the quota is exact. */
export async function exactQuota(
  cluster: Cluster,
  { token, workspaceId }: { readonly token: string; readonly workspaceId: string },
  proof: Proof,
): Promise<string> {
  const { baseUrl } = cluster.given;
  const answers = await Promise.all(Array.from({ length: CALLS }, () => presign({ baseUrl, token })));
  const count = (result: string) => answers.filter((answer) => answer.result === result).length;
  const created = answers.filter(({ result }) => result === 'CREATED').map(({ url }) => uploadIdOf(url));
  const [row] = await cluster.query(
    `SELECT (SELECT count(*) FROM uploads WHERE workspace_id = $1)::int AS issued,
       (SELECT used FROM quota_use WHERE workspace_id = $1)::int AS used`,
    [workspaceId],
  );
  const line = `${new Set(created).size} CREATED, ${count('API_QUOTA_EXCEEDED')} API_QUOTA_EXCEEDED, ${row?.['issued']} rows, ${row?.['used']} used`;
  if (line !== `${LIMIT} CREATED, ${CALLS - LIMIT} API_QUOTA_EXCEEDED, ${LIMIT} rows, ${LIMIT} used`)
    proof.violation(
      `a quota of ${LIMIT} under ${CALLS} calls: ${line}; ${[...new Set(answers.map(({ result }) => result))].join()}`,
    );
  return `quota of ${LIMIT} under ${CALLS} parallel calls: ${line}`;
}

export const QUOTA_LIMIT = LIMIT;
