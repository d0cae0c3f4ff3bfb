import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createFindingReader, type ErrorFiles } from '../src/ingestion/findings.ts';
import { openDiskStore } from '../src/objects/disk.ts';
import type { Download, ObjectStore } from '../src/uploads/ports.ts';
import { writeJudgedReports } from './judgedReports.ts';
import { machineLine } from './machine.ts';

/**
 * What a console waits for that shows the refused rows of a register in which every line is spoiled: the first page, for which the
 * files are read through once, then pages from anywhere, and those of one rule.
 *
 *   node bench/findings.ts [--lines 50000,1000000] [--json]
 */
const PAGES = 200;
const PAGE_ROWS = 100;
const WORKSPACE = 'bench';

interface Figure {
  readonly rows: number;
  readonly megabytes: number;
  /** Seconds until the groups are there, and what of it was the processor's. */
  readonly buildSeconds: number;
  readonly buildCpuSeconds: number;
  readonly indexMb: number;
  /** Longest that the event loop was kept while it was built, and while pages were read. */
  readonly buildHoldMs: number;
  readonly pageHoldMs: number;
  readonly pageMs: readonly number[];
  readonly rulePageMs: readonly number[];
  readonly peakRssMb: number;
}

const flag = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

const directory = flag('in');
if (directory === undefined) await measureAll((flag('lines') ?? '50000,1000000').split(',').map(Number));
else process.stdout.write(JSON.stringify(await measure(directory)));

/** Each in a process of its own, without what judging leaves in memory. */
async function measureAll(sizes: readonly number[]): Promise<void> {
  const figures: Figure[] = [];
  for (const lines of sizes) {
    const reports = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
    try {
      await writeJudgedReports(lines, reports);
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...['--expose-gc', import.meta.filename, '--in', reports],
      ]);
      figures.push(JSON.parse(stdout) as Figure);
    } finally {
      rmSync(reports, { recursive: true });
    }
  }
  report(figures);
}

async function measure(reports: string): Promise<Figure> {
  const objects = await openDiskStore({ root: join(reports, 'objects'), reserveBytes: 0 });
  return measureReader(objects, {
    errors: await stored(objects, reports, 'errors'),
    marks: await stored(objects, reports, 'marks'),
    ...{ warnings: null, ruleCounts: {} },
  });
}

async function stored(objects: ObjectStore, directory: string, name: string): Promise<Download> {
  const downloadId = hash('md5', name);
  const writer = await objects.begin({ owner: downloadId, part: 'file' });
  for await (const piece of createReadStream(join(directory, name))) await writer.write(piece);
  await writer.commit();
  const { size: bytes } = statSync(join(directory, name));
  return {
    ...{
      downloadId,
      workspaceId: WORKSPACE,
      fileName: name,
      contentType: '',
      bytes,
      sha256: '',
      createdAt: 0,
    },
  };
}

async function measureReader(objects: ObjectStore, files: ErrorFiles): Promise<Figure> {
  const reader = createFindingReader(objects);
  const heapBefore = kept();
  const began = performance.now();
  const before = process.cpuUsage();
  const building = watchHolds();
  const { rows, groups } = await reader.errorGroups(files);
  const buildHoldMs = building();
  const { user, system } = process.cpuUsage(before);
  const buildSeconds = (performance.now() - began) / 1000;
  const indexMb = (kept() - heapBefore) / 1e6;
  const random = randomFrom(7);
  const paging = watchHolds();
  const pageMs = await timed(() =>
    reader.errorRows(files, { offset: random(rows - PAGE_ROWS), limit: PAGE_ROWS, rule: null }),
  );
  const rulePageMs = await timed(() => {
    const { code = '', rows: ofRule } = groups[random(groups.length)] ?? {};
    const offset = random(Math.max(1, (ofRule ?? 0) - PAGE_ROWS));
    return reader.errorRows(files, { offset, limit: PAGE_ROWS, rule: code });
  });
  return {
    ...{ rows, megabytes: (files.errors.bytes + (files.marks?.bytes ?? 0)) / 1e6 },
    ...{ buildSeconds, buildCpuSeconds: (user + system) / 1e6, indexMb, buildHoldMs, pageMs, rulePageMs },
    ...{ pageHoldMs: paging(), peakRssMb: process.resourceUsage().maxRSS / 1024 },
  };
}

/** Told of the longest turn of the event loop, in milliseconds of its own thread's processor time: others want the machine too. */
function watchHolds(): () => number {
  let longest = 0;
  let isOver = false;
  let last = threadMs();
  const turn = () => {
    const now = threadMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    isOver = true;
    return longest;
  };
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function kept(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Milliseconds of each, rising. */
async function timed(read: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let page = 0; page < PAGES; page += 1) {
    const began = performance.now();
    await read();
    taken.push(performance.now() - began);
  }
  return taken.sort((one, other) => one - other);
}

/** The same numbers in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function report(all: readonly Figure[]): void {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ machine: machineLine(), figures: all })}\n`);
    return;
  }
  const spread = (taken: readonly number[]) =>
    [0.5, 0.99].map((part) => (taken[Math.floor(taken.length * part)] ?? 0).toFixed(1)).join(' / ');
  process.stdout.write(
    `${machineLine()}\n\n| refused rows | MB | first answer s | CPU s | index MB | loop held ms | page ms p50 / p99 | of one rule | loop held ms | peak RSS MB |\n|---|---|---|---|---|---|---|---|---|---|\n`,
  );
  for (const each of all) {
    const { rows, megabytes, buildSeconds, buildCpuSeconds, indexMb, buildHoldMs, pageHoldMs } = each;
    process.stdout.write(
      `| ${rows} | ${megabytes.toFixed(1)} | ${buildSeconds.toFixed(2)} | ${buildCpuSeconds.toFixed(2)} | ${indexMb.toFixed(1)} | ${buildHoldMs.toFixed(1)} | ${spread(each.pageMs)} | ${spread(each.rulePageMs)} | ${pageHoldMs.toFixed(1)} | ${Math.round(each.peakRssMb)} |\n`,
    );
  }
}
