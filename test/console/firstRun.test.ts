import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curlWalk } from '../../src/console/shell/firstRun/curlWalk.ts';
import { SAMPLE_INVOICES, sampleRegister } from '../../src/console/shell/firstRun/sampleRegister.ts';
import { isoDay } from '../../src/console/words/formats.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { run } from '../cli/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'gst-intake-first-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const today = isoDay(Date.now());

async function judged(register: string) {
  const file = join(folder, 'sample.csv');
  writeFileSync(file, register);
  const { stdout } = await run(['validate', file, '--type', 'sales', '--json']);
  return JSON.parse(stdout);
}

describe('the sample register', () => {
  it.each([[], ['27AAPFU0939F1ZV'], ['29AAFCD5862R1ZR', '27AAPFU0939F1ZV'], ['07AAACR5055K1Z9']])(
    'keeps what the greeting promises in a workspace of %s',
    async (...gstins) => {
      const { processingStats, errors, warnings } = await judged(sampleRegister(today, gstins));
      expect(processingStats).toEqual([
        {
          gstin: gstins[0] ?? '27AAPFU0939F1ZV',
          totalDocumentCount: SAMPLE_INVOICES - 1,
          validRows: SAMPLE_INVOICES - 1,
          invalidRows: 1,
        },
      ]);
      expect(errors).toMatchObject([{ count: 1, rows: [SAMPLE_INVOICES + 1] }]);
      expect(warnings).toEqual([]);
    },
  );

  it('is of this month and not of days to come', () => {
    const days = (day: string) =>
      sampleRegister(day, [])
        .split('\n')
        .slice(1, -1)
        .map((row) => row.split(',')[2]);
    expect(days('2026-04-01')).toEqual(['01/04/2026', '01/04/2026', '01/04/2026', '01/04/2026']);
    expect(days('2026-12-31')).toEqual(['28/12/2026', '29/12/2026', '30/12/2026', '31/12/2026']);
  });
});

describe('the curl walk', () => {
  let server: Installation;
  beforeAll(async () => {
    server = await startInstallation();
  });
  afterAll(() => server.remove());

  it('does all of it when it is pasted, and ends with the refused row and why', async () => {
    const env = { PATH: process.env['PATH'], GST_INTAKE_TOKEN: server.token };
    const shell = spawn('sh', [], { cwd: folder, env });
    shell.stdin.end(curlWalk(server.baseUrl, sampleRegister(today, [])));
    const [said, complaints] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
    expect(complaints).toBe('');
    const [stored, status = '', header, row, ...more] = said.trim().split(/\r?\n/);
    expect(stored).toBe('HTTP 200');
    expect(JSON.parse(status)).toMatchObject({
      status: 'ACTIVITY_COMPLETED',
      processingStats: [{ validRows: SAMPLE_INVOICES - 1, invalidRows: 1 }],
    });
    expect(header).toContain('"Error Message"');
    expect(row).toContain('Expected 270');
    expect(more).toEqual([]);
  });

  it('takes no address for a command', () => {
    expect(curlWalk("https://x/it's", '').split('\n')[0]).toBe("BASE='https://x/it%27s'");
  });
});
