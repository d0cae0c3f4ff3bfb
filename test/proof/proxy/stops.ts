import { setTimeout as pause } from 'node:timers/promises';
import { presign, putFile, statusOf, uploadIdOf } from '../calls.ts';
import { readUploads, sha256Of } from '../ledger.ts';
import type { Proof } from '../prove.ts';
import type { Ground } from './ground.ts';

const WRITERS = 16;
const BEFORE_MS = 1_500;
const AFTER_MS = 3_000;
/** For so long after a server has gone a proxy may still lose bodies to it: see deploy/Caddyfile. */
const NOTICES_WITHIN_MS = { nginx: 0, Caddy: 2_000 };

interface Call {
  readonly what: 'pre-sign' | 'PUT';
  readonly begun: number;
  readonly outcome: string;
}

/** One server is killed -9 under load, and later stopped by SIGTERM: the proxy passes it by. */
export async function stopsAreSurvived(ground: Ground, proof: Proof): Promise<string> {
  const killed = await under(ground, proof, async () => {
    await ground.second().stop('SIGKILL');
    return performance.now();
  });
  await ground.startSecond();
  await pause(BEFORE_MS);
  const stopped = await under(ground, proof, async () => {
    const begun = performance.now();
    await ground.second().stop('SIGTERM');
    return begun;
  });
  await ground.startSecond();
  const noticesWithinMs = NOTICES_WITHIN_MS[ground.proxy.name];
  const isBodyUnnoticed = ({ what, begun }: Call, at: number) =>
    what === 'PUT' && noticesWithinMs > 0 && begun < at + noticesWithinMs;
  for (const call of killed.failed)
    if (call.begun > killed.at && !isBodyUnnoticed(call, killed.at))
      proof.violation(`a ${call.what} begun after the kill was answered ${call.outcome}`);
  for (const call of stopped.failed)
    if (!isBodyUnnoticed(call, stopped.at))
      proof.violation(`a ${call.what} while a server was stopped was answered ${call.outcome}`);
  const count = ({ failed, calls }: typeof killed) => `${failed.length} of ${calls}`;
  return `calls lost by kill -9: ${count(killed)} (in flight there), by SIGTERM: ${count(stopped)}`;
}

/** @param stop resolves with the moment from which no call may fail */
async function under(ground: Ground, proof: Proof, stop: () => Promise<number>) {
  const calls: Call[] = [];
  const sent = new Map<string, string>();
  let isOver = false;
  async function write(): Promise<void> {
    while (!isOver) {
      let begun = performance.now();
      const { result, url } = await presign(ground);
      calls.push({ what: 'pre-sign', begun, outcome: result === 'CREATED' ? 'good' : result });
      if (result !== 'CREATED') continue;
      const bytes = proof.random.bytes(1 + proof.random.integer(200_000));
      begun = performance.now();
      const status = statusOf(await putFile(url, bytes));
      calls.push({ what: 'PUT', begun, outcome: status === 200 ? 'good' : String(status) });
      if (status === 200) sent.set(uploadIdOf(url), sha256Of(bytes));
    }
  }
  const writers = Array.from({ length: WRITERS }, () => write());
  await pause(BEFORE_MS);
  const at = await stop();
  await pause(AFTER_MS);
  isOver = true;
  await Promise.all(writers);
  const rows = readUploads(ground.dataDir);
  for (const [id, sha256] of sent)
    if (rows.get(id)?.sha256 !== sha256)
      proof.violation(`the upload ${id} was answered 200 and is not there`);
  return { at, calls: calls.length, failed: calls.filter(({ outcome }) => outcome !== 'good') };
}
