import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createClient,
  type IngestFileOptions,
  type IngestProgress,
  InvalidOptionError,
} from '../../src/client/index.ts';
import { type ScriptedClear, startScriptedClear, TOKEN } from './scriptedClear.ts';
import { ACTIVITY_ID, completed, playIngestion, statusOf, viewOf } from './scriptedIngestion.ts';

const QUEUED = statusOf('ACTIVITY_QUEUED');

let clear: ScriptedClear;
beforeEach(async () => {
  clear = await startScriptedClear();
});
afterEach(() => clear[Symbol.asyncDispose]());

function ingestFile(change: Partial<IngestFileOptions> = {}) {
  const client = createClient({ baseUrl: clear.baseUrl, token: TOKEN, retryDelayMs: 1 });
  return client.ingestFile({
    templateType: 'purchase',
    file: new File(['a,b\n1'], 'खरीद.csv'),
    pollDelayMs: 1,
    ...change,
  });
}

async function toldBy(ingestion: AsyncIterable<IngestProgress>): Promise<IngestProgress[]> {
  const told: IngestProgress[] = [];
  for await (const progress of ingestion) told.push(progress);
  return told;
}

describe('a file that is ingested', () => {
  it('is told of byte by byte, then row by row, in one progress', async () => {
    playIngestion(clear, {
      views: [viewOf(), viewOf({ status: 'ACTIVITY_COMPLETED' })],
      statuses: [completed(clear)],
    });
    const ingestion = ingestFile({ externalId: 'erp-7', corrects: 'c'.repeat(24) });
    const told = await toldBy(ingestion);
    const { upload, status } = await ingestion.result;
    expect(status).toEqual(completed(clear));
    expect(clear.landed[0]?.body.toString()).toBe('a,b\n1');
    const { fileInfo, externalId } = JSON.parse(clear.calls[0]?.body.toString() ?? '');
    expect({ fileInfo, externalId }).toEqual({
      externalId: 'erp-7',
      fileInfo: { s3FileUrl: upload.url, userFileName: 'खरीद.csv' },
    });
    expect(clear.calls[0]?.headers['x-gst-intake-corrects']).toBe('c'.repeat(24));
    expect(ingestion).toMatchObject({ activityId: ACTIVITY_ID, uploadId: upload.uploadId, upload });
    const phases = told.map(({ phase }) => phase);
    expect(phases).toEqual(phases.toSorted().reverse());
    expect(told.at(-1)).toMatchObject({ phase: 'processing', status: 'ACTIVITY_COMPLETED' });
    expect(told.findLast(({ phase }) => phase === 'upload')).toMatchObject({ sent: 5, total: 5, attempt: 1 });
  });

  it('goes on with nobody looking, on a server that has Clear’s calls only', async () => {
    playIngestion(clear, { statuses: [QUEUED, completed(clear)] });
    expect((await ingestFile().result).status.status).toBe('ACTIVITY_COMPLETED');
  });

  it.each([
    ['a name', { file: new Blob(['a']) }, 'file_name_missing'],
    ['a name that tells its kind', { fileName: 'sales.pdf' }, 'file_kind_unknown'],
    ['a well-formed name', { fileName: '\ud800.csv' }, 'file_name_invalid'],
  ])('needs %s, or nothing is sent', async (_what, change, code) => {
    const ingestion = ingestFile(change);
    await expect(ingestion.result).rejects.toMatchObject({ code });
    await expect(toldBy(ingestion)).rejects.toBeInstanceOf(InvalidOptionError);
    expect(clear.presigns).toEqual([]);
  });
});
