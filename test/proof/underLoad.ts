import { type PostgresProxy, startPostgresProxy } from '../db/postgresProxy.ts';
import { type PostgresServer, startAnyPostgres } from '../db/postgresServer.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { readPostgresUploads, reconcilePostgres, untilCleaned } from './postgresReconcile.ts';
import { type PostgresSite, startPostgresSite } from './postgresSite.ts';
import type { Proof } from './prove.ts';
import { checkAll, createRegisterClient, type RegisterClient, startRegisterLoad } from './registerLoad.ts';

const LOAD = { clients: 6, lines: 120 };

/** Two servers and two workers, a PostgreSQL behind a proxy, and clients that ask until they are answered. */
export interface GroundUnderLoad {
  readonly postgres: PostgresServer;
  /** Straight to the database. */
  readonly url: string;
  readonly proxy: PostgresProxy;
  readonly site: PostgresSite;
  readonly ledger: Ledger;
  readonly client: RegisterClient;
  readonly figures: { registers: number; attempts: number; slowestEndMs: number };
  /** Lets clients send registers while `disturb` runs, then waits until all is ingested, and compares. */
  round(disturb: () => Promise<void>): Promise<void>;
  /** I3 to I7 over all rounds, and the end of everything. @returns figures in words */
  end(): Promise<string>;
}

/** @param triggers how often one register's trigger is sent at once */
export async function startUnderLoad(
  proof: Proof,
  { triggers }: { readonly triggers: () => number },
): Promise<GroundUnderLoad> {
  const postgres = await startAnyPostgres();
  const url = await postgres.createDatabase();
  const proxy = await startPostgresProxy(url);
  const site = await startPostgresSite({ url: proxy.through(url), directUrl: url });
  const ledger = createLedger(proof);
  const client = createRegisterClient({ target: site.target, ledger, proof, triggers });
  const figures = { registers: 0, attempts: 0, slowestEndMs: 0 };
  return {
    ...{ postgres, url, proxy, site, ledger, client, figures },
    async round(disturb) {
      const load = startRegisterLoad(client, LOAD);
      await disturb();
      const sent = await load.end();
      const began = performance.now();
      figures.registers += sent.length;
      figures.attempts += await checkAll(sent, site, proof);
      figures.slowestEndMs = Math.max(figures.slowestEndMs, performance.now() - began);
      ledger.reconcile(site.dataDir, await readPostgresUploads(url));
    },
    async end() {
      await untilCleaned(site.database, proof);
      await reconcilePostgres(url, site.dataDir, proof);
      await site.remove();
      await proxy.close();
      await postgres.stop();
      const { calls, lost, toldToRetry } = client.tries;
      return (
        `${figures.registers} registers in ${calls} calls, ${toldToRetry} told to retry, ${lost} without an answer, ` +
        `${figures.attempts} attempts, the last of a round ended ${(figures.slowestEndMs / 1000).toFixed(0)} s after it at most`
      );
    },
  };
}
