import { describe, expect, it, vi } from 'vitest';
import { AuthenticationError, ConnectionError, UploadRefusedError } from '../../src/client/index.ts';
import { lookInto } from '../../src/console/upload/look.ts';
import { questionsOf } from '../../src/console/upload/questions.ts';
import { UploadQueue } from '../../src/console/upload/queue.ts';
import type { Earlier, QueuedFile } from '../../src/console/upload/queueTypes.ts';
import { templateHeaders } from '../../src/gst/columnTable.ts';
import { scriptedClient } from './scriptedSending.ts';

const ID = '66f1a2b3c4d5e6f708192a3b';
const SALES = `${templateHeaders('sales').join(',')}\nInvoice,INV-1\n`;
const PURCHASE = `${templateHeaders('purchase').join(',')}\nInvoice,P-1\n`;

function file(name = 'april.csv', content = SALES, lastModified = 1): File {
  return new File([content], name, { lastModified });
}

function start() {
  const scripted = scriptedClient();
  const clock = { now: 0 };
  const earlier: { found: Earlier | null } = { found: null };
  const waits: { milliseconds: number; action: () => void }[] = [];
  const signedOut = vi.fn();
  const queue = new UploadQueue({
    client: scripted.client,
    look: lookInto,
    earlier: async () => earlier.found,
    now: () => clock.now,
    later(milliseconds, action) {
      const wait = { milliseconds, action };
      waits.push(wait);
      return () => {
        waits.splice(waits.indexOf(wait), 1);
      };
    },
    onSignedOut: signedOut,
  });
  queue.setSession({ maxUploadBytes: 1_000_000 });
  const files = () => queue.snapshot().files;
  const add = (...chosen: File[]) => queue.add(chosen.map((one) => ({ file: one, isFolder: false })));
  /** Waits for a condition, looked at with each change. */
  const until = (isSo: (all: readonly QueuedFile[]) => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo(files())) return;
        leave();
        resolve();
      };
      const leave = queue.subscribe(look);
      queueMicrotask(look);
    });
  const states = () => files().map(({ state }) => state);
  const untilStates = (...wanted: string[]) =>
    until((all) => all.map(({ state }) => state).join() === wanted.join());
  return { ...scripted, queue, clock, earlier, waits, signedOut, files, add, until, states, untilStates };
}

describe('the list of files', () => {
  it('guesses the register, sends when told to, and says what came of it', async () => {
    const { queue, add, begun, files, untilStates } = start();
    add(file());
    await untilStates('ready');
    expect(files()[0]).toMatchObject({ register: 'sales', look: { guessedBy: 'columns' } });
    queue.send(1);
    await untilStates('sending');
    expect(begun[0]?.options).toMatchObject({
      templateType: 'sales',
      fileName: 'april.csv',
      fileContentType: 'CSV',
    });
    begun[0]?.checking(ID, { phase: 'judging', bytesDone: 1, bytesTotal: 2, rowsRead: 7, etaSeconds: 3 });
    await untilStates('checking');
    expect(files()[0]).toMatchObject({ activityId: ID, rowsRead: 7, etaSeconds: 3 });
    begun[0]?.end({
      processingStats: [{ gstin: 'X', totalDocumentCount: 3, validRows: 4, invalidRows: 2 }],
    });
    await untilStates('doneWithErrors');
    expect(files()[0]).toMatchObject({ progress: 1, outcome: { documents: 3, refusedRows: 2 } });
  });

  it('asks where the file does not say what it is, and sends as the person says', async () => {
    const { queue, add, begun, untilStates } = start();
    add(new File(['a,b\n1,2\n'], 'x.csv'));
    await untilStates('asking');
    queue.send(1);
    await untilStates('asking');
    queue.choose(1, 'purchase');
    await untilStates('asking');
    queue.insist(1);
    await untilStates('sending');
    expect(begun[0]?.options.templateType).toBe('purchase');
  });

  it('asks before it sends a purchase register as sales', async () => {
    const { queue, add, untilStates } = start();
    add(file('p.csv', PURCHASE));
    await untilStates('ready');
    queue.choose(1, 'sales');
    await untilStates('asking');
    queue.choose(1, 'purchase');
    await untilStates('ready');
  });

  it('refuses at once what can never be taken, with its reason', async () => {
    const { queue, add, files, untilStates } = start();
    add(
      new File([], 'empty.csv'),
      new File([new Uint8Array(1_000_001)], 'large.csv'),
      new File(['%PDF-1.7'], 'a.csv'),
    );
    queue.add([{ file: new File([], 'folder'), isFolder: true }]);
    await untilStates('refused', 'refused', 'refused', 'refused');
    expect(files().map(({ fault }) => fault)).toEqual([
      { by: 'console', code: 'empty' },
      { by: 'console', code: 'tooLarge', most: 1_000_000 },
      { by: 'console', code: 'otherKind', kind: 'pdf' },
      { by: 'console', code: 'folder' },
    ]);
  });

  it('notices the same file, by name and time or by its bytes, and asks', async () => {
    const { queue, add, files, untilStates } = start();
    add(file(), file(), file('copy.csv', SALES, 2), file('may.csv', `${SALES}Invoice,INV-2\n`));
    await untilStates('ready', 'asking', 'asking', 'ready');
    expect(files().map(({ sameAs }) => sameAs)).toEqual([null, 'april.csv', 'april.csv', null]);
    queue.acceptSame(2);
    await untilStates('ready', 'ready', 'asking', 'ready');
  });

  it('asks of a file that was sent earlier, and sends it when it is meant', async () => {
    const { queue, add, earlier, files, untilStates } = start();
    earlier.found = { activityId: ID, at: '2026-11-25T04:00:00Z' };
    add(file(), file('copy.csv'));
    await untilStates('asking', 'asking');
    expect(files().map((one) => questionsOf(one).map(({ kind }) => kind))).toEqual([['earlier'], ['same']]);
    queue.send(1);
    await untilStates('asking', 'asking');
    queue.acceptSame(1);
    queue.send(1);
    await untilStates('sending', 'asking');
  });

  it('sends three at once, and the next when one has arrived', async () => {
    const { queue, add, begun, untilStates } = start();
    add(...['a', 'b', 'c', 'd', 'e'].map((name) => file(name, `${SALES}${name}\n`)));
    await untilStates('ready', 'ready', 'ready', 'ready', 'ready');
    queue.sendAll();
    await untilStates('sending', 'sending', 'sending', 'queued', 'queued');
    begun[1]?.checking(ID);
    await untilStates('sending', 'checking', 'sending', 'sending', 'queued');
    begun[0]?.fail(new UploadRefusedError('EntityTooLarge', 'too large', { requestId: 'r-1' }));
    await untilStates('refused', 'checking', 'sending', 'sending', 'sending');
  });

  it('never moves a bar back, also when a try begins anew', async () => {
    const { queue, add, begun, files, untilStates, until } = start();
    add(file());
    await untilStates('ready');
    queue.send(1);
    const seen: number[] = [];
    queue.subscribe(() => seen.push(files()[0]?.progress ?? 0));
    begun[0]?.sent(400);
    await until(([one]) => one?.sentBytes === 400);
    begun[0]?.sent(0);
    await until(([one]) => one?.sentBytes === 0);
    begun[0]?.checking(ID, { phase: 'counting', bytesDone: 9, bytesTotal: 10, rowsRead: 0 });
    await untilStates('checking');
    begun[0]?.checking(ID, { phase: 'judging', bytesDone: 0, bytesTotal: 10, rowsRead: 1 });
    await until(([one]) => one?.rowsRead === 1);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    expect(seen.at(-1)).toBeLessThan(1);
  });

  it('cancels wherever a file is', async () => {
    const { queue, add, begun, untilStates } = start();
    add(...['a', 'b', 'c', 'd', 'e'].map((name) => file(name, `${SALES}${name}\n`)));
    await untilStates('ready', 'ready', 'ready', 'ready', 'ready');
    for (const id of [1, 2, 3, 4]) queue.send(id);
    begun[1]?.checking(ID);
    await untilStates('sending', 'checking', 'sending', 'sending', 'ready');
    for (const id of [1, 2, 3, 4, 5]) await queue.cancel(id);
    await untilStates('cancelled', 'cancelled', 'cancelled', 'cancelled', 'cancelled');
    expect(begun.map(({ isCancelled }) => isCancelled)).toEqual([true, true, true, true]);
  });

  it('sends a failed file again whole, and takes ended ones off the list', async () => {
    const { queue, add, begun, files, untilStates } = start();
    add(file());
    await untilStates('ready');
    queue.send(1);
    begun[0]?.checking(ID);
    begun[0]?.end({
      status: 'UNPLANNED_ERROR',
      errors: [
        { errorCode: 'E', errorField: null, errorValues: null, errorMessage: 'M', errorResolution: 'R' },
      ],
    });
    await untilStates('failed');
    expect(files()[0]?.fault).toMatchObject({ by: 'server', code: 'E', message: 'M', remedy: 'R' });
    queue.remove(2);
    queue.retry(1);
    await untilStates('sending');
    expect(files()[0]).toMatchObject({ activityId: null, fault: null, progress: 0 });
    queue.remove(1);
    expect(files()).toHaveLength(1);
    begun[1]?.end({});
    await untilStates('done');
    queue.removeEnded();
    expect(files()).toEqual([]);
  });

  it('waits where nobody is signed in, and goes on where it was', async () => {
    const { queue, add, begun, waited, signedOut, untilStates } = start();
    add(file('a'), file('b', `${SALES}b\n`));
    await untilStates('ready', 'ready');
    queue.sendAll();
    begun[0]?.checking(ID);
    await untilStates('checking', 'sending');
    const error = new AuthenticationError('token_invalid', 'gone', { status: 401 });
    begun[0]?.fail(error);
    begun[1]?.fail(error);
    await untilStates('queued', 'queued');
    expect(queue.snapshot().hold).toBe('signedOut');
    expect(signedOut).toHaveBeenCalled();
    queue.setSession({ maxUploadBytes: 1_000_000 });
    await untilStates('checking', 'sending');
    expect(waited.map(({ options }) => options.activityId)).toEqual([ID]);
    expect(begun.map(({ options }) => options.fileName)).toEqual(['a', 'b', 'b']);
    waited[0]?.end({});
    begun[2]?.end({});
    await untilStates('done', 'done');
  });

  it('waits while it is offline, and goes on by itself', async () => {
    const { queue, add, begun, untilStates } = start();
    add(file());
    await untilStates('ready');
    queue.setOnline(false);
    queue.send(1);
    await untilStates('queued');
    expect(queue.snapshot().hold).toBe('offline');
    expect(begun).toEqual([]);
    queue.setOnline(true);
    await untilStates('sending');
  });

  it('tries an unreachable server again, each time later', async () => {
    const { queue, add, begun, waits, until } = start();
    add(file());
    await until(([one]) => one?.state === 'ready');
    queue.send(1);
    const patience: number[] = [];
    for (const [turn] of [5, 10, 20, 40, 60, 60].entries()) {
      begun[turn]?.fail(new ConnectionError('no_answer', 'no answer'));
      await until(([one]) => one?.state === 'queued' && queue.snapshot().hold === 'unreachable');
      const [wait] = waits.splice(0);
      patience.push(wait?.milliseconds ?? 0);
      wait?.action();
      await until(([one]) => one?.state === 'sending');
    }
    expect(patience).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it('says of a file that cannot be read any more that it must be chosen again', async () => {
    const { queue, add, begun, files, untilStates } = start();
    const gone = file();
    add(gone);
    await untilStates('ready');
    queue.send(1);
    gone.slice = () => {
      throw new DOMException('changed on disk', 'NotReadableError');
    };
    begun[0]?.fail(new ConnectionError('no_answer', 'no answer'));
    await untilStates('failed');
    expect(files()[0]?.fault).toEqual({ by: 'console', code: 'unreadable' });
    expect(queue.snapshot().hold).toBeNull();
  });

  it('foretells the end of the bytes by their speed', async () => {
    const { queue, add, begun, clock, files, until, untilStates } = start();
    const text = SALES.padEnd(10_000, ' ');
    add(file('a.csv', text));
    await untilStates('ready');
    queue.send(1);
    for (const second of [1, 2, 3]) {
      clock.now = second * 1_000;
      begun[0]?.sent(second * 1_000);
      await until(([one]) => one?.sentBytes === second * 1_000);
    }
    expect(files()[0]?.etaSeconds).toBe(7);
  });

  it('sends the corrected file of an import with its link, and does not ask whether it was sent', async () => {
    const { queue, begun, earlier, files, untilStates } = start();
    earlier.found = { activityId: ID, at: '2026-11-25T04:00:00Z' };
    queue.add([{ file: file('errors.csv', 'a,b\n'), isFolder: false }], {
      activityId: ID,
      register: 'purchase',
      fileName: 'april.csv',
    });
    await untilStates('asking');
    expect(files()[0]?.earlier).toBeNull();
    queue.insist(1);
    await untilStates('sending');
    expect(begun[0]?.options).toMatchObject({ corrects: ID, templateType: 'purchase' });
  });

  it('sends nothing more for a person who has left', async () => {
    const { queue, add, begun, files, untilStates } = start();
    add(file('a'), file('b', `${SALES}b\n`));
    await untilStates('ready', 'ready');
    queue.sendAll();
    begun[0]?.checking(ID);
    await untilStates('checking', 'sending');
    queue.leave();
    expect(files()).toEqual([]);
    expect(begun.map(({ isCancelled }) => isCancelled)).toEqual([false, true]);
  });
});
