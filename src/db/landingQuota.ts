import type { Calendar } from '../accounts/calendar.ts';
import { secondsUntil } from '../accounts/quota.ts';
import type { ByteRoom } from '../uploads/ports.ts';
import type { Upload } from '../uploads/upload.ts';
import type { Engine, Queries } from './engine.ts';
import { currentUse, type QuotaRow } from './quotaUse.ts';

/** A file that would become the object of an upload. */
interface Wanted {
  readonly upload: Upload;
  readonly bytes: number;
  readonly at: number;
}

/** What the workspace may still land, if it has a limit, as far as nobody lands anything meanwhile. */
export async function readByteRoom(
  queries: Queries,
  calendar: Calendar,
  { upload, at }: Pick<Wanted, 'upload' | 'at'>,
): Promise<ByteRoom | undefined> {
  const row = await queries
    .selectFrom('quota_use')
    .selectAll()
    .where('workspace_id', '=', upload.workspaceId)
    .where('bytes_limit', 'is not', null)
    .executeTakeFirst();
  return row && (await roomOf(queries, calendar, { row, upload, at })).room;
}

/**
 * Counts a file whose upload the transaction holds, which comes before the quota in every transaction that holds both.
 * @returns the room that was too small for it, and nothing is counted
 */
export async function spendBytes(
  { rowLocks }: Pick<Engine, 'rowLocks'>,
  calendar: Calendar,
  { transaction, upload, bytes, at }: Wanted & { readonly transaction: Queries },
): Promise<ByteRoom | undefined> {
  const limited = transaction
    .selectFrom('quota_use')
    .selectAll()
    .where('workspace_id', '=', upload.workspaceId)
    .where('bytes_limit', 'is not', null);
  const row = await (rowLocks ? limited.forUpdate() : limited).executeTakeFirst();
  if (row === undefined) return undefined;
  const { use, room, givenBack } = await roomOf(transaction, calendar, { row, upload, at });
  // A limit may have been lowered: a smaller file may take the place of a larger one all the same.
  if (bytes > room.left && bytes > givenBack) return room;
  await transaction
    .updateTable('quota_use')
    .set({
      window_start: use.windowStart,
      newest_window: Math.max(row.newest_window, use.windowStart),
      used: use.used,
      bytes_used: use.bytesUsed - givenBack + bytes,
    })
    .where('workspace_id', '=', upload.workspaceId)
    .execute();
  return undefined;
}

async function roomOf(
  queries: Queries,
  calendar: Calendar,
  { row, upload, at }: Pick<Wanted, 'upload' | 'at'> & { readonly row: QuotaRow },
) {
  const use = await currentUse(queries, calendar, { row, now: at });
  const { start, end } = calendar.window(at, row.per);
  const { landedAt, bytes } = upload;
  const isCounted = landedAt !== null && landedAt >= start && landedAt < end;
  const givenBack = isCounted ? (bytes ?? 0) : 0;
  const limit = use.bytesLimit ?? 0;
  const room: ByteRoom = {
    limit,
    per: use.per,
    left: Math.max(0, limit - use.bytesUsed + givenBack),
    retryAfterSeconds: secondsUntil(end, at),
  };
  return { use, room, givenBack };
}
