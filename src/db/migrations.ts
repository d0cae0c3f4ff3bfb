import { FIRST_MIGRATIONS } from './firstMigrations.ts';
import type { Migration } from './migration.ts';

/**
 * A row's workspace, in words that SQLite does not know an index of: without figures of its tables it takes one that begins
 * with a workspace for as good as any other. No function stands in it, since PostgreSQL uses none before its row security.
 */
export const OWNER = "coalesce(workspace_id, '')";

/** What an activity came to; a query that shall go along the index of both must use these very words. */
export const OUTCOME =
  "CASE WHEN state = 'completed' AND refused_rows > 0 THEN 'completed_with_errors' ELSE state END";

/** True of the trail's entries about activities; likewise. */
export const OF_ACTIVITIES =
  "action IN ('activity.triggered', 'activity.ended', 'activity.cancelled', 'activity.discarded')";

/**
 * Forward only: what stands here was run on people's databases and never changes; a new need is a new entry at the
 * end, one number higher.
 */
export const MIGRATIONS: readonly Migration[] = [
  ...FIRST_MIGRATIONS,
  {
    number: 6,
    name: 'retention of what was ingested',
    statements: () => [
      `CREATE INDEX uploads_pinned ON uploads (landed_at) WHERE state = 'pinned'`,
      'CREATE INDEX downloads_by_time ON downloads (created_at)',
    ],
  },
  {
    number: 7,
    name: 'outages',
    statements: ({ integer }) => [
      `ALTER TABLE activities ADD COLUMN outages ${integer} NOT NULL DEFAULT 0`,
      `ALTER TABLE activities ADD COLUMN first_outage_at ${integer}`,
    ],
  },
  {
    // `retention_days` of a workspace is a column and no part of its settings: the sweep compares with it.
    number: 8,
    name: 'many companies',
    statements: ({ integer, table }) => [
      `ALTER TABLE workspaces ADD COLUMN retention_days ${integer}`,
      `ALTER TABLE workspaces ADD COLUMN erased_at ${integer}`,
      `ALTER TABLE quota_use ADD COLUMN bytes_limit ${integer}`,
      `ALTER TABLE quota_use ADD COLUMN bytes_used ${integer} NOT NULL DEFAULT 0`,
      `ALTER TABLE quota_use ADD COLUMN newest_window ${integer} NOT NULL DEFAULT 0`,
      'UPDATE quota_use SET newest_window = window_start',
      // A workspace may keep its files longer than another: what is past its time is found workspace by workspace. With
      // the sizes in them, what is kept is summed up without a look at the rows.
      `CREATE INDEX uploads_landed_of ON uploads (workspace_id, landed_at, bytes) WHERE state = 'landed'`,
      'DROP INDEX uploads_pinned',
      `CREATE INDEX uploads_pinned_of ON uploads (workspace_id, landed_at, bytes) WHERE state = 'pinned'`,
      'DROP INDEX downloads_by_time',
      'CREATE INDEX downloads_of ON downloads (workspace_id, created_at, bytes)',
      `CREATE TABLE storage_keys (
        access_key_id TEXT NOT NULL PRIMARY KEY,
        sealed_secret TEXT,
        created_at ${integer} NOT NULL,
        replaced_at ${integer},
        verifies_until ${integer}
      )${table}`,
      // While a row has no end, the database is filled by `gst-intake transfer` and no server starts on it.
      `CREATE TABLE transfers (
        fingerprint TEXT NOT NULL PRIMARY KEY,
        started_at ${integer} NOT NULL,
        files_until TEXT NOT NULL,
        finished_at ${integer}
      )${table}`,
      // Servers share the sweep: what one of them has claimed, or could not end, is nobody's before this moment.
      `ALTER TABLE uploads ADD COLUMN sweep_after ${integer} NOT NULL DEFAULT 0`,
      `ALTER TABLE downloads ADD COLUMN sweep_after ${integer} NOT NULL DEFAULT 0`,
    ],
  },
  {
    // What is left out cannot be seen at all by who is bound to a workspace. A table that comes later brings its own.
    number: 9,
    name: 'row-level security',
    statements: ({ ownRowsOnly, keepsDocuments }) => {
      const byColumn = (table: string) =>
        ownRowsOnly(table, (workspaceId) => `workspace_id = ${workspaceId}`);
      // A scalar, so that it is looked up by its key and never made into a table of all that is the workspace's.
      const byReference = (table: string, [from, to, key]: readonly [string, string, string]) =>
        ownRowsOnly(
          table,
          (workspaceId) =>
            `(SELECT ${to}.workspace_id FROM ${to} WHERE ${to}.${key} = ${table}.${from}) = ${workspaceId}`,
        );
      return [
        ...ownRowsOnly('workspaces', (workspaceId) => `id = ${workspaceId}`),
        ...['users', 'quota_use', 'uploads', 'downloads', 'audit', 'activities'].flatMap(byColumn),
        ...byReference('tokens', ['user_id', 'users', 'id']),
        ...byReference('client_secrets', ['user_id', 'users', 'id']),
        ...(keepsDocuments
          ? [
              ...byColumn('loads'),
              ...byReference('documents', ['load_id', 'loads', 'load_id']),
              ...byReference('document_keys', ['load_id', 'loads', 'load_id']),
            ]
          : []),
      ];
    },
  },
  {
    // No foreign key: one to its own table would bind a transfer to an order of rows, and tokens are never deleted.
    number: 10,
    name: 'sessions',
    statements: () => [
      'ALTER TABLE tokens ADD COLUMN parent_token_id TEXT',
      'CREATE INDEX tokens_of_parent ON tokens (parent_token_id, created_at) WHERE parent_token_id IS NOT NULL',
    ],
  },
  {
    // An activity's outcome is its state, but that a completed one with refused rows has one of its own. `changed_at`: when it
    // was last begun, ended or discarded, by whoever did it.
    number: 11,
    name: 'lists of activities',
    statements: ({ integer, eachOf }) => [
      'ALTER TABLE activities ADD COLUMN corrects TEXT',
      `ALTER TABLE activities ADD COLUMN refused_rows ${integer} NOT NULL DEFAULT 0`,
      `ALTER TABLE activities ADD COLUMN changed_at ${integer} NOT NULL DEFAULT 0`,
      `UPDATE activities SET changed_at = coalesce(ended_at, created_at), refused_rows = CASE
        WHEN result IS NULL THEN 0
        ELSE (SELECT coalesce(sum(CAST(stats.value ->> 'invalidRows' AS BIGINT)), 0)
          FROM ${eachOf('activities.result', 'stats')} AS stats) END`,
      'CREATE INDEX activities_newest ON activities (workspace_id, created_at, activity_id)',
      'CREATE INDEX activities_of_user ON activities (user_id, created_at, activity_id)',
      `CREATE INDEX activities_by_outcome ON activities ((${OUTCOME}), (${OWNER}), created_at, activity_id)`,
      'CREATE INDEX activities_changed ON activities (workspace_id, changed_at)',
      'CREATE INDEX activities_correcting ON activities (corrects, created_at) WHERE corrects IS NOT NULL',
      `CREATE INDEX audit_of_activities ON audit (subject, at) WHERE ${OF_ACTIVITIES}`,
    ],
  },
];
