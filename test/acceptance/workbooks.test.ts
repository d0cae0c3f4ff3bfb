import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CellObject, read, utils, write } from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { registerFormat, writeRegisterFile } from '../../bench/registers/files.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { openSite, type Site } from './site.ts';

/** The same register in every format that clients send comes to the same, to the letter. */

type Register = 'sales' | 'purchase';
type Format = 'CSV' | 'XLSX' | 'XLS';

const LINES = 1_500;
const FORMATS = [
  ['as Excel writes it', 'XLSX', (bytes: Buffer) => bytes],
  ['as Excel 97-2003 writes it', 'XLS', (bytes: Buffer) => bytes],
  ['as pandas writes it, with its index', 'XLSX', withIndex],
] as const;

let server: Site;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gst-intake-workbooks-'));
  server = await openSite();
  await server.admin('admin', 'workspace', 'update', server.workspace, '--gstins', OWN_GSTINS.join(','));
});
afterAll(async () => {
  await server?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function fileOf(register: Register, format: Format): Promise<Buffer> {
  const path = join(folder, `${register}.${registerFormat(format).toLowerCase()}`);
  await writeRegisterFile(path, format, { register, lines: LINES, seed: 42, plantOneIn: 10, width: 'all' });
  return readFileSync(path);
}

/** By another writer, and with a column without name that counts the rows. */
function withIndex(workbook: Buffer): Buffer {
  const sheet = read(workbook, { cellNF: true }).Sheets['Register'] ?? {};
  const rows = utils.sheet_to_json<(CellObject | string)[]>(sheet, { header: 1, raw: true, blankrows: true });
  const formats = Object.entries(sheet).filter(
    ([, cell]) => typeof cell === 'object' && cell.z === 'dd\\-mm\\-yyyy',
  );
  expect(formats.length).toBeGreaterThan(LINES);
  const indexed = utils.aoa_to_sheet(rows.map((row, at) => [at === 0 ? null : at - 1, ...row]));
  for (const [address, { z }] of formats) {
    const place = utils.decode_cell(address);
    const cell: CellObject | undefined = indexed[utils.encode_cell({ ...place, c: place.c + 1 })];
    if (cell?.t === 'n') cell.z = z;
  }
  return write({ SheetNames: ['Sheet1'], Sheets: { Sheet1: indexed } }, { type: 'buffer', bookType: 'xlsx' });
}

async function answered(path: string): Promise<string> {
  const answer = await fetch(`${server.baseUrl}${path}`, {
    headers: { 'x-cleartax-auth-token': server.token },
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

/** What a client can learn of an ingestion, but for the spelling of single values. */
async function ingested(register: Register, file: Uint8Array, format: Format) {
  const activityId = await trigger(server, register, await upload(server, register, file, format));
  const status = await untilEnded(server, register, activityId);
  const errorFile = await (await fetch(status.fileError?.errorFileUrl ?? '')).text();
  const native = JSON.parse(await answered(`/api/v1/activities/${activityId}`));
  return {
    status: status.status,
    processingStats: status.processingStats,
    errors: status.errors,
    ruleCounts: native.ruleCounts,
    warningCount: native.warningCount,
    documents: (await answered(`/api/v1/activities/${activityId}/documents.ndjson`)).split('\n'),
    messages: errorFile.split('\r\n').map((line) => line.split('","').slice(0, 2)),
    fileWarnings: native.fileWarnings,
  };
}

describe.each(['sales', 'purchase'] as const)('a %s register', (register) => {
  it('comes to the same as CSV and as a workbook of any kind', async () => {
    const expected = await ingested(register, await fileOf(register, 'CSV'), 'CSV');
    expect(expected.status).toBe('ACTIVITY_COMPLETED');
    expect(expected.messages.length).toBeGreaterThan(LINES / 10);
    for (const [how, format, made] of FORMATS) {
      const file = made(await fileOf(register, format));
      expect([how, await ingested(register, file, format)]).toEqual([how, expected]);
    }
  });

  it('is read as what it is, whatever it was announced as, and says so', async () => {
    const found = await ingested(register, await fileOf(register, 'XLSX'), 'CSV');
    expect(found.fileWarnings).toEqual([expect.stringMatching(/announced as a CSV file and is an Excel/)]);
    expect(found.status).toBe('ACTIVITY_COMPLETED');
  });
});
