import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/client/index.ts';
import { earlierImport } from '../../src/console/upload/earlier.ts';
import { lookInto } from '../../src/console/upload/look.ts';
import { UploadQueue } from '../../src/console/upload/queue.ts';
import { ENDS, type QueuedFile } from '../../src/console/upload/queueTypes.ts';
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

function open() {
  const queue = new UploadQueue({
    client,
    look: lookInto,
    earlier: (file) => earlierImport(client, file),
    now: () => performance.now(),
    later: () => () => undefined,
    onSignedOut: () => undefined,
  });
  const until = (isSo: (files: readonly QueuedFile[]) => boolean) =>
    new Promise<readonly QueuedFile[]>((resolve) => {
      const look = () => {
        const { files } = queue.snapshot();
        if (isSo(files)) resolve(files);
      };
      queue.subscribe(look);
      look();
    });
  return { queue, until };
}

describe('the list of files, on a real server', () => {
  it('takes in what is good, says what was refused, and takes the corrected file of it', async () => {
    const { queue, until } = open();
    queue.add([{ file: new File([REGISTER], 'बिक्री.csv'), isFolder: false }]);
    await until(([file]) => file?.state === 'ready');
    const progress: number[] = [];
    queue.subscribe(() => progress.push(queue.snapshot().files[0]?.progress ?? 0));
    queue.send(1);
    const [first] = await until(([file]) => file !== undefined && ENDS.has(file.state));
    expect(first).toMatchObject({
      state: 'doneWithErrors',
      register: 'sales',
      progress: 1,
      outcome: { documents: 2, refusedRows: 2 },
    });
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));

    const activityId = first?.activityId ?? '';
    const stream = await client.errorFile({ activityId });
    const corrected = (await text(stream as ReadableStream<Uint8Array>)).replace('"2700.00"', '"270.00"');
    const corrects = { activityId, register: 'sales', fileName: 'बिक्री.csv' } as const;
    queue.add([{ file: new File([corrected], 'errors.csv'), isFolder: false }], corrects);
    await until(([, file]) => file?.state === 'ready');
    queue.sendAll();
    const [, second] = await until(([, file]) => file !== undefined && ENDS.has(file.state));
    expect(second).toMatchObject({ state: 'done', outcome: { documents: 1, refusedRows: 0 } });
    const view = await client.activity({ activityId: second?.activityId ?? '' });
    expect(view.corrects).toBe(activityId);
  });

  it('finds the import of a file of that name and size, and asks', async () => {
    const { queue, until } = open();
    const file = new File([REGISTER], 'twice.csv');
    queue.add([{ file, isFolder: false }]);
    await until(([one]) => one?.state === 'ready');
    queue.send(1);
    const [sent] = await until(([one]) => one !== undefined && ENDS.has(one.state));
    const again = open();
    again.queue.add([
      { file, isFolder: false },
      { file: new File([`${REGISTER}\n`], 'twice.csv'), isFolder: false },
    ]);
    const [same, longer] = await again.until((files) => files.every(({ state }) => state !== 'looking'));
    expect(same).toMatchObject({ state: 'asking', earlier: { activityId: sent?.activityId } });
    expect(longer).toMatchObject({ state: 'ready', earlier: null });
    expect(
      await earlierImport(createClient({ baseUrl: server.baseUrl, token: 'gst_tok_x' }), file),
    ).toBeNull();
  });

  it('shows the reason and the remedy of a file that the server refuses', async () => {
    const { queue, until } = open();
    queue.add([{ file: new File(['Name,City\nAcme,Pune\n'], 'notes.csv'), isFolder: false }]);
    await until(([file]) => file?.state === 'asking');
    queue.choose(1, 'sales');
    queue.insist(1);
    const [file] = await until(([one]) => one !== undefined && ENDS.has(one.state));
    expect(file).toMatchObject({
      state: 'refused',
      fault: {
        by: 'server',
        message: expect.stringContaining('header of a sales register'),
        remedy: expect.stringContaining('column names'),
      },
    });
  });

  it('says why nothing can be sent with a token that is not known', async () => {
    const stranger = createClient({ baseUrl: server.baseUrl, token: `${server.token.slice(0, -1)}x` });
    const told: string[] = [];
    const queue = new UploadQueue({
      client: stranger,
      look: lookInto,
      earlier: (file) => earlierImport(stranger, file),
      now: () => performance.now(),
      later: () => () => undefined,
      onSignedOut: () => told.push('signed out'),
    });
    queue.add([{ file: new File([REGISTER], 'a.csv'), isFolder: false }]);
    await new Promise<void>((resolve) => {
      queue.subscribe(() => {
        const { files, hold } = queue.snapshot();
        if (files[0]?.state === 'ready') queue.send(1);
        if (hold === 'signedOut') resolve();
      });
    });
    expect(queue.snapshot().files[0]?.state).toBe('queued');
    expect(told).toEqual(['signed out']);
  });
});
