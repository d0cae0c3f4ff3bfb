import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { call, forgetConnections, presign, statusOf } from './calls.ts';
import { createLedger, type Ledger, reconcileQuota, sweepAndCompare, withDatabase } from './ledger.ts';
import type { Proof } from './prove.ts';

const FILE_BYTES = 2_000_000;
const PUTS = 12;
/** `write` is left out: libuv wakes its own threads with it. Full disks and power cuts fail the bytes of a file. */
const CALLS = ['fdatasync', 'fsync', 'pwrite64', 'mkdir'];
const FIRST_CALLS: Readonly<Record<string, number>> = { fdatasync: 1, pwrite64: 30, mkdir: 257 };
const ERRORS = ['EIO', 'ENOSPC'];

/**
 * A server under strace, which makes the chosen system call fail once in a while; one thread does the file work, so
 * that its count of calls is a count of PUTs. Every PUT must end in 200, a refusal or a cut; what was answered 200 must
 * be there; afterwards a server without faults must start on the data and take uploads.
 */
export async function injectFaults(proof: Proof): Promise<string> {
  const ledger = createLedger(proof);
  let injected = 0;
  for (const name of CALLS) {
    for (const error of ERRORS) injected += await withFault(proof, ledger, name, error);
  }
  const { answered, refused, lostAnswers } = ledger.figures;
  return `${injected} injected errors (${CALLS.join(', ')} × ${ERRORS.join(', ')}): ${answered} PUTs answered 200, ${refused} refused, ${lostAnswers} cut`;
}

async function withFault(proof: Proof, ledger: Ledger, name: string, error: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'gst-intake-eio-'));
  const dataDir = join(folder, 'data');
  const first = await startInstallation({ dataDir });
  const { token } = first;
  await first.stop();
  const trace = join(folder, 'trace');
  // The first calls belong to the start.
  const when = `${(FIRST_CALLS[name] ?? 8) + proof.random.integer(8)}+${2 + proof.random.integer(3)}`;
  const server = await startFaulty({
    dataDir,
    env: { UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' },
    under: [
      'strace',
      '-D',
      '-f',
      '-o',
      trace,
      '-e',
      `trace=${name}`,
      '-e',
      `inject=${name}:error=${error}:when=${when}`,
    ],
  });
  const answers =
    server === undefined
      ? new Set(['none: it refused to start'])
      : await exercise(proof, ledger, server, token);
  forgetConnections();
  await pause(100);

  const sound = await startInstallation({ dataDir });
  const { url } = await presign({ ...sound, token });
  const status = statusOf(await ledger.put(url, proof.random.bytes(1_000)));
  if (status !== 200) proof.violation(`${name} ${error}: a PUT afterwards gave ${status}`);
  await sound.stop();
  ledger.reconcile(dataDir);
  reconcileQuota(dataDir, proof);
  const check = withDatabase(dataDir, (database) => database.prepare('PRAGMA integrity_check').get());
  if (check?.['integrity_check'] !== 'ok')
    proof.violation(`${name} ${error}: integrity_check says ${check?.['integrity_check']}`);
  await sweepAndCompare(dataDir, proof);
  const hits = (await readFile(trace, 'latin1')).split('(INJECTED)').length - 1;
  proof.note(`${name} ${error}: ${hits} injected; answers ${[...answers].join(', ')}`);
  await rm(folder, { recursive: true });
  ledger.forget();
  return hits;
}

/** Undefined when the fault hit the start itself, which then ends with exit code 1. */
async function startFaulty(
  options: Parameters<typeof startInstallation>[0],
): Promise<Installation | undefined> {
  try {
    return await startInstallation(options);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('serve ended with 1:')) return undefined;
    throw error;
  }
}

async function exercise(
  proof: Proof,
  ledger: Ledger,
  server: Installation,
  token: string,
): Promise<Set<string>> {
  const answers = new Set<string>();
  for (let put = 0; put < PUTS; put += 1) {
    const { result, url } = await presign({ ...server, token });
    if (result !== 'CREATED') answers.add(`pre-sign ${result}`);
    else answers.add(String(statusOf(await ledger.put(url, proof.random.bytes(FILE_BYTES)))));
    await call(`${server.baseUrl}/readyz`);
  }
  if (server.process.exitCode !== null || server.process.signalCode !== null)
    proof.violation(`the server ended:\n${server.stderr().slice(-800)}`);
  await server.stop('SIGKILL');
  return answers;
}
