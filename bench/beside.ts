import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from './activityTimes.ts';
import { trigger, untilEnded, upload } from './clearCalls.ts';
import { startIngestServer } from './ingestServer.ts';
import { machineLine } from './machine.ts';
import { writeRegister } from './registers/write.ts';

/**
 * P12: pre-sign at a steady rate (open loop), first alone, then while a large register is ingested beside it.
 *
 *   node bench/beside.ts [--lines 3000000] [--rate 200] [--seconds 20] [--json]
 */
const flag = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1] ?? fallback);
};
const lines = flag('lines', 3_000_000);
const rate = flag('rate', 200);
const quietSeconds = flag('seconds', 20);

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
const file = join(directory, 'register.csv');
writeRegister(file, { register: 'sales', lines, seed: 3, plantOneIn: 50, width: 'usual' });
const server = await startIngestServer('SQLite');
const url = await upload(server, 'sales', file);

let ingesting = true;
await presignAtRate(() => false, 3);
const quiet = await presignAtRate(() => false, quietSeconds);
const ended = trigger(server, 'sales', url)
  .then((activityId) => untilEnded(server, 'sales', activityId))
  .finally(() => {
    ingesting = false;
  });
const loaded = await presignAtRate(() => !ingesting, 600);
const { status } = await ended;
await server.remove();
rmSync(directory, { recursive: true });
if (status !== 'ACTIVITY_COMPLETED') throw new Error(`the register ended as ${status}`);
const result = { rate, lines, quiet, loaded, ratioOfP99: loaded.p99Ms / quiet.p99Ms };
process.stdout.write(
  process.argv.includes('--json')
    ? `${JSON.stringify({ machine: machineLine(), ...result })}\n`
    : `${machineLine()}\n\n| pre-sign at ${rate}/s | p50 ms | p99 ms | requests |\n|---|---|---|---|\n` +
        `| alone | ${quiet.p50Ms.toFixed(2)} | ${quiet.p99Ms.toFixed(2)} | ${quiet.requests} |\n` +
        `| beside ${lines} lines | ${loaded.p50Ms.toFixed(2)} | ${loaded.p99Ms.toFixed(2)} | ${loaded.requests} |\n\n` +
        `p99 beside is ${result.ratioOfP99.toFixed(1)} times the quiet one.\n`,
);

/** Each request is timed from the moment at which it was due, so that a stall counts for all that it held up. */
async function presignAtRate(isOver: () => boolean, seconds: number) {
  const began = performance.now();
  const times: number[] = [];
  const running: Promise<void>[] = [];
  for (let place = 0; place < rate * seconds && !isOver(); place += 1) {
    const due = began + (place * 1000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await pause(wait);
    running.push(presignOnce().then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(running);
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99), requests: times.length };
}

async function presignOnce(): Promise<void> {
  const answer = await fetch(`${server.baseUrl}/integration/v1/generatePreSign/sales?fileName=a.csv`, {
    headers: { 'x-cleartax-auth-token': server.token, fileContentType: 'CSV' },
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`pre-sign answered ${answer.status}`);
}
