import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { importCompanies, problemsOf } from '../accounts/companyImport.ts';
import type { ImportedCompany } from '../accounts/companyPlan.ts';
import type { CompanyImportJson } from '../cli/adminBodies.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { bytesSource, readCompanies, readCompanyFile } from '../ingestion/companyFile.ts';
import { CsvWriter } from '../sheet/csv/csvWriter.ts';
import {
  administrationPorts,
  assertInstalled,
  assertNothingLost,
  isInstalled,
  openConfiguredDatabase,
  planningPorts,
} from './installation.ts';

interface ImportOptions {
  readonly update: boolean;
  readonly dryRun: boolean;
  /** A new file for the tokens. */
  readonly tokensTo: string | undefined;
  readonly ignoreColumns: boolean;
}

/**
 * `admin workspace import`: reads the list, and makes all of it or nothing. Tokens are on the disk before they are good: a
 * crash in between leaves tokens that nothing knows, and never one that nobody knows. Where there is no installation yet, one
 * is made only for a list without mistakes.
 *
 * @param list path of the list, or its bytes
 * @throws AppError file_refused, input_invalid, conflict where the file of tokens is there already
 */
export async function runCompanyImport(
  config: Config,
  list: string | Uint8Array,
  { tokensTo, ignoreColumns, ...options }: ImportOptions,
): Promise<CompanyImportJson> {
  if (options.dryRun) assertInstalled(config);
  if (tokensTo !== undefined) assertNew(tokensTo);
  const { rows, notices } =
    typeof list === 'string'
      ? await readCompanyFile(list, { ignoreColumns })
      : await readCompanies(bytesSource(list), { name: 'standard input', ignoreColumns });
  if (!isInstalled(config)) {
    const problems = problemsOf(rows, planningPorts());
    if (problems.length > 0) return { problems, companies: [], notices };
  }
  const database = await openConfiguredDatabase(config);
  try {
    await database.migrate();
    const { tokenless, ...imported } = await database.inTransaction(async (accounts) => {
      if ((await accounts.listWorkspaces()).length === 0) await assertNothingLost(config);
      const result = await importCompanies(rows, options, administrationPorts(accounts));
      const hasTokens = result.companies.some(({ token }) => token !== null);
      if (tokensTo !== undefined && hasTokens) writeTokens(tokensTo, result.companies);
      return result;
    });
    return { ...imported, notices: [...notices, ...tokenlessInWords(tokenless)] };
  } finally {
    await database.close();
  }
}

function tokenlessInWords([first, ...further]: readonly string[]): string[] {
  if (first === undefined) return [];
  const others = further.length === 0 ? '' : ` and ${further.length} more`;
  return [
    `No token is made for ${first}${others}, whose users are there already: 'gst-intake admin token create --user ID' makes one.`,
  ];
}

function writeTokens(path: string, companies: readonly ImportedCompany[]): void {
  const writer = new CsvWriter();
  writer.row(['name', 'workspace_id', 'user', 'token_id', 'token', 'expires_at']);
  for (const { name, workspaceId, userName, tokenId, token, expiresAt } of companies) {
    if (token !== null)
      writer.row([name, workspaceId, userName ?? '', tokenId ?? '', token, expiresAt ?? '']);
  }
  const file = createNew(path);
  try {
    writeSync(file, writer.take());
    fsyncSync(file);
    const folder = openSync(dirname(resolve(path)), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function createNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw taken(path);
    throw error;
  }
}

/** Early, so that a dry run tells of it as well. @throws AppError conflict; Error where its folder cannot be written */
function assertNew(path: string): void {
  if (existsSync(path)) throw taken(path);
  accessSync(dirname(resolve(path)), constants.W_OK);
}

function taken(path: string): AppError {
  return new AppError(
    'conflict',
    `${path} is there already and may hold tokens. Nothing was imported: name another file.`,
  );
}
