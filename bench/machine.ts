import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** One line that says where and on what figures were taken. */
export function machineLine(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const date = new Date().toISOString().slice(0, 10);
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${memory} GiB, Node ${process.versions.node}, ${date}, commit ${commit}`;
}

/** Median and 99th percentile of writing one page durably, in milliseconds: the price of a commit on this disk. */
export function fsyncLatency(directory: string): { readonly medianMs: number; readonly p99Ms: number } {
  const file = join(directory, 'fsync.probe');
  const descriptor = openSync(file, 'w');
  const page = Buffer.alloc(4096);
  const times: number[] = [];
  for (let round = 0; round < 300; round += 1) {
    const began = performance.now();
    writeSync(descriptor, page, 0, page.length, round * page.length);
    fdatasyncSync(descriptor);
    times.push(performance.now() - began);
  }
  closeSync(descriptor);
  rmSync(file);
  times.sort((a, b) => a - b);
  return { medianMs: times[150] ?? 0, p99Ms: times[297] ?? 0 };
}
