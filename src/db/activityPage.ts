import { setImmediate as nextTurn } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { ActivityQuery, ListPlace } from '../ingestion/activityLists.ts';
import { searchText } from '../ingestion/searchText.ts';
import type { TemplateType } from '../uploads/upload.ts';
import type { Queries } from './engine.ts';
import { OUTCOME } from './migrations.ts';
import { ofWorkspace } from './ofWorkspace.ts';

/** Looked at by one statement: a millisecond or two, for SQLite holds up everything else meanwhile. */
const MOST_AT_ONCE = 1_000;
/** Looked at by one call: after so many a page ends, however few it has. */
const MOST_IN_ALL = 100_000;

interface Candidate extends ListPlace {
  readonly templateType: TemplateType;
  readonly userId: string;
  readonly userFileName: string;
}

/**
 * Goes along the index of the outcomes, of the user or of all, newest first, and looks at what no index tells in this
 * program and not in SQL: so that both databases find the same, and neither works long on one statement.
 */
export async function listPage(
  queries: Queries,
  workspaceId: string,
  query: ActivityQuery,
): Promise<{ readonly places: readonly ListPlace[]; readonly next: ListPlace | null }> {
  const matches = matcherOf(query);
  const places: ListPlace[] = [];
  let { after } = query;
  let atOnce = query.limit + 1;
  for (let lookedAt = 0; lookedAt < MOST_IN_ALL; ) {
    const candidates = await readCandidates(queries, workspaceId, { ...query, after, limit: atOnce });
    for (const candidate of candidates) {
      const isFull = places.length === query.limit;
      const isMatch = matches(candidate);
      if (isFull && isMatch) return { places, next: after };
      if (!isFull) after = candidate;
      if (isMatch) places.push(candidate);
    }
    if (candidates.length < atOnce) return { places, next: null };
    if (places.length === query.limit) return { places, next: after };
    lookedAt += candidates.length;
    atOnce = Math.min(atOnce * 4, MOST_AT_ONCE);
    await nextTurn();
  }
  return { places, next: after };
}

/** What the index that is gone along has not told already. */
function matcherOf({ outcomes, templateType, userId, search }: ActivityQuery) {
  const sought = search === null ? '' : searchText(search);
  const isByUser = outcomes.length === 0;
  return (candidate: Candidate): boolean =>
    (templateType === null || candidate.templateType === templateType) &&
    (userId === null || isByUser || candidate.userId === userId) &&
    (sought === '' || searchText(candidate.userFileName).includes(sought));
}

async function readCandidates(
  queries: Queries,
  workspaceId: string,
  query: ActivityQuery,
): Promise<Candidate[]> {
  const { outcomes, userId } = query;
  const sources =
    outcomes.length > 0
      ? outcomes.map((outcome) => sql`${ofWorkspace(workspaceId)} AND ${sql.raw(OUTCOME)} = ${outcome}`)
      : [
          userId === null
            ? sql`workspace_id = ${workspaceId}`
            : sql`user_id = ${userId} AND ${ofWorkspace(workspaceId)}`,
        ];
  const parts = sources.map((source) => sql`SELECT * FROM (${newest(source, query)}) AS part`);
  const { rows } = await sql<Candidate>`
    ${sql.join(parts, sql` UNION ALL `)}
    ORDER BY "createdAt" DESC, "activityId" DESC LIMIT ${query.limit}`.execute(queries);
  return rows;
}

function newest(source: RawBuilder<unknown>, { from, before, after, limit }: ActivityQuery) {
  const { createdAt, activityId } = after ?? { createdAt: before, activityId: '' };
  return sql`
    SELECT created_at AS "createdAt", activity_id AS "activityId", template_type AS "templateType",
      user_id AS "userId", user_file_name AS "userFileName"
    FROM activities
    WHERE ${source} AND created_at >= ${from} AND (created_at, activity_id) < (${createdAt}, ${activityId})
    ORDER BY created_at DESC, activity_id DESC LIMIT ${limit}`;
}
