import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { readTables } from '../gst/readTables.ts';

/** Where an operator's own rule tables are looked for when no setting names them. */
export const RULES_FILE = 'rules.json';

type RulesPlace = Pick<Config, 'rulesFile' | 'dataDir'>;

const OWNER_AND_GROUP = 0o640;

export function rulesFileOf({ rulesFile, dataDir }: RulesPlace): string {
  return rulesFile ?? join(dataDir, RULES_FILE);
}

/**
 * The operator's own rule tables as JSON, checked, as `readTables` takes them; null where there are none.
 *
 * @throws AppError settings_invalid when the file that the setting names is missing, or a file cannot be read, is no JSON, or
 * holds something that is no table
 */
export function readRulesFile(place: RulesPlace): unknown {
  const file = rulesFileOf(place);
  const text = readText(file, { isNamed: place.rulesFile !== null });
  return text === null ? null : parsed(file, text);
}

/**
 * Puts one table into the file, which is made where there is none; the other tables stay. A reader sees the old file or the
 * new one.
 *
 * @throws AppError settings_invalid as readRulesFile does, or when the file cannot be written
 */
export function writeRulesTable(place: RulesPlace, name: string, table: unknown): void {
  const file = rulesFileOf(place);
  const text = readText(file, { isNamed: false });
  const tables = text === null ? {} : parsed(file, text);
  const beside = `${file}.${process.pid}.new`;
  try {
    const mode = text === null ? OWNER_AND_GROUP : statSync(file).mode & 0o777;
    writeFileSync(beside, `${JSON.stringify({ ...tables, [name]: table }, null, 2)}\n`, {
      mode,
      flush: true,
    });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw refusal(file, `cannot be written (${code ?? 'error'}). Check who may write there`);
  }
}

function parsed(file: string, text: string): object | null {
  let override: unknown;
  try {
    override = JSON.parse(text);
  } catch (error) {
    throw refusal(
      file,
      `is no JSON: ${(error as Error).message}. Mend it, or take it away to use the shipped tables`,
    );
  }
  try {
    readTables(override);
  } catch (error) {
    if (error instanceof AppError) throw new AppError(error.code, `${file}: ${error.message}`);
    throw error;
  }
  return override as object | null;
}

function readText(file: string, { isNamed }: { readonly isNamed: boolean }): string | null {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !isNamed) return null;
    const remedy = isNamed ? 'Check GST_INTAKE_RULES_FILE' : 'Check who may read it';
    throw refusal(file, `cannot be read (${code ?? 'error'}). ${remedy}`);
  }
}

function refusal(file: string, problem: string): AppError {
  return new AppError('settings_invalid', `${file} ${problem}.`);
}
