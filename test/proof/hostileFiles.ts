/**
 * R7, threats 21 to 34: every hostile file of `test/hostile`, judged as an uploaded file is, in a child with production's
 * own limits. Each must be refused in words within 10 s, or read within the time that files of its kind have, and in
 * 512 MB; good files between them must come out as ever. Those that would call somebody are watched by strace: no
 * connection, no file but their own opened. A smaller set goes through a real server.
 *
 *     node test/proof/hostileFiles.ts [--rounds 1] [--small] [--seed N]
 */
import { join } from 'node:path';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { openFileJudge } from '../../src/compose/judging.ts';
import { startInstallation } from '../acceptance/installation.ts';
import { wrongWith } from '../hostile/endings.ts';
import { hostileSet } from '../hostile/hostileSet.ts';
import { type Listener, openListener } from '../hostile/listener.ts';
import type { HostileFile } from '../hostile/makers/hostileFile.ts';
import { GOOD } from '../hostile/makers/otherKinds.ts';
import { JudgeRoom } from '../worker/judging.ts';
import { childPids, judgeHostile } from './hostileJudging.ts';
import { type Proof, prove } from './prove.ts';
import { watchCalls } from './tracedChild.ts';

const MOST_MS = 10_000;
const MOST_MB = 512;
const GOOD_EVERY = 5;
/** Those whose files speak of other places: out of the package, out of the machine. */
const SPEAK_OF_OTHERS = new Set([24, 29]);
const POLLUTES = 33;
const SERVER_EVERY = 25;

await prove({ name: 'hostileFiles', rounds: 1, goalRounds: 1, flags: ['small'] }, async (proof) => {
  const listener = await openListener();
  const files = hostileSet({ scale: proof.flag('small') ? 'small' : 'full', listener: listener.url });
  const parts = Object.getOwnPropertyNames(Object.prototype).join();
  const lines: string[] = [];
  for (let round = 0; round < proof.rounds; round += 1) {
    lines.push(await judgeAll(proof, files), await traceSome(proof, files), await serveSome(proof, listener));
  }
  if (Object.getOwnPropertyNames(Object.prototype).join() !== parts || 'polluted' in {})
    proof.violation('objects of this process have other parts than before');
  if (listener.calls() > 0) proof.violation(`${listener.calls()} connections to the listener`);
  lines.push(`connections ${listener.calls()}`);
  await listener.close();
  return lines.join('; ');
});

async function judgeAll(proof: Proof, files: readonly HostileFile[]): Promise<string> {
  const room = new JudgeRoom();
  const judge = openFileJudge({ scratchDirectory: room.scratch, spares: 1, tables: null });
  const slowest = { ms: 0, name: '' };
  const largest = { mb: 0, name: '' };
  const endings = new Map<string, number>();
  for (const [index, file] of files.entries()) {
    const path = room.write('hostile', file.make());
    const reading = await judgeHostile(judge, path, file.declared);
    endings.set(reading.ending, (endings.get(reading.ending) ?? 0) + 1);
    const wrong = wrongWith(file, reading);
    if (wrong !== '') proof.violation(wrong);
    if (reading.ms > MOST_MS && reading.ending !== 'rows')
      proof.violation(`${file.name}: ${(reading.ms / 1000).toFixed(1)} s`);
    if (reading.peakMb > MOST_MB) proof.violation(`${file.name}: ${reading.peakMb.toFixed(0)} MB`);
    if (reading.ms > slowest.ms && reading.ending !== 'rows')
      Object.assign(slowest, { ms: reading.ms, name: file.name });
    if (reading.peakMb > largest.mb) Object.assign(largest, { mb: reading.peakMb, name: file.name });
    if (index % GOOD_EVERY === 0 || file.threat === POLLUTES || wrong !== '') {
      const good = await judgeHostile(judge, room.write('good', GOOD[file.declared]()), file.declared);
      if (good.ending !== 'rows' || good.rows !== 3)
        proof.violation(`a good file behind ${file.name}: ${good.ending} ${good.message}`);
    }
    proof.progress(`${index + 1} of ${files.length} files, slowest ${slowest.ms.toFixed(0)} ms`);
  }
  await judge.close();
  room.remove();
  const counts = [...endings].sort(([, a], [, b]) => b - a).map(([ending, count]) => `${ending} ${count}`);
  return (
    `${files.length} files (${counts.join(', ')}); slowest refusal ${(slowest.ms / 1000).toFixed(1)} s (${slowest.name}), ` +
    `most memory ${largest.mb.toFixed(0)} MB (${largest.name})`
  );
}

async function traceSome(proof: Proof, files: readonly HostileFile[]): Promise<string> {
  const room = new JudgeRoom();
  const speaking = files.filter(({ threat }) => SPEAK_OF_OTHERS.has(threat));
  for (const [index, file] of speaking.entries()) {
    const judge = openFileJudge({ scratchDirectory: room.scratch, spares: 1, tables: null });
    const [pid = -1] = childPids();
    // It must stand at its first job, with all of its code read.
    await judgeHostile(judge, room.write('good', GOOD[file.declared]()), file.declared);
    const watched = await watchCalls(pid);
    await judgeHostile(judge, room.write('hostile', file.make()), file.declared);
    await judge.close();
    const { connections, opened } = await watched.stop();
    for (const line of connections) proof.violation(`${file.name}: ${line}`);
    for (const path of opened.filter((path) => !isOwn(path, room.scratch)))
      proof.violation(`${file.name} opened ${path}`);
    if (!opened.some((path) => path.startsWith(room.scratch)))
      proof.violation(`${file.name} was not watched`);
    proof.progress(`${index + 1} of ${speaking.length} files watched`);
  }
  room.remove();
  return `${speaking.length} watched by strace`;
}

/** Its file, our own code, and what Node looks at to know its limits. */
function isOwn(path: string, scratch: string): boolean {
  const code = join(import.meta.dirname, '../../src');
  return (
    path.startsWith(scratch) || path.startsWith(code) || /^\/(?:proc\/self\/|proc\/meminfo|sys\/)/.test(path)
  );
}

async function serveSome(proof: Proof, listener: Listener): Promise<string> {
  const server = await startInstallation();
  const files = hostileSet({ scale: 'small', listener: listener.url }).filter(
    (_, index) => index % SERVER_EVERY === 0,
  );
  for (const [index, file] of files.entries()) {
    const status = await ingest(server, file.make(), file.declared);
    const code = (status.errors[0] as { errorCode?: string } | undefined)?.errorCode ?? '';
    const ending = status.status === 'ACTIVITY_COMPLETED' ? 'rows' : `${code}`;
    const isEmpty = file.make().length === 0;
    if (!isEmpty && !file.ends.some((allowed) => allowed === ending))
      proof.violation(`${file.name} through a server: ${status.status} ${code}`);
    const good = await ingest(server, GOOD[file.declared](), file.declared);
    if (good.status !== 'ACTIVITY_COMPLETED')
      proof.violation(`a good file behind ${file.name}: ${good.status}`);
    proof.progress(`${index + 1} of ${files.length} files through a server`);
  }
  if (server.process.exitCode !== null) proof.violation('the server ended');
  await server.remove();
  return `${files.length} through a server`;
}

async function ingest(
  server: { readonly baseUrl: string; readonly token: string },
  bytes: Buffer,
  declared: HostileFile['declared'],
) {
  const url = await upload(server, 'sales', bytes, declared);
  return untilEnded(server, 'sales', await trigger(server, 'sales', url));
}
