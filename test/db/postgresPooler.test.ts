import type { QueryResultRow } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openPostgresPool,
  type PostgresClient,
  type PostgresPool,
  type Statement,
} from '../../src/db/postgresPool.ts';
import { poolsTransactions } from '../../src/db/postgresPooler.ts';
import { type PostgresServer, startAnyPostgres } from './postgresServer.ts';

let server: PostgresServer;
let pool: PostgresPool;
beforeAll(async () => {
  server = await startAnyPostgres(['fsync=off']);
  pool = await openPostgresPool(await server.createDatabase(), { lockTimeoutMs: 5_000 });
});
afterAll(async () => {
  await pool.end();
  await server.stop();
});

/**
 * Connections as PgBouncer lends them where it pools transactions: each statement outside of one, and each transaction, gets one
 * of those to the server that are free. @param next which one
 */
function poolingTransactions(free: PostgresClient[], next: () => number): PostgresPool {
  return {
    ...pool,
    async connect() {
      let held: PostgresClient | undefined;
      return {
        async query<R extends QueryResultRow>(statement: Statement) {
          const client = held ?? free.splice(next(), 1)[0];
          if (client === undefined) throw new Error('all are taken');
          const begins = statement.text === 'BEGIN';
          const goesOn = held !== undefined && statement.text !== 'COMMIT';
          held = begins || goesOn ? client : undefined;
          const result = await client.query<R>(statement);
          if (held === undefined) free.push(client);
          return result;
        },
        copyIn: () => Promise.reject(new Error('nothing is copied here')),
        release() {},
      };
    },
  };
}

describe('a pooler of transactions', () => {
  it('is not seen where each connection has a process of the server for itself', async () => {
    expect(await poolsTransactions(pool)).toBe(false);
  });

  it.each([
    ['the one that came back last', -1],
    ['the one that has waited longest', 0],
  ])('is seen where it lends %s', async (_, place) => {
    const lent = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
    expect(await poolsTransactions(poolingTransactions([...lent], () => place))).toBe(true);
    for (const client of lent) client.release(false);
  });
});
