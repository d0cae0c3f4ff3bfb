import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Client,
  createClient,
  type IngestProgress,
  RequestRefusedError,
} from '../../src/client/index.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { ROOT } from '../pages.ts';

/** The README's register: two good documents, and one whose second row has ten times its tax. */
const [, REGISTER = ''] = /<<'CSV'\n([\s\S]+?)^CSV$/m.exec(readFileSync(`${ROOT}/README.md`, 'utf8')) ?? [];

let server: Installation;
let client: Client;
beforeAll(async () => {
  server = await startInstallation();
  client = createClient({ baseUrl: server.baseUrl, token: server.token });
});
afterAll(() => server.remove());

async function ingest(content: string, onProgress?: (progress: IngestProgress) => void) {
  const ingestion = client.ingestFile({ templateType: 'sales', file: new File([content], 'बिक्री.csv') });
  for await (const progress of ingestion) onProgress?.(progress);
  return ingestion.result;
}

async function listOf<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

describe('the client, on a real server', () => {
  it('ingests a register, corrects its error file, and ends with everything taken', async () => {
    const told: IngestProgress[] = [];
    const { upload, status } = await ingest(REGISTER, (progress) => told.push(progress));
    expect(status).toMatchObject({
      status: 'ACTIVITY_COMPLETED',
      processingStats: [{ gstin: '27AAPFU0939F1ZV', totalDocumentCount: 2, validRows: 3, invalidRows: 2 }],
      errors: [],
    });
    expect(told[0]).toMatchObject({ phase: 'upload' });
    expect(told.at(-1)).toMatchObject({ phase: 'processing', status: 'ACTIVITY_COMPLETED' });
    expect(told.filter((each) => each.phase === 'processing' && each.progress === null)).toHaveLength(1);

    const { activityId } = status;
    const again = await client.trigger({ templateType: 'sales', url: upload.url, fileName: 'b.csv' });
    expect(again.activityId).toBe(activityId);
    expect(await client.status({ templateType: 'sales', activityId })).toMatchObject({
      status: 'ACTIVITY_COMPLETED',
      processingStats: status.processingStats,
    });
    expect(await client.activity({ activityId })).toMatchObject({
      activityId,
      templateType: 'sales',
      status: 'ACTIVITY_COMPLETED',
      userFileName: 'बिक्री.csv',
      processingStats: status.processingStats,
      progress: { phase: 'done' },
      warningCount: 0,
    });
    expect(await listOf(client.documents({ activityId }))).toHaveLength(2);
    expect(await client.warnings({ activityId })).toBeNull();

    const stream = await client.errorFile({ activityId });
    const errorFile = await text(stream as ReadableStream<Uint8Array>);
    const corrected = await ingest(errorFile.replace('"2700.00"', '"270.00"'));
    expect(corrected.status.processingStats).toEqual([
      { gstin: '27AAPFU0939F1ZV', totalDocumentCount: 1, validRows: 2, invalidRows: 0 },
    ]);
    expect(corrected.status.fileError).toBeNull();
    expect(await client.errorFile({ activityId: corrected.status.activityId })).toBeNull();
  });

  it('hands out templates, whose examples are read and refused for what they are', async () => {
    const stream = await client.template({ templateType: 'sales', format: 'csv' });
    const { status } = await ingest(await text(stream));
    expect(status).toMatchObject({
      status: 'ACTIVITY_COMPLETED',
      processingStats: [{ gstin: '29ABCCE1234F1ZY', totalDocumentCount: 0, validRows: 0, invalidRows: 5 }],
    });
    const { ruleCounts } = await client.activity({ activityId: status.activityId });
    expect(ruleCounts).toEqual({ D15: 5 });
    const [start] = await listOf(await client.template({ templateType: 'purchase' }));
    expect(Buffer.from(start ?? []).toString('latin1', 0, 2)).toBe('PK');
  });

  it('hands out warnings as a file', async () => {
    const { status } = await ingest(REGISTER.replace(',10,KGS,', ',10,PLATES,'));
    const { activityId } = status;
    expect((await client.activity({ activityId })).warningCount).toBeGreaterThan(0);
    const stream = await client.warnings({ activityId });
    expect(await text(stream as ReadableStream<Uint8Array>)).toContain('PLATES');
  });

  it('discards what is done, once and again', async () => {
    const { status } = await ingest(REGISTER);
    const { activityId } = status;
    for (const _ of [1, 2]) {
      expect((await client.discardActivity({ activityId })).status).toBe('ACTIVITY_DISCARDED');
    }
    expect((await client.status({ templateType: 'sales', activityId })).status).toBe('ACTIVITY_DISCARDED');
  });

  it('refuses by name what is unknown, in all its calls', async () => {
    const activityId = '0'.repeat(24);
    const calls = [
      client.activity({ activityId }),
      client.status({ templateType: 'sales', activityId }),
      client.waitForActivity({ templateType: 'sales', activityId }),
      client.cancelActivity({ activityId }),
      client.discardActivity({ activityId }),
      client.errorFile({ activityId }),
      client.warnings({ activityId }),
      listOf(client.documents({ activityId })),
      client.trigger({ templateType: 'sales', url: `${server.baseUrl}/v1/a/b/c`, fileName: 'a.csv' }),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(RequestRefusedError) });
    }
  });

  it('is told of an error of the file as a whole, with the remedy', async () => {
    const { status } = await ingest(REGISTER.replace('Document Date', 'Some Date'));
    expect(status).toMatchObject({ status: 'SYSTEM_FEEDBACK', processingStats: null, fileError: null });
    expect(status.errors[0]).toMatchObject({ errorCode: 'HEADER_MISSING' });
    expect(status.errors[0]?.errorMessage).toContain('Document Date');
  });
});
