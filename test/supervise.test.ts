import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { superviseWorker } from '../src/compose/supervise.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gst-intake-supervise-'));
  writeFileSync(join(directory, 'worker.mjs'), 'process.channel.ref();\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('a supervised worker', () => {
  it('is started when the system has memory for it again, at the first start and at later ones', async () => {
    const outcomes = ['ENOMEM', 'runs', 'ENOMEM', 'ENOMEM', 'runs'];
    const logged: string[] = [];
    const begun: ChildProcess[] = [];
    const second = Promise.withResolvers<void>();
    const supervised = superviseWorker({
      dataDir: directory,
      log: { error: (_, message) => void logged.push(message) },
      launch: () => {
        if (outcomes.shift() === 'ENOMEM') throw Object.assign(new Error('spawn ENOMEM'), { code: 'ENOMEM' });
        const child = fork(join(directory, 'worker.mjs'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
        begun.push(child);
        if (begun.length === 1) child.once('spawn', () => child.kill('SIGKILL'));
        else child.once('spawn', second.resolve);
        return child;
      },
    });
    await second.promise;
    const again = 'worker cannot be started; another try follows';
    expect(logged).toEqual([again, 'worker ended; another one starts', again, again]);
    supervised.poke();
    await supervised.stop();
    expect(begun.map(({ signalCode }) => signalCode)).toEqual(['SIGKILL', 'SIGTERM']);
  });
});
