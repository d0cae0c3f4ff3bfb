import { type AdmissionRequest, type Grant, planAdmission } from '../accounts/admission.ts';
import type { Calendar } from '../accounts/calendar.ts';
import type { QuotaUse } from '../accounts/quota.ts';
import { AppError } from '../errors.ts';
import type { WantedUpload } from '../uploads/upload.ts';
import type { Engine } from './engine.ts';
import { type PostgresClient, type PostgresPool, withClient } from './postgresPool.ts';
import { HAS_LIMIT, type QuotaRow, quotaOf, storedUse } from './quotaUse.ts';
import { type HolderRow, SELECT_HOLDERS, toHolder } from './tokenHolder.ts';
import { LONGEST_OPEN_MS } from './uploadStates.ts';

/**
 * The advisory lock that admissions share and that is taken alone by what must bind or count all of them
 * (revocation, a new limit). Unlike row locks its queue is fair, so that a revocation does not wait for ever on
 * a token in heavy use, and it writes nothing.
 */
export const ADMISSION_LOCK = 7_310_002;

const HOLDERS = `${SELECT_HOLDERS} WHERE t.hash = ANY ($1::text[])`;

/** Sorted, so that two servers never lock the quotas of two workspaces crosswise. */
const QUOTAS = `
  SELECT * FROM quota_use
  WHERE ${HAS_LIMIT} AND workspace_id IN (
    SELECT u.workspace_id FROM tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = ANY ($1::text[]))
  ORDER BY workspace_id FOR UPDATE`;

const COUNT = `
  SELECT count(*) FILTER (WHERE issued_at >= $1) AS used,
    coalesce(sum(bytes) FILTER (WHERE landed_at >= $1 AND landed_at < $2), 0)::bigint AS "bytesUsed"
  FROM uploads WHERE issued_at >= $3 AND issued_at < $2 AND workspace_id = $4`;

const SPEND = `
  UPDATE quota_use SET window_start = spent.window_start, used = spent.used, bytes_used = spent.bytes_used,
    newest_window = GREATEST(newest_window, spent.window_start)
  FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS spent (workspace_id, window_start, used, bytes_used)
  WHERE quota_use.workspace_id = spent.workspace_id`;

const INSERT = `
  INSERT INTO uploads (issued_at, upload_id, workspace_id, user_id, token_id, template_type, file_content_type,
    file_name, single_use, state, swept)
  SELECT $1::bigint, upload_id, workspace_id, user_id, token_id, template_type, file_content_type, file_name, single_use,
    'issued', 0
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[])
    AS granted (upload_id, workspace_id, user_id, token_id, template_type, file_content_type, file_name, single_use)`;

/** Admission in two round trips: what is sent together runs in order on one connection. */
export function createPostgresAdmit(pool: PostgresPool, calendar: Calendar): Engine['admit'] {
  return (batch, now) => withClient(pool, (client) => admitBatch({ client, calendar, batch, now }));
}

interface Admission {
  readonly client: PostgresClient;
  readonly calendar: Calendar;
  readonly batch: readonly AdmissionRequest<WantedUpload>[];
  readonly now: number;
}

async function admitBatch(admission: Admission) {
  const { client, calendar, batch, now } = admission;
  const { holders, quotas } = await readAccounts(admission);
  const { outcomes, used } = planAdmission({ batch, holders, quotas, calendar, now });
  const grants = outcomes.filter((outcome): outcome is Grant<WantedUpload> => !(outcome instanceof AppError));
  const results = await Promise.all([
    ...(used.size > 0 ? [spend(client, quotas, used)] : []),
    ...(grants.length > 0 ? [insert(client, grants, now)] : []),
    client.query({ text: 'COMMIT' }),
  ]);
  // PostgreSQL answers COMMIT with ROLLBACK when the transaction had failed before.
  if (results.at(-1)?.command !== 'COMMIT') throw new Error('the admission was rolled back');
  return outcomes;
}

async function readAccounts(admission: Admission) {
  const { client, batch } = admission;
  const hashes = [...new Set(batch.map((request) => request.tokenHash))];
  const [, , holderRows, quotaRows] = await Promise.all([
    client.query({ text: 'BEGIN' }),
    client.query({ name: 'admission-lock', text: `SELECT pg_advisory_xact_lock_shared(${ADMISSION_LOCK})` }),
    client.query<HolderRow>({ name: 'admission-holders', text: HOLDERS, values: [hashes] }),
    client.query<QuotaRow>({ name: 'admission-quotas', text: QUOTAS, values: [hashes] }),
  ]);
  const holders = new Map(holderRows.rows.map((row) => [row.hash, toHolder(row)]));
  const quotas = new Map<string, QuotaUse>();
  for (const row of quotaRows.rows) quotas.set(row.workspace_id, await currentUse(admission, row));
  return { holders, quotas };
}

async function currentUse({ client, calendar, now }: Admission, row: QuotaRow): Promise<QuotaUse> {
  const { start, end } = calendar.window(now, row.per);
  const quota = { ...quotaOf(row), windowStart: start };
  const stored = storedUse(row, { start });
  if (stored !== undefined) return { ...quota, ...stored };
  const { rows } = await client.query<{ used: number; bytesUsed: number }>({
    text: COUNT,
    values: [start, end, start - LONGEST_OPEN_MS, row.workspace_id],
  });
  return { ...quota, used: rows[0]?.used ?? 0, bytesUsed: rows[0]?.bytesUsed ?? 0 };
}

function spend(
  client: PostgresClient,
  quotas: ReadonlyMap<string, QuotaUse>,
  used: ReadonlyMap<string, number>,
) {
  const workspaces = [...used.keys()];
  const starts = workspaces.map((id) => quotas.get(id)?.windowStart);
  const bytes = workspaces.map((id) => quotas.get(id)?.bytesUsed);
  return client.query({
    name: 'admission-spend',
    text: SPEND,
    values: [workspaces, starts, [...used.values()], bytes],
  });
}

function insert(client: PostgresClient, grants: readonly Grant<WantedUpload>[], now: number) {
  return client.query({
    name: 'admission-insert',
    text: INSERT,
    values: [
      now,
      grants.map(({ wanted }) => wanted.uploadId),
      grants.map(({ holder }) => holder.workspaceId),
      grants.map(({ holder }) => holder.userId),
      grants.map(({ holder }) => holder.tokenId),
      grants.map(({ wanted }) => wanted.templateType),
      grants.map(({ wanted }) => wanted.fileContentType),
      grants.map(({ wanted }) => wanted.fileName),
      grants.map(({ holder }) => (holder.singleUse ? 1 : 0)),
    ],
  });
}
