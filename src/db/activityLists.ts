import { sql } from 'kysely';
import type { Activity } from '../ingestion/activity.ts';
import type { ActivityCompany, ActivityLists, ActivityMark } from '../ingestion/activityLists.ts';
import { listPage } from './activityPage.ts';
import { toActivity } from './activityRow.ts';
import { activityTrail } from './activityTrail.ts';
import type { Engine, Queries } from './engine.ts';
import { ofWorkspace } from './ofWorkspace.ts';

/** Bound to the workspace, and each read along an index of it. */
export function createActivityLists({ boundTo }: Pick<Engine, 'boundTo'>): ActivityLists {
  return {
    async page(workspaceId, query) {
      const queries = boundTo(workspaceId);
      const { places, next } = await listPage(queries, workspaceId, query);
      const ids = places.map(({ activityId }) => activityId);
      return { activities: await get(queries, workspaceId, ids), next };
    },
    get: (workspaceId, activityIds) => get(boundTo(workspaceId), workspaceId, activityIds),
    company: (workspaceId, activities) => company(boundTo(workspaceId), workspaceId, activities),

    async users(workspaceId) {
      const { rows } = await sql<{ userId: string; name: string }>`
        SELECT id AS "userId", name FROM users
        WHERE workspace_id = ${workspaceId} AND EXISTS (
          SELECT 1 FROM activities
          WHERE activities.user_id = users.id AND ${ofWorkspace(workspaceId)})
        ORDER BY name, id`.execute(boundTo(workspaceId));
      return rows;
    },

    marks: (workspaceId, since) => marks(boundTo(workspaceId), workspaceId, since),

    async snapshot(workspaceId, since, limit) {
      const queries = boundTo(workspaceId);
      const open = await sql<{ id: string }>`
        SELECT id FROM (
          SELECT activity_id AS id, created_at FROM activities
            WHERE state = 'queued' AND workspace_id = ${workspaceId} AND created_at >= 0
          UNION ALL SELECT activity_id, created_at FROM activities
            WHERE state = 'running' AND workspace_id = ${workspaceId} AND lease_until >= 0) AS unended
        ORDER BY created_at DESC, id DESC LIMIT ${limit}`.execute(queries);
      const changed =
        since === null
          ? []
          : await queries
              .selectFrom('activities')
              .select('activity_id as id')
              .where('workspace_id', '=', workspaceId)
              .where('changed_at', '>=', since)
              .orderBy('changed_at')
              .limit(limit)
              .execute();
      return [...new Set([...open.rows, ...changed].map(({ id }) => id))];
    },

    async trail(activity) {
      const queries = boundTo(activity.workspaceId);
      const entries = await activityTrail(queries, activity);
      const actors = entries.map(({ actor }) => actor);
      return { entries, userNames: await namesOf(queries, activity.workspaceId, actors) };
    },
  };
}

async function get(queries: Queries, workspaceId: string, ids: readonly string[]): Promise<Activity[]> {
  if (ids.length === 0) return [];
  const rows = await queries
    .selectFrom('activities')
    .selectAll()
    .where(ofWorkspace(workspaceId))
    .where('activity_id', 'in', ids)
    .execute();
  const found = new Map(rows.map((row) => [row.activity_id, row]));
  return ids.flatMap((id) => {
    const row = found.get(id);
    return row === undefined ? [] : [toActivity(row)];
  });
}

async function company(
  queries: Queries,
  workspaceId: string,
  activities: readonly Activity[],
): Promise<ActivityCompany> {
  const downloadIds = activities.flatMap(({ state, result }) =>
    state === 'completed'
      ? [result?.errorDownloadId, result?.warningDownloadId].filter((id) => id != null)
      : [],
  );
  const downloads =
    downloadIds.length === 0
      ? []
      : await queries
          .selectFrom('downloads')
          .select('download_id')
          .where(ofWorkspace(workspaceId))
          .where('download_id', 'in', downloadIds)
          .execute();
  return {
    userNames: await namesOf(
      queries,
      workspaceId,
      activities.map(({ userId }) => userId),
    ),
    correctedBy: await correctedBy(
      queries,
      workspaceId,
      activities.map(({ activityId }) => activityId),
    ),
    downloads: new Set(downloads.map(({ download_id }) => download_id)),
  };
}

async function namesOf(
  queries: Queries,
  workspaceId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (userIds.length === 0) return new Map();
  const users = await queries
    .selectFrom('users')
    .select(['id', 'name'])
    .where(ofWorkspace(workspaceId))
    .where('id', 'in', [...new Set(userIds)])
    .execute();
  return new Map(users.map(({ id, name }) => [id, name]));
}

async function correctedBy(
  queries: Queries,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  if (ids.length === 0) return found;
  const rows = await queries
    .selectFrom('activities')
    .select(['activity_id', 'corrects'])
    .where(ofWorkspace(workspaceId))
    .where('corrects', 'in', ids)
    .orderBy('created_at')
    .orderBy('activity_id')
    .execute();
  for (const { activity_id, corrects } of rows) {
    if (corrects !== null) found.set(corrects, [...(found.get(corrects) ?? []), activity_id]);
  }
  return found;
}

interface MarkRow {
  readonly activity_id: string;
  readonly state: string;
  readonly attempt: number;
  readonly phase: string;
  readonly bytes_done: number;
  readonly rows_read: number;
  readonly corrects: string | null;
}

async function marks(queries: Queries, workspaceId: string, since: number) {
  const columns = sql`SELECT activity_id, state, attempt, phase, bytes_done, rows_read, corrects FROM activities`;
  const { rows } = await sql<MarkRow>`
    ${columns} WHERE state = 'running' AND workspace_id = ${workspaceId} AND lease_until >= 0
    UNION ${columns} WHERE workspace_id = ${workspaceId} AND changed_at >= ${since}`.execute(queries);
  const waiting = await queries
    .selectFrom('activities')
    .select('activity_id')
    .where(sql<boolean>`state = 'queued'`)
    .where('workspace_id', '=', workspaceId)
    .where('created_at', '>=', 0)
    .limit(1)
    .execute();
  return { marks: rows.map(toMark), isWaiting: waiting.length > 0 };
}

function toMark(row: MarkRow): ActivityMark {
  const { activity_id, state, attempt, phase, bytes_done, rows_read, corrects } = row;
  return {
    activityId: activity_id,
    isRunning: state === 'running',
    corrects,
    mark: [state, attempt, phase, bytes_done, rows_read].join(' '),
  };
}
