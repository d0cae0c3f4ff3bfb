import { AppError } from '../errors.ts';
import type { Engine } from './engine.ts';

/** A database that is filled half would lose whatever a server did on it. @throws AppError settings_invalid */
export async function assertNoTransfer({ queries }: Engine): Promise<void> {
  const open = await queries
    .selectFrom('transfers')
    .select('started_at')
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  if (open === undefined) return;
  throw new AppError(
    'settings_invalid',
    `A transfer into this database began at ${new Date(open.started_at).toISOString()} and has not ended. ` +
      "Run the same 'gst-intake transfer' again: it goes on where it was.",
  );
}
