import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import { readTables } from './gst/readTables.ts';

/** Where an operator's own rule tables are looked for when no setting names them. */
export const RULES_FILE = 'rules.json';

/**
 * The operator's own rule tables as JSON, checked, as `readTables` takes them; null where there are none.
 *
 * @throws AppError settings_invalid when the file that the setting names is missing, or a file cannot be read, is no JSON, or
 * holds something that is no table
 */
export function readRulesFile({ rulesFile, dataDir }: Pick<Config, 'rulesFile' | 'dataDir'>): unknown {
  const file = rulesFile ?? join(dataDir, RULES_FILE);
  const text = readText(file, { isNamed: rulesFile !== null });
  if (text === null) return null;
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
  return override;
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
