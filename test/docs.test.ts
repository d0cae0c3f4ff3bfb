import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { type Installation, startInstallation } from './acceptance/installation.ts';
import { fencedBlocks, ROOT, readPage, tableRows } from './pages.ts';

const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  // The founding document is kept as it came.
  .filter((page) => page !== '' && !page.includes('acceptance/founding') && existsSync(join(ROOT, page)));

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

describe('links', () => {
  const links = pages.flatMap((page) =>
    [...withoutCode(readPage(page)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => ({ page, link }))
      .filter(({ link }) => !/^[a-z]+:/.test(link)),
  );

  it('are there to be judged', () => {
    expect(links.length).toBeGreaterThan(25);
  });

  it('lead to files and headings that exist', () => {
    const broken = links.filter(({ page, link }) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, target))) return true;
      const headings = [...readPage(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        anchorOf(heading),
      );
      return anchor !== undefined && !headings.includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe('the operating guide', () => {
  const guide = readPage('docs/guide/operating.md');
  const source = readPage('src/config.ts');
  const rows = tableRows(guide).filter(([name]) => name?.startsWith('`GST_INTAKE_'));

  it('has every setting of config.ts, and no other', () => {
    const asked = [...source.matchAll(/\b(?:parsed(?:<[^>]+>)?|text)\(\s*'([A-Z0-9_]+)'/g)].map(
      ([, name]) => name,
    );
    expect(asked.length).toBeGreaterThan(15);
    expect(rows.map(([name]) => name).sort()).toEqual(
      [...new Set(asked)].map((name) => `\`GST_INTAKE_${name}\``).sort(),
    );
  });

  it('names every setting that may come from a file', () => {
    const [, list = ''] = /const SECRETS[^=]*= new Set\(\[([^\]]+)\]/.exec(source) ?? [];
    const secrets = [...list.matchAll(/'([A-Z0-9_]+)'/g)].map(([, name]) => `GST_INTAKE_${name}`);
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) {
      const isTold =
        guide.includes(`${secret}_FILE`) ||
        /`GST_INTAKE_\w+` and `GST_INTAKE_\w+` may come from a file/.exec(guide)?.[0].includes(secret);
      expect(isTold, secret).toBe(true);
    }
  });

  it('gives the defaults that hold', () => {
    const stated = rows.flatMap(([name = '', value = '']) => {
      const [, literal] = /^`([^`]+)`$/.exec(value) ?? [];
      const isClients = /BASE_URL|TOKEN|PROFILE/.test(name) && !name.includes('DATABASE');
      return literal === undefined || isClients ? [] : [[name.replaceAll('`', ''), literal] as const];
    });
    expect(stated.length).toBeGreaterThan(8);
    const plain = JSON.stringify(loadConfig({}));
    for (const [name, value] of stated)
      expect(JSON.stringify(loadConfig({ [name]: value })), name).toBe(plain);
  });

  it('has every field that the log may carry, and no other', () => {
    const [, body = ''] = /export interface LogFields \{([^}]+)\}/.exec(readPage('src/log.ts')) ?? [];
    const fields = [...body.matchAll(/readonly (\w+)\?/g)].map(([, field]) => field);
    const [, section = ''] = guide.split('\n## Log\n');
    const told = tableRows(section.split('\n## ')[0] ?? '')
      .slice(1)
      .flatMap(([names = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(told.sort()).toEqual(fields.sort());
  });
});

describe('the names of x-gst-intake-error', () => {
  const OPERATORS_OWN = ['settings_invalid', 'input_invalid', 'not_found', 'conflict', 'file_refused'];
  const codes = [...readPage('src/errors.ts').matchAll(/^ {2}\| '(\w+)'/gm)]
    .map(([, code = '']) => code)
    .filter((code) => !OPERATORS_OWN.includes(code));

  it('are all in the reference', () => {
    const reference = readPage('docs/reference/http.md');
    expect(codes.length).toBeGreaterThan(25);
    expect(codes.filter((code) => !reference.includes(`\`${code}\``))).toEqual([]);
  });

  it('are all in the guide for integrators, with what to do', () => {
    const told = tableRows(readPage('docs/guide/integrating.md')).flatMap(([names = '', remedy = '']) =>
      remedy === '' ? [] : [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(codes.filter((code) => code !== 'unavailable' && !told.includes(code))).toEqual([]);
  });
});

it('documents name only npm scripts that exist', () => {
  const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
  const named = pages.flatMap((page) =>
    [...readPage(page).matchAll(/\bnpm (?:run )?(start|test|[a-z]+:[a-z][\w-]*)\b/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(named).toContain('start');
  expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
});

describe('on a running server', () => {
  let server: Installation;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gst-intake-docs-'));
    server = await startInstallation();
  });
  afterAll(async () => {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const blocks = fencedBlocks(readPage('README.md'), 'sh');
  const blockWith = (words: string) => blocks.find((block) => block.includes(words)) ?? '';
  const asking = blockWith('read -r GST_INTAKE_TOKEN');
  const walk = [
    'cat > gst-intake-sample.csv',
    '/generatePreSign/sales',
    '/ingest/file/sales"',
    '/errors.xlsx',
    'errorFileUrl',
  ].map(blockWith);

  async function bash(script: string, input = ''): Promise<string> {
    const env = { ...process.env, GST_INTAKE_BASE_URL: server.baseUrl, GST_INTAKE_TOKEN: server.token };
    const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env });
    shell.stdin.end(input);
    const [out, err] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
    return out + err;
  }

  function storedFiles(): string[] {
    const objects = join(server.dataDir, 'objects');
    return readdirSync(objects, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  }

  it('the README’s curl walk stores the file, has it judged, and fetches the error file', async () => {
    const here = asking.replace('http://127.0.0.1:8080', server.baseUrl);
    expect(here).not.toBe(asking);
    const said = await bash(`${here}\n${walk.join('\n')}`, `${server.token}\n`);
    const [, stored, status = '', errorFile = ''] = /^Token: (HTTP \d+)\n(\{.*\})\n([\s\S]*)$/.exec(said) ?? [
      said,
    ];
    expect(stored).toBe('HTTP 200');
    expect(storedFiles()).toContain(readFileSync(join(folder, 'gst-intake-sample.csv'), 'utf8'));
    expect(JSON.parse(status)).toMatchObject({
      status: 'ACTIVITY_COMPLETED',
      processingStats: [{ gstin: '27AAPFU0939F1ZV', totalDocumentCount: 2, validRows: 3, invalidRows: 2 }],
      errors: [],
    });
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(join(folder, 'errors.xlsx'));
    expect(workbook.getWorksheet('Errors')?.getRow(3).getCell(2).value).toBe('INV-3');
    const rows = errorFile.trim().split(/\r?\n/);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain('"No. of Errors","Error Message","Document Type"');
    expect(rows[1]).toMatch(/^"0","Held back: row 6 of the file has errors","Invoice","INV-3"/);
    expect(rows[2]).toMatch(/^"1","[^",;|]*Expected 270[^",;|]*","Invoice","INV-3"/);
  });

  /** As a person with a spreadsheet program: one cell, saved under the same name. */
  async function correct(errorWorkbook: string): Promise<void> {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(errorWorkbook);
    const row = workbook.worksheets[0]?.getRow(3);
    const wrong = (row?.values as unknown[] | undefined)?.findIndex((value) => Number(value) === 2700) ?? -1;
    if (row !== undefined) row.getCell(wrong).value = 270;
    await workbook.xlsx.writeFile(errorWorkbook);
  }

  it('the README’s commands and those of the guide tell the same, and the corrected workbook is taken', async () => {
    const bin = fileURLToPath(new URL('../bin/gst-intake.js', import.meta.url));
    const here = (command: string) => command.replace('npx gst-intake', `'${process.execPath}' '${bin}'`);
    const guide = fencedBlocks(readPage('docs/guide/getting-started.md'), 'sh').filter((block) =>
      block.includes('gst-intake ingest'),
    );
    expect(guide).toHaveLength(2);
    const [first = '', corrected = ''] = guide;
    const asSent = [blockWith('npx gst-intake ingest'), blockWith('npx gst-intake validate'), first];
    for (const command of asSent) {
      const said = await bash(`${here(command).trim()} || echo "exit code $?"`);
      expect(said).toMatch(/^27AAPFU0939F1ZV +2 +3 +2$/m);
      expect(said).toMatch(/^exit code 3$/m);
    }
    await correct(join(folder, 'errors.xlsx'));
    expect(await bash(here(corrected))).toMatch(/^27AAPFU0939F1ZV +1 +2 +0$/m);
  });

  it('has each metric of the guide, and no other of ours', async () => {
    const page = await (await fetch(`${server.baseUrl}/metrics`)).text();
    const real = [...page.matchAll(/^# TYPE (gst_intake_\w+) /gm)].map(([, name]) => `\`${name}\``);
    const told = tableRows(readPage('docs/guide/operating.md'))
      .map(([name = '']) => name)
      .filter((name) => name.startsWith('`gst_intake_'));
    expect(told.sort()).toEqual(real.sort());
  });
});
