import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JudgeRoom, judgingChildren } from './judging.ts';

const WORKER = fileURLToPath(new URL('./orphaningWorker.ts', import.meta.url));
const ROW = 'Invoice,A1,01-06-2026,29AAFCD5862R1ZR,-\n';

let room: JudgeRoom;
beforeEach(() => {
  room = new JudgeRoom();
});
afterEach(() => room.remove());

it('ends the child at work and the one that waits when their parent is killed', async () => {
  const header = 'Document Type,Document Number,Document Date,Supplier GSTIN,Item Taxable Amount\n';
  const rows = Array.from({ length: 60_000 }, (_, at) => ROW.replace('A1', `A${at}`));
  const path = room.write('long.csv', header + rows.join(''));
  const worker = spawn(process.execPath, [WORKER, room.scratch, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(worker, 'exit');
  try {
    const [word] = (await once(worker.stdout, 'data')) as [Buffer];
    expect(word.toString()).toBe('judging\n');
    expect(judgingChildren(room)).toHaveLength(2);
  } finally {
    worker.kill('SIGKILL');
    await gone;
  }
  await expect.poll(() => judgingChildren(room), { timeout: 30_000 }).toEqual([]);
});
