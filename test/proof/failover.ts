/**
 * F13: a primary with a synchronous standby, both named in the servers' one database URL, under load. The primary is killed, the
 * standby promoted; servers and workers find it by themselves, and nothing that was answered is lost. Then the old primary comes
 * back without a standby: whoever still reaches it is told "not now" and never "done".
 *
 *     node test/proof/failover.ts [--rounds 1] [--goal] [--seed N]
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type PostgresServer, postgresChoices, startPostgres } from '../db/postgresServer.ts';
import { call, described, isHonest, presign, statusOf } from './calls.ts';
import { createLedger } from './ledger.ts';
import { readPostgresUploads, reconcilePostgres, untilCleaned } from './postgresReconcile.ts';
import { type PostgresSite, startPostgresSite } from './postgresSite.ts';
import { type Proof, prove } from './prove.ts';
import { checkAll, createRegisterClient, startRegisterLoad } from './registerLoad.ts';

const SYNCHRONOUS = 'synchronous_standby_names=standby';
const LOAD = { clients: 6, lines: 120 };
const LOADED_MS = 5_000;
const SERVERS = 2;
const FOUND_WITHIN_MS = 60_000;

interface Figures {
  registers: number;
  answered: number;
  toldToRetry: number;
  lost: number;
  slowestMs: number;
  staleMs: number;
}

await prove({ name: 'failover', rounds: 1, goalRounds: 10 }, async (proof) => {
  const figures: Figures = { registers: 0, answered: 0, toldToRetry: 0, lost: 0, slowestMs: 0, staleMs: 0 };
  for (let round = 1; round <= proof.rounds; round += 1) {
    await failOver(proof, figures);
    proof.note(`round ${round}: ${JSON.stringify(figures)}`);
  }
  return (
    `${proof.rounds} primaries killed under load, their synchronous standbys promoted: ${figures.registers} registers, ${figures.answered} ` +
    `PUTs answered 200, 0 of them lost; ${figures.toldToRetry} calls told to retry, ${figures.lost} without an answer; ` +
    `servers ready ${figures.slowestMs.toFixed(0)} ms after the promotion; the old primary refused after ${figures.staleMs.toFixed(0)} ms`
  );
});

async function failOver(proof: Proof, figures: Figures): Promise<void> {
  const choices = (await postgresChoices()).filter(({ programs }) => programs !== undefined);
  const choice = choices.at(-1);
  if (choice === undefined) throw new Error('no PostgreSQL programs on this machine');
  const primary = await startPostgres(choice);
  const onPrimary = await primary.createDatabase();
  const standby = await primary.startStandby();
  await primary.restart([SYNCHRONOUS]);
  const { pathname } = new URL(onPrimary);
  const onStandby = standby.url + pathname;
  const hosts = [primary, standby].map(({ url }) => new URL(url).host).join(',');
  const url = `postgres://postgres@${hosts}${pathname}?target_session_attrs=read-write`;
  const site = await startPostgresSite({ url, directUrl: url, servers: SERVERS });
  const ledger = createLedger(proof);
  const client = createRegisterClient({ target: site.target, ledger, proof, triggers: () => 2 });

  const load = startRegisterLoad(client, LOAD);
  await pause(LOADED_MS / 2 + proof.random.integer(LOADED_MS));
  await primary.kill();
  await ask(onStandby, 'SELECT pg_promote()');
  figures.slowestMs = Math.max(figures.slowestMs, await untilReady(site, proof));
  await pause(LOADED_MS);
  const sent = await load.end();
  await checkAll(sent, site, proof);
  ledger.reconcile(site.dataDir, await readPostgresUploads(onStandby));
  await untilCleaned(site.database, proof);
  await reconcilePostgres(onStandby, site.dataDir, proof);

  figures.registers += sent.length;
  figures.answered += ledger.figures.answered;
  figures.toldToRetry += client.tries.toldToRetry;
  figures.lost += client.tries.lost;
  figures.staleMs = Math.max(figures.staleMs, await oldPrimaryBack({ primary, onPrimary, site, proof }));
  await site.remove();
  await standby.stop();
  await primary.stop();
}

/** A server that knows no other does not start, or says "not now"; those that know both stay with the new one. */
async function oldPrimaryBack(old: {
  readonly primary: PostgresServer;
  readonly onPrimary: string;
  readonly site: PostgresSite;
  readonly proof: Proof;
}): Promise<number> {
  const { primary, onPrimary, site, proof } = old;
  await primary.restart();
  const began = performance.now();
  try {
    const { baseUrl } = await site.startServer({ GST_INTAKE_DATABASE_URL: onPrimary });
    const { outcome } = await presign({ baseUrl, token: site.token });
    if (!isHonest(outcome)) proof.violation(`the old primary: ${described(outcome)}`);
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    if (!/cannot be reached|has not confirmed/.test(said)) proof.violation(`no start, not in words: ${said}`);
  }
  const ms = performance.now() - began;
  for (const { baseUrl } of site.servers.slice(0, SERVERS)) {
    const { outcome, result } = await presign({ baseUrl, token: site.token });
    if (result !== 'CREATED') proof.violation(`who knows both gives ${described(outcome)}`);
  }
  return ms;
}

async function untilReady({ servers }: PostgresSite, proof: Proof): Promise<number> {
  const began = performance.now();
  for (const { baseUrl } of servers) {
    while (statusOf(await call(`${baseUrl}/readyz`, { agent: false })) !== 200) {
      if (performance.now() - began > FOUND_WITHIN_MS) {
        proof.violation('a server does not find the new primary');
        return FOUND_WITHIN_MS;
      }
      await pause(20);
    }
  }
  return performance.now() - began;
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
