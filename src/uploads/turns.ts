import { AppError } from '../errors.ts';

interface Waiting {
  run(): Promise<void>;
  reject(reason: unknown): void;
}

/** Does `work` when all earlier work of the same key has ended. @throws AppError unavailable, when that of one before was */
export type TakeTurns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * For work that one row lets through one at a time anyway: whoever waits here holds no connection meanwhile, which others
 * need. When the database fails one of them, those that wait for it are told so, too, instead of one after the other.
 */
export function createTurns(): TakeTurns {
  const lines = new Map<string, Waiting[]>();

  async function serve(key: string, line: Waiting[]): Promise<void> {
    for (let next = line.shift(); next !== undefined; next = line.shift()) {
      try {
        await next.run();
      } catch (error) {
        next.reject(error);
        if (!(error instanceof AppError) || error.code !== 'unavailable') continue;
        for (const { reject } of line.splice(0)) reject(error);
      }
    }
    lines.delete(key);
  }

  return (key, work) =>
    new Promise((resolve, reject) => {
      const waiting = { run: async () => resolve(await work()), reject };
      const line = lines.get(key);
      if (line !== undefined) {
        line.push(waiting);
        return;
      }
      const begun = [waiting];
      lines.set(key, begun);
      void serve(key, begun);
    });
}
