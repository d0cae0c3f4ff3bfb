import type { Migration } from './migration.ts';

/** True of an activity with attempts whose documents can go; a query for them must use these very words. */
export const DEAD_LOADS =
  "cleaned_attempt < attempt AND (state NOT IN ('running', 'completed') OR cleaned_attempt < attempt - 1)";

/** Accounts, uploads, activities and documents, as the first database had them. */
export const FIRST_MIGRATIONS: readonly Migration[] = [
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
];
