import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { openConfiguredDatabase } from '../../src/compose/installation.ts';
import { openConfiguredObjects } from '../../src/compose/objectStore.ts';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/open.ts';
import { sha256Of } from '../proof/ledger.ts';
import { BIN, type Installation, NODE, startInstallation, withoutSettings } from './installation.ts';

/**
 * A site that runs already, in the environment as JSON under `GST_INTAKE_TEST_SITE`: then tests that ask for a site get a
 * workspace of their own there instead of a server of their own.
 */
export interface GivenSite {
  readonly baseUrl: string;
  /** The settings of a process of the site: its database, its bucket, its gateway key, a data directory. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where all its processes write: their logs (`*.log`), their data directories, the database. */
  readonly folders: readonly string[];
}

export const SITE_VARIABLE = 'GST_INTAKE_TEST_SITE';
const PERMISSIONS = 'invoice.create,workspace.admin';

export interface TestWorkspace {
  readonly workspaceId: string;
  /** Unique on the site. */
  readonly workspace: string;
  readonly userId: string;
  readonly user: string;
  readonly token: string;
  readonly tokenId: string;
}

/** What is stored of an upload whose PUT was answered 200. */
export interface StoredUpload {
  readonly bytes: Buffer;
  /** Of the recorded object. */
  readonly sha256: string;
  /** As the pre-sign call gave it, from the audit trail. */
  readonly fileName: unknown;
}

/** One address that answers and a workspace there, however many processes and machines stand behind it. */
export interface Site extends Pick<Installation, 'baseUrl' | 'token' | 'admin' | 'adminList'> {
  readonly workspaceId: string;
  readonly workspace: string;
  readonly user: string;
  /** With which commands of an operator work on it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Another workspace, with a user who may pre-sign. @param settings flags of `admin workspace create` */
  newWorkspace(name: string, settings?: readonly string[]): Promise<TestWorkspace>;
  /** Ids of the uploads of this workspace that have landed. */
  landed(): Promise<string[]>;
  /** Of this workspace unless another one is named. */
  stored(uploadId: string, workspaceId?: string): Promise<StoredUpload>;
  /** All that the processes of the site have logged, and what stands in front of them. */
  logs(): string;
  /** Every file that the site's processes have written beside their logs. */
  files(): string[];
  /** Ends what was started for the test, which is nothing on a site that was given. */
  remove(): Promise<void>;
}

export function givenSite(): GivenSite | undefined {
  const json = process.env[SITE_VARIABLE];
  return json === undefined ? undefined : JSON.parse(json);
}

/** @param env settings of a server that is started for the test; a given site has its own */
export async function openSite({
  env = {},
}: {
  readonly env?: Readonly<Record<string, string>>;
} = {}): Promise<Site> {
  const given = givenSite();
  return given === undefined ? ownSite(env) : workspaceOn(given);
}

async function ownSite(env: Readonly<Record<string, string>>): Promise<Site> {
  const server = await startInstallation({ env });
  const { baseUrl, token, dataDir, admin, adminList, remove, stderr } = server;
  const [first] = await adminList<{ workspaceId: string; name: string }>('admin', 'workspace', 'list');
  const { workspaceId = '', name = '' } = first ?? {};
  return {
    ...{ baseUrl, token, admin, adminList, remove, workspaceId, workspace: name, user: 'admin' },
    newWorkspace: (called, settings) =>
      makeWorkspace(server, { name: called, settings, permissions: 'invoice.create' }),
    ...readingOf({ ...env, GST_INTAKE_DATA_DIR: dataDir }, workspaceId),
    settings: { ...env, GST_INTAKE_DATA_DIR: dataDir },
    logs: stderr,
    files: () => filesUnder(dataDir),
  };
}

async function workspaceOn({ baseUrl, settings, folders }: GivenSite): Promise<Site> {
  const commands = commandLine(settings);
  const made = await makeWorkspace(commands, { name: 'own', permissions: PERMISSIONS });
  const { workspaceId, workspace, user, token } = made;
  return {
    ...{ baseUrl, token, ...commands, workspaceId, workspace, user },
    newWorkspace: (name, flags) =>
      makeWorkspace(commands, { name, settings: flags, permissions: 'invoice.create' }),
    ...readingOf(settings, workspaceId),
    settings,
    logs: () =>
      folders
        .flatMap(filesUnder)
        .filter((file) => file.endsWith('.log'))
        .map((file) => readFileSync(file, 'utf8'))
        .join(''),
    files: () => folders.flatMap(filesUnder).filter((file) => !file.endsWith('.log')),
    remove: async () => undefined,
  };
}

/** `gst-intake … --json` as an operator runs it on any machine that has the site's settings. */
export function commandLine(settings: Readonly<Record<string, string>>): Pick<Site, 'admin' | 'adminList'> {
  const env = { ...withoutSettings(process.env), ...settings };
  const printed = async (args: readonly string[]) =>
    (await promisify(execFile)(NODE, [BIN, ...args, '--json'], { env, maxBuffer: 100_000_000 })).stdout;
  return {
    admin: async (...args) => JSON.parse(await printed(args)),
    adminList: async (...args) =>
      (await printed(args))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  };
}

export async function makeWorkspace(
  { admin }: Pick<Site, 'admin'>,
  wanted: {
    readonly name: string;
    readonly settings?: readonly string[] | undefined;
    readonly permissions: string;
  },
): Promise<TestWorkspace> {
  const workspace = `${wanted.name}-${randomUUID().slice(0, 8)}`;
  const user = `${workspace}-erp`;
  const { workspaceId } = await admin<{ workspaceId: string }>(
    ...['admin', 'workspace', 'create', '--name', workspace, ...(wanted.settings ?? [])],
  );
  const { userId } = await admin<{ userId: string }>(
    ...['admin', 'user', 'create', '--workspace', workspace],
    ...['--name', user, '--permissions', wanted.permissions],
  );
  const { token, tokenId } = await admin<{ token: string; tokenId: string }>(
    ...['admin', 'token', 'create', '--user', user],
  );
  return { workspaceId, workspace, userId, user, token, tokenId };
}

/** Reads past the server, from database and object store themselves. */
function readingOf(
  settings: Readonly<Record<string, string>>,
  workspaceId: string,
): Pick<Site, 'landed' | 'stored'> {
  const config = loadConfig(settings);
  async function using<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await openConfiguredDatabase(config);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }
  const trail = (of: string) =>
    using(({ accounts }) => accounts.listAudit({ workspaceId: of, limit: 10_000 }));
  return {
    landed: async () => [
      ...new Set(
        (await trail(workspaceId))
          .filter(({ action }) => action === 'upload.landed')
          .map(({ subject }) => String(subject)),
      ),
    ],
    async stored(uploadId, of = workspaceId) {
      const issued = (await trail(of)).find(
        ({ action, subject }) => action === 'upload.issued' && subject === uploadId,
      );
      const upload = await using(({ uploads }) => uploads.find({ issuedAt: issued?.at ?? 0, uploadId }));
      if (upload === undefined || upload.currentPut === null)
        throw new Error(`nothing is stored of the upload ${uploadId}`);
      const { objects, close } = await openConfiguredObjects(config);
      const parts = await objects.list(uploadId);
      const body = await objects.read({ owner: uploadId, part: upload.currentPut });
      if (body === undefined || parts.length !== 1)
        throw new Error(`of the upload ${uploadId} ${parts.length} files are stored`);
      const bytes = await buffer(body);
      close();
      return { bytes, sha256: sha256Of(bytes), fileName: issued?.detail['fileName'] };
    },
  };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file, { throwIfNoEntry: false }) !== undefined);
}
