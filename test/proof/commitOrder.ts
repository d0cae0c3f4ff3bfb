/**
 * R4, first half: what the server really asks of the kernel, seen by strace. For every PUT answered 200 the calls must
 * stand in this order, each ended before the next begins: bytes into the file of its own, fdatasync of it, fsync of the
 * owner's directory, fsync of the directory above, the record into SQLite's log, fsync of the log, and only then the
 * answer's bytes on the socket. For every pre-sign: record, fsync, answer. Every directory made on the way is itself
 * made durable, by fsync of its parent, before the first such answer.
 *
 *     node test/proof/commitOrder.ts [--rounds 20] [--goal] [--seed N]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startInstallation } from '../acceptance/installation.ts';
import { presign, putFile, statusOf, uploadIdOf } from './calls.ts';
import { readUploads } from './ledger.ts';
import { randomBody } from './load.ts';
import { prove } from './prove.ts';
import { readSyscalls, type Syscall, underStrace } from './syscalls.ts';

/** The names of the steps that are missing or out of order; empty when all is well. */
function outOfOrder(steps: readonly (readonly [name: string, calls: readonly Syscall[]])[]): string[] {
  const wrong: string[] = [];
  let ended = -1;
  for (const [name, calls] of steps) {
    if (calls.length === 0) wrong.push(`${name}: missing`);
    if (calls.some((call) => call.failed)) wrong.push(`${name}: failed`);
    if (calls.some((call) => call.begun <= ended)) wrong.push(`${name}: too early`);
    ended = Math.max(ended, ...calls.map((call) => call.ended));
  }
  return wrong;
}

const isWrite = ({ name }: Syscall) => /^p?write(v|64|v2)?$/.test(name);
const isSync = ({ name }: Syscall) => name === 'fsync' || name === 'fdatasync';
const isAnswer = (call: Syscall) =>
  (isWrite(call) || call.name.startsWith('send')) && call.text.includes('HTTP/1.1 200 OK');

await prove({ name: 'commitOrder', rounds: 20, goalRounds: 200 }, async (proof) => {
  if (spawnSync('strace', ['-V']).status !== 0) throw new Error('strace is not installed on this machine');
  const folder = await mkdtemp(join(tmpdir(), 'gst-intake-order-'));
  const traceFile = join(folder, 'trace');
  const dataDir = join(folder, 'made', 'data');
  const server = await startInstallation({
    dataDir,
    under: underStrace(traceFile),
    env: { UV_USE_IO_URING: '0' },
  });
  const ids: string[] = [];
  for (let round = 1; round <= proof.rounds; round += 1) {
    const { url } = await presign(server);
    const id = uploadIdOf(url);
    const status = statusOf(await putFile(url, randomBody(proof.random)));
    if (status === 200) ids.push(id);
    else proof.violation(`a PUT was answered ${status}`);
    proof.progress(`${round} PUTs`);
  }
  const rows = readUploads(dataDir);
  await server.stop();

  const calls = await readSyscalls(traceFile, server.process.pid);
  const wal = join(dataDir, 'control.sqlite-wal');
  const answers = calls.filter(isAnswer);
  const recorded = (from: number, to: number) =>
    calls.filter((call) => call.begun > from && call.ended < to && call.path === wal);
  let previous = calls.find(({ text }) => text.includes('gst-intake listening'))?.ended ?? 0;
  if (answers.length !== 2 * ids.length)
    proof.violation(`${answers.length} answers 200 of ${2 * ids.length}`);

  for (const [index, answer] of answers.entries()) {
    const id = ids[Math.floor(index / 2)] ?? '';
    const log = recorded(previous, answer.begun);
    const record = [
      ['record in the log', log.filter(isWrite)],
      ['fsync of the log', log.filter(isSync).slice(-1)],
      ['answer', [answer]],
    ] as const;
    const owner = join(dataDir, 'objects', id.slice(0, 2), id);
    const file = join(owner, rows.get(id)?.current_put ?? '');
    const at = (path: string, kind: (call: Syscall) => boolean) =>
      calls.filter(
        (call) => call.path === path && kind(call) && call.begun > previous && call.begun < answer.begun,
      );
    const steps =
      index % 2 === 0
        ? record
        : ([
            ['write of the file', at(file, isWrite)],
            ['fdatasync of the file', at(file, isSync)],
            ["fsync of the owner's directory", at(owner, isSync)],
            ['fsync of the shard', at(dirname(owner), isSync)],
            ...record,
          ] as const);
    for (const wrong of outOfOrder(steps))
      proof.violation(`${index % 2 === 0 ? 'pre-sign' : 'PUT'} of ${id}: ${wrong}`);
    previous = answer.ended;
  }

  const firstAnswer = answers[0]?.begun ?? 0;
  const made = calls.filter(
    ({ name, failed, begun, path }) =>
      /^mkdir/.test(name) && !failed && begun < firstAnswer && path.startsWith(folder),
  );
  for (const { path, ended } of made) {
    const parent = dirname(path);
    if (
      !calls.some(
        (call) => call.path === parent && isSync(call) && call.begun > ended && call.ended < firstAnswer,
      )
    )
      proof.violation(`${path.replace(folder, '')}: its parent was not synced before the first answer`);
  }
  await rm(folder, { recursive: true });
  return `${ids.length} PUTs and ${ids.length} pre-signs seen by strace: write, fdatasync, fsync owner, fsync shard, record, fsync, answer, in that order; ${made.length} directories made durable before the first answer`;
});
