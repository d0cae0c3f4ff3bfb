import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { GivenSite } from '../../acceptance/site.ts';
import { type PostgresServer, postgresChoices, startPostgres } from '../../db/postgresServer.ts';
import { freePort } from '../../freePort.ts';
import type { FrontProxy, startNginx } from '../frontProxy.ts';
import type { Bucket } from './bucket.ts';
import { type Member, startMember } from './processes.ts';

/** PostgreSQL, a bucket, two servers, two workers and a proxy on one machine; nothing else is shared. */
export interface Cluster {
  readonly given: GivenSite;
  readonly postgres: PostgresServer;
  readonly bucket: Bucket;
  readonly servers: readonly [Member, Member];
  readonly workers: readonly [Member, Member];
  readonly proxy: FrontProxy;
  query(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export async function startCluster(
  folder: string,
  parts: { readonly bucket: Bucket; readonly proxy: typeof startNginx },
): Promise<Cluster> {
  const { bucket } = parts;
  mkdirSync(folder, { recursive: true });
  const [choice] = await postgresChoices();
  if (choice === undefined) throw new Error('there is no PostgreSQL on this machine');
  const postgres = await startPostgres(choice);
  const databaseUrl = await postgres.createDatabase();
  const [port, ...ports] = [await freePort(), await freePort(), await freePort()];
  const baseUrl = `http://127.0.0.1:${port}`;
  const settings = {
    ...bucket.env,
    GST_INTAKE_DATABASE_URL: databaseUrl,
    GST_INTAKE_PUBLIC_URL: baseUrl,
    GST_INTAKE_TRUSTED_PROXIES: '127.0.0.1',
    GST_INTAKE_GATEWAY_ACCESS_KEY_ID: 'CLUSTERPROOF00000000',
    GST_INTAKE_GATEWAY_SECRET_ACCESS_KEY: 'canary: the gateway secret of the cluster proof, 0123456789',
    GST_INTAKE_LOG_LEVEL: 'debug',
  };
  const server = (place: 0 | 1) =>
    startMember({
      ...{ name: `server-${place + 1}`, folder, env: settings, ready: '"listening"' },
      args: ['serve', '--no-worker', '--port', String(ports[place])],
    });
  const worker = (place: 0 | 1) =>
    startMember({
      ...{ name: `worker-${place + 1}`, folder, env: settings, ready: '"worker started"' },
      args: ['worker'],
    });
  // All at once on an empty database: whoever comes first makes the tables.
  const [first, second, third, fourth] = await Promise.all([server(0), server(1), worker(0), worker(1)]);
  const proxy = await parts.proxy({
    servers: [`127.0.0.1:${ports[0]}`, `127.0.0.1:${ports[1]}`],
    port,
    folder: join(folder, 'proxy'),
  });
  async function query(sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return (await client.query(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }
  const [{ data_directory: postgresFolder = '' } = {}] = await query('SHOW data_directory');
  return {
    given: {
      baseUrl,
      settings: { ...settings, GST_INTAKE_DATA_DIR: join(folder, 'commands') },
      folders: [folder, String(postgresFolder)],
    },
    ...{ postgres, bucket, proxy, query },
    servers: [first, second],
    workers: [third, fourth],
    async stop() {
      await proxy.stop();
      await Promise.all([first, second, third, fourth].map((member) => member.end('SIGTERM')));
      await bucket.stop();
      await postgres.stop();
    },
  };
}
