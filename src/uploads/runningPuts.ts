import { AppError } from '../errors.ts';

/** An honest client sends one, and another when the first seems to have stalled. */
export const MAX_RUNNING_PUTS = 4;

/** The PUTs of each upload that are under way in this process. */
export interface RunningPuts {
  /** Counts one PUT of the upload until the returned function is called. @throws AppError unavailable at the limit */
  enter(uploadId: string): () => void;
}

/** One URL keeps no more than `MAX_RUNNING_PUTS` files at a time on the disk: its PUTs replace each other anyway. */
export function createRunningPuts(): RunningPuts {
  const countOf = new Map<string, number>();
  return {
    enter(uploadId) {
      const running = countOf.get(uploadId) ?? 0;
      if (running >= MAX_RUNNING_PUTS) throw tooManyAtOnce();
      countOf.set(uploadId, running + 1);
      return () => {
        const left = (countOf.get(uploadId) ?? 0) - 1;
        if (left > 0) countOf.set(uploadId, left);
        else countOf.delete(uploadId);
      };
    },
  };
}

function tooManyAtOnce(): AppError {
  return new AppError(
    'unavailable',
    `${MAX_RUNNING_PUTS} uploads to this URL are running already. Nothing of this one was stored; ` +
      'wait until they have ended and send the file again, or ask for a URL of its own for each file.',
    { facts: { reason: 'too_many_at_once' } },
  );
}
