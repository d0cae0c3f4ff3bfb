import { AppError } from '../errors.ts';
import type { SqliteConnection } from './sqliteConnection.ts';

/**
 * Rewrites the file without what its free pages and the gaps in its pages still hold, and empties the log. Writers wait
 * meanwhile.
 * @throws AppError unavailable where somebody reads on and on: what is left goes when it is called again
 */
export async function scrub(connection: SqliteConnection): Promise<void> {
  const { database } = connection;
  const endTurn = await connection.takeTurn();
  try {
    await connection.patiently(() => database.exec('VACUUM'));
    await connection.patiently(() => {
      const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() ?? {};
      if (busy !== 0) throw Object.assign(new Error('the log is being read'), { errcode: BUSY });
    });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw connection.translate(error);
  } finally {
    endTurn();
  }
}

/** https://www.sqlite.org/rescode.html#busy */
const BUSY = 5;
