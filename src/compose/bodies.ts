import { createCalendar } from '../accounts/calendar.ts';
import { usage } from '../accounts/usage.ts';
import type { AdminBodies, WorkspaceFlags } from '../cli/adminBodies.ts';
import type { CommandBodies, OperatorFlags, ServeFlags } from '../cli/bodies.ts';
import { type Config, type Environment, loadConfig } from '../config.ts';
import type { Database } from '../db/open.ts';
import {
  administer,
  assertInstalled,
  assertNoEmulator,
  assertNothingLost,
  isEmulators,
  openConfiguredDatabase,
} from './installation.ts';

/** The server side of the command line over the settings of this environment. */
export function openBodies(
  environment: Environment,
  stdout: NodeJS.WritableStream,
  { dataDir }: OperatorFlags,
): CommandBodies {
  const configure = (flags: ServeFlags = {}): Config =>
    loadConfig(environment, { ...flags, ...(dataDir === undefined ? {} : { dataDir }) });

  /** For what would carry an emulator's data on as if it were real. */
  function configureReal(): Config {
    const config = configure();
    assertNoEmulator(config.dataDir);
    return config;
  }

  return {
    async serve(flags) {
      const config = configure(flags);
      const withWorker = flags.worker !== false;
      if (flags.emulate === true) {
        const { emulate } = await import('./emulate.ts');
        const isPlaced = (dataDir ?? environment['GST_INTAKE_DATA_DIR'] ?? '') !== '';
        await emulate(config, { stdout, withWorker, isPlaced, isHostAsked: flags.host !== undefined });
        return;
      }
      const { serve } = await import('./serve.ts');
      await serve(config, { stdout, withWorker });
    },
    async migrate() {
      const database = await openConfiguredDatabase(configure());
      try {
        return await database.migrate();
      } finally {
        await database.close();
      }
    },
    async doctor() {
      const { runDoctor } = await import('./maintenance.ts');
      return runDoctor(configure);
    },
    async backup(file, options) {
      const { runBackup } = await import('./maintenance.ts');
      return runBackup(configureReal(), file, options);
    },
    async restore(file, options) {
      const { runRestore } = await import('./maintenance.ts');
      return runRestore(configureReal(), file, options);
    },
    async transfer(from, options) {
      const { runTransfer } = await import('./transfer.ts');
      assertNoEmulator(from);
      return runTransfer(configureReal(), from, options);
    },
    async worker() {
      const { workerCalls } = await import('./workerCalls.ts');
      const config = configure();
      const calls = workerCalls();
      // The server of an emulator has made the directory so, and starts its worker itself.
      if (calls.isSupervised && isEmulators(config.dataDir)) {
        const { emulatedWork } = await import('./emulate.ts');
        await emulatedWork(config, calls);
        return;
      }
      assertNoEmulator(config.dataDir);
      const { work } = await import('./work.ts');
      await work(config, calls);
    },
    async validate(file, options) {
      const [{ runValidation }, { readRulesFile }] = await Promise.all([
        import('./judging.ts'),
        import('./rulesFile.ts'),
      ]);
      return runValidation(file, { ...options, tables: readRulesFile(configure()) });
    },
    async template(register, format) {
      const [{ templateFile }, { readTables }, { readRulesFile }] = await Promise.all([
        import('../ingestion/template.ts'),
        import('../gst/readTables.ts'),
        import('./rulesFile.ts'),
      ]);
      return templateFile(register, format, readTables(readRulesFile(configure())));
    },
    async *preview(file, options) {
      const { previewFile } = await import('../ingestion/previewFile.ts');
      yield* previewFile(file, options);
    },
    admin: openAdmin(configure),
  };
}

/** Each call works on the database directly, also while a server runs on it, and leaves it closed. */
function openAdmin(configure: () => Config): AdminBodies {
  async function using<T>(work: (accounts: ReturnType<typeof administer>) => Promise<T>): Promise<T> {
    assertInstalled(configure());
    return withDatabase((database) => work(administer(database.accounts)));
  }
  async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await openConfiguredDatabase(configure());
    try {
      await database.migrate();
      return await work(database);
    } finally {
      await database.close();
    }
  }
  async function usingKeys<T>(
    work: (keys: typeof import('./storageKeys.ts'), database: Database) => Promise<T>,
  ): Promise<T> {
    assertInstalled(configure());
    const keys = await import('./storageKeys.ts');
    return withDatabase((database) => work(keys, database));
  }
  /** The first one is made under the same guard as `serve`'s. */
  function workspaceCreate(flags: WorkspaceFlags & { readonly name: string }) {
    return withDatabase(async (database) => {
      const first = await database.firstStart(async (accounts) => {
        await assertNothingLost(configure());
        return administer(accounts).workspaceCreate(flags);
      });
      return first ?? administer(database.accounts).workspaceCreate(flags);
    });
  }

  return {
    workspaceCreate,
    workspaceUpdate: (workspace, flags) => using((accounts) => accounts.workspaceUpdate(workspace, flags)),
    workspaceShow: (workspace) => using((accounts) => accounts.workspaceShow(workspace)),
    workspaceList: () => using((accounts) => accounts.workspaceList()),
    licenseSet: (input) => using((accounts) => accounts.licenseSet(input)),
    quotaSet: (input) => using((accounts) => accounts.quotaSet(input)),
    userCreate: (input) => using((accounts) => accounts.userCreate(input)),
    userDisable: (user) => using((accounts) => accounts.userDisable(user)),
    tokenCreate: (input) => using((accounts) => accounts.tokenCreate(input)),
    tokenList: (workspace) => using((accounts) => accounts.tokenList(workspace)),
    tokenRevoke: (tokenId) => using((accounts) => accounts.tokenRevoke(tokenId)),
    clientSecretCreate: (input) => using((accounts) => accounts.clientSecretCreate(input)),
    clientSecretRevoke: (id) => using((accounts) => accounts.clientSecretRevoke(id)),
    storageKeyRotate: (input) =>
      usingKeys(({ rotateStorageKey }, database) => rotateStorageKey(configure(), database, input)),
    storageKeyList: () =>
      usingKeys(({ listStorageKeys }, database) => listStorageKeys(configure(), database)),
    async hsnImport(files, { signal }) {
      const config = configure();
      if (config.rulesFile === null) assertInstalled(config);
      const [{ importHsnList }, { todayInIndia }] = await Promise.all([
        import('./hsnImport.ts'),
        import('./judging.ts'),
      ]);
      return importHsnList(config, files, { today: todayInIndia(Date.now()), signal });
    },
    async workspaceImport(list, options) {
      const { runCompanyImport } = await import('./companyImport.ts');
      return runCompanyImport(configure(), list, options);
    },
    async workspaceErase(workspace, options) {
      const { runErasure } = await import('./erasure.ts');
      const config = configure();
      assertInstalled(config);
      return withDatabase((database) => runErasure({ config, database }, workspace, options));
    },
    async companyTemplate() {
      const { companyTemplate } = await import('../ingestion/companyFile.ts');
      return companyTemplate();
    },
    usage: (query) => {
      const config = configure();
      assertInstalled(config);
      return withDatabase(({ accounts }) =>
        usage(query, { accounts, calendar: createCalendar(config.timeZone), now: Date.now() }),
      );
    },
    audit: (query) => using((accounts) => accounts.audit(query)),
  };
}
