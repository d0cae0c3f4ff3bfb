import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readRulesFile } from '../src/compose/rulesFile.ts';
import { loadConfig } from '../src/config.ts';
import { run } from './cli/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'gst-intake-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TABLES = { limits: { taxSilentPaise: 200 } };

/** A data directory, with a `rules.json` of this text if there is one. */
function dataDirectory(text?: string): string {
  const directory = mkdtempSync(join(folder, 'data-'));
  if (text !== undefined) writeFileSync(join(directory, 'rules.json'), text);
  return directory;
}

function problemOf(config: { rulesFile: string | null; dataDir: string }): string {
  try {
    readRulesFile(config);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AppError', code: 'settings_invalid' });
    return (error as Error).message;
  }
  return '';
}

describe('the rules file', () => {
  it('is rules.json in the data directory', () => {
    expect(readRulesFile({ rulesFile: null, dataDir: dataDirectory(JSON.stringify(TABLES)) })).toEqual(
      TABLES,
    );
  });

  it('need not be there', () => {
    expect(readRulesFile({ rulesFile: null, dataDir: dataDirectory() })).toBeNull();
    expect(readRulesFile({ rulesFile: null, dataDir: join(folder, 'not-yet-made') })).toBeNull();
  });

  it('is another one where the setting says so', () => {
    const file = join(folder, 'own.json');
    writeFileSync(file, `\uFEFF${JSON.stringify(TABLES)}`);
    const config = loadConfig({
      GST_INTAKE_RULES_FILE: file,
      GST_INTAKE_DATA_DIR: dataDirectory('not to be read'),
    });
    expect(readRulesFile(config)).toEqual(TABLES);
  });

  it('must be there where the setting says so', () => {
    const rulesFile = join(folder, 'missing.json');
    expect(problemOf({ rulesFile, dataDir: folder })).toBe(
      `${rulesFile} cannot be read (ENOENT). Check GST_INTAKE_RULES_FILE.`,
    );
  });

  it('must be readable', () => {
    const dataDir = dataDirectory();
    mkdirSync(join(dataDir, 'rules.json'));
    expect(problemOf({ rulesFile: null, dataDir })).toContain('cannot be read (EISDIR)');
  });

  it('must be JSON', () => {
    const dataDir = dataDirectory('{"rates": [}');
    expect(problemOf({ rulesFile: null, dataDir })).toMatch(/rules\.json is no JSON: .*Mend it/);
  });

  it('must hold tables, and says which file does not', () => {
    const dataDir = dataDirectory('{"ratess": []}');
    expect(problemOf({ rulesFile: null, dataDir })).toMatch(/rules\.json: .*\n {2}- ratess is not known/);
  });
});

it('a server does not start on tables that need mending, and says what to mend', async () => {
  const dataDir = dataDirectory('{"rates": [{"rate": "18"}]}');
  const { code, stdout, stderr } = await run(['serve', '--port', '0', '--data-dir', dataDir]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('rules.json: The rule tables need mending:');
  expect(stderr).toContain('rates[0].rate is "18": give percent as a number');
});
