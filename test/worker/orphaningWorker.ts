import { openSync, statSync } from 'node:fs';
import { ChildFileJudge } from '../../src/worker/judgeChild.ts';
import { SETTINGS } from './judging.ts';

/** Run as a program: begins to judge a file, says so with the first piece of the error file, and never takes it. */
const [, , scratchDirectory = '', path = ''] = process.argv;
const judge = new ChildFileJudge({
  scratchDirectory,
  heapMiB: 256,
  spares: 2,
  hashSeed: () => 1,
  limits: { memoryBytes: 2 ** 40, timeMs: () => 600_000, now: () => performance.now() },
});
await judge.judge({
  input: { fd: openSync(path, 'r'), bytes: statSync(path).size },
  declared: 'CSV',
  settings: SETTINGS,
  onProgress: () => undefined,
  onDocuments: async () => undefined,
  onErrorFile: () => {
    process.stdout.write('judging\n');
    return new Promise(() => undefined);
  },
  onMarkFile: async () => undefined,
  onWarningFile: async () => undefined,
  signal: new AbortController().signal,
});
