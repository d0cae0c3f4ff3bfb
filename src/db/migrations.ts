/** The few words in which the definition languages of the two databases differ. */
export interface Ddl {
  /** A 64-bit integer. */
  readonly integer: string;
  /** Type and constraint of a key that the database counts up itself. */
  readonly countedKey: string;
  /** What stands after a table's closing bracket. */
  readonly table: string;
  /** The same for a table that is kept in the order of its primary key where the database can. */
  readonly tableInKeyOrder: string;
  /** Whether judged documents are kept in this database too; else they have files of their own. */
  readonly keepsDocuments: boolean;
  /** What stands in FROM for the elements of the array `key` of a column of JSON, none where there is no array. */
  eachOf(column: string, key: string): string;
  /**
   * Statements after which whoever is bound to a workspace (`Engine.boundTo`) meets and writes only those rows of the table for which
   * `isOwn`, given the SQL of that workspace's id, holds. None where the database has no such thing.
   */
  ownRowsOnly(table: string, isOwn: (workspaceId: string) => string): readonly string[];
  /** Statements after which rows of the table, which has a key `id`, can be neither changed nor deleted. */
  appendOnly(table: string): readonly string[];
}

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Run in one transaction together with the note that they were run. */
  statements(ddl: Ddl): readonly string[];
}

/** True of an activity with attempts whose documents can go; a query for them must use these very words. */
export const DEAD_LOADS =
  "cleaned_attempt < attempt AND (state NOT IN ('running', 'completed') OR cleaned_attempt < attempt - 1)";

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
  {
    number: 1,
    name: 'accounts',
    statements: ({ integer, table, tableInKeyOrder }) => [
      `CREATE TABLE workspaces (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        gstins TEXT NOT NULL,
        settings TEXT NOT NULL,
        license_from TEXT,
        license_until TEXT,
        created_at ${integer} NOT NULL
      )${tableInKeyOrder}`,
      `CREATE TABLE users (
        id TEXT NOT NULL PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces (id),
        name TEXT NOT NULL,
        permissions TEXT NOT NULL,
        created_at ${integer} NOT NULL,
        disabled_at ${integer},
        UNIQUE (workspace_id, name)
      )${tableInKeyOrder}`,
      `CREATE TABLE tokens (
        id TEXT NOT NULL PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users (id),
        hash TEXT NOT NULL UNIQUE,
        created_at ${integer} NOT NULL,
        expires_at ${integer},
        revoked_at ${integer},
        last_used_at ${integer}
      )${table}`,
      'CREATE INDEX tokens_of_user ON tokens (user_id)',
      `CREATE TABLE client_secrets (
        id TEXT NOT NULL PRIMARY KEY,
        user_id TEXT NOT NULL REFERENCES users (id),
        hash TEXT NOT NULL UNIQUE,
        created_at ${integer} NOT NULL,
        revoked_at ${integer}
      )${table}`,
      `CREATE TABLE quota_use (
        workspace_id TEXT NOT NULL PRIMARY KEY REFERENCES workspaces (id),
        per TEXT NOT NULL,
        quota_limit ${integer},
        window_start ${integer} NOT NULL,
        used ${integer} NOT NULL
      )${tableInKeyOrder}`,
    ],
  },
  {
    // No foreign keys on uploads: the transaction that inserts one has just read its holder, accounts are never
    // deleted, and checking three keys a row would be the dearest part of issuing a URL.
    number: 2,
    name: 'uploads, downloads, audit',
    statements: ({ integer, countedKey, table, tableInKeyOrder, appendOnly }) => [
      `CREATE TABLE uploads (
        issued_at ${integer} NOT NULL,
        upload_id TEXT NOT NULL,
        workspace_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        token_id TEXT NOT NULL,
        template_type TEXT NOT NULL,
        file_content_type TEXT NOT NULL,
        file_name TEXT NOT NULL,
        single_use ${integer} NOT NULL,
        state TEXT NOT NULL,
        current_put TEXT,
        bytes ${integer},
        sha256 TEXT,
        landed_at ${integer},
        swept ${integer} NOT NULL,
        PRIMARY KEY (issued_at, upload_id)
      )${tableInKeyOrder}`,
      `CREATE INDEX uploads_issued ON uploads (issued_at) WHERE state = 'issued'`,
      `CREATE INDEX uploads_unused ON uploads (issued_at) WHERE state = 'unused'`,
      `CREATE INDEX uploads_landed ON uploads (landed_at) WHERE state = 'landed'`,
      // An issued upload is not due for sweeping, so that issuing does not touch this index.
      `CREATE INDEX uploads_unswept ON uploads (issued_at) WHERE swept = 0 AND state <> 'issued'`,
      `CREATE TABLE downloads (
        download_id TEXT NOT NULL PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces (id),
        file_name TEXT NOT NULL,
        content_type TEXT NOT NULL,
        bytes ${integer} NOT NULL,
        sha256 TEXT NOT NULL,
        created_at ${integer} NOT NULL
      )${table}`,
      `CREATE TABLE audit (
        id ${countedKey},
        at ${integer} NOT NULL,
        workspace_id TEXT,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL
      )${table}`,
      'CREATE INDEX audit_by_time ON audit (at)',
      ...appendOnly('audit'),
    ],
  },
  {
    // The attempts of an activity whose documents nobody will ever count are those after `cleaned_attempt`, but for
    // the one that runs or was settled: the last index holds the activities that have such.
    number: 3,
    name: 'activities',
    statements: ({ integer, table, tableInKeyOrder }) => [
      `CREATE TABLE activities (
        activity_id TEXT NOT NULL PRIMARY KEY,
        workspace_id TEXT NOT NULL REFERENCES workspaces (id),
        user_id TEXT NOT NULL,
        template_type TEXT NOT NULL,
        upload_issued_at ${integer} NOT NULL,
        upload_id TEXT NOT NULL,
        put_id TEXT NOT NULL,
        declared TEXT NOT NULL,
        bytes ${integer} NOT NULL,
        external_id TEXT,
        template_id TEXT NOT NULL,
        only_gstins TEXT NOT NULL,
        user_file_name TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at ${integer} NOT NULL,
        started_at ${integer},
        ended_at ${integer},
        not_before ${integer} NOT NULL,
        lease_until ${integer},
        attempt ${integer} NOT NULL,
        handed_back ${integer} NOT NULL,
        failures ${integer} NOT NULL,
        failure_reason TEXT,
        cleaned_attempt ${integer} NOT NULL,
        phase TEXT NOT NULL,
        bytes_done ${integer} NOT NULL,
        bytes_total ${integer} NOT NULL,
        rows_read ${integer} NOT NULL,
        result TEXT,
        settled_sequence ${integer},
        UNIQUE (upload_issued_at, upload_id)
      )${table}`,
      `CREATE INDEX activities_queued ON activities (workspace_id, created_at) WHERE state = 'queued'`,
      `CREATE INDEX activities_running ON activities (workspace_id, lease_until) WHERE state = 'running'`,
      'CREATE INDEX activities_served ON activities (workspace_id, started_at)',
      `CREATE INDEX activities_uncleaned ON activities (activity_id) WHERE ${DEAD_LOADS}`,
      `CREATE TABLE counters (
        name TEXT NOT NULL PRIMARY KEY,
        value ${integer} NOT NULL
      )${tableInKeyOrder}`,
      `INSERT INTO counters (name, value) VALUES ('settled', 0)`,
    ],
  },
  {
    number: 4,
    name: 'client secret tokens',
    statements: () => [
      'ALTER TABLE tokens ADD COLUMN client_secret_id TEXT REFERENCES client_secrets (id)',
      // The tokens of a secret's day are counted, and its last ones ended, on every call.
      'CREATE INDEX tokens_of_secret ON tokens (client_secret_id, created_at) WHERE client_secret_id IS NOT NULL',
    ],
  },
  {
    // No index of a load's documents by key: `document_keys` is written in its own order when the load ends.
    number: 5,
    name: 'documents',
    statements: ({ integer, keepsDocuments }) =>
      keepsDocuments
        ? [
            `CREATE TABLE loads (
              load_id BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              workspace_id TEXT NOT NULL REFERENCES workspaces (id),
              activity_id TEXT NOT NULL,
              attempt ${integer} NOT NULL,
              state TEXT NOT NULL,
              UNIQUE (activity_id, attempt)
            )`,
            `CREATE TABLE documents (
              load_id ${integer} NOT NULL,
              sequence ${integer} NOT NULL,
              register TEXT NOT NULL,
              key_hash ${integer} NOT NULL,
              own_gstin TEXT NOT NULL,
              number TEXT NOT NULL,
              financial_year ${integer} NOT NULL,
              type TEXT NOT NULL,
              is_amendment ${integer} NOT NULL,
              party TEXT NOT NULL,
              date TEXT NOT NULL,
              line_count ${integer} NOT NULL,
              taxable ${integer} NOT NULL,
              tax ${integer} NOT NULL,
              is_deleted ${integer} NOT NULL,
              is_cancelled ${integer} NOT NULL,
              body TEXT NOT NULL,
              PRIMARY KEY (load_id, sequence)
            )`,
            `CREATE TABLE document_keys (
              key_hash ${integer} NOT NULL,
              load_id ${integer} NOT NULL,
              sequence ${integer} NOT NULL,
              PRIMARY KEY (key_hash, load_id, sequence)
            )`,
          ]
        : [],
  },
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
