import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { writeXlsxStream } from 'hucre';
import { writeErrorWorkbook } from '../src/ingestion/errorWorkbook.ts';
import type { FileVerdict } from '../src/ingestion/fileJudge.ts';
import { typedCell } from '../src/ingestion/typedCell.ts';
import { readQuotedCsv } from '../src/sheet/csv/quotedCsv.ts';
import { writeJudgedReports } from './judgedReports.ts';
import { machineLine } from './machine.ts';

/**
 * The error workbook of a register in which every line is spoiled, made of its reports on disk and written to disk; beside it
 * what hucre's streaming writer takes for the same rows without red cells, comments, summary and warnings. Each in a process
 * of its own.
 *
 *   node bench/errorWorkbook.ts [--lines 200000] [--json]
 */
const flag = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const WRITERS = ['ours', 'hucre'] as const;
type Writer = (typeof WRITERS)[number];

interface Figure {
  readonly writer: Writer;
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rowsPerSecond: number;
  readonly peakRssMb: number;
  readonly megabytes: number;
}

const directory = flag('in', '');
if (directory === '') await compare(Number(flag('lines', '200000')));
else process.stdout.write(JSON.stringify(await measure(flag('writer', 'ours') as Writer, directory)));

async function compare(lines: number): Promise<void> {
  const reports = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
  const figures: Figure[] = [];
  try {
    await writeJudgedReports(lines, reports);
    for (const writer of WRITERS) {
      const { stdout } = await promisify(execFile)(process.execPath, [
        import.meta.filename,
        ...['--in', reports, '--writer', writer],
      ]);
      figures.push(JSON.parse(stdout) as Figure);
    }
  } finally {
    rmSync(reports, { recursive: true });
  }
  report(figures);
}

async function measure(writer: Writer, reports: string): Promise<Figure> {
  const verdict = JSON.parse(readFileSync(join(reports, 'verdict.json'), 'utf8')) as FileVerdict;
  if (verdict.outcome !== 'judged') throw new Error('the register was refused as a whole');
  const file = join(reports, `${writer}.xlsx`);
  const began = performance.now();
  const before = process.cpuUsage();
  const bytes = writer === 'ours' ? ours(reports, verdict) : hucre(reports);
  await pipeline(bytes, createWriteStream(file));
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - began) / 1000;
  return {
    ...{ writer, rows: verdict.refusedRows, seconds, cpuSeconds: (user + system) / 1e6 },
    rowsPerSecond: verdict.refusedRows / seconds,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    megabytes: statSync(file).size / 1e6,
  };
}

function ours(reports: string, verdict: FileVerdict & { outcome: 'judged' }): Readable {
  const open = (name: string) => () => createReadStream(join(reports, name));
  const { stats, fileWarnings, ruleCounts } = verdict;
  return Readable.from(
    writeErrorWorkbook({
      ...{ errors: open('errors'), marks: open('marks'), warnings: open('warnings') },
      ...{ fileName: 'register.csv', stats, notices: fileWarnings, ruleCounts, isTakenIn: true },
    }),
  );
}

function hucre(reports: string): ReadableStream<Uint8Array> {
  async function* rows(): AsyncGenerator<(string | number)[]> {
    for await (const batch of readQuotedCsv(createReadStream(join(reports, 'errors'))))
      for (const row of batch) yield row.map((text) => typedCell(text, undefined, true) as string | number);
  }
  return writeXlsxStream(rows(), { name: 'Errors' });
}

function report(figures: readonly Figure[]): void {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ machine: machineLine(), figures })}\n`);
    return;
  }
  process.stdout.write(
    `${machineLine()}\n\n| writer | refused rows | seconds | CPU s | rows/s | peak RSS MB | MB |\n|---|---|---|---|---|---|---|\n`,
  );
  for (const each of figures) {
    process.stdout.write(
      `| ${each.writer} | ${each.rows} | ${each.seconds.toFixed(1)} | ${each.cpuSeconds.toFixed(1)} | ${Math.round(each.rowsPerSecond)} | ${Math.round(each.peakRssMb)} | ${each.megabytes.toFixed(1)} |\n`,
    );
  }
}
