import { type PostgresPool, withClient } from './postgresPool.ts';

/** A pooler that is used by others too may hand out another of its connections now and then. */
const LOOKS = 5;
const WHOSE = { text: 'SELECT pg_backend_pid() AS pid' };

/**
 * Whether a connection of ours can end up on another one's process of the server, as behind a pooler of transactions:
 * its session's settings are somebody else's then. One connection that waits is looked for from a transaction on another.
 */
export function poolsTransactions(pool: PostgresPool): Promise<boolean> {
  return withClient(pool, (waiting) =>
    withClient(pool, async (working) => {
      const pidOf = async (client: typeof waiting) =>
        (await client.query<{ pid: number }>(WHOSE)).rows[0]?.pid;
      for (let look = 1; look <= LOOKS; look += 1) {
        const before = await pidOf(waiting);
        await working.query({ text: 'BEGIN' });
        const others = await pidOf(working);
        const after = await pidOf(waiting);
        await working.query({ text: 'COMMIT' });
        if (others === before || after !== before) return true;
      }
      return false;
    }),
  );
}
