/**
 * Two servers and two workers on one PostgreSQL and one bucket behind a real proxy, on one machine: the acceptance suite of
 * one box against them, a quota over both, a server stopped under way, and one of each killed -9 under load: a server, a
 * worker, PostgreSQL, the S3. Afterwards what the clients know is compared with what database and bucket hold.
 *
 *     node test/proof/cluster.ts [--caddy] [--s3rver] [--keep] [--seed N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { commandLine, makeWorkspace } from '../acceptance/site.ts';
import { runAcceptance } from './cluster/acceptance.ts';
import { cephBucket, s3rverBucket } from './cluster/bucket.ts';
import { type Customer, startCustomers } from './cluster/customers.ts';
import { exactQuota, killEach, QUOTA_LIMIT, stopOne } from './cluster/kills.ts';
import { reckon } from './cluster/reckoning.ts';
import { type Cluster, startCluster } from './cluster/site.ts';
import { startCaddy, startNginx } from './frontProxy.ts';
import { type Proof, prove } from './prove.ts';

const CUSTOMERS = 4;
const WRITERS = 2;

const flags = ['caddy', 's3rver', 'keep', 'no-acceptance'];

await prove({ name: 'cluster', rounds: 1, goalRounds: 1, flags }, async (proof) => {
  const folder = await mkdtemp(join(tmpdir(), 'gst-intake-cluster-'));
  const lap = stopwatch();
  const cluster = await startCluster(folder, {
    bucket: proof.flag('s3rver') ? await s3rverBucket() : await cephBucket(),
    proxy: proof.flag('caddy') ? startCaddy : startNginx,
  });
  const { name } = cluster.bucket;
  const figures = [`PostgreSQL, ${name}, 2 servers, 2 workers, ${cluster.proxy.name} up in ${lap()} s`];
  const say = (line: string) => {
    figures.push(line);
    proof.note(line);
  };
  proof.note(figures[0] ?? '');
  try {
    if (!proof.flag('no-acceptance')) {
      say(await runAcceptance(cluster.given, folder, proof));
      proof.note(`(${lap()} s)`);
    }
    const [tenant] = await customersOn(cluster, { count: 1, limit: QUOTA_LIMIT });
    if (tenant !== undefined) say(await exactQuota(cluster, tenant, proof));
    await underLoad(cluster, proof, say);
    proof.note(`(${lap()} s)`);
  } finally {
    await cluster.stop();
  }
  if (proof.flag('keep')) proof.note(`kept: ${folder}`);
  else await rm(folder, { recursive: true });
  return figures.join('; ');
});

async function underLoad(cluster: Cluster, proof: Proof, say: (line: string) => void): Promise<void> {
  const customers = await customersOn(cluster, { count: CUSTOMERS, limit: 1_000_000 });
  const load = startCustomers({ customers, writers: WRITERS, proof });
  const [first] = customers;
  if (first !== undefined) say(await stopOne(cluster, first, proof));
  const killed = await killEach(cluster, load, proof);
  await load.end();
  const { calls, again, bytes } = load.figures;
  const slowest = Math.max(...killed.map(({ recoveredMs }) => recoveredMs));
  say(
    `${calls} calls, ${(bytes / 1e6).toFixed(0)} MB, ${load.cycles.length} files from URL to status, ` +
      `${killed.length} kills (${killed.map(({ what }) => what.replace(/,.*/, '')).join(', ')}), ${again} calls sent again, ` +
      `slowest recovery ${(slowest / 1000).toFixed(1)} s`,
  );
  say(await reckon(cluster, customers, proof));
}

async function customersOn(
  { given }: Cluster,
  { count, limit }: { readonly count: number; readonly limit: number },
): Promise<Customer[]> {
  const commands = commandLine(given.settings);
  const made: Customer[] = [];
  for (let index = 0; index < count; index += 1) {
    const settings = ['--gstins', OWN_GSTINS.join(',')];
    const tenant = await makeWorkspace(commands, { name: 'load', settings, permissions: 'invoice.create' });
    const quota = ['--workspace', tenant.workspace, '--limit', String(limit), '--per', 'month'];
    await commands.admin('admin', 'quota', 'set', ...quota);
    const books = { stored: new Map(), issued: new Set<string>(), accepted: new Map(), ended: new Map() };
    made.push({ ...tenant, baseUrl: given.baseUrl, ...books });
  }
  return made;
}

/** Seconds since it was last asked. */
function stopwatch(): () => string {
  let since = performance.now();
  return () => {
    const now = performance.now();
    const seconds = ((now - since) / 1000).toFixed(0);
    since = now;
    return seconds;
  };
}
