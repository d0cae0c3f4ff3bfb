import type { PoolClient } from 'pg';

/**
 * Longer than PostgreSQL itself lets any statement take. It sets no time to a commit that waits for its standby, and a
 * machine that is gone from the network answers nothing at all.
 */
export const ANSWER_WITHIN_MS = 40_000;

/** Lets the rest of a transaction take its time: for migrations, which wait for one another and may rewrite a table. */
export const UNHURRIED =
  "SELECT set_config('lock_timeout', '60000', true), set_config('statement_timeout', '0', true)";

/** Runs what is asked of one connection; when an answer is overdue the connection is broken off, which fails all of it. */
export interface Deadline {
  within<T>(statement: string, work: () => Promise<T>): Promise<T>;
}

/** @param onOverdue beside breaking off */
export function createDeadline(
  client: PoolClient,
  { answerWithinMs, onOverdue }: { readonly answerWithinMs: number; onOverdue(): void },
): Deadline {
  let isHurried = true;
  return {
    async within(statement, work) {
      if (statement === UNHURRIED) isHurried = false;
      // A commit is quick but for a standby that is gone, whatever came before it.
      if (!isHurried && statement.toUpperCase() !== 'COMMIT') return work();
      const timer = setTimeout(() => {
        onOverdue();
        client.connection.stream.destroy();
      }, answerWithinMs);
      try {
        return await work();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
