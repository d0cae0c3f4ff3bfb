import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OUTCOMES } from '../../src/emulator/outcomes.ts';
import { fencedBlocks, readPage, tableRows } from '../pages.ts';
import { type Installation, startInstallation, withoutSettings } from './installation.ts';

const guide = readPage('docs/guide/emulator.md');
let server: Installation;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gst-intake-walk-'));
  server = await startInstallation({ args: ['--emulate'] });
});
afterAll(async () => {
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** One box: an emulator is one process on SQLite. */
it('the walk of the guide tells what the guide says', () => {
  const walk = fencedBlocks(guide, 'sh').join('\n');
  const { stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', walk], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...withoutSettings(process.env), GST_INTAKE_BASE_URL: server.baseUrl },
  });
  expect(stderr).toBe('');
  const told = [
    '"mode":"emulator"',
    'API access quota has exceeded"} HTTP 403',
    "Required request header 'fileContentType'",
    'is not present","errorField":null,"errorValues":null,"errorResolution":null}] HTTP 500',
    '"outcome":"license_expired"',
    'try 1: HTTP 403\ntry 2: HTTP 500\ntry 3: HTTP 200\n',
    '"offsetSeconds":660}',
    'The URL has expired',
    'HTTP 403\n{"now":',
    '"offsetSeconds":0}',
    '{"name":"april","exchanges":0,"isRecording":true,"isFull":false}',
    '{"name":"april","exchanges":1,"isRecording":false,"isFull":false}\n{"name":"april","exchanges":1',
    '{"name":"april","served":0,"total":1,"isComplete":false,"difference":null}',
    '"detail":"Request 1 is not the one that the recording \'april\' has there: its query differs."',
    '"what":"query","expected":"fileName=sales.csv","received":"fileName=may.csv"}}\n{"name":"april"',
    'reset: HTTP 200',
  ];
  let at = 0;
  for (const text of told) {
    const found = stdout.indexOf(text, at);
    expect(found, `${text}\nin\n${stdout.slice(at)}`).toBeGreaterThanOrEqual(0);
    at = found + text.length;
  }
});

it('the guide has every outcome of every call, and no other', () => {
  const rows = tableRows(guide).map((row) =>
    row.map((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)),
  );
  const everywhere = tableRows(guide).find(([call]) => call === 'every call')?.[1] ?? '';
  for (const [call, outcomes] of Object.entries(OUTCOMES)) {
    const told = rows.find(([names]) => names?.[0] === call)?.[1] ?? [];
    const common = [...everywhere.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect([...common, ...told].sort(), call).toEqual([...outcomes].sort());
  }
});
