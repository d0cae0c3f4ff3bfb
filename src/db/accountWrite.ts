import type { AuditEntry } from '../accounts/audit.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from './auditTrail.ts';
import { type Queries, transact } from './engine.ts';

/** Does `work` and appends `audit`, in one transaction. */
export function recorded<T>(
  queries: Queries,
  audit: AuditEntry,
  work: (transaction: Queries) => Promise<T>,
): Promise<T> {
  return transact(queries, async (transaction) => {
    const result = await work(transaction);
    await appendAudit(transaction, audit);
    return result;
  });
}

/** Says in `message` what is taken, where the database knows only that something is. */
export async function orTaken<T>(work: Promise<T>, message: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    throw new AppError('conflict', message, { cause: error });
  }
}

/** @throws AppError not_found; conflict where it was erased */
export function assertWorkspace(queries: Queries, id: string): Promise<void> {
  return assertWorkspaces(queries, [id]);
}

/** @throws AppError not_found; conflict where one was erased */
export async function assertWorkspaces(queries: Queries, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await queries
    .selectFrom('workspaces')
    .select(['id', 'erased_at'])
    .where('id', 'in', ids)
    .execute();
  const found = new Map(rows.map((row) => [row.id, row.erased_at]));
  for (const id of ids) {
    const erasedAt = found.get(id);
    if (erasedAt === undefined) throw noSuchWorkspace(id);
    if (erasedAt !== null) {
      throw new AppError('conflict', `The workspace ${id} was erased: nothing is added to it any more.`);
    }
  }
}

export function noSuchWorkspace(id: string): AppError {
  return new AppError('not_found', `There is no workspace ${id}.`);
}

/** @throws AppError not_found */
export async function assertUser(queries: Queries, id: string): Promise<void> {
  const found = await queries.selectFrom('users').select('id').where('id', '=', id).executeTakeFirst();
  if (found === undefined) throw noSuchUser(id);
}

export function noSuchUser(id: string): AppError {
  return new AppError('not_found', `There is no user ${id}.`);
}
