/**
 * R1, threat 41, I6: a quota of 100 under 1,000 parallel pre-sign calls over two servers on one database is exactly 100
 * CREATED and 900 API_QUOTA_EXCEEDED; also on SQLite with two processes on one data directory; and with one server
 * killed -9 in the middle no use is lost or doubled: what the quota counted is what was issued, never over the limit.
 *
 *     node test/proof/quota.ts [--rounds 3] [--goal] [--seed N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { startAnyPostgres } from '../db/postgresServer.ts';
import { forgetConnections, presign, uploadIdOf } from './calls.ts';
import { type Proof, prove } from './prove.ts';

const CALLS = 1_000;
const LIMIT = 100;
/** So few at once that the limit is not spent in one batch, and the kill falls in between. */
const FEW = 8;
const KILL_WITHIN_MS = 120;
const KEY = {
  GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'QUOTAPROOF0000000000',
  GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'a secret only for this proof, made of many characters',
};

interface Ground {
  readonly name: string;
  start(): Promise<Installation>;
  /** Ids of the uploads issued to a workspace. */
  issued(workspaceId: string): Promise<Set<string>>;
  end(): Promise<void>;
}

async function onPostgres(): Promise<Ground> {
  const server = await startAnyPostgres();
  const url = await server.createDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    name: 'PostgreSQL',
    start: () => startInstallation({ env: { ...KEY, GST_INTAKE_DATABASE_URL: url } }),
    async issued(workspaceId) {
      const { rows } = await client.query('SELECT upload_id FROM uploads WHERE workspace_id = $1', [
        workspaceId,
      ]);
      return new Set(rows.map((row) => String(row.upload_id)));
    },
    async end() {
      await client.end();
      await server.stop();
    },
  };
}

async function onSqlite(): Promise<Ground> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gst-intake-quota-'));
  return {
    name: 'SQLite, two processes on one file',
    start: () => startInstallation({ dataDir, env: KEY }),
    async issued(workspaceId) {
      const database = new DatabaseSync(join(dataDir, 'control.sqlite'), { timeout: 5_000 });
      const rows = database.prepare('SELECT upload_id FROM uploads WHERE workspace_id = ?').all(workspaceId);
      database.close();
      return new Set(rows.map((row) => String(row['upload_id'])));
    },
    end: () => rm(dataDir, { recursive: true }),
  };
}

interface Tenant {
  readonly workspaceId: string;
  readonly token: string;
}

async function newTenant(installation: Installation, name: string): Promise<Tenant> {
  const { admin } = installation;
  const { workspaceId } = await admin<{ workspaceId: string }>(
    'admin',
    'workspace',
    'create',
    '--name',
    name,
  );
  const { userId } = await admin<{ userId: string }>(
    ...[
      'admin',
      'user',
      'create',
      '--workspace',
      name,
      '--name',
      `${name}-erp`,
      '--permissions',
      'invoice.create',
    ],
  );
  await admin('admin', 'quota', 'set', '--workspace', name, '--limit', String(LIMIT), '--per', 'month');
  const { token } = await admin<{ token: string }>('admin', 'token', 'create', '--user', userId);
  return { workspaceId, token };
}

interface Storm {
  readonly created: readonly string[];
  readonly exceeded: number;
  readonly lost: number;
  readonly others: readonly string[];
}

/** `calls` spread over the servers, at most `atOnce` of them under way. */
async function storm(
  servers: readonly Installation[],
  token: string,
  { calls, atOnce = calls }: { readonly calls: number; readonly atOnce?: number },
): Promise<Storm> {
  const answers: Awaited<ReturnType<typeof presign>>[] = [];
  let begun = 0;
  const caller = async (): Promise<void> => {
    while (begun < calls) {
      const { baseUrl = '' } = servers[begun++ % servers.length] ?? {};
      answers.push(await presign({ baseUrl, token }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, () => caller()));
  const of = (result: string) => answers.filter((answer) => answer.result === result);
  return {
    created: of('CREATED').map(({ url }) => uploadIdOf(url)),
    exceeded: of('API_QUOTA_EXCEEDED').length,
    lost: of('lost').length,
    others: answers
      .map(({ result }) => result)
      .filter((result) => !['CREATED', 'API_QUOTA_EXCEEDED', 'lost'].includes(result)),
  };
}

async function usedOf(installation: Installation, workspaceId: string): Promise<number> {
  const { quota } = await installation.admin<{ quota: { used: number } }>(
    'admin',
    'workspace',
    'show',
    workspaceId,
  );
  return quota.used;
}

async function exactRound(proof: Proof, ground: Ground, servers: readonly Installation[], name: string) {
  const [first] = servers;
  if (first === undefined) return;
  const tenant = await newTenant(first, name);
  const { created, exceeded, lost, others } = await storm(servers, tenant.token, { calls: CALLS });
  const issued = await ground.issued(tenant.workspaceId);
  const used = await usedOf(first, tenant.workspaceId);
  const line = `${created.length} CREATED, ${exceeded} API_QUOTA_EXCEEDED, ${lost + others.length} others, ${issued.size} rows, ${used} used`;
  proof.note(`${ground.name}: ${line}`);
  if (
    line !== `${LIMIT} CREATED, ${CALLS - LIMIT} API_QUOTA_EXCEEDED, 0 others, ${LIMIT} rows, ${LIMIT} used`
  )
    proof.violation(`${name}: ${line} (${[...new Set(others)].join(', ')})`);
}

async function killedRound(proof: Proof, ground: Ground, name: string): Promise<void> {
  const [stays, dies] = [await ground.start(), await ground.start()];
  const tenant = await newTenant(stays, name);
  const killing = pause(proof.random.integer(KILL_WITHIN_MS)).then(() => dies.stop('SIGKILL'));
  const { created, exceeded, lost, others } = await storm([stays, dies], tenant.token, {
    calls: CALLS,
    atOnce: FEW,
  });
  await killing;
  forgetConnections();
  const issued = await ground.issued(tenant.workspaceId);
  const used = await usedOf(stays, tenant.workspaceId);
  proof.note(
    `${ground.name}, one of two killed: ${created.length} CREATED, ${exceeded} exceeded, ${lost} lost answers, ` +
      `${issued.size} rows, ${used} used`,
  );
  if (used !== issued.size) proof.violation(`${name}: ${used} used, ${issued.size} issued`);
  if (issued.size > LIMIT) proof.violation(`${name}: ${issued.size} issued of ${LIMIT}`);
  if (others.length > 0) proof.violation(`${name}: answers ${[...new Set(others)].join(', ')}`);
  for (const id of created)
    if (!issued.has(id)) proof.violation(`${name}: ${id} was handed out and has no row`);

  const revived = await ground.start();
  const rest = await storm([stays, revived], tenant.token, { calls: 2 * LIMIT });
  if (rest.created.length !== LIMIT - issued.size || rest.others.length + rest.lost > 0)
    proof.violation(
      `${name}: after the restart ${rest.created.length} of ${LIMIT - issued.size} were to be had`,
    );
  for (const server of [stays, revived]) await server.stop();
}

await prove({ name: 'quota', rounds: 2, goalRounds: 20 }, async (proof) => {
  for (const ground of [await onPostgres(), await onSqlite()]) {
    const servers = [await ground.start(), await ground.start()];
    for (let round = 1; round <= proof.rounds; round += 1)
      await exactRound(proof, ground, servers, `exact-${round}`);
    for (const server of servers) await server.stop();
    for (let round = 1; round <= proof.rounds; round += 1)
      await killedRound(proof, ground, `killed-${round}`);
    await ground.end();
  }
  return (
    `limit ${LIMIT}, ${CALLS} parallel calls on 2 servers, ${proof.rounds} rounds each on PostgreSQL and SQLite: ` +
    `exactly ${LIMIT} CREATED; with a server killed -9 midway used = issued <= ${LIMIT}`
  );
});
