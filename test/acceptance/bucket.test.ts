import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { columnsOf } from '../../bench/registers/columns.ts';
import { generateRegister } from '../../bench/registers/generate.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { headerLine, lineOf } from '../../bench/registers/write.ts';
import type { RefusedRowPage } from '../../src/contract/findings.ts';
import { connectS3 } from '../../src/objects/s3Connection.ts';
import { S3_PREFIX } from '../../src/objects/s3Keys.ts';
import { parseQuotedRows } from '../../src/sheet/csv/quotedCsv.ts';
import { startS3rver } from '../objects/s3rver.ts';
import { type Installation, startInstallation } from './installation.ts';

/**
 * A server and its worker whose files lie in a bucket, as an operator runs them.
 *
 * One box: the bucket is its own, and it looks into it.
 */
let s3: Awaited<ReturnType<typeof startS3rver>>;
let server: Installation;
let isStopped = false;

beforeAll(async () => {
  s3 = await startS3rver('intake');
  server = await startInstallation({ env: s3.env });
  await server.admin('admin', 'workspace', 'update', 'default', '--gstins', OWN_GSTINS.join(','));
});

afterAll(async () => {
  await server?.remove();
  await stopBucket();
});

async function stopBucket(): Promise<void> {
  if (isStopped) return;
  isStopped = true;
  await s3?.stop();
}

function makeRegister(lines: number) {
  const columns = columnsOf('sales', 'all');
  const { facts, rows } = generateRegister({ register: 'sales', lines, seed: 7, plantOneIn: 100 });
  const text = [headerLine(columns)];
  for (const { cells } of rows()) text.push(lineOf(cells, columns));
  return { facts, bytes: Buffer.from(text.join('')) };
}

async function keysInBucket(): Promise<string[]> {
  const { client, bucket, close } = await connectS3(s3.settings);
  const { Contents = [] } = await client.listObjectsV2({ Bucket: bucket });
  close();
  return Contents.map(({ Key = '' }) => Key);
}

describe('with files in a bucket', () => {
  it.each([
    ['sent by one request', 500, [0, 1_000_000]],
    ['sent in parts', 60_000, [20_000_000, 40_000_000]],
  ] as const)(
    'a register %s is judged, and its error files come back',
    async (_how, lines, [least, most]) => {
      const { facts, bytes } = makeRegister(lines);
      expect(bytes.length).toBeGreaterThan(least);
      expect(bytes.length).toBeLessThan(most);
      const activityId = await trigger(server, 'sales', await upload(server, 'sales', bytes));
      const status = await untilEnded(server, 'sales', activityId);
      expect(status.status).toBe('ACTIVITY_COMPLETED');
      const stats = status.processingStats ?? [];
      expect(stats.reduce((sum, { validRows }) => sum + validRows, 0)).toBe(facts.validRows);
      expect(stats.reduce((sum, { invalidRows }) => sum + invalidRows, 0)).toBe(facts.invalidRows);

      const errorFile = await (await fetch(status.fileError?.errorFileUrl ?? '')).text();
      expect(errorFile.split('\r\n')).toHaveLength(facts.invalidRows + 2);
      const workbook = await fetch(`${server.baseUrl}/api/v1/activities/${activityId}/errors.xlsx`, {
        headers: { 'x-cleartax-auth-token': server.token },
      });
      expect(workbook.status).toBe(200);
      expect(Buffer.from(await workbook.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK');
      const offset = facts.invalidRows - 3;
      const page = await fetch(`${server.baseUrl}/api/v1/activities/${activityId}/errors?offset=${offset}`, {
        headers: { 'x-cleartax-auth-token': server.token },
      });
      const { total, rows } = (await page.json()) as RefusedRowPage;
      expect(total).toBe(facts.invalidRows);
      const cells = parseQuotedRows(errorFile).map((row) => row.slice(2));
      expect(rows.map((row) => row.cells)).toEqual(cells.slice(-3));
    },
  );

  it('is ready, and leaves nothing of its looking in the bucket', async () => {
    const before = await keysInBucket();
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
    const after = await keysInBucket();
    expect(after).toEqual(before);
    expect(after.every((key) => key.startsWith(S3_PREFIX))).toBe(true);
  });

  it('holds every byte of the files in the bucket, none in the data directory', async () => {
    const bytes = Buffer.from('no,register\n');
    const before = await keysInBucket();
    await upload(server, 'sales', bytes);
    const [key, ...others] = (await keysInBucket()).filter((each) => !before.includes(each));
    expect(others).toEqual([]);
    const { client, bucket, close } = await connectS3(s3.settings);
    const { Body } = await client.getObject({ Bucket: bucket, Key: key ?? '' });
    expect(await Body?.transformToString()).toBe('no,register\n');
    close();
  });

  it('is found in order by doctor, and its backup is the bucket’s', async () => {
    const findings = await server.admin<{ check: string; status: string }[]>('doctor');
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'bucket',
        status: 'ok',
        found: "'intake' takes, lists, hands out and removes files",
      }),
    );
    expect(findings.filter(({ status }) => status === 'error')).toEqual([]);
    const summary = await server.admin('backup', join(server.dataDir, 'backup.tar'));
    expect(summary).toMatchObject({ filesIn: 'bucket' });
  });

  it('is not started anew over the files of a lost database', async () => {
    const refused = startInstallation({ env: s3.env });
    await expect(refused).rejects.toThrow('the bucket intake holds uploaded files');
  });

  it('goes on telling statuses while the bucket is out, stays in service and says what fails', async () => {
    const { bytes } = makeRegister(5);
    const activityId = await trigger(server, 'sales', await upload(server, 'sales', bytes));
    expect((await untilEnded(server, 'sales', activityId)).status).toBe('ACTIVITY_COMPLETED');
    await stopBucket();
    const ask = (path: string) =>
      fetch(server.baseUrl + path, { headers: { 'x-cleartax-auth-token': server.token } });
    await vi.waitFor(
      async () => {
        const answer = await ask('/readyz');
        expect([answer.status, await answer.json()]).toEqual([
          200,
          { status: 'ready', failing: [], degraded: ['storage'] },
        ]);
      },
      { timeout: 30_000, interval: 250 },
    );
    expect(await (await ask('/metrics')).text()).toContain('\ngst_intake_storage_up 0\n');
    const status = await ask(`/api/v1/activities/${activityId}`);
    expect([status.status, await status.json()]).toEqual([200, expect.objectContaining({ activityId })]);
    expect((await ask(`/api/v1/activities/${activityId}/documents.ndjson`)).status).toBe(200);
  });
});
