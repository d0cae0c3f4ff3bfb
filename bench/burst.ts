import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile, untilAllEnded } from './activityTimes.ts';
import { trigger, upload } from './clearCalls.ts';
import { startIngestServer } from './ingestServer.ts';
import { machineLine } from './machine.ts';
import { cpuBetween, treeCpuSeconds, watchPeakRss } from './processTree.ts';
import { registerFormat, writeRegisterFile } from './registers/files.ts';
import { writeRegister } from './registers/write.ts';

/**
 * P14, the 11th of the month: many small files of many companies. First all at once (files a second), then at a steady
 * rate (the time from trigger to end), then at that rate beside one register of 3,000,000 lines.
 *
 *   node bench/burst.ts [--files 2000] [--companies 500] [--rows 300] [--rate 8] [--seconds 60] [--large 3000000]
 *     [--format csv|xlsx|xls] [--postgres] [--workers 1] [--json]
 *
 * The format is that of the small files; `--large 0` leaves the last part out. More than one worker process needs
 * PostgreSQL. Processor seconds a file are those of the burst, for `npm run simulate`.
 */
const flag = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1] ?? fallback);
};
const files = flag('files', 2000);
const companies = flag('companies', 500);
const rows = flag('rows', 300);
const rate = flag('rate', 8);
const seconds = flag('seconds', 60);
const large = flag('large', 3_000_000);
const formatAt = process.argv.indexOf('--format');
const format = registerFormat(formatAt < 0 ? 'csv' : (process.argv[formatAt + 1] ?? ''));
const kind = process.argv.includes('--postgres') ? 'PostgreSQL' : 'SQLite';
const workers = flag('workers', 1);
const DIFFERENT_FILES = 20;

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
const server = await startIngestServer(kind, workers);
const tokens = await server.addWorkspaces(companies);
const registers: Buffer[] = [];
for (let place = 0; place < DIFFERENT_FILES; place += 1) registers.push(await smallRegister(place));
const endWatch = watchPeakRss(server.process.pid ?? 0);

const burst = await atOnce();
const steady = await atRate();
const besideLarge = large > 0 ? await besideOneLarge() : undefined;
const peakRssMb = Math.round(endWatch());
await server.remove();
rmSync(directory, { recursive: true });
const result = {
  ...{ format, kind, workers, files, companies, rows, rate },
  ...{ burst, steady, besideLarge, peakRssMb },
};
process.stdout.write(
  process.argv.includes('--json')
    ? `${JSON.stringify({ machine: machineLine(), ...result })}\n`
    : `${machineLine()}\n\n` +
        `| ${kind}, ${workers} worker${workers === 1 ? '' : 's'}: ${files} ${format} files × ${rows} rows of ${companies} companies at once | ${burst.filesPerSecond.toFixed(1)} files/s |\n|---|---|\n` +
        `| ${rate} files/s for ${seconds} s, trigger to end | p50 ${steady.p50.toFixed(2)} s, p95 ${steady.p95.toFixed(2)} s |\n` +
        (besideLarge === undefined
          ? ''
          : `| the same beside one register of ${large} lines | p50 ${besideLarge.p50.toFixed(2)} s, p95 ${besideLarge.p95.toFixed(2)} s |\n`) +
        `| processor ms a file | ${cpuLine(burst.cpuMsPerFile)} |\n` +
        `| peak RSS, all processes | ${peakRssMb} MB |\n`,
);

async function smallRegister(place: number): Promise<Buffer> {
  const file = join(directory, 'small');
  await writeRegisterFile(file, format, {
    register: 'sales',
    lines: rows,
    seed: 100 + place,
    plantOneIn: 50,
    firstDocument: place * 1_000 + 1,
    width: 'usual',
  });
  return readFileSync(file);
}

/** Uploads are not what is measured: they are there before the first trigger. */
async function uploaded(count: number): Promise<{ token: string; url: string }[]> {
  const done: { token: string; url: string }[] = [];
  for (let place = 0; place < count; place += 1) {
    const token = tokens[place % tokens.length] ?? '';
    const register = registers[place % registers.length] ?? Buffer.alloc(0);
    done.push({ token, url: await upload({ baseUrl: server.baseUrl, token }, 'sales', register, format) });
  }
  return done;
}

async function atOnce() {
  const ready = await uploaded(files);
  const before = treeCpuSeconds(process.pid);
  const since = Date.now();
  for (const { token, url } of ready) await trigger({ baseUrl: server.baseUrl, token }, 'sales', url);
  const ended = await untilAllEnded(server.activities, since);
  const spent = cpuBetween(before, treeCpuSeconds(process.pid));
  assertCompleted(ended, files);
  const filesPerSecond = files / (((ended.at(-1)?.endedAt ?? since) - since) / 1000);
  const cpuMsPerFile = Object.fromEntries(
    Object.entries(spent).map(([purpose, cpuSeconds]) => [purpose, (cpuSeconds * 1000) / files]),
  );
  return { filesPerSecond, cpuMsPerFile };
}

async function atRate() {
  const ready = await uploaded(rate * seconds);
  const since = Date.now();
  await triggerAtRate(ready, since);
  const ended = await untilAllEnded(server.activities, since);
  assertCompleted(ended, ready.length);
  return latencies(ended);
}

async function besideOneLarge() {
  const ready = await uploaded(rate * seconds);
  const file = join(directory, 'large.csv');
  writeRegister(file, { register: 'sales', lines: large, seed: 5, plantOneIn: 50, width: 'usual' });
  const url = await upload(server, 'sales', file);
  const largeId = await trigger(server, 'sales', url);
  await pause(3000);
  const since = Date.now();
  await triggerAtRate(ready, since);
  const ended = await untilAllEnded(server.activities, since);
  await untilAllEnded(server.activities, 0);
  assertCompleted(ended, ready.length);
  return latencies(ended.filter(({ activityId }) => activityId !== largeId));
}

/** Open loop: a slow answer does not hold the next trigger back. */
async function triggerAtRate(ready: readonly { token: string; url: string }[], since: number): Promise<void> {
  const running: Promise<string>[] = [];
  for (const [place, { token, url }] of ready.entries()) {
    await pause(Math.max(0, since + (place * 1000) / rate - Date.now()));
    running.push(trigger({ baseUrl: server.baseUrl, token }, 'sales', url));
  }
  await Promise.all(running);
}

function cpuLine(cpuMsPerFile: Readonly<Record<string, number>>): string {
  return Object.entries(cpuMsPerFile)
    .map(([purpose, ms]) => `${purpose} ${ms.toFixed(1)}`)
    .join(', ');
}

function assertCompleted(ended: Awaited<ReturnType<typeof untilAllEnded>>, count: number): void {
  const completed = ended.filter(({ state }) => state === 'completed').length;
  if (completed !== count) throw new Error(`${completed} of ${count} activities completed`);
}

function latencies(ended: Awaited<ReturnType<typeof untilAllEnded>>) {
  const times = ended.map(({ createdAt, endedAt }) => (endedAt - createdAt) / 1000);
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}
