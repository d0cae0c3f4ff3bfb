import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type ImportedCompany, importCompanies } from '../accounts/companyImport.ts';
import type { CompanyImportJson } from '../cli/bodies.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/open.ts';
import { AppError } from '../errors.ts';
import { readCompanyFile } from '../ingestion/companyFile.ts';
import { CsvWriter } from '../sheet/csv/csvWriter.ts';
import { administrationPorts, assertNothingLost } from './installation.ts';

interface ImportOptions {
  readonly update: boolean;
  readonly dryRun: boolean;
  /** A new file for the tokens. */
  readonly tokensTo: string | undefined;
}

/**
 * `admin workspace import`: reads the list, and makes all of it or nothing. Tokens are on the disk before they are good: a
 * crash in between leaves tokens that nothing knows, and never one that nobody knows.
 *
 * @throws AppError file_refused, input_invalid, conflict where the file of tokens is there already
 */
export async function runCompanyImport(
  { config, database }: { readonly config: Config; readonly database: Database },
  file: string,
  { tokensTo, ...options }: ImportOptions,
): Promise<CompanyImportJson> {
  const { rows, notices } = await readCompanyFile(file);
  const imported = await database.inTransaction(async (accounts) => {
    if ((await accounts.listWorkspaces()).length === 0) assertNothingLost(config);
    const result = await importCompanies(rows, options, administrationPorts(accounts));
    if (tokensTo !== undefined && !options.dryRun && result.problems.length === 0) {
      writeTokens(tokensTo, result.companies);
    }
    return result;
  });
  return { ...imported, notices };
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
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new AppError(
        'conflict',
        `${path} is there already and may hold tokens. Nothing was imported: name another file.`,
      );
    }
    throw error;
  }
}
